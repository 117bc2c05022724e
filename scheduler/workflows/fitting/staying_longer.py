"""The offer of overtime: done by the date asked for, else as early as can be, with as little overtime as is found for that.

Ordinary time goes first: what is free of it, own held hours, and time that others give up inside their slack. Overtime is what is missing then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from scheduler.calendars.spans import total_minutes, within
from scheduler.calendars.zones import instant_of
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.limits import Limit
from scheduler.fairshare.witness import WorkPlace
from scheduler.solve.making_room import STEPS_PER_TRY, TRIES
from scheduler.units import Instant, PersonId, Span
from scheduler.workflows.fitting.evenings import Consented, Evenings, only_used, shortened
from scheduler.workflows.fitting.held_hours import hours_that_pay
from scheduler.workflows.fitting.in_room import Found
from scheduler.workflows.fitting.overtime_places import by_hand, parted, way_at, within_limit
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way, due_by

STEPS_OF_OVERTIME = 4_000
"""Lay-outs after which no less overtime and no earlier date is looked for."""

STEPS_PER_LESS = 120
"""Lay-outs of the try to do with less overtime, or by an earlier date."""

MOST_ALONE = 6
"""People who are tried each with nobody else's overtime."""


def with_overtime(climb: Climb, *, until: Instant, before: Instant | None) -> Iterator[Way]:
    """Yield how the request is done with consented overtime of the people who do it, the best way first.

    Parameters
    ----------
    until
        The last moment of use.
    before
        When it is done without overtime at the earliest: later ways are of no use.

    Yields
    ------
    Way
        Its date is the one asked for, or its finish where that is later.
    """
    search = _Search(climb)
    if not search.consented.spans:
        return
    ways = search.on_time()
    if not ways and until > climb.needed_by:
        ways = search.as_early_as_can_be(until if before is None else min(until, before - 1))
    yield from (way for way in ways if before is None or search.is_worth_it(way, before=before))


