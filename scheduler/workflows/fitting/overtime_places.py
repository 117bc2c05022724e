"""A request in ordinary time and consented overtime of the people who do it: where it stands, and what it is charged there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheduler.calendars.spans import merged, total_minutes, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, LedgerRow, skill_key
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.conforming import in_order
from scheduler.fairshare.dated_block import within_all
from scheduler.fairshare.insertion import Inserted, release_after, usable_in
from scheduler.fairshare.limits import Limit
from scheduler.fairshare.same_person import bound_together
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId
from scheduler.workflows.fitting.evenings import Consented, Evenings
from scheduler.workflows.fitting.held_hours import first_minutes, hours_that_pay
from scheduler.workflows.fitting.in_room import Found, placed
from scheduler.workflows.fitting.paid_when_done import rows_of
from scheduler.workflows.fitting.rungs import Climb, Spans
from scheduler.workflows.fitting.ways import Way

Places = Mapping[TaskId, WorkPlace]


@dataclass(frozen=True, slots=True)
class Parted:
    """A request parted into what stands in ordinary time and what stands in overtime.

    Attributes
    ----------
    ordinary
        The request with what of its tasks stands in ordinary time, as sizes; tasks of which nothing does are left out.
    places
        Where that stands.
    over
        The pieces of each task in overtime.
    """

    ordinary: Ask
    places: dict[TaskId, WorkPlace]
    over: dict[TaskId, tuple[Span, ...]]


def parted(ask: Ask, places: Places, consented: Evenings) -> Parted:
    """Part a request by where it stands.

    Parameters
    ----------
    consented
        All time in which people consent to overtime.
    """
    over = {task: within_all(merged(place.pieces), consented.get(place.person, ())) for task, place in places.items()}
    inside = {task: without(merged(place.pieces), over[task]) for task, place in places.items()}
    tasks = tuple(
        task.model_copy(update={"effort_minutes": total_minutes(inside[task.id])})
        for task in ask.tasks
        if inside[task.id]
    )
    stands = {task.id: WorkPlace(places[task.id].person, tuple(inside[task.id])) for task in tasks}
    return Parted(replace(ask, tasks=tasks), stands, {task: tuple(spans) for task, spans in over.items()})


def way_at(
    climb: Climb, ask: Ask, places: Places, *, consented: Evenings, found: Found | None = None
) -> Way | Limit | None:
    """Return the way in which a request stands at some places; the limit of borrowing that it would pass; or None.

    Parameters
    ----------
    found
        The room that has it there, where other work moves for it.
    """
    parts = parted(ask, places, consented)
    overtime = frozenset(span for spans in parts.over.values() for span in spans)
    rows = [
        row for task in ask.tasks for row in _overtime_rows(climb, task, places[task.id].person, parts.over[task.id])
    ]
    whole = {task: WorkPlace(place.person, _cut_at(place.pieces, parts.over[task])) for task, place in places.items()}
    if found is None:
        paid = rows_of(climb.book, parts.ordinary, parts.places, in_round=False)
        if not isinstance(paid, tuple):
            return paid
        return Way("overtime", ask, whole, (*paid, *rows), overtime=overtime) if overtime else None
    room = replace(found, freed=hours_that_pay(climb.book, parts.ordinary)).with_request(parts.places)
    way = placed(climb.ground, parts.ordinary, room, in_round=False)
    if not isinstance(way, Way):
        return way
    if not overtime:
        return None
    return replace(way, kind="overtime", ask=ask, places=whole, rows=(*way.rows, *rows), overtime=overtime)


def by_hand(
    climb: Climb, ask: Ask, evenings: Evenings, *, consented: Consented, only: Spans | None = None
) -> Places | None:
    """Return where a request stands if nothing moves, task by task as early as can be; None where that is not found.

    Parameters
    ----------
    evenings
        Overtime that may be used, as far as the weeks' consent goes.
    only
        Where its ordinary time is taken from, beside own held hours; None: whatever is free.
    """
    ordered = in_order(bound_together(climb.book, ask.tasks))
    if ordered is None:
        return None
    made: dict[TaskId, Inserted] = {}
    for task in ordered:
        mates = {made[other].place.person for other in made if other in task.same_person_as}
        best: WorkPlace | None = None
        for person in climb.able(task):
            if mates <= {person}:
                taken = [span for each in made.values() if each.place.person == person for span in each.place.pieces]
                window = Span(release_after(climb.book, task, made), 0 if task.due is None else instant_of(task.due))
                allowed = evenings.get(person, ())
                extra = consented.left_of(person, window, taken=taken, allowed=allowed)
                usable = [*extra, *_ordinary(climb, task, person, window=window, only=only)]
                pieces = _earliest(task, without(merged(usable), merged(taken)))
                if pieces is not None and (best is None or pieces[-1].end < best.finish):
                    best = WorkPlace(person, pieces)
        if best is None:
            return None
        made[task.id] = Inserted(task, best, ())
    return {task: each.place for task, each in made.items()}


def within_limit(climb: Climb, ask: Ask, places: Places, limit: Limit, *, consented: Evenings) -> Spans:
    """Return of the ordinary time in which a request stands the latest, as much as own hours and a limit of borrowing pay for."""
    grid, parts = climb.ground.workspace.grid_minutes, parted(ask, places, consented)
    paid = sum(hours_that_pay(climb.book, parts.ordinary).values())
    left = (paid + max(0, limit.limit_minutes - limit.used_minutes)) // grid * grid
    found: dict[PersonId, tuple[Span, ...]] = {}
    pieces = [(piece, place.person) for place in parts.places.values() for piece in place.pieces]
    for piece, person in sorted(pieces, reverse=True):
        minutes = min(left, piece.minutes)
        if minutes:
            left -= minutes
            found[person] = merged([Span(piece.end - minutes, piece.end), *found.get(person, ())])
    return found


def _earliest(task: AskedTask, free: Sequence[Span]) -> tuple[Span, ...] | None:
    """Return the earliest pieces of a task in free time; None where there is too little."""
    if task.one_sitting:
        run = next((span for span in free if span.minutes >= task.effort_minutes), None)
        return None if run is None else (Span(run.start, run.start + task.effort_minutes),)
    pieces = first_minutes(free, task.effort_minutes)
    return merged(pieces) if total_minutes(pieces) == task.effort_minutes else None


def _ordinary(climb: Climb, task: AskedTask, person: PersonId, *, window: Span, only: Spans | None) -> Iterator[Span]:
    if window.start >= window.end:
        return iter(())
    own = [
        claim
        for claim in claims(climb.book, climb.ask.client, task=task, taken=Taken())
        if claim.account.block.person == person
    ]
    spans = list(usable_in(climb.book, person, window, own=own, taken=Taken(), blocked=()))
    if only is None:
        return iter(spans)
    kept = merged([*only.get(person, ()), *(span for claim in own for span in claim.account.held_spans)])
    return iter(within_all(merged(spans), kept))


def _overtime_rows(climb: Climb, task: AskedTask, person: PersonId, over: Sequence[Span]) -> list[LedgerRow]:
    key = skill_key(task.skill, task.level)
    days: dict[date, int] = {}
    for piece in over:
        day = climb.book.team.day_of(person, piece.start)
        days[day] = days.get(day, 0) + piece.minutes
    return [
        LedgerRow(client=climb.ask.client, skill=key, day=day, fund="overtime", minutes=minutes, task=task.id)
        for day, minutes in days.items()
    ]


def _cut_at(pieces: Sequence[Span], over: Sequence[Span]) -> tuple[Span, ...]:
    """Return pieces cut where overtime begins and ends."""
    return tuple(sorted((*without(merged(pieces), merged(over)), *over)))
