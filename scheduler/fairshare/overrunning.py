"""Work that takes longer than was said, in the order of the policy ("Actuals"): own held minutes, own later work, then spare."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.spans import merged
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow, WorkStand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows, places_of, rows_of, spare_rows
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.conforming import held_by_person
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.insertion import Inserted, insert
from scheduler.fairshare.limits import cap_limit
from scheduler.fairshare.own_later_work import (
    FAR_MINUTES,
    Room,
    as_much_as_fits,
    room_of_later_work,
    time_of_later_work,
)
from scheduler.fairshare.relaying import earliest_start, first_fit
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId


def grown(book: Book, entry: Entry, asked: AskedTask, place: WorkPlace) -> Entry:
    """Return the entry of work that takes longer, charged in the policy's order: own held minutes, own later work, spare."""
    task, left = asked.id, asked.effort_minutes
    scratch, pieces = copy_of(book), place.pieces
    rows: list[LedgerRow] = []
    others: dict[TaskId, WorkStand] = {}
    for room in _rooms(scratch, asked, place):
        pieces = merged([*pieces, *room.pieces])
        left -= room.minutes
        rows.extend(room.rows)
        others.update((stand.task, stand) for stand in room.others)
        whole = work_stands(book, {task: WorkPlace(place.person, pieces)})
        scratch.append(entry.model_copy(update={"rows": room.rows, "work": (*whole, *room.others)}))
    if left:
        room = _late_room(scratch, asked.model_copy(update={"effort_minutes": left}), place, moved=frozenset(others))
        pieces = merged([*pieces, *room.pieces])
        rows.extend(room.rows)
    whole = work_stands(book, {task: WorkPlace(place.person, pieces)})
    return entry.model_copy(update={"rows": merged_rows(rows), "work": (*whole, *others.values())})


def _rooms(book: Book, asked: AskedTask, place: WorkPlace) -> Iterator[Room]:
    """Yield room before the due time, each to be entered into the book before the next is asked for."""
    assert asked.due is not None
    if instant_of(asked.due) <= book.clock:
        return
    left, grid = asked.effort_minutes, book.team.workspace.grid_minutes

    def sized(minutes: int) -> AskedTask:
        return asked.model_copy(update={"effort_minutes": minutes})

    own = as_much_as_fits(left, lambda minutes: _on_own(book, sized(minutes), place.person), grid=grid)
    if own is not None:
        yield own
        left -= own.minutes
    for room in room_of_later_work(book, sized(left), place.person):
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
    return Room(places_of([booking])[asked.id].pieces, tuple(rows_of(book, client, [booking])))


def _on_spare(book: Book, asked: AskedTask) -> Room | None:
    """Return room for work on own minutes and spare inside the cap, and its charges; None where there is not as much."""
    client = book.commitments[asked.id].client
    inserted = insert(book, client, tasks=(asked,))
    if inserted is None:
        return None
    rows = charge(book, client, inserted)
    if cap_limit(book, client, rows, in_round=False) is not None:
        return None
    return Room(inserted[0].place.pieces, tuple(rows))


def _late_room(book: Book, asked: AskedTask, place: WorkPlace, *, moved: frozenset[TaskId]) -> Room:
    """Return room for what finds none in time: on the client's own minutes after the due time, where it is free, or in later work's time.

    Whichever is done first. Such spare is outside the cap, as the work has to be done, and it counts for the share.

    Parameters
    ----------
    moved
        Own later work that has made room already.
    """
    late = _after_due(book, asked, place)
    sooner = time_of_later_work(book, asked, place.person, but=moved)
    if sooner and (not late.pieces or sooner[-1].end < late.pieces[-1].end):
        return Room(sooner, _uncapped(book, asked, WorkPlace(place.person, sooner)))
    return late


def _after_due(book: Book, asked: AskedTask, place: WorkPlace) -> Room:
    promised = book.commitments[asked.id]
    begin = max(earliest_start(book, asked.id), promised.due)
    window = Span(begin, begin + FAR_MINUTES)
    later = asked.model_copy(update={"release": book.team.aware(window.start), "due": book.team.aware(window.end)})
    on_own = _on_own(book, later, place.person)
    if on_own is not None:
        return on_own
    pieces = first_fit(book, place.person, asked.effort_minutes, window=window, one_sitting=False) or ()
    return Room(pieces, _uncapped(book, asked, WorkPlace(place.person, pieces)))


def _uncapped(book: Book, asked: AskedTask, place: WorkPlace) -> tuple[LedgerRow, ...]:
    client, minutes = book.commitments[asked.id].client, sum(piece.minutes for piece in place.pieces)
    return tuple(spare_rows(book, client, Inserted(asked, place, ()), minutes, in_round=True))
