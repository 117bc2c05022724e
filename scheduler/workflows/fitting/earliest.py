"""The earliest date of a request, a bound below which no plan finishes, and the date that its client's own hours guarantee."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.zones import instant_of
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.limits import sure_limit
from scheduler.units import Instant
from scheduler.workflows.fitting.bounds import not_before
from scheduler.workflows.fitting.held_hours import hours_begin, paid_by
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way, due_by

GUARANTEED_WORKING_DAYS = 60
"""How many working days ahead own held hours are counted."""

STEPS_PER_DATE = 250
"""Lay-outs of the one try at each of these dates: more found little, and most dates cannot be."""

MOST_TRIES_WITH_MOVES = 7
"""Dates between the bound and the earliest found as things stand that are tried with moves."""


@dataclass(frozen=True, slots=True)
class EarliestFound:
    """The earliest way found, and what is known about it.

    Attributes
    ----------
    way
        None where none was found.
    date
        The date to be said of it.
    not_before
        No plan finishes earlier; None where no plan does it at all.
    """

    way: Way | None
    date: Instant | None
    not_before: Instant | None
    guaranteed_by: Instant | None

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be earlier."""
        return self.date is not None and self.date == self.not_before


def earliest_of(climb: Climb, *, yes: Way | None = None) -> EarliestFound:
    """Return the earliest date at which a request can be done, without trade, overtime or consent.

    Parameters
    ----------
    yes
        A way that was found already.
    """
    bound = not_before(climb)
    for other in (not_paid_by(climb), climb.floor(climb.ask).not_before(work=climb.work)):
        if bound is not None and other is not None:
            bound = max(bound, other)
    guaranteed = guaranteed_by(climb.book, climb.ask)
    best = earliest_as_is(climb)
    if yes is not None and yes.kind in ("as_is", "moves") and (best is None or yes.finish < best.finish):
        # Its date is the one asked for; as an earliest date it only says when it would be done.
        best = yes
    end = horizon_span(climb.ground.workspace).end
    if best is None and bound is not None and bound < end:
        found = climb.with_moves(due_by(climb.ask, end, climb.book), due_at_finish=True)
        best = found if isinstance(found, Way) else None
    best = best or _by_own_hours(climb, guaranteed)
    if bound is not None and best is not None and bound < best.date_after(climb.needed_by) <= end:
        best = _earlier_with_moves(climb, best, bound)
    date = None if best is None else best.date_after(climb.needed_by)
    return EarliestFound(best, date, bound, guaranteed)


def not_paid_by(climb: Climb) -> Instant | None:
    """Return a moment by which own hours and the cap cannot pay for the request, wherever it stands; None where they can at once."""
    latest: Instant | None = None
    for close in _dates(climb):
        if sure_limit(climb.book, climb.ask.client, due_by(climb.ask, close, climb.book).tasks) is None:
            return latest
        latest = close
    return latest


def _dates(climb: Climb) -> Iterator[Instant]:
    """Yield the dates that are tried: the one asked for, then the closes after it up to the end of the horizon.

    Own hours up to the date asked for may pay for work that is done earlier, so no earlier date is tried.
    """
    yield climb.needed_by
    for close in closes(climb.book, climb.ask, until=horizon_span(climb.ground.workspace).end):
        if close > climb.needed_by:
            yield close


def earliest_as_is(climb: Climb) -> Way | None:
    """Return the earliest way in which nothing moves: the first date, by whole days and then to the minute, that is granted."""
    for close in _dates(climb):
        way = climb.as_is(due_by(climb.ask, close, climb.book))
        if isinstance(way, Way):
            first = max(way.finish, climb.needed_by)
            paid = hours_begin(climb.book, paid_by(way.rows), grid_minutes=climb.ground.workspace.grid_minutes)
            for date in sorted({first, max(first, paid)}):
                exact = climb.as_is(due_by(climb.ask, date, climb.book))
                if isinstance(exact, Way):
                    return exact
            return way
    return None


def _by_own_hours(climb: Climb, guaranteed: Instant | None) -> Way | None:
    """Return the way on the client's own held hours, also where that is after the horizon."""
    way = None if guaranteed is None else climb.as_is(due_by(climb.ask, guaranteed, climb.book))
    return way if isinstance(way, Way) else None


def _earlier_with_moves(climb: Climb, best: Way, bound: Instant) -> Way:
    """Try dates between the bound and the best known one, the lower half first, as long as there is work left."""
    grid = climb.ground.workspace.grid_minutes
    low, high = bound, best.date_after(climb.needed_by)
    for number in range(MOST_TRIES_WITH_MOVES):
        if low >= high:
            break
        due = low if not number else low + (high - low) // 2 // grid * grid
        if due >= high:
            break
        ask = due_by(climb.ask, max(due, climb.needed_by), climb.book)
        way = climb.with_moves(ask, until=due, most_steps=STEPS_PER_DATE, tries=1, due_at_finish=True)
        if isinstance(way, Way):
            best = way
            high = min(way.date_after(climb.needed_by), due)
        else:
            low = due + grid
    return best


def closes(book: Book, ask: Ask, *, until: Instant) -> Iterator[Instant]:
    """Yield the moments by which a date is tried: the close of each working day from now on, and the end of the horizon."""
    team = book.team
    day = team.working_day_of(book.clock)
    longest = max((instant_of(task.release) for task in ask.tasks), default=book.clock)
    last = book.clock
    for number in range(GUARANTEED_WORKING_DAYS):
        close = team.close_at(day if not number else team.nth_working_day(day, number))
        if close > until:
            break
        last = close
        if close > longest:
            yield close
    if until > last:
        yield until


def guaranteed_by(book: Book, ask: Ask) -> Instant | None:
    """Return when the client's own held hours have done the request, by hand: the end of the last day that they need."""
    zone = book.team.zone
    last = book.team.close_at(book.team.nth_working_day(book.team.working_day_of(book.clock), GUARANTEED_WORKING_DAYS))
    for close in closes(book, ask, until=last):
        # Somewhere else a day may go on after the close here.
        for until in (close, zone.end_of(zone.local(close - 1)[0])):
            bookings = conform(book, ask.client, tasks=due_by(ask, until, book).tasks)
            if bookings is not None:
                ends_at = max(booking.ends_at for booking in bookings)
                exact = conform(book, ask.client, tasks=due_by(ask, ends_at, book).tasks) if ends_at < until else None
                return until if exact is None else ends_at
    return None
