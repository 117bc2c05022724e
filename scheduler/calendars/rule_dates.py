"""Recurrence rules (RFC 5545) on dates of the wall clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import cast

from scheduler.calendars.zones import Zone, instant_of
from scheduler.errors import EvenhandError

_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}(Z?))?", re.IGNORECASE)
_TIMES_OF_DAY = re.compile(
    r"FREQ=(HOURLY|MINUTELY|SECONDLY)|BYHOUR|BYMINUTE|BYSECOND|DTSTART|EXDATE|RDATE|\n", re.IGNORECASE
)


class RuleError(EvenhandError):
    """A recurrence rule cannot be read, or does not recur by dates."""

    def __init__(self, rule: str, why: str) -> None:
        self.rule = rule
        self.why = why
        super().__init__(f"the rule '{rule}' cannot be read: {why}; expected a rule like FREQ=WEEKLY;BYDAY=FR")


def rule_dates(rule: str, *, since: date, window: tuple[date, date], zone: Zone) -> tuple[date, ...]:
    """Return the dates of `rule`, counted from `since`, that lie in `window`, in order.

    Parameters
    ----------
    since
        What COUNT and INTERVAL count from; it is itself a date of the rule only if the rule says so.
    window
        First and last date, both included.
    zone
        For an UNTIL in UTC: its date on the wall clock is the last that may occur.

    Raises
    ------
    RuleError
        If the rule cannot be read, or speaks of times of the day.
    """
    found = _UNTIL.search(rule)
    if found is not None:
        rule = rule[: found.start()] + f"UNTIL={_until_date(rule, found, zone):%Y%m%d}" + rule[found.end() :]
    return _dates(rule, since, window)


def _until_date(rule: str, found: re.Match[str], zone: Zone) -> date:
    day, clock, utc = found.groups()
    try:
        at = datetime.strptime(day + (clock[:7] if clock else "T000000"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise RuleError(rule, f"{found.group()} is no date") from error
    return zone.local(instant_of(at))[0] if utc else at.date()


@lru_cache(maxsize=1024)
def _dates(rule: str, since: date, window: tuple[date, date]) -> tuple[date, ...]:
    # dateutil is needed by few commands; reading a workspace without recurring work need not import it.
    from dateutil.rrule import rrule, rrulestr

    if _TIMES_OF_DAY.search(rule):
        raise RuleError(rule, "it speaks of more than dates")
    first, last = (datetime.combine(day, time()) for day in window)
    try:
        dates = cast(rrule, rrulestr(rule, dtstart=datetime.combine(since, time())))
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        # dateutil has no error of its own for rules it cannot read.
        raise RuleError(rule, str(error)) from error
    return tuple(at.date() for at in dates.between(first, last, inc=True))
