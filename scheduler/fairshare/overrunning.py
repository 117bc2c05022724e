"""Work that takes longer than was said, in the order of the policy ("Actuals"): own held minutes, own later work, then spare."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from scheduler.calendars.spans import merged
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow, WorkStand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows, places_of, rows_of, spare_rows
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.conforming import held_by_person
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.insertion import Inserted, insert
from scheduler.fairshare.limits import cap_limit
from scheduler.fairshare.own_later_work import (
    Room,
    as_much_as_fits,
    room_of_later_work,
    time_of_later_work,
)
from scheduler.fairshare.relaying import earliest_start, first_fit
from scheduler.fairshare.trial import LATE_MINUTES
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId


def ways_of_overrun(book: Book, entry: Entry, asked: AskedTask, person: PersonId, stands: WorkPlace) -> Iterator[Entry]:
    """Yield the entries of work that takes longer, charged in the policy's order: own held minutes, own later work, spare.

    What finds no room in time is late: after the due time, or in the time of own later work, which then moves on.

    Parameters
    ----------
    stands
        Where the work stands before.
    """
    task, left = asked.id, asked.effort_minutes
    scratch, pieces = copy_of(book), stands.pieces
    rows: list[LedgerRow] = []
    others: dict[TaskId, WorkStand] = {}
    taken: list[Entry] = []
    for room in _rooms(scratch, asked, person):
        whole = work_stands(book, {task: WorkPlace(person, merged([*pieces, *room.pieces]))})
        part = entry.model_copy(update={"rows": room.rows, "work": (*whole, *room.others)})
        try:
            scratch.append(part)
        except BookError:
            # What the log could not say is not used, nor is what would come after it.
            scratch = copy_of(book)
            for each in taken:
                scratch.append(each)
            break
        taken.append(part)
        pieces = merged([*pieces, *room.pieces])
        left -= room.minutes
        rows.extend(room.rows)
        others.update((stand.task, stand) for stand in room.others)
    rest = asked.model_copy(update={"effort_minutes": left})
    late = (
        [_after_due(scratch, rest, person), _in_time_of_later_work(scratch, rest, person, moved=others)] if left else []
    )
    for room in [each for each in late if each.pieces] or [Room()]:
        whole = work_stands(book, {task: WorkPlace(person, merged([*pieces, *room.pieces]))})
        yield entry.model_copy(update={"rows": merged_rows([*rows, *room.rows]), "work": (*whole, *others.values())})


def _rooms(book: Book, asked: AskedTask, person: PersonId) -> Iterator[Room]:
    """Yield room before the due time, each to be entered into the book before the next is asked for."""
    assert asked.due is not None
    if instant_of(asked.due) <= book.clock:
        return
    left, grid = asked.effort_minutes, book.team.workspace.grid_minutes

    def sized(minutes: int) -> AskedTask:
        return asked.model_copy(update={"effort_minutes": minutes})

    own = as_much_as_fits(left, lambda minutes: _on_own(book, sized(minutes), person), grid=grid)
    if own is not None:
        yield own
        left -= own.minutes
    for room in room_of_later_work(book, sized(left), person):
        yield room
        left -= room.minutes
    spare = as_much_as_fits(left, lambda minutes: _on_spare(book, sized(minutes)), grid=grid)
    if spare is not None:
        yield spare


def _on_own(book: Book, asked: AskedTask, person: PersonId) -> Room | None:
    """Return room on the client's own held minutes of a person; None where there is not as much."""
    client = book.commitments[asked.id].client
    booking = held_by_person(book, client, task=asked, person=person, taken=Taken())
    if booking is None:
        return None
    return Room(places_of([booking])[asked.id].pieces, tuple(rows_of([booking])))


def _on_spare(book: Book, asked: AskedTask) -> Room | None:
    """Return room for work on own minutes and spare inside the cap, and its charges; None where there is not as much."""
    client = book.commitments[asked.id].client
    inserted = insert(book, client, tasks=(asked,))
    if inserted is None:
        return None
    rows = charge(book, client, inserted, whole_days=True)
    if cap_limit(book, client, rows, in_round=False) is not None:
        return None
    return Room(inserted[0].place.pieces, tuple(rows))


def _after_due(book: Book, asked: AskedTask, person: PersonId) -> Room:
    """Return room after the due time: on own minutes as far as these reach, the rest where it is free.

    Such spare is outside the cap, as the work has to be done, and it counts for the share.
    """
    begin = max(earliest_start(book, asked.id), book.commitments[asked.id].due)
    window = Span(begin, begin + LATE_MINUTES)
    later = asked.model_copy(update={"release": book.team.aware(window.start), "due": book.team.aware(window.end)})
    grid = book.team.workspace.grid_minutes
    own = (
        as_much_as_fits(
            asked.effort_minutes,
            lambda minutes: _on_own(book, later.model_copy(update={"effort_minutes": minutes}), person),
            grid=grid,
        )
        or Room()
    )
    left = asked.effort_minutes - own.minutes
    free = first_fit(book, person, left, window=window, one_sitting=False)
    if free is None:
        return own
    client, inserted = book.commitments[asked.id].client, Inserted(asked, WorkPlace(person, free), ())
    return Room(merged([*own.pieces, *free]), (*own.rows, *spare_rows(book, client, inserted, left, in_round=True)))


def _in_time_of_later_work(book: Book, asked: AskedTask, person: PersonId, *, moved: Collection[TaskId]) -> Room:
    """Return room in the time of own later work, charged to own minutes that are given for it, else to spare outside the cap.

    Parameters
    ----------
    moved
        Later work that has made room already.
    """
    pieces = time_of_later_work(book, asked, person, but=moved)
    if not pieces:
        return Room()
    until = max(book.commitments[asked.id].due, pieces[-1].end)
    inserted = Inserted(asked.model_copy(update={"due": book.team.aware(until)}), WorkPlace(person, pieces), ())
    return Room(
        pieces, tuple(charge(book, book.commitments[asked.id].client, [inserted], in_round=True, whole_days=True))
    )
