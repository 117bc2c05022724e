"""Finding another place for what can no longer stand where it stood: work inside its slack, held blocks on the same day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.overtime import promised_overtime
from scheduler.fairshare.standing import Promised
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import FAR, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Displaced:
    """Work that cannot stand where it stood.

    Attributes
    ----------
    lost
        Its pieces to come that nobody works any more, or that others need.
    kept
        Its other pieces.
    lifted
        Whether the lost pieces stand nowhere already, so that others can stand there.
    """

    task: TaskId
    person: PersonId
    lost: tuple[Span, ...]
    kept: tuple[Span, ...]
    lifted: bool = False

    @property
    def minutes(self) -> int:
        """Minutes that need another place."""
        return sum(span.minutes for span in self.lost)


def displaced_work(book: Book, *, after: Instant) -> list[Displaced]:
    """Return the committed work after a moment that no longer can or may be done where it stands, the soonest due first.

    Its person is away or may not do it any more; or it would begin too early, as a wait before it is longer by other working days.
    """
    found = []
    for task, place in book.witness.work.items():
        if task not in book.commitments or place.finish <= after:
            continue
        lost: list[Span] = []
        kept: list[Span] = []
        promised = book.commitments[task]
        asked = promised.asked
        may = book.team.may_do(place.person, promised.client, skill=asked.skill, level=asked.level)
        has_begun = place.pieces[0].start < after
        from_then_on = Span(after if has_begun or not asked.after else earliest_start(book, task), FAR)
        overtime = promised_overtime(book, task)
        for piece in place.pieces:
            future = within([piece], Span(after, max(after + 1, piece.end)))
            times = merged([*_working(book, place.person, piece), *overtime])
            working = within(times, from_then_on) if may else ()
            lost.extend(without(future, working))
            kept.extend(without([piece], without(future, working)))
        if lost:
            found.append(Displaced(task, place.person, tuple(lost), merged(kept)))
    return sorted(found, key=lambda each: (book.commitments[each.task].due, each.task))


def _working(book: Book, person: PersonId, span: Span) -> tuple[Span, ...]:
    return merged(part for day in book.team.days_of(person, span) for part in book.team.working(person, day))


def displaced_blocks(book: Book, days: Sequence[tuple[PersonId, date]]) -> Iterator[Account]:
    """Yield the blocks of these days of which held minutes can be worked no longer, or where others work or hold time by now.

    They lie outside working time, or their person has not the skill any more.

    Others may work where a block stands that its client could not claim any more: then a day off moved its notice date. Others may hold
    time there where a day was off when the later of the two was laid.
    """
    for person, day in days:
        kept: tuple[Span, ...] = ()
        for account in book.accounts.on(person, day, team=book.team):
            if account.claimable_at(book.clock) <= 0:
                continue
            taken = merged((*work_on(book, person, day), *kept))
            if not can_be_worked(book, account) or any(within(taken, span) for span in account.held_spans):
                yield account
            else:
                kept = merged((*kept, *account.held_spans))


def can_be_worked(book: Book, account: Account) -> bool:
    """Say whether the person of a dated block has the skill and, where its held minutes stand, the time.

    Where that is not so it is to be shared as a loss, and until then nobody can claim it.
    """
    block = account.block
    if not book.team.has_skill(block.person, block.skill, block.level):
        return False
    return not without(account.held_spans, book.team.working(block.person, account.day))


def work_on(book: Book, person: PersonId, day: date) -> tuple[Span, ...]:
    """Return the time of a person's day on which work stands, sorted and disjoint."""
    return merged(span for pieces in book.witness.on(person, day).values() for span in pieces)


def new_place(
    book: Book,
    displaced: Displaced,
    *,
    until: Instant,
    avoid: Sequence[Span] = (),
    pushes: bool = False,
    beside: Callable[[PersonId, date], Sequence[Span]] | None = None,
) -> WorkPlace | None:
    """Return where displaced work can stand by a moment: the same person first, then, if nothing of it is kept, another.

    What it comes after does not move.

    Parameters
    ----------
    avoid
        Time that is meant for others, sorted and disjoint.
    pushes
        Whether what comes after it may have to move; else it does not.
    beside
        Time of a person's day that may be used besides what is free.
    """
    promised = book.commitments[displaced.task]
    asked = promised.asked
    latest = until if pushes else min(until, latest_finish(book, displaced.task))
    window = Span(earliest_start(book, displaced.task), latest)
    if window.start >= window.end:
        return None
    people: list[PersonId] = [displaced.person] if displaced.person in book.team.people else []
    mates = group_of(book, displaced.task) - {displaced.task}
    bound = any(mate in book.witness.work or mate in book.commitments for mate in mates)
    if not displaced.kept and not bound:
        people += [person for person in sorted(book.team.people) if person not in people]
    found: list[tuple[int, bool, Instant, WorkPlace]] = []
    for person in people:
        if not book.team.may_do(person, promised.client, skill=asked.skill, level=asked.level, pin=asked.person):
            continue
        whole = asked.one_sitting
        # What was worked of a sitting stays worked; all that is to come of it is one piece, also in its own time.
        ahead = within(displaced.kept, Span(book.clock, FAR)) if whole else ()
        minutes = displaced.minutes + sum(span.minutes for span in ahead)
        more = None if beside is None else partial(beside, person)
        pieces = first_fit(book, person, minutes, window=window, one_sitting=whole, own=ahead, avoid=avoid, beside=more)
        if pieces is None:
            continue
        place = WorkPlace(person, merged([*without(displaced.kept, ahead), *pieces]))
        found.append((place.minutes_after(promised.due), person != displaced.person, place.finish, place))
    return min(found, default=(0, False, 0, None), key=lambda each: each[:3])[3]


