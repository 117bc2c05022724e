"""Working time and consented overtime of people, exact to the minute."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from scheduler.calendars.moments import span_of
from scheduler.calendars.public_holidays import holiday_dates
from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import Zone
from scheduler.domain.people import Overtime, Person
from scheduler.domain.times import ClockSpan
from scheduler.domain.workspace import Workspace
from scheduler.units import MINUTES_PER_DAY, PersonId, Span

PLAIN_OVERTIME_DAILY_MINUTES = 120
"""Most overtime of a date where a person consented to hours alone, without saying when."""


class OvertimeWeekSpans(NamedTuple):
    """Overtime of one person in one ISO week.

    Attributes
    ----------
    year, week
        ISO year and week (1 to 53) of the dates of the person's zone.
    weekly_minutes
        At most this much of `spans` was consented to, in the whole of the week.
    spans
        Where it may lie: sorted, disjoint, never in working time.
    """

    year: int
    week: int
    weekly_minutes: int
    spans: tuple[Span, ...]


class WorkingTimeBook:
    """Working time of the people of one workspace; time off, events and availability are sorted out once.

    Raises
    ------
    ClockTimeSkipped, ClockTimeRepeated
        Where a date-time of those rows names no instant, or two.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        zones = {person.id: Zone.of(person.time_zone) for person in workspace.people}
        team_zone = Zone.of(workspace.time_zone)
        cuts: defaultdict[PersonId, list[Span]] = defaultdict(list)
        for absence in workspace.time_off:
            zone = zones.get(absence.person)
            if zone is not None:
                cuts[absence.person].append(span_of(absence.start, absence.end, zone))
        for event in workspace.events:
            span = span_of(event.start, event.end, team_zone)
            for attendee in event.people:
                cuts[attendee].append(span)
        listed: defaultdict[PersonId, list[Span]] = defaultdict(list)
        for row in workspace.availability:
            zone = zones.get(row.person)
            if zone is not None:
                listed[row.person].append(span_of(row.start, row.end, zone))
        # Most of a team shares hours, zone and holidays, so the same days need not be read for each of them.
        self._weekly: dict[tuple[object, ...], tuple[Span, ...]] = {}
        self._overtime: dict[tuple[object, ...], dict[tuple[int, int], tuple[Span, ...]]] = {}
        self._cuts = {person: merged(spans) for person, spans in cuts.items()}
        self._listed = {person: merged(spans) for person, spans in listed.items()}

    def working_spans(self, person: Person, window: Span) -> tuple[Span, ...]:
        """Return the working time of `person` in `window`: sorted, disjoint and not touching.

        Weekly hours on the person's own dates, less holidays, closures and days outside employment; or the
        rows of availability.csv where the person has some, which neither holidays nor closures cut. Less time off and events.
        """
        listed = self._listed.get(person.id)
        spans = self._weekly_spans(person, window) if listed is None else within(listed, _employment(person))
        return without(within(spans, window), self._cuts.get(person.id, ()))

    def overtime_spans(self, person: Person, window: Span) -> tuple[OvertimeWeekSpans, ...]:
        """Return the consented overtime of `person` in `window` by ISO week, in order; weeks without any are left out.

        The consent of a week is for the whole of it, also where only a part lies in the window.
        """
        overtime = person.overtime
        if overtime is None or person.id in self._listed:
            return ()
        taken = self._cuts.get(person.id, ())
        found = []
        for (year, week), spans in self._overtime_by_week(person, overtime, window=window).items():
            free = without(within(spans, window), taken)
            if free:
                found.append(OvertimeWeekSpans(year, week, overtime.weekly_minutes, free))
        return tuple(found)

    def _overtime_by_week(
        self, person: Person, overtime: Overtime, *, window: Span
    ) -> dict[tuple[int, int], tuple[Span, ...]]:
        key = (*_profile(person), overtime.when and overtime.when.days, window)
        known = self._overtime.get(key)
        if known is None:
            zone = Zone.of(person.time_zone)
            weeks: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
            for day in self._days_on_duty(person, window):
                year, week, _ = day.isocalendar()
                weeks[year, week].extend(_overtime_of_day(overtime, zone, day, person.hours.on(day)))
            known = {week: merged(spans) for week, spans in weeks.items()}
            self._overtime[key] = known
        return known

    def _weekly_spans(self, person: Person, window: Span) -> tuple[Span, ...]:
        key = (*_profile(person), window)
        known = self._weekly.get(key)
        if known is None:
            zone = Zone.of(person.time_zone)
            days = self._days_on_duty(person, window)
            known = merged(span for day in days for span in zone.spans_of_day(day, person.hours.on(day)))
            self._weekly[key] = known
        return known

    def _days_on_duty(self, person: Person, window: Span) -> list[date]:
        """Return the person's own dates that meet the window and have hours, without days off and outside employment."""
        if window.end <= window.start or not any(person.hours.days):
            return []
        zone = Zone.of(person.time_zone)
        # A day more on both sides, as a change of clocks over midnight can put a date before an earlier one.
        first = zone.local(window.start)[0].toordinal() - 1
        last = zone.local(window.end - 1)[0].toordinal() + 1
        if person.from_on is not None:
            first = max(first, person.from_on.toordinal())
        if person.until_on is not None:
            last = min(last, person.until_on.toordinal())
        days = [date.fromordinal(ordinal) for ordinal in range(first, last + 1)]
        off = holiday_dates(person.holidays, {day.year for day in days})
        closures = [
            closure
            for closure in self._workspace.closures
            if closure.first.toordinal() <= last and closure.last.toordinal() >= first
        ]
        return [
            day
            for day in days
            if person.hours.on(day) and day not in off and not any(day in closure for closure in closures)
        ]


def working_spans(workspace: Workspace, person: Person, window: Span) -> tuple[Span, ...]:
    """Return the working time of one person; see `WorkingTimeBook.working_spans`, which serves many faster."""
    return WorkingTimeBook(workspace).working_spans(person, window)


def overtime_spans(workspace: Workspace, person: Person, window: Span) -> tuple[OvertimeWeekSpans, ...]:
    """Return the consented overtime of one person; see `WorkingTimeBook.overtime_spans`, which serves many faster."""
    return WorkingTimeBook(workspace).overtime_spans(person, window)


def _profile(person: Person) -> tuple[object, ...]:
    """Return what working time depends on, apart from absences and availability."""
    return person.hours.days, person.time_zone, person.holidays, person.from_on, person.until_on


def _employment(person: Person) -> Span:
    zone = Zone.of(person.time_zone)
    first = zone.begin_of(person.from_on or date.min)
    return Span(first, zone.end_of(person.until_on or date.max))


def _overtime_of_day(overtime: Overtime, zone: Zone, day: date, hours: tuple[ClockSpan, ...]) -> tuple[Span, ...]:
    """Return where overtime may lie on a date with hours, working time excepted."""
    working = zone.spans_of_day(day, hours)
    if overtime.when is not None:
        return without(zone.spans_of_day(day, overtime.when.on(day)), working)
    if not working:
        return ()
    # Directly after the last span, as the clock runs: elapsed minutes, so that a change of clocks adds none.
    start = working[-1].end
    after = Span(start, start + PLAIN_OVERTIME_DAILY_MINUTES)
    return within(zone.spans_of_day(day, (ClockSpan(0, MINUTES_PER_DAY),)), after)
