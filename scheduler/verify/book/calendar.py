"""The calendars that the facts of the book give: working days of the team, working time of people, day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.units import MINUTES_PER_DAY, Instant, PersonId, Span
from scheduler.verify.clock import date_of, day_end, day_start, minute_of, wall_spans
from scheduler.verify.dates import FOREVER, TeamDays
from scheduler.verify.spans import PersonTime, is_holiday, joined, total

if TYPE_CHECKING:
    from scheduler.domain.people import Person
    from scheduler.domain.times import Wait
    from scheduler.domain.workspace import Workspace

_ONE_DAY = timedelta(days=1)
_LONGEST_SEARCH_DAYS = 3660


class PersonDays:
    """One person's working time by date of the person's own calendar; every answer is kept."""

    def __init__(self, workspace: Workspace, person: Person, *, horizon: Span) -> None:
        self.person = person
        self.zone = person.time_zone
        self._time = PersonTime(workspace, person, horizon=horizon)
        self._working: dict[date, tuple[Span, ...]] = {}
        self._overtime: dict[date, tuple[Span, ...]] = {}

    def _whole_day(self, day: date) -> Span:
        return Span(day_start(day, self.zone), day_end(day, self.zone))

    def on(self, day: date) -> tuple[Span, ...]:
        """Return the working time of a date in order, leave, holidays and meetings taken off."""
        known = self._working.get(day)
        if known is None:
            known = self._working[day] = tuple(self._time.working(self._whole_day(day)))
        return known

    def overtime_on(self, day: date) -> tuple[Span, ...]:
        """Return the time of consented overtime of a date."""
        known = self._overtime.get(day)
        if known is None:
            known = self._overtime[day] = tuple(self._time.overtime(self._whole_day(day)))
        return known

    def minutes_on(self, day: date) -> int:
        """Return the capacity of a date in minutes."""
        return total(self.on(day))

    def is_there(self, day: date) -> bool:
        """Say whether the person is employed on a date that is no holiday of the person's own calendar."""
        first, last = self.person.from_on, self.person.until_on
        employed = (first is None or first <= day) and (last is None or day <= last)
        return employed and not self.is_off(day)

    def is_off(self, day: date) -> bool:
        """Say whether a date is a holiday of the person's own calendar."""
        return is_holiday(day, self.person.holidays)

    def dates_of(self, span: Span) -> list[date]:
        """Return the dates that a span longer than nothing touches (one, or two over midnight)."""
        first, last = date_of(span.start, self.zone), date_of(span.end - 1, self.zone)
        return [first] if first == last else [first, last]

    def clock_piece(self, day: date, start_minute: int, minutes: int) -> list[Span]:
        """Return where `minutes` from a clock time on stand on a date: as many as they are, also where the clock changes."""
        rest = wall_spans(day, start_minute, MINUTES_PER_DAY, self.zone)
        return [Span(rest[0].start, rest[0].start + minutes)] if rest else []


class Calendars:
    """The team's working days and everybody's working time by one state of the facts.

    Attributes
    ----------
    zone
        The workspace's: the book's clock is said in it.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.zone = workspace.time_zone
        self._team = TeamDays(workspace)
        self.people: dict[PersonId, PersonDays] = {
            person.id: PersonDays(workspace, person, horizon=self._team.horizon) for person in workspace.people
        }
        self.rank: dict[PersonId, int] = {person.id: place for place, person in enumerate(workspace.people)}
        self._before: dict[tuple[date, int], date | None] = {}
        self._after: dict[tuple[date, int], date | None] = {}
        self._closes: dict[date, Instant] = {}
        self._team_spans: dict[date, tuple[Span, ...]] = {}

    def is_working_day(self, day: date) -> bool:
        """Say whether a date has team hours and is neither holiday nor closure."""
        return self._team.is_working_day(day)

    def has_blocks(self, person: PersonId, day: date) -> bool:
        """Say whether laid blocks of a person are there on a date: a day off takes them with it, who left lets them be lost."""
        known = self.people.get(person)
        return self.is_working_day(day) and (known is None or not known.is_off(day))

    def closes_at(self, day: date) -> Instant:
        """Return the end of a date's team hours."""
        if day not in self._closes:
            self._closes[day] = self._team.closes_at(day)
        return self._closes[day]

    def working_day_before(self, day: date, number: int) -> date | None:
        """Return the `number`-th working day before a date."""
        key = (day, number)
        if key not in self._before:
            self._before[key] = self._team.working_day_before(day, number)
        return self._before[key]

    def working_day_after(self, day: date, number: int) -> date | None:
        """Return the `number`-th working day after a date."""
        key = (day, number)
        if key not in self._after:
            self._after[key] = self._team.working_day_after(day, number)
        return self._after[key]

    def day_at(self, at: Instant) -> date:
        """Return the date of an instant in the workspace's zone."""
        return date_of(at, self.zone)

    def after_wait(self, at: Instant, wait: Wait) -> Instant:
        """Return the first instant at which a wait that began at `at` is over."""
        return at if at >= FOREVER else self._team.after_wait(at, wait)

    def team_spans(self, day: date) -> tuple[Span, ...]:
        """Return the team hours of a working day; nothing on other days."""
        known = self._team_spans.get(day)
        if known is None:
            parts = self.workspace.hours.on(day) if self.is_working_day(day) else ()
            spans = joined(
                span for part in parts for span in wall_spans(day, part.start_minute, part.end_minute, self.zone)
            )
            known = self._team_spans[day] = tuple(spans)
        return known

    def longest_team_day(self) -> int:
        """Return the team minutes of the week's longest day."""
        return max(sum(part.end_minute - part.start_minute for part in parts) for parts in self.workspace.hours.days)


def span_of(start: datetime, end: datetime) -> Span:
    """Return two date-times of a record as a span of minutes."""
    return Span(minute_of(start), minute_of(end))


def team_minutes(calendars: Calendars, window: Span) -> int:
    """Return the working minutes of the team inside a window."""
    if window.end <= window.start:
        return 0
    day, last = calendars.day_at(window.start), calendars.day_at(window.end)
    minutes = 0
    while day <= last:
        for span in calendars.team_spans(day):
            minutes += max(0, min(span.end, window.end) - max(span.start, window.start))
        day += _ONE_DAY
    return minutes


def team_minutes_back(calendars: Calendars, end: Instant, minutes: int) -> Instant:
    """Return the latest instant from which at least `minutes` of team time lie before `end`; `end` for none."""
    if minutes <= 0:
        return end
    day = calendars.day_at(end)
    for _ in range(_LONGEST_SEARCH_DAYS):
        for span in reversed(calendars.team_spans(day)):
            there = min(span.end, end) - span.start
            if there >= minutes:
                return min(span.end, end) - minutes
            minutes -= max(0, there)
        day -= _ONE_DAY
    return -FOREVER
