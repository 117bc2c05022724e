"""The earliest date of a request, a bound below which no plan finishes, and the date that its client's own hours guarantee."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.spans import total_minutes, within
from scheduler.calendars.zones import instant_of
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.limits import sure_limit
from scheduler.solve.making_room import TRIES
from scheduler.units import Instant, Span, TaskId
from scheduler.workflows.fitting.bounds import not_before, paid_not_before
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way, due_by

GUARANTEED_WORKING_DAYS = 60
"""How many working days ahead own held hours are counted."""

MOST_DAYS_AFTER_HORIZON = 10
"""Working days after the horizon, from the first that own hours and the cap pay for, on which spare is tried as well."""

STEPS_OF_ALL_TRIES = 2_000
"""Lay-outs in the search with moves after which each date is tried once: a third of a second."""


@dataclass(frozen=True, slots=True)
class EarliestFound:
    """The earliest way found, and what is known about it.

    Attributes
    ----------
    way
        Its date is its finish, when it is paid for too; None where none was found.
    not_before
        No plan finishes earlier; None where no plan does it at all.
    paid_from
        Own hours and the cap pay for no earlier date; None where they do at once.
    """

    way: Way | None
    not_before: Instant | None
    guaranteed_by: Instant | None
    paid_from: Instant | None = None

    @property
    def date(self) -> Instant | None:
        """When it is done."""
        return None if self.way is None else self.way.finish

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be earlier."""
        return self.date is not None and self.date == self.not_before


def earliest_of(climb: Climb, *, yes: Way | None = None) -> EarliestFound:
    """Return the earliest date at which a request can be done, without trade, overtime or consent; it is the same whatever date is asked for.

    Parameters
    ----------
    yes
        A way that was found already.
    """
    end = horizon_span(climb.ground.workspace).end
    paid_from = paid_not_before(climb)
    bound = _bound(climb, paid_from, end=end)
    guaranteed = guaranteed_by(climb.book, climb.ask)
    best = earliest_as_is(climb)
    if yes is not None and (best is None or yes.finish < best.finish):
        best = yes
    if bound is not None and bound < end and (best is None or bound < best.finish):
        best = _earlier_with_moves(climb, best, bound=bound, end=end)
    if best is not None and best.is_ahead and bound is not None:
        # It is done before an earlier date could be paid for: only the date asked for lets it.
        return EarliestFound(best, min(bound, best.finish), guaranteed)
    return EarliestFound(best or _after_horizon(climb, guaranteed, end=end), bound, guaranteed, paid_from)


def _bound(climb: Climb, paid_from: Instant | None, *, end: Instant) -> Instant | None:
    """Return the latest of the instants before which no plan finishes the request; None where none does it at all."""
    bound = not_before(climb)
    for other in (paid_from, climb.floor(due_by(climb.ask, end, climb.book)).not_before(work=climb.work)):
        if bound is not None and other is not None:
            bound = max(bound, other)
    return bound


def fixed_in_the_way(climb: Climb, earliest: EarliestFound) -> tuple[TaskId, ...]:
    """Return the work fixed in the published plan that alone makes the bound as late as it is, what takes most time first; none where it does not."""
    ground, date = climb.ground, earliest.date
    if date is None or earliest.not_before is None or not ground.frozen_work:
        return ()
    loose = Climb(ground.letting_go(ground.frozen_work), climb.ask, climb.work, climb.in_round)
    bound = _bound(loose, earliest.paid_from, end=horizon_span(ground.workspace).end)
    if bound is None or bound >= earliest.not_before:
        return ()
    window = Span(climb.book.clock, date)
    able = {person for task in climb.ask.tasks for person in climb.able(task)}
    taken = {
        task: total_minutes(within(work.spans, window))
        for task, work in ground.frozen_work.items()
        if work.person in able
    }
    return tuple(sorted((task for task in taken if taken[task]), key=lambda task: (-taken[task], task)))


def earliest_as_is(climb: Climb) -> Way | None:
    """Return the earliest way in which nothing moves: on the first day by whose end it can be had, by the earliest date on the grid."""
    for close in closes(climb.book, climb.ask, until=horizon_span(climb.ground.workspace).end):
        way = _as_early_as_can_be(climb, close)
        if way is not None:
            return way
    return None