class _Search:
    def __init__(self, climb: Climb) -> None:
        self._climb = climb
        self.consented = Consented(climb)
        self._last_step = climb.work.done + STEPS_OF_OVERTIME

    def on_time(self) -> list[Way]:
        """Return the ways in which it is done by the date asked for, the best first."""
        return self._least(self._climb.ask, self._climb.needed_by)

    def as_early_as_can_be(self, until: Instant) -> list[Way]:
        """Return the ways that are done first after the date asked for, the best first."""
        climb = self._climb
        dates = self._worked_dates(Span(climb.needed_by, until))
        date, ways = self._first_date(dates), list[Way]()
        while date is not None and not (ways and self._is_over()):
            found = self._least(due_by(climb.ask, date, climb.book), date)
            ways = found or ways
            done = min((way.finish for way in found), default=date)
            # What is done before the date that was looked for may be promised by then too.
            date = done if done < date else None
        return ways

    def _first_date(self, dates: list[Instant]) -> Instant | None:
        """Return the first of some dates by which a way is found, by halving; None where there is none by the last."""
        low, high, middle = 0, len(dates), len(dates) - 1
        while low < high:
            most_steps = STEPS_PER_TRY if high == len(dates) else STEPS_PER_LESS
            asked = due_by(self._climb.ask, dates[middle], self._climb.book)
            way = self._first(asked, dates[middle], most_steps=most_steps)
            if way is not None:
                high, done = middle, bisect_left(dates, way.finish)
                middle = done if low <= done < high else (low + high) // 2
            elif high == len(dates):
                return None
            else:
                low, middle = middle + 1, (middle + 1 + high) // 2
        return dates[high] if dates else None

    def is_worth_it(self, way: Way, *, before: Instant) -> bool:
        """Say whether a way is done by the date asked for, or nobody works more overtime for it than the working time that it gains."""
        team, needed_by = self._climb.book.team, self._climb.needed_by
        if max(way.promised, way.finish) <= needed_by:
            return True
        if not way.finish == way.promised < before:
            # What is done long before is not promised sooner for it: own hours pay only by then.
            return False
        each: dict[PersonId, int] = {}
        for person, span in self._over(way):
            each[person] = each.get(person, 0) + span.minutes
        gained = Span(way.promised, before)
        return all(
            minutes <= sum(total_minutes(within(team.working(who, day), gained)) for day in team.days_of(who, gained))
            for who, minutes in each.items()
        )

    def _worked_dates(self, window: Span) -> list[Instant]:
        """Return the dates on the grid, later than the start of a window, at which somebody who may do the request works or would in overtime."""
        climb, grid = self._climb, self._climb.ground.workspace.grid_minutes
        found: set[Instant] = set()
        for person in {person for task in climb.ask.tasks for person in climb.able(task)}:
            days = climb.book.team.days_of(person, window)
            spans = [span for day in days for span in climb.book.team.working(person, day)]
            for span in (*spans, *self.consented.spans.get(person, ())):
                found.update(range(span.start + grid, span.end, grid))
                found.add(span.end)
        return sorted(date for date in found if window.start < date <= window.end)

    def _evenings(self, until: Instant) -> Iterator[Evenings]:
        """Yield which overtime may be used by a date: the earliest of each week's consent, the latest, and any."""
        release = min(instant_of(task.release) for task in self._climb.ask.tasks)
        window = Span(max(self._climb.book.clock, release), max(self._climb.book.clock, release, until))
        first, last = (self.consented.left(window, from_end=from_end) for from_end in (False, True))
        yield first
        if first != last:
            yield last
            yield {person: found for person, spans in self.consented.spans.items() if (found := within(spans, window))}

    def _first(self, ask: Ask, until: Instant, *, most_steps: int) -> Way | None:
        """Return a way by a date, whatever overtime it takes; the one that is done first where there are some."""
        tried = (self._by(ask, until, evenings, most_steps=most_steps) for evenings in self._evenings(until))
        return min((way for way in tried if way is not None), key=lambda way: way.finish, default=None)

    def _least(self, ask: Ask, until: Instant) -> list[Way]:
        """Return ways by a date with as little overtime as is found, the best first."""
        found: list[Way] = []
        for evenings in self._evenings(until):
            way = self._by(ask, until, evenings)
            if way is None:
                continue
            found += [way, self._shorter(ask, until, way, evenings)]
            if len({person for person, _ in self._over(way)}) > 1:
                for person in list(evenings)[:MOST_ALONE]:
                    alone = {person: evenings[person]}
                    way = self._by(ask, until, alone, most_steps=STEPS_PER_LESS)
                    if way is not None:
                        found.append(self._shorter(ask, until, way, alone))
        return sorted(found, key=self._cost)

    def _cost(self, way: Way) -> tuple[int, int, int, int, Instant]:
        """Return what is kept small: overtime, people who work it, what moves, and the finish."""
        over = self._over(way)
        moved = sum(0 if work is None else work.minutes for work in way.moved.values())
        people = len({person for person, _ in over})
        return total_minutes(span for _, span in over), people, len(way.moved), moved, way.finish

    def _over(self, way: Way) -> list[tuple[PersonId, Span]]:
        parts = parted(way.ask, way.places, self.consented.spans)
        return [(way.places[task].person, span) for task, spans in parts.over.items() for span in spans]

    def _shorter(self, ask: Ask, until: Instant, way: Way, evenings: Evenings) -> Way:
        """Return a way with as little of its overtime as is found, evening by evening, the latest first."""
        best, kept = way, self._used(way, evenings)
        for person, span in sorted(_spans(kept), key=lambda each: (-each[1].start, each[0])):
            found = self._least_of(ask, until, kept, person, span)
            if found is not None:
                less, kept = found
                best = min(best, less, key=self._cost)
        return best

    def _least_of(
        self, ask: Ask, until: Instant, evenings: Evenings, person: PersonId, span: Span
    ) -> tuple[Way, Evenings] | None:
        """Return a way with as little as is found of one evening, none of it if that can be, and what of the evenings it may use."""
        at_start, grid = self._leads_up_to_work(person, span), self._climb.ground.workspace.grid_minutes
        low, high, best = 0, -(-span.minutes // grid) - 1, None
        while low <= high and not self._is_over():
            # None of it first: mostly it is one evening of one person that is needed.
            middle = low if low == 0 else (low + high) // 2
            less = shortened(evenings, person, span, minutes=middle * grid, at_start=at_start)
            way = self._by(ask, until, less, most_steps=STEPS_PER_LESS) if less else None
            if way is None:
                low = middle + 1
            else:
                best, high = (way, less), middle - 1
        return best

    def _used(self, way: Way, evenings: Evenings) -> Evenings:
        pieces: dict[PersonId, list[Span]] = {}
        for person, span in self._over(way):
            pieces.setdefault(person, []).append(span)
        return only_used(evenings, pieces)

    def _leads_up_to_work(self, person: PersonId, span: Span) -> bool:
        """Say whether overtime ends where ordinary time begins, and does not begin where it ends."""
        team = self._climb.book.team
        day = team.day_of(person, span.start)
        working = team.working(person, day)
        return any(each.start == span.end for each in working) and not any(each.end == span.start for each in working)

    def _is_over(self) -> bool:
        return self._climb.work.done >= self._last_step

    def _by(self, ask: Ask, until: Instant, evenings: Evenings, *, most_steps: int = STEPS_PER_TRY) -> Way | None:
        """Return a way by a date with some overtime: as things stand, else where others move."""
        climb, spans = self._climb, self.consented.spans
        places = by_hand(climb, ask, evenings, consented=self.consented)
        way = None if places is None else way_at(climb, ask, places, consented=spans)
        if isinstance(way, Limit) and places is not None:
            only = within_limit(climb, ask, places, way, consented=spans)
            places = by_hand(climb, ask, evenings, consented=self.consented, only=only)
            way = None if places is None else way_at(climb, ask, places, consented=spans)
        if isinstance(way, Way) or self._is_over() or not self.consented.covers(evenings):
            return way if isinstance(way, Way) else None
        return self._with_moves(ask, until, evenings, most_steps=most_steps)

    def _with_moves(self, ask: Ask, until: Instant, evenings: Evenings, *, most_steps: int) -> Way | None:
        climb = self._climb
        tries = TRIES if most_steps == STEPS_PER_TRY else 1
        freed, only = hours_that_pay(climb.book, ask), None
        for places in climb.places_of_blocks(ask, until=until, in_gaps=False):
            for _ in range(3):
                floor = climb.floor_for(ask.tasks, freed, places, evenings=evenings, ordinary=only)
                room = floor.make_room(
                    until=until, work=climb.work, seed=climb.ground.seed, most_steps=most_steps, tries=tries
                )
                if room is None:
                    break
                request = {task: WorkPlace(work.person, work.spans) for task, work in room.request.items()}
                found = Found(room, freed, places)
                way = way_at(climb, ask, request, consented=self.consented.spans, found=found)
                if isinstance(way, Way):
                    return way
                if isinstance(way, Limit):
                    only = within_limit(climb, ask, request, way, consented=self.consented.spans)
                    continue
                # Less of it stands in ordinary time than own hours would pay for: then they are not free.
                paid = hours_that_pay(climb.book, parted(ask, request, self.consented.spans).ordinary)
                if paid == freed:
                    break
                freed = paid
        return None


def _spans(evenings: Evenings) -> Iterator[tuple[PersonId, Span]]:
    for person, spans in evenings.items():
        for span in spans:
            yield person, span
