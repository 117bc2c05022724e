"""Amounts of work, days and moments as every text says them, those that the log keeps among them."""

from __future__ import annotations

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


def is_or_are(minutes: int) -> str:
    """Return the verb of an amount as it is said: `1 h is`, `15 min are`, `2 h are`."""
    return "is" if minutes in (1, 60) else "are"


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
