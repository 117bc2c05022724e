"""An overrun takes the time of its client's own later work: of what can be done in time elsewhere on own minutes, else of what moves on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple, TypeVar

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, LedgerRow, WorkStand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import places_of, rows_of
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.conforming import Booking, held_by_person
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.relaying import Displaced, earliest_start, latest_finish
from scheduler.fairshare.trial import LATE_MINUTES
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId

Found = TypeVar("Found")


class Room(NamedTuple):
    """Where more of a task stands, what it is charged, and where other work of its client stands then."""

    pieces: tuple[Span, ...] = ()
    rows: tuple[LedgerRow, ...] = ()
    others: tuple[WorkStand, ...] = ()

    @property
    def minutes(self) -> int:
        """How much of the task there is room for."""
        return total_minutes(self.pieces)


def room_of_later_work(book: Book, asked: AskedTask, person: PersonId) -> Iterator[Room]:
    """Yield room in time that the client's own later work leaves, each to be entered before the next is asked for.

    Such work moves to held minutes of the same person, inside its slack, and what comes after it stays where it stands. What it had booked
    where it stood, the task takes over. Work that is due first takes the earliest hours.

    Parameters
    ----------
    asked
        What is left of the overrun; its due time is the promised date.
    """
    if asked.due is None:
        return
    left = asked.effort_minutes
    later = [each for each, _ in own_later(book, asked.id, person)]
    for task in sorted(later, key=lambda each: (book.commitments[each].floor_at, each)):
        room = _left_by(book, task, asked.model_copy(update={"effort_minutes": left}), person)
        if room.minutes:
            yield room
            left -= room.minutes
        if not left:
            return


def own_later(book: Book, task: TaskId, person: PersonId) -> Iterator[tuple[TaskId, WorkPlace]]:
    """Yield the other work of a task's client that a person has not begun and that may be interrupted."""
    client = book.commitments[task].client
    for other, promised in book.commitments.items():
        place = book.witness.work.get(other)
        if other == task or promised.client != client or place is None or place.person != person:
            continue
        if place.pieces[0].start >= book.clock and not promised.asked.one_sitting:
            yield other, place


def time_of_later_work(book: Book, asked: AskedTask, person: PersonId, *, but: Collection[TaskId]) -> tuple[Span, ...]:
    """Return the earliest time of a person's later work for the same client that is enough for what work takes longer; else nothing.

    Parameters
    ----------
    but
        Later work that stays.
    """
    begin = earliest_start(book, asked.id)
    own = merged(
        piece for other, each in own_later(book, asked.id, person) if other not in but for piece in each.pieces
    )
    found: list[Span] = []
    left = asked.effort_minutes
    for piece in within(own, Span(begin, begin + LATE_MINUTES)):
        if left:
            found.append(Span(piece.start, min(piece.end, piece.start + left)))
            left -= found[-1].minutes
    return () if left else tuple(found)


def later_work_in_the_way(book: Book, task: TaskId, stand: WorkStand, *, but: Collection[TaskId]) -> list[Displaced]:
    """Return the client's own later work that stands where a task stands from now on, except for what has moved already."""
    pieces = merged(Span(instant_of(piece.start), instant_of(piece.end)) for piece in stand.pieces)
    found = []
    for other, place in own_later(book, task, stand.person):
        lost = tuple(part for piece in place.pieces for part in within(pieces, piece))
        if lost and other not in but:
            found.append(Displaced(other, place.person, lost, without(place.pieces, lost)))
    return found


def as_much_as_fits(most: int, fit: Callable[[int], Found | None], *, grid: int) -> Found | None:
    """Return what is found for the most minutes, in grid steps; less fits wherever more does."""
    best = fit(most) if most > 0 else None
    if best is not None:
        return best
    fits, fails = 0, -(-most // grid) * grid
    while fails - fits > grid:
        tried = fits + (fails - fits) // 2 // grid * grid
        found = fit(tried)
        if found is None:
            fails = tried
        else:
            best, fits = found, tried
    return best


def _left_by(book: Book, task: TaskId, asked: AskedTask, person: PersonId) -> Room:
    """Return the most room, in grid steps, that later work leaves when as much of it moves to other held minutes."""
    assert asked.due is not None
    window = Span(earliest_start(book, asked.id), instant_of(asked.due))
    booked = list(_booked(book, task, person, skill=asked.skill, window=window))
    most = min(asked.effort_minutes, sum(span.minutes for _, span in booked))
    moved = as_much_as_fits(
        most,
        lambda minutes: _elsewhere(book, task, person, minutes, but=window),
        grid=book.team.workspace.grid_minutes,
    )
    if moved is None:
        return Room()
    place = book.witness.work[task]
    rows = [*rows_of([moved])]
    pieces: list[Span] = []
    left = moved.task.effort_minutes
    for account, span in booked:
        gone = min(left, span.minutes)
        if gone:
            pieces.append(Span(span.start, span.start + gone))
            rows.extend(_taken_over(account, gone, task, asked.id, rows))
            left -= gone
    there = places_of([moved])[task].pieces
    whole = WorkPlace(person, merged([*without(place.pieces, merged(pieces)), *there]))
    return Room(merged(pieces), tuple(rows), work_stands(book, {task: whole}))


def _elsewhere(book: Book, task: TaskId, person: PersonId, minutes: int, *, but: Span) -> Booking | None:
    """Return so many minutes of work on held minutes of the same person that lie outside a window: after it, else before."""
    promised = book.commitments[task]
    begin, until = earliest_start(book, task), min(promised.floor_at, latest_finish(book, task))
    for start, end in ((max(begin, but.end), until), (begin, min(but.start, until))):
        if start >= end:
            continue
        asked = promised.asked.model_copy(
            update={
                "effort_minutes": minutes,
                "release": book.team.aware(start),
                "due": book.team.aware(end),
            }
        )
        found = held_by_person(book, promised.client, task=asked, person=person, taken=Taken())
        if found is not None:
            return found
    return None


def _booked(book: Book, task: TaskId, person: PersonId, *, skill: str, window: Span) -> Iterator[tuple[Account, Span]]:
    """Yield where work stands in blocks of its own in which it is booked, inside a window, earliest first."""
    days = dict.fromkeys((row.block, row.day) for row in book.commitments[task].rows if not row.exchanged)
    found: list[tuple[Span, Account]] = []
    for block, day in days:
        account = None if block is None else book.account_if_any(block, day)
        if account is None or account.block.skill != skill or account.block.person != person:
            continue
        found.extend((span, account) for span in within(account.booked.get(task, ()), window))
    stands = book.witness.work[task].pieces
    for span, account in sorted(found, key=lambda each: each[0]):
        yield from ((account, part) for part in within(stands, span))


def _taken_over(
    account: Account, minutes: int, task: TaskId, by: TaskId, rows: Sequence[LedgerRow]
) -> Iterator[LedgerRow]:
    """Yield the rows by which minutes that one task has booked in a dated block are another's of the same client, by the same funds."""
    for fund, charged in sorted(account.funds.get(task, {}).items()):
        before = -sum(
            row.minutes
            for row in rows
            if (row.task, row.block, row.day, row.fund) == (task, account.block.id, account.day, fund)
            and row.minutes < 0
        )
        gone = min(minutes, charged - before)
        if gone > 0:
            minutes -= gone
            yield account.row(fund, gone, by)
            yield account.row(fund, -gone, task)
