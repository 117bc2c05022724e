"""Times and amounts as one says them on the phone: `today at 17:00`, `tomorrow at 10:15`, `Friday at 12:00`, `half an hour`."""

from __future__ import annotations

from datetime import datetime, timedelta

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NEAR_DAYS = 6
"""Days of this and the next week that are called by their weekday alone."""

_PLAIN_AMOUNTS = {30: "half an hour", 60: "one hour", 90: "an hour and a half"}


def day_said(at: datetime, *, now: datetime) -> str:
    """Say the day of a moment: `today`, `tomorrow`, `Friday`, `Thursday 10 December`, with the year where it is another.

    Both are of one zone. Midnight is the end of the day before.
    """
    day = (at - timedelta(minutes=1)).date() if not at.hour and not at.minute else at.date()
    ahead = (day - now.date()).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return "tomorrow"
    if 1 < ahead <= _NEAR_DAYS:
        return _DAYS[day.weekday()]
    year = "" if day.year == now.year else f" {day.year}"
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def time_said(at: datetime, *, now: datetime, word: str = "at") -> str:
    """Say a moment: `today at 17:00`; with the word `by`, `by 17:00 today`. Midnight is the end of a day, and is called so."""
    clock = f"{at.hour}:{at.minute:02d}"
    day = day_said(at, now=now)
    if not at.hour and not at.minute:
        return f"{word} the end of {day}"
    if word == "by":
        return f"by {clock} {day if day in ('today', 'tomorrow') else f'on {day}'}"
    return f"{day if day in ('today', 'tomorrow') else f'on {day}'} {word} {clock}"


def amount_said(minutes: int) -> str:
    """Say an amount of work: `45 minutes`, `half an hour`, `2 hours`, `2 hours and 15 minutes`."""
    if minutes in _PLAIN_AMOUNTS:
        return _PLAIN_AMOUNTS[minutes]
    hours, left = divmod(minutes, 60)
    if not hours:
        return _minutes(left)
    whole = "one hour" if hours == 1 else f"{hours} hours"
    return f"{whole} and {_minutes(left)}" if left else whole


def _minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"
