"""I4 and one thing at a time: what stands on the days of people that an entry touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say, say_amount, say_day, say_minutes
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.verify.book.records import Laid
    from scheduler.verify.book.state import BookState


def days_stand(
    state: BookState, days: Iterable[tuple[PersonId, date]], *, at: Instant, seq: int
) -> Iterator[BookViolation]:
    """Check days of people: no two things at once, and every block that must stand there does.

    Parameters
    ----------
    at
        What lies before this instant is history and not looked at.
    seq
        The entry that violations name.
    """
    for person, day in sorted(days):
        work = _work_on(state, person, day, at)
        yield from _one_thing_at_a_time(state, work, person=person, seq=seq)
        yield from _blocks_stand(state, work, person=person, day=day, seq=seq)


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
    state: BookState, work: list[tuple[Span, TaskId]], *, person: PersonId, day: date, seq: int
) -> Iterator[BookViolation]:
    must: list[tuple[Laid, list[Span]]] = []
    for laid in state.blocks_on(person, day):
        phase = state.phase(laid.block.id, day)
        held = state.held(laid.block.id, day)
        booked = state.account(laid.block.id, day).own if phase == "own" else 0
        if phase != "gone" and (held > 0 or booked > 0):
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
    inside = {task: minutes for task, minutes in account.inside.items() if minutes > 0} if is_own else {}
    foreign = joined([*(span for span, task in work if task not in inside), *others])
    working = state.calendars.people[block.person].on(day)
    runs = without(common(piece, working), foreign)
    held = max(0, state.held(block.id, day))
    best: list[tuple[int, TaskId | None, int, int]] = []
    for run in runs or [Span(0, 0)]:
        faults = _faults_in(state, run, inside, held=held, work=work)
        if not faults:
            return
        best = faults if not best or len(faults) < len(best) else best
    for missing, task, measured, limit in best[:1]:
        why = _why(state, piece, working=working, foreign=foreign, day=day)
        if task is None:
            text = (
                f"block '{name}' of '{block.client}': {say_minutes(limit)} are held, but only {say_amount(measured, 'stand')} "
                f"free in one piece ({say_minutes(missing)} short){why}"
            )
        else:
            text = (
                f"block '{name}' of '{block.client}': task '{task}' is booked in it with {say_minutes(limit)}, "
                f"of which {say_amount(measured, 'stand')} in it{why}"
            )
        yield breach("I4", name, text, seq=seq, measured=measured, limit=limit)


def _faults_in(
    state: BookState, run: Span, inside: dict[TaskId, int], *, held: int, work: list[tuple[Span, TaskId]]
) -> list[tuple[int, TaskId | None, int, int]]:
    """Return what an unbroken stretch lacks: (missing, task or None for held, measured, limit)."""
    faults: list[tuple[int, TaskId | None, int, int]] = []
    booked = 0
    for task, charged in sorted(inside.items()):
        there = total(common([run], [span for span, name in work if name == task]))
        booked += there
        known = state.tasks[task]
        if there < charged and known.is_promised and not known.excused and not known.is_free:
            faults.append((charged - there, task, there, charged))
    free = run.end - run.start - booked
    if free < held:
        faults.append((held - free, None, max(0, free), held))
    return faults


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
