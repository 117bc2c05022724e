"""Times as people write them, before any zone is applied to them.

A `Moment` is what a field of the input says. Which zone it is in and what a bare date means is a property of the
field (contract, section 1); `scheduler.calendars` turns it into instants, and `scheduler.verify` does so on its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import BeforeValidator, model_validator

from scheduler.domain.record import Record


def _date_stays_date(value: object) -> object:
    """Read an ISO date as a date: left to itself, a union with date-times reads it as midnight."""
    if isinstance(value, str) and len(value) == len("2026-11-25"):
        return date.fromisoformat(value)
    return value


Moment: TypeAlias = Annotated[datetime | date, BeforeValidator(_date_stays_date)]
"""A date (`type(m) is date`), a naive date-time (wall clock of the field's zone), or one with a fixed offset."""


class ClockSpan(NamedTuple):
    """A stretch of one day on the clock: minutes after 00:00, half-open, 0 <= start < end <= 1440."""

    start_minute: int
    end_minute: int


class WeeklyHours(Record):
    """Working hours by weekday.

    Attributes
    ----------
    days
        Seven tuples, Monday first, each with its spans in order, disjoint. Spans may touch.
    """

    days: tuple[tuple[ClockSpan, ...], ...]

    @model_validator(mode="after")
    def _seven_ordered_days(self) -> WeeklyHours:
        if len(self.days) != 7:
            raise ValueError("a week has seven days")
        for spans in self.days:
            edge = 0
            for span in spans:
                if not edge <= span.start_minute < span.end_minute <= 1440:
                    raise ValueError(f"spans overlap or leave the day: {spans}")
                edge = span.end_minute
        return self

    def on(self, day: date) -> tuple[ClockSpan, ...]:
        """Return the spans of the weekday of `day`."""
        return self.days[day.weekday()]


class DateRange(Record):
    """Whole days, both ends inclusive."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


class HolidayCalendar(Record):
    """Public holidays by the `holidays` library: country and subdivision codes, category public, observed days."""

    country: str
    subdivision: str | None = None


class Wait(Record):
    """A wait after a predecessor's finish: elapsed minutes, or working days of the team, never both.

    Elapsed: the successor starts at finish + minutes. Working days: n working days after an instant is the same
    clock time (workspace zone) on the n-th working day after its date; an instant on a date that is no working day
    counts as 24:00 of the last working day before it. (So a finish on Wednesday 15:00 and 1 working day allow
    Thursday 15:00; a finish on Saturday allows Tuesday 00:00.) A clock time that a change of clocks skips is read as the
    instant of the change; one that exists twice as the later.
    """

    minutes: int = 0
    working_days: int = 0
