"""Whether a waiting request fitted: a place for all of it in free time, found by hand, with nothing else moved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.book.caps import WINDOW_DAYS
from scheduler.verify.book.conforming import bound_in, people_for
from scheduler.verify.clock import day_end, minute_of
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.book import AskedTask
    from scheduler.verify.book.state import BookState

_ONE_DAY = timedelta(days=1)


class Place(NamedTuple):
    """Who could do a task, and when."""

    person: PersonId
    pieces: list[Span]


def fits_in_free_time(
    state: BookState, client: ClientId, tasks: Sequence[AskedTask], *, at: Instant
) -> dict[TaskId, Place] | None:
    """Return a place for every task of a request in time that nobody works in or holds, as far as a round may give.

    Tasks are placed in their order, each with whoever finishes first, on spare alone. What is found is a proof that the
    request fitted as it is; where nothing is found it may still have fitted, with other people or with moves.

    Parameters
    ----------
    at
        The moment of the round: work begins at it or later, and ends within the next five working days.
    """
    calendars = state.calendars
    last_day = calendars.working_day_after(calendars.day_at(at), WINDOW_DAYS)
    until = day_end(last_day, calendars.zone) if last_day is not None else at
    places: dict[TaskId, Place] = {}
    mates = bound_in(tasks)
    for task in tasks:
        if task.due is None:
            return None
        begin = max(at, minute_of(task.release), _ready_at(state, task, places))
        window = Span(begin, min(until, minute_of(task.due)))
        found = [
            Place(person, pieces)
            for person in _people(state, client, task, places, mates[task.id])
            if (pieces := _pieces(state, task, person, window, places)) is not None
        ]
        if not found:
            return None
        places[task.id] = min(found, key=lambda place: (place.pieces[-1].end, calendars.rank[place.person]))
    return places or None


def _ready_at(state: BookState, task: AskedTask, places: dict[TaskId, Place]) -> Instant:
    """Return when everything that comes before a task, and the waits after it, are over."""
    ready = 0
    for after in task.after:
        known = state.tasks.get(after.task)
        ends = places[after.task].pieces[-1].end if after.task in places else None if known is None else known.finish
        if ends is not None:
            ready = max(ready, state.calendars.after_wait(ends, after.wait))
    return ready


def _people(
    state: BookState, client: ClientId, task: AskedTask, places: dict[TaskId, Place], mates: set[TaskId]
) -> list[PersonId]:
    """Return who may do a task: skill, level, exclusions, pin, and whoever does what is bound to it."""
    bound = {places[other].person for other in mates if other in places}
    standing = {other for mate in mates for other in state.bound.get(mate, {mate})} - places.keys()
    return people_for(state, client, task, bound=bound, standing=standing)


def _pieces(
    state: BookState, task: AskedTask, person: PersonId, window: Span, places: dict[TaskId, Place]
) -> list[Span] | None:
    """Return the first free pieces of a person that hold a task, one piece for one sitting; None where there are none."""
    if window.end - window.start < task.effort_minutes:
        return None
    placed = [span for place in places.values() if place.person == person for span in place.pieces]
    free = without(free_time(state, person, window), joined(placed))
    if task.one_sitting:
        runs = [run for run in free if run.end - run.start >= task.effort_minutes]
        return [Span(runs[0].start, runs[0].start + task.effort_minutes)] if runs else None
    if total(free) < task.effort_minutes:
        return None
    pieces: list[Span] = []
    missing = task.effort_minutes
    for run in free:
        part = min(missing, run.end - run.start)
        pieces.append(Span(run.start, run.start + part))
        missing -= part
        if missing == 0:
            break
    return pieces


def free_time(state: BookState, person: PersonId, window: Span) -> list[Span]:
    """Return the working time of a person in a window in which no work stands and no block that is held or booked."""
    days = state.calendars.people[person]
    first, last = days.dates_of(window)[0], days.dates_of(window)[-1]
    working: list[Span] = []
    taken: list[Span] = []
    # Work on the day before may reach over midnight.
    day = first - _ONE_DAY
    while day <= last:
        working += days.on(day)
        taken += [piece for name in state.by_day.get((person, day), ()) for piece in state.tasks[name].pieces]
        for laid in state.blocks_on(person, day):
            key = laid.block.id, day
            if state.phase(*key) != "gone" and (state.held(*key) > 0 or state.account(*key).own > 0):
                taken += state.piece_of(*key)
        day += _ONE_DAY
    return without(common(joined(working), [window]), joined(taken))
