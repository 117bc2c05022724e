"""People: skills, hours, employment, consented overtime, and what takes time away from them."""

from __future__ import annotations

from datetime import date

from scheduler.domain.record import Record, Source
from scheduler.domain.times import HolidayCalendar, Moment, WeeklyHours
from scheduler.units import PersonId


class Overtime(Record):
    """Overtime to which a person consented.

    Attributes
    ----------
    weekly_minutes
        At most this much per ISO week (dates of the person's zone).
    when
        The spans in which it may lie, on dates on which the person has working hours (no day off by holiday or closure).
        None: directly after the last span of a date's hours, at most 120 minutes a day, not past 24:00.
        Time off and events cut it like working time; outside `from_on`..`until_on` there is none. It adds nothing
        where it overlaps working hours. People with availability.csv rows have none.
    """

    weekly_minutes: int
    when: WeeklyHours | None = None


class Person(Record):
    """A member of the team.

    Attributes
    ----------
    skills
        (skill, level) pairs, level >= 0.
    hours
        Weekly hours in the person's own zone (the team hours where none were written).
    time_zone, holidays
        The person's own (the workspace's where none were written).
    from_on, until_on
        First and last day of employment, in the person's zone, both inclusive; None is open.
    """

    id: PersonId
    name: str
    skills: tuple[tuple[str, int], ...]
    hours: WeeklyHours
    time_zone: str
    holidays: HolidayCalendar | None = None
    from_on: date | None = None
    until_on: date | None = None
    overtime: Overtime | None = None
    source: Source

    def level_of(self, skill: str) -> int | None:
        """Return the person's level in `skill`, or None without it."""
        for known, level in self.skills:
            if known == skill:
                return level
        return None


class TimeOff(Record):
    """An absence. `start` and `end` are in the person's zone; an `end` that is a date is inclusive (to 24:00)."""

    person: PersonId
    start: Moment
    end: Moment
    reason: str = ""
    source: Source


class Event(Record):
    """A meeting at a fixed time for some people, in the workspace's zone; a bare date means the whole day, `end` inclusive."""

    people: tuple[PersonId, ...]
    start: Moment
    end: Moment
    title: str = ""
    source: Source


class Availability(Record):
    """A span (person's zone) that replaces the weekly hours of its person on all dates, holidays and closures too.

    Rows of one person may touch and overlap; their union counts. Time off, events and employment still cut them.
    """

    person: PersonId
    start: Moment
    end: Moment
    source: Source
