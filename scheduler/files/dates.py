"""Forms of dates and clock times. Only ISO dates are read: anything that could be read in two ways is refused."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from scheduler.domain.times import DateRange, Moment
from scheduler.files.shapes import Form, FormError

FIRST_YEAR, LAST_YEAR = 1900, 2199

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)? ?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_HALF_DAY = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5][0-9]))? ?([ap])\.?m\.?", re.IGNORECASE)
_NUMBERS = re.compile(r"([0-9]{1,4})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{1,4})\.?")
_TEXT: dict[str, Any] = {"type": "string"}


def parse_date(text: str) -> date:
    """Return the date `2026-11-25`.

    Raises
    ------
    FormError
        For any other order, for days that no calendar has, and for years outside 1900 to 2199.
    """
    found = _DATE.fullmatch(text)
    if not found:
        raise FormError(_date_fix(text))
    year, month, day = (int(part) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise FormError(expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise FormError("there is no such month: the order is year-month-day")
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise FormError(f"{calendar.month_name[month]} {year} has {calendar.monthrange(year, month)[1]} days")
    return date(year, month, day)


def _date_fix(text: str, clock: str = "") -> str:
    """Return the ISO forms that `text` may mean, each followed by `clock`."""
    found = _NUMBERS.fullmatch(text)
    if not found:
        return ""
    first, second, third = (int(part) for part in found.groups())
    if len(found[1]) == 4:
        return f"write {first:04}-{second:02}-{third:02}{clock}" if third <= 31 else ""
    if len(found[3]) != 4:
        # Any of the three may be the year: a proposal would be a guess.
        return "write year-month-day with four digits for the year"
    readings = [
        f"{third:04}-{month:02}-{day:02}{clock}"
        for day, month in ((first, second), (second, first))
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if len(readings) == 2 and readings[0] != readings[1]:
        return f"it can be read in two ways: write {readings[0]} or {readings[1]}"
    return f"write {readings[0]}" if readings else ""


def parse_clock_minute(text: str) -> int:
    """Return the minutes after 00:00 of `17:00`; 24:00 is 1440."""
    found = _CLOCK.fullmatch(text)
    if not found:
        raise FormError(_clock_fix(text))
    hour, minute = int(found[1]), int(found[2])
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise FormError(expected="a clock time from 00:00 to 24:00")
    return hour * 60 + minute


def _clock_fix(text: str) -> str:
    if re.fullmatch(r"[01]?[0-9]|2[0-4]", text):
        return f"write {int(text):02}:00"
    minute = read_half_day(text)
    return "" if minute is None else f"write {minute // 60:02}:{minute % 60:02}"


def read_half_day(text: str) -> int | None:
    """Return the minutes after 00:00 that `5pm` or `9:30 a.m.` means; None for any other text."""
    half = _HALF_DAY.fullmatch(text)
    if not half:
        return None
    return (int(half[1]) % 12 + (12 if half[3].lower() == "p" else 0)) * 60 + int(half[2] or 0)


def parse_date_time(text: str) -> datetime:
    """Return `2026-11-25T16:45`, also with a space, seconds of zero, and an offset (`+01:00`, `Z`).

    Without an offset the result is naive: the wall clock of the field's zone.
    """
    found = _MOMENT.fullmatch(text)
    if not found:
        raise FormError(_moment_fix(text))
    day, minute = parse_date(found[1]), parse_clock_minute(found[2])
    if found[3] and set(found[3]) - set(":.0"):
        raise FormError("leave the seconds out", expected="a time in whole minutes")
    if minute == 1440:
        raise FormError(f"write {day + timedelta(days=1)}T00:00", expected="a clock time up to 23:59")
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    return wall.replace(tzinfo=_offset(found[4])) if found[4] else wall


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 18 or minutes > 59:
        raise FormError(expected="an offset from -18:00 to +18:00")
    length = timedelta(hours=hours, minutes=minutes)
    return timezone(length if text[0] == "+" else -length)


def _moment_fix(text: str) -> str:
    head, _, tail = text.replace("T", " ").partition(" ")
    if _DATE.fullmatch(head) and not tail:
        parse_date(head)  # A date that no calendar has is refused in its own words.
        return f"add the time, like {head}T09:00"
    clock = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", tail.strip())
    wanted = f"T{int(clock[1]):02}:{clock[2]}" if clock else ""
    if _DATE.fullmatch(head) and wanted:
        return f"write {head}{wanted}"
    if _DATE.fullmatch(head) and re.search(r"[ap]\.?m", tail, re.IGNORECASE):
        return "write the time from 00:00 to 23:59"
    return _date_fix(head, wanted)


def parse_moment(text: str) -> Moment:
    """Return a date, or a date-time as `parse_date_time` reads it."""
    return parse_date_time(text) if ":" in text else parse_date(text)


def parse_date_range(text: str) -> DateRange:
    """Return `2026-12-24..2026-12-31`, both inclusive; a single date is that day."""
    first, dots, last = text.partition("..")
    days = DateRange(first=parse_date(first.strip()), last=parse_date(last.strip() if dots else first.strip()))
    if days.last < days.first:
        raise FormError(f"write {days.last}..{days.first}", expected="a last day that is not before the first")
    return days


def parse_day_minute(text: str) -> int:
    """Return the minutes after 00:00 of a clock time before 24:00."""
    minute = parse_clock_minute(text)
    if minute == 1440:
        raise FormError(expected="a clock time up to 23:59")
    return minute


def parse_round_time(text: str) -> str:
    """Return a clock time as `HH:MM`."""
    minute = parse_day_minute(text)
    return f"{minute // 60:02}:{minute % 60:02}"


DATE = Form("a date like 2026-11-25", parse_date, {**_TEXT, "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
MOMENT = Form("a date like 2026-11-25 or a time like 2026-11-25T16:45", parse_moment, _TEXT)
DATE_TIME = Form("a date and time like 2026-11-25T16:45", parse_date_time, _TEXT)
DATE_RANGE = Form("a date, or a range like 2026-12-24..2026-12-31", parse_date_range, _TEXT)
CLOCK = Form("a clock time like 17:00", parse_day_minute, _TEXT)
ROUND_TIME = Form("a clock time like 16:00", parse_round_time, _TEXT)
