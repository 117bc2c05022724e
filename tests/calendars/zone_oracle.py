"""Zones minute by minute with zoneinfo alone: slow, and obviously right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from scheduler.units import Instant, Span

ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Madrid",
    "America/New_York",
    "America/Havana",  # changes at 00:00 and 01:00, so a midnight is skipped or repeated
    "America/Santiago",  # skips 00:00 to 01:00
    "Atlantic/Azores",  # skips 00:00 to 01:00
    "Africa/Casablanca",  # changes around Ramadan
    "Africa/Cairo",  # goes back over midnight
    "Asia/Kolkata",  # +05:30
    "Asia/Kathmandu",  # +05:45
    "Australia/Adelaide",  # +09:30 with summer time
    "Australia/Lord_Howe",  # changes by 30 minutes
    "Pacific/Chatham",  # +12:45 with summer time
    "Antarctica/Troll",  # changes by two hours
    "Pacific/Apia",  # skipped 30 December 2011
)
EPOCH_ON = date(1970, 1, 1)
SLACK = 16 * 60


def wall(at: Instant, zone: str) -> tuple[date, int]:
    """Return date and minute that the wall clock shows."""
    shown = datetime.fromtimestamp(at * 60, tz=ZoneInfo(zone))
    return shown.date(), shown.hour * 60 + shown.minute


def around(day: date, days: int = 1) -> range:
    """Return instants that surely hold `days` dates from `day` on in every zone."""
    first = (day - EPOCH_ON).days * 1440
    return range(first - SLACK, first + days * 1440 + SLACK)


def minutes_in(spans: Iterable[Span]) -> list[Instant]:
    """Return every minute of some spans, in their order."""
    return [minute for span in spans for minute in range(span.start, span.end)]


@cache
def days_of_change(zone: str) -> tuple[date, ...]:
    """Return the dates from 2009 to 2033 in whose course the offset of the zone changes, and one other date."""
    found = [date(2026, 6, 10)]
    first = date(2009, 1, 1)
    offset = None
    for number in range(25 * 365):
        day = first + timedelta(days=number)
        now = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()
        if offset is not None and now != offset:
            found.append(day)
        offset = now
    return tuple(found)


zones = st.sampled_from(ZONES)


@st.composite
def zones_and_days(draw: st.DrawFn, first_year: int = 2009) -> tuple[str, date]:
    """Draw a zone and a date, mostly one at or beside a change of clocks."""
    zone = draw(zones)
    near = [day for day in days_of_change(zone) if day.year >= first_year]
    changed = st.sampled_from(near).flatmap(lambda day: st.integers(-1, 1).map(lambda step: day + timedelta(days=step)))
    anywhere = st.dates(date(first_year, 1, 1), date(2060, 12, 31))
    return zone, draw(st.one_of(changed, changed, anywhere))
