"""How amounts, days and times are said in every table and sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def duration_words(minutes: int) -> str:
    """Say a length of time on the clock in at most two units: `45 min`, `3 h 15 min`, `2 d 3 h`.

    Parameters
    ----------
    minutes
        0 or more. From one day on the minutes are left out, so the words never say more than is there.
    """
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {left} min" if left else f"{hours} h"
    return f"{left} min"


def hours_words(minutes: int) -> str:
    """Say an amount of work exactly, without days: `31 h 30 min`, `15 min`, `4 h`, `0 h`."""
    hours, left = divmod(minutes, 60)
    if not left:
        return f"{hours} h"
    return f"{hours} h {left} min" if hours else f"{left} min"


def whole_hours_words(minutes: int) -> str:
    """Say an amount of work beside a share of it, where the nearest hour is enough (half an hour up): `32 h`."""
    return f"{(minutes + 30) // 60} h"


def day_words(day: date, *, today: date | None = None) -> str:
    """Say a date: `Mon 23 Nov`; seen from the `today` of another year `Mon 23 Nov 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {date_words(day, today=today)}"


def near_day_words(day: date, *, today: date) -> str:
    """Say a date as briefly as `today` allows: `Mon 23` in its month, `Tue 1 Dec` in its year, else with the year."""
    if (day.year, day.month) == (today.year, today.month):
        return short_day_words(day)
    return day_words(day, today=today)


def short_day_words(day: date) -> str:
    """Say a date in the smallest unambiguous way inside one month: `Mon 23`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day}"


def date_words(day: date, *, today: date | None = None) -> str:
    """Say a date without its weekday: `2 Dec`; seen from the `today` of another year `2 Dec 2026`."""
    year = "" if today is None or today.year == day.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def span_of_days_words(first: date, last: date) -> str:
    """Say a stretch of days with its year: `23 to 29 November 2026` in short form."""
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start += f" {_MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {last.day} {_MONTHS[last.month - 1]} {last.year}"


def clock_words(at: datetime) -> str:
    """Say the clock time of an instant in the zone it carries: `09:05`."""
    return f"{at.hour:02d}:{at.minute:02d}"


def end_words(start: datetime, end: datetime) -> str:
    """Say when a piece of work ends that was said to begin at `start`: `17:00`, `24:00`, with its day where it ends on another."""
    if end.date() == start.date():
        return clock_words(end)
    is_midnight = end - timedelta(minutes=1) < start.replace(hour=0, minute=0) + timedelta(days=1)
    return "24:00" if is_midnight else moment_words(end)


def moment_words(at: datetime, *, today: date | None = None, begins: bool = False) -> str:
    """Say day and clock time of an instant in the zone it carries: `Fri 27 Nov 17:00`; the year as `day_words` does.

    Parameters
    ----------
    begins
        Whether something begins then; else midnight ends the day before: `Fri 27 Nov 24:00`.
    """
    day, clock = _day_and_clock(at, begins=begins)
    return f"{day_words(day, today=today)} {clock}"


def near_moment_words(at: datetime, *, today: date, begins: bool = False) -> str:
    """Say day and clock time as briefly as `today` allows: `Fri 27 17:00`; midnight as `moment_words` does."""
    day, clock = _day_and_clock(at, begins=begins)
    return f"{near_day_words(day, today=today)} {clock}"


def _day_and_clock(at: datetime, *, begins: bool) -> tuple[date, str]:
    if begins or at.hour or at.minute:
        return at.date(), clock_words(at)
    return at.date() - timedelta(days=1), "24:00"


def count_words(number: int, singular: str, plural: str | None = None) -> str:
    """Say a number of things: `1 task`, `3 tasks`."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def list_words(items: tuple[str, ...] | list[str], *, most: int | None = None) -> str:
    """Say a list: `a`, `a and b`, `a, b and c`; beyond `most` items `a, b and 4 more`."""
    shown = list(items)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{len(items) - most} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def shortened(text: str, *, most: int) -> str:
    """Cut `text` to at most `most` signs, after a whole word where there is one, and mark the cut with `…`."""
    if len(text) <= most:
        return text
    cut = text[:most]
    whole = cut.rsplit(" ", 1)[0] if " " in cut else cut[: most - 1]
    return whole.rstrip(" ,;&-") + "…"
