"""Amounts, times and lists of names, as reasons say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.calendars.zones import Zone
from scheduler.units import Instant

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def work_words(minutes: int) -> str:
    """Say an amount of work exactly: `45 min`, `2 h`, `2 h 30 min`, `62 h`."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return f"{left} min"
    return f"{hours} h {left} min" if left else f"{hours} h"


def moment_words(at: Instant, zone: Zone, *, now: Instant | None = None) -> str:
    """Say an instant on the clock of a zone: `Fri 27 Nov 17:30`; the end of a day is `Fri 27 Nov 24:00`.

    Parameters
    ----------
    now
        Where the year differs from this instant's, it is said: `Fri 27 Nov 2026 17:30`.
    """
    moment = zone.aware(at)
    ends_day = not moment.hour and not moment.minute
    day = zone.aware(at - 1) if ends_day else moment
    year = "" if now is None or zone.aware(now).year == day.year else f" {day.year}"
    clock = "24:00" if ends_day else f"{moment.hour:02d}:{moment.minute:02d}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year} {clock}"


def day_words(day: date, *, today: date) -> str:
    """Say a date: `Fri 27 Nov`; seen from the `today` of another year `Fri 27 Nov 2026`."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def window_words(start: Instant, end: Instant, *, zone: Zone, now: Instant) -> str:
    """Say a window: `by Fri 27 Nov 17:30` where it begins now, else `between … and …`."""
    if start <= now:
        return f"by {moment_words(end, zone, now=now)}"
    return f"between {moment_words(start, zone, now=now)} and {moment_words(end, zone, now=now)}"


def list_words(items: Iterable[str], *, last: str = "and") -> str:
    """Say a list: `a`, `a and b`, `a, b and c`."""
    shown = list(items)
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def some_words(items: Sequence[str], *, most: int, rest: str = "more") -> str:
    """Say the first few of a list: `a, b and 4 more`."""
    if len(items) <= most + 1:
        return list_words(items)
    return list_words([*items[:most], f"{len(items) - most} {rest}"])


def sentence(text: str) -> str:
    """Return the text with a capital letter at the beginning."""
    return text[:1].upper() + text[1:]
