"""Forms of amounts of time: durations, waits, notice, horizons, agreed amounts. All come to whole minutes or days."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal

from scheduler.domain.tasks import After
from scheduler.domain.times import Wait
from scheduler.files.shapes import Form, FormError
from scheduler.files.words import parse_reference
from scheduler.units import TaskId

MOST_MINUTES = 100_000 * 60
"""No amount of a team is longer; it keeps products of two amounts inside 64 bits."""

MOST_HORIZON_DAYS = 1096
MOST_WAIT_DAYS = 1000

_HOURS = re.compile(r"([0-9]{1,40}(?:\.[0-9]{1,9})?) ?h(?: ?([0-9]{1,9}) ?m)?")
_MINUTES = re.compile(r"([0-9]{1,40}) ?m")
_WORKING_DAYS = re.compile(r"([0-9]{1,9}) working days?")
_CALENDAR = re.compile(r"([0-9]{1,9}) ?(days?|weeks?)")
_TEXT: dict[str, Any] = {"type": ["string", "number"]}
_EXAMPLE = "like 45m or 1.5h"


def parse_minutes(text: str) -> int:
    """Return the minutes of `45m`, `1h30m` or `1.5h`, zero or more.

    Raises
    ------
    FormError
        Without a unit, with a part of a minute, or above 100000 hours.
    """
    minutes = _minutes_in(text)
    if minutes > MOST_MINUTES:
        raise FormError(expected=f"a duration of at most {MOST_MINUTES // 60}h")
    return minutes


def _minutes_in(text: str) -> int:
    if found := _MINUTES.fullmatch(text):
        return int(found[1])
    found = _HOURS.fullmatch(text)
    if not found:
        raise FormError(_duration_fix(text))
    if found[2] is not None and "." in found[1]:
        raise FormError("write either 1.5h or 1h30m")
    minutes = Decimal(found[1]) * 60 + int(found[2] or 0)
    if minutes != minutes.to_integral_value():
        raise FormError(expected="a duration in whole minutes, like 45m or 1.5h")
    return int(minutes)


def _duration_fix(text: str) -> str:
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        return f"say of what: {text}h or {text}m" if "." not in text else f"write {text}h"
    if re.fullmatch(r"[0-9]{1,9},[0-9]{1,9} ?h", text):
        return f"write {text.replace(',', '.')}"
    if found := re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(hours?|hrs?|minutes?|mins?)", text, re.IGNORECASE):
        return f"write {found[1]}{found[2][0].lower()}"
    if re.fullmatch(r"[0-9.]{1,9} ?(d|days?|w|weeks?)", text):
        return "a day of work has no fixed length here: write hours"
    if found := re.fullmatch(r"([0-9]{1,3}):([0-5][0-9])", text):
        return f"write {int(found[1])}h{found[2]}m"
    return ""


def parse_minutes_above_zero(text: str) -> int:
    """Return the minutes of a duration above zero."""
    minutes = parse_minutes(text)
    if minutes == 0:
        raise FormError()
    return minutes


def written_minutes(minutes: int) -> str:
    """Return `minutes` (0 or more) as a duration that `parse_minutes` reads back."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest}m" if rest else f"{hours}h"


def parse_working_days(text: str) -> int:
    """Return n of `n working days`, up to 1000."""
    found = _WORKING_DAYS.fullmatch(text)
    if not found:
        days = re.fullmatch(r"([0-9]{1,4})( ?d| days?)?", text)
        unit = "working day" if days and int(days[1]) == 1 else "working days"
        raise FormError(f"write {days[1]} {unit}" if days else "")
    if int(found[1]) > MOST_WAIT_DAYS:
        raise FormError(expected=f"at most {MOST_WAIT_DAYS} working days")
    return int(found[1])


def parse_notice(text: str) -> int:
    """Return the working days of a notice, at least 1."""
    days = parse_working_days(text)
    if days < 1:
        raise FormError(expected="at least 1 working day")
    return days


def parse_wait(text: str) -> Wait:
    """Return the wait `4h` (elapsed time) or `2 working days`."""
    if "day" in text:
        return Wait(working_days=parse_working_days(text))
    return Wait(minutes=parse_minutes(text))


def parse_after(text: str) -> After:
    """Return a predecessor with its optional wait: `draft`, `draft + 4h`, `draft + 2 working days`."""
    task, plus, wait = text.partition("+")
    try:
        name = TaskId(parse_reference(task.strip()))
    except FormError:
        raise FormError(_after_fix(text)) from None
    return After(task=name, wait=parse_wait(wait.strip())) if plus else After(task=name)


def _after_fix(text: str) -> str:
    if "," in text:
        return "separate several tasks with ;"
    return "write the wait after a +" if " " in text.strip() else ""


def parse_horizon_days(text: str) -> int:
    """Return the days of `4 weeks` or `10 days`, from 1 to 1096."""
    found = _CALENDAR.fullmatch(text)
    if not found:
        raise FormError(f"say of what: {text} weeks or {text} days" if text.isdecimal() else "")
    days = int(found[1]) * (7 if found[2].startswith("week") else 1)
    if not 1 <= days <= MOST_HORIZON_DAYS:
        raise FormError(expected=f"a horizon from 1 to {MOST_HORIZON_DAYS} days")
    return days


def parse_amount(text: str) -> tuple[int, Literal["week", "month"]]:
    """Return (minutes, per) of an agreed amount: `10h` is per week, `40h/month` per month; above zero."""
    amount, slash, per = text.partition("/")
    per = per.strip()
    if slash and per not in ("week", "month"):
        raise FormError(expected="an amount per week or per month, like 10h or 40h/month")
    return parse_minutes_above_zero(amount.strip()), "month" if per == "month" else "week"


DURATION = Form(f"a duration above zero, {_EXAMPLE}", parse_minutes_above_zero, _TEXT)
DURATION_OR_ZERO = Form(f"a duration, zero or more, {_EXAMPLE}", parse_minutes, _TEXT)
NOTICE = Form("a number of working days, like 2 working days", parse_notice, _TEXT)
WORKING_DAYS = Form("a number of working days, like 2 working days", parse_working_days, _TEXT)
AFTER = Form(
    "the id of a task with an optional wait, like draft, draft + 4h or draft + 2 working days", parse_after, _TEXT
)
HORIZON = Form("a number of weeks or days, like 4 weeks or 10 days", parse_horizon_days, _TEXT)
AMOUNT = Form("hours per week or month, like 10h or 40h/month", parse_amount, _TEXT)
