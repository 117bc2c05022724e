"""Moments as people write them, to instants.

What a bare date means depends on the field: as a start it is the beginning, as a due time the end of that day's hours; as
a stretch it is the whole day.
"""

from __future__ import annotations

from datetime import date, datetime

from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.times import Moment, WeeklyHours
from scheduler.units import Instant, Span


def moment_instant(moment: Moment, zone: Zone) -> Instant:
    """Return the instant of a date-time: by its offset where it has one, else on the wall clock of `zone`.

    Raises
    ------
    TypeError
        If `moment` is a bare date.
    ClockTimeSkipped, ClockTimeRepeated
        If it has no offset and names no instant of the zone, or two.
    """
    if not isinstance(moment, datetime):
        raise TypeError(f"{moment} is a date; only its field says which instant is meant")
    if moment.tzinfo is not None:
        return instant_of(moment)
    return zone.instant(moment.date(), moment.hour * 60 + moment.minute)


def open_instant(day: date, zone: Zone, hours: WeeklyHours) -> Instant:
    """Return the beginning of the first hours of `day`, 00:00 where it has none or a change of clocks skips them all."""
    spans = zone.spans_of_day(day, hours.on(day))
    return spans[0].start if spans else zone.begin_of(day)


def close_instant(day: date, zone: Zone, hours: WeeklyHours) -> Instant:
    """Return the end of the last hours of `day`, 24:00 where it has none or a change of clocks skips them all."""
    spans = zone.spans_of_day(day, hours.on(day))
    return spans[-1].end if spans else zone.end_of(day)


def start_instant(moment: Moment, zone: Zone, hours: WeeklyHours) -> Instant:
    """Return the instant of a `start`: a date is the beginning of that day's hours (00:00 where it has none).

    Raises
    ------
    ClockTimeSkipped, ClockTimeRepeated
        As `moment_instant`.
    """
    return moment_instant(moment, zone) if isinstance(moment, datetime) else open_instant(moment, zone, hours)


def due_instant(moment: Moment, zone: Zone, hours: WeeklyHours) -> Instant:
    """Return the instant of a `due`: a date is the end of that day's hours (24:00 where it has none).

    Raises
    ------
    ClockTimeSkipped, ClockTimeRepeated
        As `moment_instant`.
    """
    return moment_instant(moment, zone) if isinstance(moment, datetime) else close_instant(moment, zone, hours)


def span_of(start: Moment, end: Moment, zone: Zone) -> Span:
    """Return the stretch from `start` to `end`: a date is a whole day, as `end` it is inclusive (to 24:00).

    The span is empty (its end at its start) where `end` lies before `start`.

    Raises
    ------
    ClockTimeSkipped, ClockTimeRepeated
        As `moment_instant`.
    """
    first = moment_instant(start, zone) if isinstance(start, datetime) else zone.begin_of(start)
    last = moment_instant(end, zone) if isinstance(end, datetime) else zone.end_of(end)
    return Span(first, max(first, last))