def group_of(book: Book, task: TaskId) -> frozenset[TaskId]:
    """Return the work that the person of a task must do too, with the task itself: over all that was asked, in either direction."""
    found = {task}
    ahead = [task]
    while ahead:
        each = ahead.pop()
        mates = set(book.binding.get(each, ()))
        mates |= {name for name, others in book.binding.items() if each in others}
        ahead.extend(mates - found)
        found |= mates
    return frozenset(found)


def is_sitting_under_way(book: Book, task: TaskId) -> bool:
    """Say whether a commitment that must not be interrupted has begun and is not over: no decision for another client breaks it off."""
    place = book.witness.work.get(task)
    sits = task in book.commitments and book.commitments[task].asked.one_sitting
    return sits and place is not None and any(piece.start < book.clock < piece.end for piece in place.pieces)


def earliest_start(book: Book, task: TaskId) -> Instant:
    """Return the earliest moment at which a commitment's work may begin, as what comes before it stands."""
    promised = book.commitments[task]
    earliest = max(book.clock, instant_of(promised.asked.release))
    for after in promised.asked.after:
        place = book.witness.work.get(after.task)
        if place is not None:
            earliest = max(earliest, book.team.after_wait(place.finish, after.wait))
    return earliest


def latest_finish(book: Book, task: TaskId) -> Instant:
    """Return the latest finish that leaves what comes after the task where it stands."""
    latest = FAR
    for other, promised in book.commitments.items():
        for after in promised.asked.after:
            place = book.witness.work.get(other)
            if after.task != task or place is None:
                continue
            start = place.pieces[0].start
            if after.wait.working_days:
                latest = min(latest, book.team.days.latest_instant(start, after.wait.working_days))
            else:
                latest = min(latest, start - after.wait.minutes)
    return latest


def followers_ahead(
    book: Book, task: TaskId, *, among: Callable[[Promised], bool] = lambda _: True
) -> dict[TaskId, WorkPlace]:
    """Return the promised work that comes after a task, directly or not, and where it stands; nothing of it has begun.

    Parameters
    ----------
    among
        Which promised work counts; what comes only after other work does not.
    """
    found: dict[TaskId, WorkPlace] = {}
    ahead = [task]
    while ahead:
        before = ahead.pop()
        for other, promised in book.commitments.items():
            place = book.witness.work.get(other)
            if other in found or other == task or place is None or not among(promised):
                continue
            if place.pieces[0].start >= book.clock and any(after.task == before for after in promised.asked.after):
                ahead.append(other)
                found[other] = place
    return found


def followers_too_early(book: Book, task: TaskId) -> list[Displaced]:
    """Return the work that comes after a task and now begins too early; nothing of it was worked."""
    found = []
    for other, promised in book.commitments.items():
        place = book.witness.work.get(other)
        if place is None or all(after.task != task for after in promised.asked.after):
            continue
        if book.clock <= place.pieces[0].start < earliest_start(book, other):
            found.append(Displaced(other, place.person, place.pieces, ()))
    return found


def first_fit(
    book: Book,
    person: PersonId,
    minutes: int,
    *,
    window: Span,
    one_sitting: bool,
    own: Sequence[Span] = (),
    avoid: Sequence[Span] = (),
    beside: Callable[[date], Sequence[Span]] | None = None,
) -> tuple[Span, ...] | None:
    """Return the earliest free time of a person in a window that holds so many minutes, or None.

    Parameters
    ----------
    own
        Time beside the free one that may be used.
    avoid
        Time that may not, though it is free.
    beside
        Time of a day that may be used too.
    """
    if minutes <= 0:
        return ()
    pieces: list[Span] = []
    left = minutes
    for day in book.team.days_of(person, window):
        free = book.free_on(person, day)
        mine = within(own, Span(book.team.zone_of(person).begin_of(day), book.team.zone_of(person).end_of(day)))
        more = () if beside is None else beside(day)
        for span in without(within(merged([*free, *mine, *more]), window), avoid):
            if one_sitting:
                if span.minutes >= minutes:
                    return (Span(span.start, span.start + minutes),)
                continue
            gone = min(left, span.minutes)
            pieces.append(Span(span.start, span.start + gone))
            left -= gone
            if not left:
                return merged(pieces)
    return None


def run_of_day(book: Book, person: PersonId, day: date, *, minutes: int, own: Sequence[Span] = ()) -> Span | None:
    """Return the earliest free stretch of a person's day that holds so many minutes in one piece."""
    free = merged([*book.free_on(person, day), *own])
    usable = within(free, Span(book.clock, FAR))
    return next((Span(span.start, span.start + minutes) for span in usable if span.minutes >= minutes), None)
