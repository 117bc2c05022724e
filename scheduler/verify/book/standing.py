"""I4 and one thing at a time: what stands on the days of people that an entry touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.book.agreements import has_skill
from scheduler.verify.book.conforming import sitting_of
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say, say_amount, say_day, say_minutes
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.verify.book.records import Account, Laid
    from scheduler.verify.book.state import BookState


class Fault(NamedTuple):
    """What a stretch of a block's piece lacks."""

    text: str
    measured: int
    limit: int


def days_stand(
    state: BookState, days: Iterable[tuple[PersonId, date]], *, at: Instant, seq: int, shared_until: date | None = None
) -> Iterator[BookViolation]:
    """Check days of people: no two things at once, and every block that must stand there does.

    Parameters
    ----------
    at
        What lies before this instant is history and not looked at.
    seq
        The entry that violations name.
    shared_until
        Blocks of later days that nobody can work are left to a later loss; None: as far as all is shared by now.
    """
    until = state.shared_until if shared_until is None else shared_until
    for person, day in sorted(days):
        work = _work_on(state, person, day, at)
        yield from _one_thing_at_a_time(state, work, person=person, seq=seq)
        yield from _blocks_stand(state, work, person=person, day=day, seq=seq, shared_until=until)


def _work_on(state: BookState, person: PersonId, day: date, at: Instant) -> list[tuple[Span, TaskId]]:
    """Return the pieces of work of a person that touch a day and end after an instant, in order."""
    names = state.by_day.get((person, day), ())
    pieces = [(piece, name) for name in names for piece in state.tasks[name].pieces if piece.end > at]
    return sorted(pieces)


def _one_thing_at_a_time(
    state: BookState, work: list[tuple[Span, TaskId]], *, person: PersonId, seq: int
) -> Iterator[BookViolation]:
    if not work:
        return
    furthest, holder = work[0]
    for piece, name in work[1:]:
        if piece.start < furthest.end:
            minutes = min(piece.end, furthest.end) - piece.start
            text = (
                f"{person}: works on '{holder}' and '{name}' at once for {say_minutes(minutes)} "
                f"on {say(piece.start, state.calendars.zone)}"
            )
            yield breach("I1", name, text, seq=seq, measured=minutes, limit=0)
        if piece.end > furthest.end:
            furthest, holder = piece, name


def _blocks_stand(
    state: BookState,
    work: list[tuple[Span, TaskId]],
    *,
    person: PersonId,
    day: date,
    seq: int,
    shared_until: date,
) -> Iterator[BookViolation]:
    must: list[tuple[Laid, list[Span]]] = []
    for laid in state.blocks_on(person, day):
        phase = state.phase(laid.block.id, day)
        held = state.held(laid.block.id, day)
        booked = state.account(laid.block.id, day).own if phase == "own" else 0
        if day > shared_until and not state.can_be_worked(laid.block.id, day):
            state.to_share |= {(person, day)} if day <= state.shared_until else set()
        elif phase != "gone" and (held > 0 or booked > 0):
            must.append((laid, state.piece_of(laid.block.id, day)))
    for laid, piece in must:
        others = [span for other, pieces in must if other is not laid for span in pieces]
        yield from _block_stands(state, laid, piece, others=others, work=work, day=day, seq=seq)


def _block_stands(
    state: BookState,
    laid: Laid,
    piece: list[Span],
    *,
    others: list[Span],
    work: list[tuple[Span, TaskId]],
    day: date,
    seq: int,
) -> Iterator[BookViolation]:
    """Check one dated block: an unbroken stretch of its piece must hold what is held and what is booked in it."""
    block = laid.block
    name = f"{block.id}@{day}"
    account = state.account(block.id, day)
    is_own = state.phase(block.id, day) == "own"
    inside = _own_work_in(account)
    foreign = joined([*(span for span, task in work if task not in inside), *others])
    known = state.calendars.people.get(block.person)
    if known is not None and not has_skill(known.person, block.skill, block.level):
        text = f"block '{name}' of '{block.client}': {block.person} may not do {block.key}"
        yield breach("I3", block.id, text, seq=seq, measured=block.minutes, limit=0)
        return
    working = () if known is None else known.on(day)
    runs = without(common(piece, working), foreign)
    held = max(0, state.held(block.id, day))
    best: list[Fault] = []
    for run in runs or [Span(0, 0)]:
        faults = _booked_elsewhere(state, run, account.inside, work) if is_own else []
        faults += _not_free(
            run, held, one_piece=min(held, sitting_of(state, (block.id, day))), booked=inside, work=work
        )
        if not faults:
            return
        best = faults if not best or len(faults) < len(best) else best
    why = _why(state, piece, working=working, foreign=foreign, day=day)
    first = best[0]
    text = f"block '{name}' of '{block.client}': {first.text}{why}"
    yield breach("I4", name, text, seq=seq, measured=first.measured, limit=first.limit)


def _own_work_in(account: Account) -> set[TaskId]:
    """Return the tasks whose work may stand in a dated block's piece: those that are charged to it and not exchanged."""
    tasks = {task for task, minutes in account.inside.items() if minutes > 0}
    return tasks | {task for task, minutes in account.rushed.items() if minutes > 0}


def _booked_elsewhere(
    state: BookState, run: Span, charged: Mapping[TaskId, int], work: list[tuple[Span, TaskId]]
) -> list[Fault]:
    """Return the tasks that are booked in a block and do not stand in a stretch of it with all that is charged."""
    faults = []
    for task, minutes in sorted(charged.items()):
        there = total(common([run], [span for span, name in work if name == task]))
        known = state.tasks[task]
        if there < minutes and known.is_promised and not known.is_late and not known.is_free:
            text = f"task '{task}' is booked in it with {say_minutes(minutes)}, of which {say_amount(there, 'stand')} in it"
            faults.append(Fault(text, there, minutes))
    return faults


def _not_free(
    run: Span, held: int, *, one_piece: int, booked: set[TaskId], work: list[tuple[Span, TaskId]]
) -> list[Fault]:
    """Return what a stretch lacks of the held minutes: in all, and in one piece."""
    free = without([run], joined(span for span, task in work if task in booked))
    if total(free) < held:
        text = f"{say_minutes(held)} are held, but only {say_amount(total(free), 'stand')} free in one stretch"
        return [Fault(text, total(free), held)]
    longest = max((span.end - span.start for span in free), default=0)
    if longest < one_piece:
        text = f"{say_minutes(one_piece)} are held in one piece, but the longest free one is {say_minutes(longest)}"
        return [Fault(text, longest, one_piece)]
    return []


def _why(state: BookState, piece: list[Span], *, working: Iterable[Span], foreign: list[Span], day: date) -> str:
    zone = state.calendars.zone
    if not piece:
        return f"; it stands nowhere on {say_day(day)}"
    outside = without(piece, list(working))
    if outside:
        return f"; {say_amount(total(outside), 'lie')} outside working time on {say(outside[0].start, zone)}"
    covered = common(piece, foreign)
    if covered:
        return f"; something else stands there from {say(covered[0].start, zone)} for {say_minutes(total(covered))}"
    return f"; it stands on {say(piece[0].start, zone)} for {say_minutes(total(piece))}"
