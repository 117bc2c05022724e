"""Rules of recurring work (RFC 5545): what is read, what is refused, and which need a first date."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from scheduler.files.dates import parse_date
from scheduler.files.findings import did_you_mean, one_of
from scheduler.files.shapes import Form, FormError

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = (
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "BYYEARDAY",
    "BYWEEKNO",
    "WKST",
)
_TIME_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_NUMBERS_OF = {
    "BYMONTHDAY": (-31, 31),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ANY_DAY = date(2026, 1, 1)
_FAR_DAYS = (date(2026, 12, 31), date(2066, 12, 31))
"""A calendar repeats within forty years here (28, but for leap days on a weekday near 2100)."""

_DAY = re.compile(r"([+-]?[1-9][0-9]?)?(MO|TU|WE|TH|FR|SA|SU)")
_FIXING = {
    "DAILY": (),
    "WEEKLY": ("BYDAY",),
    "MONTHLY": ("BYDAY", "BYMONTHDAY"),
    "YEARLY": ("BYDAY", "BYMONTHDAY", "BYYEARDAY"),
}
"""Parts of which one says the days; without any of them the days are those of the first date."""


def rule_parts(text: str) -> dict[str, str]:
    """Return the parts of a rule by name, in upper case.

    Raises
    ------
    FormError
        For anything but `NAME=VALUE` separated by `;`, unknown or repeated parts, and frequencies below a day.
    """
    if text.upper().startswith("RRULE:"):
        raise FormError("leave 'RRULE:' out")
    parts: dict[str, str] = {}
    for piece in text.upper().removesuffix(";").split(";"):
        name, equals, value = (each.strip() for each in piece.partition("="))
        if not equals or not value:
            raise FormError(expected="parts like FREQ=WEEKLY, separated by ;")
        if name in _TIME_PARTS:
            raise FormError("give the time of day as due_time", expected="a rule for days")
        if name not in PARTS:
            raise FormError(did_you_mean(name, PARTS), expected=f"parts of RFC 5545, {one_of(PARTS)}")
        if name in parts:
            raise FormError(f"name {name} once", expected="every part once")
        # Occurrences are dates, so of a last moment, which calendars write, its date counts.
        dated = re.fullmatch(r"([0-9]{8})T[0-9]{6}Z?", value) if name == "UNTIL" else None
        parts[name] = dated[1] if dated else value
    frequency = parts.get("FREQ")
    if frequency not in FREQUENCIES:
        fix = did_you_mean(frequency, FREQUENCIES) if frequency else "add FREQ"
        raise FormError(fix, expected=f"a rule whose FREQ is {one_of(FREQUENCIES)}")
    return parts


def parse_rule(text: str) -> str:
    """Return the rule in upper case; raises `FormError` where RFC 5545 or this tool does not allow it."""
    parts = rule_parts(text)
    for name, value in parts.items():
        _check_part(name, value, most_in_period=_most_of_a_weekday(parts))
    _check_together(parts)
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    # Imported here because only workspaces with recurring work need it.
    from scheduler.calendars.rule_dates import RuleError, rule_dates

    try:
        occurs = any(rule_dates(_probe(parts), _ANY_DAY, first=_ANY_DAY, last=last) for last in _FAR_DAYS)
    except RuleError as error:
        raise FormError(expected=f"a rule that RFC 5545 allows ({error.why})") from None
    if not occurs:
        raise FormError(expected="a rule that some date follows; no date ever follows this one")
    return rule


def _check_together(parts: dict[str, str]) -> None:
    """Refuse parts that are right one by one and do not go together."""
    yearly = next((name for name in ("BYWEEKNO", "BYYEARDAY") if name in parts and parts["FREQ"] != "YEARLY"), None)
    if yearly:
        raise FormError("use FREQ=YEARLY", expected=f"{yearly} in a yearly rule only")
    days_of_period = {"DAILY": 1, "WEEKLY": parts.get("BYDAY", "").count(",") + 1}.get(parts["FREQ"], 366)
    if any(abs(int(place)) > days_of_period for place in parts.get("BYSETPOS", "1").split(",")):
        raise FormError(
            "use FREQ=MONTHLY", expected=f"BYSETPOS from -{days_of_period} to {days_of_period} in this rule"
        )
    if "COUNT" in parts and "UNTIL" in parts:
        raise FormError("take one of them out", expected="COUNT or UNTIL, not both")


def _probe(parts: dict[str, str]) -> str:
    """Return a rule that falls on some date if and only if this one does, and shows it soon.

    dateutil follows a rule that never occurs to the year 9999, by years in half a second and by days in seven.
    """
    kept = {name: value for name, value in parts.items() if name not in ("INTERVAL", "COUNT", "UNTIL")}
    if kept["FREQ"] == "DAILY":
        kept.pop("BYSETPOS", None)  # The first of one is that one.
    counts_inside = "BYSETPOS" in kept or re.search("[0-9]", parts.get("BYDAY", ""))
    chosen = any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"))
    if chosen and not counts_inside:
        kept["FREQ"] = "YEARLY"
    return ";".join(f"{name}={value}" for name, value in kept.items())


def _most_of_a_weekday(parts: dict[str, str]) -> int:
    """Return how many Fridays, say, a period of the rule may have: 0 where they are not counted."""
    if parts["FREQ"] in ("DAILY", "WEEKLY"):
        return 0
    return 5 if parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts else 53


def _check_part(name: str, value: str, *, most_in_period: int) -> None:
    if name == "UNTIL":
        _check_until(value)
    elif name in ("INTERVAL", "COUNT") and not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise FormError(expected=f"{name} from 1 to 9999")
    elif name == "WKST" and value not in _DAYS:
        raise FormError(expected=f"WKST to be {one_of(_DAYS)}")
    elif name == "BYDAY":
        _check_days(value, most_in_period=most_in_period)
    elif name in _NUMBERS_OF:
        least, most = _NUMBERS_OF[name]
        for number in value.split(","):
            if not re.fullmatch(r"[+-]?[0-9]{1,3}", number) or not least <= int(number) <= most or int(number) == 0:
                raise FormError(expected=f"{name} to hold numbers from {least} to {most} without 0")


def _check_days(value: str, *, most_in_period: int) -> None:
    for day in value.split(","):
        found = _DAY.fullmatch(day)
        if not found:
            near = did_you_mean(day, _DAYS) or (f"did you mean '{day[:2]}'?" if day[:2] in _DAYS else "")
            raise FormError(near, expected=f"BYDAY to hold days, {one_of(_DAYS)}")
        if found[1] and most_in_period and abs(int(found[1])) > most_in_period:
            raise FormError(expected=f"numbers from -{most_in_period} to {most_in_period} before a day")
        if found[1] and not most_in_period:
            raise FormError(
                f"write {found[2]}, or use FREQ=MONTHLY", expected="days without a number in a daily or weekly rule"
            )


def _check_until(text: str) -> None:
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    if not found:
        dated = re.match(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", text)
        fix = f"write UNTIL={dated[1]}{dated[2]}{dated[3]}" if dated else ""
        raise FormError(fix, expected="a last date like UNTIL=20261231")
    parse_date("-".join(found.groups()))


def needs_since(rule: str) -> str:
    """Return why a rule needs a first date to count from, in words, or an empty text where it needs none."""
    parts = rule_parts(rule)
    for name in ("COUNT", "BYSETPOS"):
        if name in parts:
            return f"{name} counts from a first date"
    if parts.get("INTERVAL", "1") != "1":
        return "INTERVAL counts from a first date"
    fixing = _FIXING[parts["FREQ"]]
    if fixing and not any(name in parts for name in fixing):
        return f"FREQ={parts['FREQ']} without {' or '.join(fixing)} takes its day from a first date"
    return ""


def falls_on(rule: str, day: date, *, since: date | None) -> bool:
    """Say whether `day` is a date of `rule`, counted from `since` (from `day` where the rule needs no first date)."""
    from scheduler.calendars.rule_dates import rule_dates

    return bool(rule_dates(rule, since or day, first=day, last=day))


_SCHEMA: dict[str, Any] = {"type": "string"}
RULE = Form("a recurrence rule, like FREQ=WEEKLY;BYDAY=FR", parse_rule, _SCHEMA)
