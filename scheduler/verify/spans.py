"""Spans of time, and the working time of people, on exact minutes.

A list of spans here is always in order, disjoint, and joined where its spans touch.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import holidays

from scheduler.units import Instant, Span
from scheduler.verify.clock import date_of, day_end, day_start, instant_of, wall_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.people import Person
    from scheduler.domain.times import ClockSpan, HolidayCalendar, Moment
    from scheduler.domain.workspace import Workspace

_ONE_DAY = timedelta(days=1)
_DAILY_OVERTIME_MINUTES = 120


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the union of any spans; empty and reversed ones vanish."""
    union: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if union and span.start <= union[-1].end:
            union[-1] = Span(union[-1].start, max(union[-1].end, span.end))
        else:
            union.append(span)
    return union


def common(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """Return what lies in both of two lists of spans."""
    both: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            both.append(Span(start, end))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return both


def without(spans: Sequence[Span], cut: Sequence[Span]) -> list[Span]:
    """Return what of `spans` lies outside `cut`."""
    rest: list[Span] = []
    first = 0
    for span in spans:
        start = span.start
        while first < len(cut) and cut[first].end <= start:
            first += 1
        at = first
        while at < len(cut) and cut[at].start < span.end:
            if start < cut[at].start:
                rest.append(Span(start, cut[at].start))
            start = max(start, cut[at].end)
            at += 1
        if start < span.end:
            rest.append(Span(start, span.end))
    return rest


def total(spans: Iterable[Span]) -> int:
    """Return the minutes of disjoint spans."""
    return sum(span.end - span.start for span in spans)


@lru_cache(maxsize=256)
def _public_holidays(calendar: HolidayCalendar) -> holidays.HolidayBase:
    return holidays.country_holidays(calendar.country, subdiv=calendar.subdivision)


def is_holiday(day: date, calendar: HolidayCalendar | None) -> bool:
    """Say whether a date is a public holiday, observed days included."""
    return calendar is not None and day in _public_holidays(calendar)


def absence_span(start: Moment, end: Moment, zone: str) -> Span:
    """Return the span of a row of time off, events or availability: a bare date is the whole day, `end` inclusive."""
    first = instant_of(start, zone) if isinstance(start, datetime) else day_start(start, zone)
    last = instant_of(end, zone) if isinstance(end, datetime) else day_end(end, zone)
    return Span(first, last)


class FreeTime:
    """A list of spans that answers how much of it lies before an instant, and where work on it ends."""

    def __init__(self, spans: list[Span]) -> None:
        self.spans = spans
        self._before = list(accumulate((span.end - span.start for span in spans), initial=0))

    def minutes_before(self, at: Instant) -> int:
        """Return the free minutes before an instant."""
        number = bisect_right(self.spans, at, key=lambda span: span.start)
        if number == 0:
            return 0
        span = self.spans[number - 1]
        return self._before[number - 1] + min(at, span.end) - span.start

    def minutes_in(self, window: Span) -> int:
        """Return the free minutes inside a window; 0 in a reversed one."""
        return max(0, self.minutes_before(window.end) - self.minutes_before(window.start))

    def finish_of(self, start: Instant, minutes: int) -> Instant | None:
        """Return when work of `minutes` above zero ends that uses all free time from `start`; None: never."""
        goal = self.minutes_before(start) + minutes
        number = bisect_left(self._before, goal)
        if number >= len(self._before) or number == 0:
            return None
        return self.spans[number - 1].end - (self._before[number] - goal)

    def start_of(self, end: Instant, minutes: int) -> Instant | None:
        """Return the latest start of work of `minutes` above zero that ends by `end`; None: too little free time."""
        left = self.minutes_before(end) - minutes
        if left < 0 or not self.spans:
            return None
        number = bisect_right(self._before, left) - 1
        return self.spans[number].start + (left - self._before[number])


class PersonTime:
    """One person's working time and consented overtime.

    Parameters
    ----------
    workspace
        Gives closures, time off, events and availability.
    person
        Gives zone, hours, holidays, employment and overtime.
    horizon
        The stretch for which `free` and the functions built on it answer.
    """

    def __init__(self, workspace: Workspace, person: Person, *, horizon: Span) -> None:
        self.person = person
        self.zone = person.time_zone
        self._workspace = workspace
        self._horizon = horizon
        self._working_by_day: dict[date, list[Span]] = {}
        self._overtime_by_day: dict[date, list[Span]] = {}

    @cached_property
    def _absences(self) -> list[Span]:
        name = self.person.id
        rows = [absence_span(row.start, row.end, self.zone) for row in self._workspace.time_off if row.person == name]
        rows += [
            absence_span(row.start, row.end, self._workspace.time_zone)
            for row in self._workspace.events
            if name in row.people
        ]
        return joined(rows)

    @cached_property
    def _availability(self) -> list[Span] | None:
        """Spans that replace the weekly hours; None for a person without such rows."""
        rows = [row for row in self._workspace.availability if row.person == self.person.id]
        return joined(absence_span(row.start, row.end, self.zone) for row in rows) if rows else None

    def _is_employed(self, day: date) -> bool:
        first, last = self.person.from_on, self.person.until_on
        return (first is None or first <= day) and (last is None or day <= last)

    def _hours_on(self, day: date) -> tuple[ClockSpan, ...]:
        """Return the weekly hours that hold on a date: none on holidays, closures and outside employment."""
        is_off = is_holiday(day, self.person.holidays) or self._workspace.is_closed(day)
        return () if is_off or not self._is_employed(day) else self.person.hours.on(day)

    def _working_on(self, day: date) -> list[Span]:
        if day not in self._working_by_day:
            self._working_by_day[day] = without(self._nominal_on(day), self._absences)
        return self._working_by_day[day]

    def _nominal_on(self, day: date) -> list[Span]:
        """Return the working time of a date before absences are taken off."""
        if self._availability is not None:
            whole_day = wall_spans(day, 0, 1440, self.zone)
            return common(self._availability, whole_day) if self._is_employed(day) else []
        pieces = [wall_spans(day, hours.start_minute, hours.end_minute, self.zone) for hours in self._hours_on(day)]
        return joined(span for piece in pieces for span in piece)

    def _overtime_on(self, day: date) -> list[Span]:
        if day not in self._overtime_by_day:
            spans = without(without(self._consented_on(day), self._nominal_on(day)), self._absences)
            self._overtime_by_day[day] = spans
        return self._overtime_by_day[day]

    def _consented_on(self, day: date) -> list[Span]:
        consent = self.person.overtime
        if consent is None or self._availability is not None or not self._hours_on(day):
            return []
        if consent.when is not None:
            pieces = [wall_spans(day, part.start_minute, part.end_minute, self.zone) for part in consent.when.on(day)]
            return joined(span for piece in pieces for span in piece)
        nominal = self._nominal_on(day)
        if not nominal:
            return []
        start = nominal[-1].end
        return joined([Span(start, min(start + _DAILY_OVERTIME_MINUTES, day_end(day, self.zone)))])

    def _days(self, window: Span) -> list[date]:
        first, last = date_of(window.start, self.zone), date_of(window.end, self.zone)
        return [first + number * _ONE_DAY for number in range((last - first).days + 1)]

    def working(self, window: Span) -> list[Span]:
        """Return the working time inside a window, leave, holidays and meetings taken off."""
        if window.start >= window.end:
            return []
        return common(joined(span for day in self._days(window) for span in self._working_on(day)), [window])

    def overtime(self, window: Span) -> list[Span]:
        """Return the time of consented overtime inside a window; the weekly limit is not applied."""
        if window.start >= window.end or self.person.overtime is None:
            return []
        return common(joined(span for day in self._days(window) for span in self._overtime_on(day)), [window])

    @cached_property
    def free(self) -> list[Span]:
        """Working time inside the horizon."""
        return self.working(self._horizon)

    @cached_property
    def regular(self) -> FreeTime:
        """Working time inside the horizon, to be counted."""
        return FreeTime(self.free)

    @cached_property
    def with_overtime(self) -> FreeTime:
        """Working time and consented overtime inside the horizon, to be counted; no weekly limit is applied."""
        return FreeTime(joined([*self.free, *self.overtime(self._horizon)]))
