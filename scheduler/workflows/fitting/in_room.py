"""The way in which a request is done where room was found for it: what else moves is put aside first, then it is checked and charged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.calendars.spans import merged, total_minutes, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Stand
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError, within_all
from scheduler.fairshare.limits import Limit
from scheduler.fairshare.witness import WorkPlace
from scheduler.instance.baseline import BaselineWork
from scheduler.solve.making_room import Room
from scheduler.units import Instant, TaskId
from scheduler.workflows.fitting.ground import Ground, beside
from scheduler.workflows.fitting.held_hours import (
    Freed,
    Places,
    first_minutes,
    hours_pay_from,
    hours_that_pay,
    let_go,
    put_aside,
    stands_beside,
)
from scheduler.workflows.fitting.paid_when_done import paid_when_done, rows_of
from scheduler.workflows.fitting.ways import Way, due_by, promised_places


@dataclass(frozen=True, slots=True)
class Found:
    """Room for a request, with what it took for granted.

    Attributes
    ----------
    freed
        The own hours whose time the room took as free: the date must let them pay.
    places
        Where blocks were taken to stand that may stand elsewhere.
    """

    room: Room
    freed: Freed
    places: Places

    def with_request(self, work: dict[TaskId, WorkPlace]) -> Found:
        """Return the same room with the request elsewhere in it."""
        moved = {task: BaselineWork(place.person, place.pieces) for task, place in work.items()}
        return replace(self, room=Room(moved, self.room.moved))

    @property
    def request(self) -> dict[TaskId, WorkPlace]:
        """Where the tasks of the request stand."""
        return {task: WorkPlace(work.person, work.spans) for task, work in self.room.request.items()}

    @property
    def finish(self) -> Instant:
        """When the last of the request is done."""
        return max(place.finish for place in self.request.values())


def way_in(ground: Ground, ask: Ask, found: Found, *, in_round: bool, due_at_finish: bool) -> Way | Limit | None:
    """Return the way in which a request is done in a room; the limit of borrowing that it would pass; or None.

    Parameters
    ----------
    due_at_finish
        Whether the date of the way is its finish, and not that of `ask`, up to which room was looked for.
    """
    done = _done_when_paid(ground, ask, found, in_round=in_round)
    if due_at_finish:
        return done
    if isinstance(done, Way):
        kept = placed(ground, ask, found.with_request(dict(done.places)), in_round=in_round)
        if isinstance(kept, Way):
            return kept
    ahead = placed(ground, ask, found, in_round=in_round)
    return replace(ahead, is_ahead=True) if isinstance(ahead, Way) else ahead


def _done_when_paid(ground: Ground, ask: Ask, found: Found, *, in_round: bool) -> Way | Limit | None:
    """Return the way with its finish as its date, work put off to where the hours that the room took pay."""
    book = ground.book
    finish = found.finish
    release = max(book.clock, min(instant_of(task.release) for task in ask.tasks))
    if finish >= hours_pay_from(book, found.freed, release=release):
        return placed(ground, due_by(ask, finish, book), found, in_round=in_round)
    fewer = replace(found, freed=hours_that_pay(book, due_by(ask, finish, book)))
    if not _takes_held_time(ground, fewer, freed=found.freed):
        way = placed(ground, due_by(ask, finish, book), fewer, in_round=in_round)
        if isinstance(way, Way):
            return way
    aside = _put_aside(ground, found)
    paid = None if aside is None else paid_when_done(aside[0], ask, found.request, in_round=in_round)
    if paid is None:
        return None
    return placed(ground, paid.ask, found.with_request(dict(paid.places)), in_round=in_round)


def _takes_held_time(ground: Ground, found: Found, *, freed: Freed) -> bool:
    """Say whether other work moved to time of freed hours that is still held where only those of `found` pay."""
    aside = _put_aside(ground, found)
    if aside is None:
        return True
    others = [work for work in found.room.moved.values() if work is not None]
    for block, day in {*freed, *found.places}:
        account = aside[0].account(block, day)
        held = without(account.held_spans, first_minutes(account.held_spans, found.freed.get((block, day), 0)))
        taken = [span for work in others if work.person == account.block.person for span in work.spans]
        if total_minutes(within_all(merged(taken), held)):
            return True
    return False


def _put_aside(ground: Ground, found: Found) -> tuple[Book, tuple[Stand, ...]] | None:
    """Return a copy of the book in which everything but the request stands as the room has it, and where blocks stand then."""
    room = found.room
    others = [work for work in room.moved.values() if work is not None]
    stands = stands_beside(ground.book, found.freed, found.places, request=room.request.values(), moved=others)
    if stands is None:
        return None
    scratch = copy_of(ground.book)
    put_aside(scratch, stands)
    standing = {**ground.work, **{task: work for task, work in room.moved.items() if work is not None}}
    for task, work in room.moved.items():
        if work is None:
            standing.pop(task, None)
    try:
        for task, place in promised_places(scratch, room.moved).items():
            scratch.witness.put(task, place, team=scratch.team)
    except BookError:
        return None
    scratch.witness.stand_beside(scratch.team, beside(scratch, standing))
    return scratch, stands


def placed(ground: Ground, ask: Ask, found: Found, *, in_round: bool) -> Way | Limit | None:
    """Return the room as a way with the date of `ask`: the request on its client's own hours, else in time that they are given for."""
    if hours_that_pay(ground.book, ask) != found.freed:
        return None
    for is_given in (False, True):
        aside = _put_aside(ground, found)
        if aside is None:
            return None
        scratch, stands = aside
        if is_given:
            let_go(scratch, found.freed)
        rows = rows_of(scratch, ask, found.request, in_round=in_round)
        if isinstance(rows, tuple):
            moved = found.room.moved
            return Way("moves" if moved else "as_is", ask, found.request, rows, moved=moved, stands=stands)
        if isinstance(rows, Limit):
            return rows
    return None
