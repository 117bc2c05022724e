"""Wall clocks and instants: what a clock time on a date means in a zone, on exact minutes.

All instants are whole minutes since 1970-01-01T00:00Z. A day of a zone is the set of instants whose wall clock shows
that date; so hours that a change of clocks skips are simply not there, and hours that it repeats are there twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduler.units import MINUTES_PER_DAY, Instant, Span

_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ON = date(1970, 1, 1)
_MINUTE = timedelta(minutes=1)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# No zone is further than this from UTC, so a wall clock minute lies within this of the same minute read as UTC.
_WIDEST_OFFSET_MINUTES = 16 * 60
# Instants outside these years cannot be shown on a wall clock; nothing real lies there.
_FIRST_INSTANT = (date(1900, 1, 1) - _EPOCH_ON).days * MINUTES_PER_DAY
_LAST_INSTANT = (date(9900, 1, 1) - _EPOCH_ON).days * MINUTES_PER_DAY


def minute_of(at: datetime) -> Instant:
    """Return the instant of an aware date-time, rounded down to the minute; no year overflows.

    Raises
    ------
    ValueError
        Where `at` has no offset.
    """
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no offset")
    # A difference never leaves the calendar, as taking the offset off a date-time of the year 1 would.
    return (at - _EPOCH_UTC) // _MINUTE


def clock_of(at: Instant, zone: str) -> datetime:
    """Return what the wall clock of `zone` shows at an instant, as a naive date-time."""
    within = min(max(at, _FIRST_INSTANT), _LAST_INSTANT)
    return datetime.fromtimestamp(within * 60, tz=ZoneInfo(zone)).replace(tzinfo=None)


def datetime_of(at: Instant, zone: str) -> datetime:
    """Return an instant as a date-time of a zone, with its offset."""
    within = min(max(at, _FIRST_INSTANT), _LAST_INSTANT)
    return datetime.fromtimestamp(within * 60, tz=ZoneInfo(zone))


@lru_cache(maxsize=65536)
def date_of(at: Instant, zone: str) -> date:
    """Return the date that the calendar of `zone` shows at an instant."""
    return clock_of(at, zone).date()


def _offset_minutes(at: Instant, zone: str) -> int:
    offset = datetime_of(at, zone).utcoffset()
    return 0 if offset is None else offset // _MINUTE


@lru_cache(maxsize=65536)
def _offset_pieces(day: date, zone: str) -> tuple[tuple[Span, int], ...]:
    """Return the stretches of constant offset that can hold an instant of `day`, each with its offset in minutes."""
    midnight = (day - _EPOCH_ON).days * MINUTES_PER_DAY
    first = midnight - _WIDEST_OFFSET_MINUTES
    last = midnight + MINUTES_PER_DAY + _WIDEST_OFFSET_MINUTES
    # No zone changes its clocks twice in twelve hours, so different ends of such a step mean exactly one change in it.
    steps = [*range(first, last, MINUTES_PER_DAY // 2), last]
    changes = [first]
    for low, high in pairwise(steps):
        if _offset_minutes(low, zone) != _offset_minutes(high, zone):
            changes.append(_change_between(low, high, zone))
    edges = [*changes, last]
    return tuple((Span(start, end), _offset_minutes(start, zone)) for start, end in pairwise(edges))


def _change_between(low: Instant, high: Instant, zone: str) -> Instant:
    before = _offset_minutes(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset_minutes(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


def wall_spans(day: date, start_minute: int, end_minute: int, zone: str) -> list[Span]:
    """Return the instants of `day` whose clock shows [start_minute, end_minute) after 00:00, in order, joined.

    The list is empty where a change of clocks skips them all, and longer than real where it repeats some of them.
    """
    midnight = (day - _EPOCH_ON).days * MINUTES_PER_DAY
    spans: list[Span] = []
    for piece, offset in _offset_pieces(day, zone):
        start = max(piece.start, midnight + start_minute - offset)
        end = min(piece.end, midnight + end_minute - offset)
        if start < end and spans and spans[-1].end == start:
            spans[-1] = Span(spans[-1].start, end)
        elif start < end:
            spans.append(Span(start, end))
    return spans


def day_start(day: date, zone: str) -> Instant:
    """Return the first instant of a date: its 00:00, or the change of clocks that skips it."""
    for ahead in range(3):
        spans = wall_spans(day + timedelta(days=ahead), 0, MINUTES_PER_DAY, zone)
        if spans:
            return spans[0].start
    raise ValueError(f"{zone} skips three days at {day}")


def day_end(day: date, zone: str) -> Instant:
    """Return the 24:00 of a date."""
    spans = wall_spans(day, 0, MINUTES_PER_DAY, zone)
    return spans[-1].end if spans else day_start(day, zone)


def instant_at(day: date, minute: int, zone: str) -> Instant:
    """Return the instant of a clock time on a date; `minute` is 0 to 1440.

    A clock time that a change of clocks skips is the instant of the change; one that exists twice is the later.
    """
    if minute >= MINUTES_PER_DAY:
        return day_end(day, zone)
    exact = wall_spans(day, minute, minute + 1, zone)
    if exact:
        return exact[-1].start
    later = wall_spans(day, minute, MINUTES_PER_DAY, zone)
    return later[0].start if later else day_end(day, zone)


def instant_of(at: datetime, zone: str) -> Instant:
    """Return the instant of a date-time as written: with its own offset, else on the wall clock of `zone`."""
    if at.tzinfo is not None:
        return minute_of(at)
    return instant_at(at.date(), at.hour * 60 + at.minute, zone)


def say(at: Instant, zone: str) -> str:
    """Return an instant as people say it: `Wed 25 Nov 12:30`, with the year where it is far away."""
    clock = clock_of(at, zone)
    year = "" if 2020 <= clock.year <= 2040 else f" {clock.year}"
    return f"{say_day(clock.date())}{year} {clock:%H:%M}"


def say_day(day: date) -> str:
    """Return a date as people say it: `Wed 25 Nov`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def say_minutes(minutes: int) -> str:
    """Return an amount as people say it: `45 minutes`, `2 h 30 min`."""
    if abs(minutes) == 1:
        return f"{minutes} minute"
    if abs(minutes) < 120:
        return f"{minutes} minutes"
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    return f"{sign}{hours} h {rest} min" if rest else f"{sign}{hours} h"


def say_amount(minutes: int, verb: str) -> str:
    """Return an amount with a verb that agrees with it: `1 minute lies`, `45 minutes lie`; `are` becomes `is`."""
    if abs(minutes) != 1:
        return f"{say_minutes(minutes)} {verb}"
    return f"{say_minutes(minutes)} {'is' if verb == 'are' else verb + 's'}"


def by_week(span: Span, zone: str) -> Iterator[tuple[date, Span]]:
    """Cut a span at the ends of ISO weeks of a zone; each part comes with its Monday."""
    start = span.start
    while start < span.end:
        day = date_of(start, zone)
        monday = day - timedelta(days=day.weekday())
        end = min(span.end, day_end(monday + timedelta(days=6), zone))
        # A clock set back over midnight can show a date twice; the part then ends with the span.
        end = end if end > start else span.end
        yield monday, Span(start, end)
        start = max(end, min(span.end, day_start(monday + timedelta(days=7), zone)))