def _as_early_as_can_be(climb: Climb, close: Instant) -> Way | None:
    """Return the earliest way in which nothing moves, by the dates on the grid, of those that a date lets."""
    grid = climb.ground.workspace.grid_minutes
    way = _by(climb, close)
    while way is not None:
        earlier = _by(climb, Instant((way.finish - 1) // grid * grid))
        if earlier is None:
            return way
        way = earlier
    return None


def _after_horizon(climb: Climb, guaranteed: Instant | None, *, end: Instant) -> Way | None:
    """Return the earliest way found after the horizon: own hours and spare together, else what own hours do by hand."""
    book, ask = climb.book, climb.ask
    by_hand, tried, before = _by_own_hours(climb, guaranteed), 0, end
    for close in closes(book, ask, until=_last_looked_at(book)):
        if close <= end:
            continue
        if tried == MOST_DAYS_AFTER_HORIZON or (by_hand is not None and by_hand.finish <= before):
            break
        before = close
        if sure_limit(book, ask.client, due_by(ask, close, book).tasks, request=ask.request) is not None:
            continue
        tried += 1
        way = _as_early_as_can_be(climb, close)
        if way is not None:
            return way if by_hand is None else min(way, by_hand, key=lambda each: each.finish)
    return by_hand


def _last_looked_at(book: Book) -> Instant:
    """Return the close of the last working day whose hours are counted."""
    return book.team.close_at(book.team.nth_working_day(book.team.working_day_of(book.clock), GUARANTEED_WORKING_DAYS))


def _by(climb: Climb, date: Instant) -> Way | None:
    """Return a way in which nothing moves that is done and paid for by a date."""
    granted = climb.as_is(due_by(climb.ask, date, climb.book))
    return climb.when_done(granted) if isinstance(granted, Way) else None


def _by_own_hours(climb: Climb, guaranteed: Instant | None) -> Way | None:
    """Return the way on the client's own held hours, also where that is after the horizon."""
    way = None if guaranteed is None else climb.as_is(due_by(climb.ask, guaranteed, climb.book))
    return (climb.when_done(way) or way) if isinstance(way, Way) else None


def _earlier_with_moves(climb: Climb, best: Way | None, *, bound: Instant, end: Instant) -> Way | None:
    """Return a way that is done before the best known one, moves allowed, as long as there is work left.

    Tried are the bound, the last date before the best one, where there is most room, and the dates between by halving: as hard as for a yes,
    and where that takes many steps, once each.
    """
    known = best is not None and best.finish <= end
    grid = climb.ground.workspace.grid_minutes
    before = max(bound, (best.finish - 1) // grid * grid) if best is not None and known else end
    dates = _worked_dates(climb, Span(bound, before))

    steps = climb.work.done + STEPS_OF_ALL_TRIES

    def found_by(date: Instant) -> Way | None:
        tries = TRIES if climb.work.done < steps else 1
        way = climb.with_moves(due_by(climb.ask, date, climb.book), tries=tries, due_at_finish=True)
        return way if isinstance(way, Way) else None

    at_once = found_by(dates[0])
    if at_once is not None or len(dates) == 1:
        return at_once or best
    last = found_by(dates[-1])
    if last is None and not known:
        return best
    best = last or best
    low, high = 1, len(dates) - 1 if last is None else bisect_left(dates, last.finish)
    while low < high:
        middle = (low + high) // 2
        way = found_by(dates[middle])
        if way is None:
            low = middle + 1
        else:
            best, high = way, min(middle, bisect_left(dates, way.finish))
    return best


def _worked_dates(climb: Climb, window: Span) -> list[Instant]:
    """Return the ends of a window, and between them the dates on the grid at which somebody who may do some of the request is at work."""
    grid, team = climb.ground.workspace.grid_minutes, climb.book.team
    found = {window.start, max(window)}
    for person in {person for task in climb.ask.tasks for person in climb.able(task)}:
        for day in team.days_of(person, window):
            for span in within(team.working(person, day), window):
                found.update(range(span.start + grid, span.end, grid))
                found.add(span.end)
    return sorted(found)


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
    for close in closes(book, ask, until=_last_looked_at(book)):
        # Somewhere else a day may go on after the close here.
        for until in (close, zone.end_of(zone.local(close - 1)[0])):
            bookings = conform(book, ask.client, tasks=due_by(ask, until, book).tasks)
            if bookings is not None:
                ends_at = max(booking.ends_at for booking in bookings)
                exact = conform(book, ask.client, tasks=due_by(ask, ends_at, book).tasks) if ends_at < until else None
                return until if exact is None else ends_at
    return None
