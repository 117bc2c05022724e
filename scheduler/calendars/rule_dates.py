"""Recurrence rules (RFC 5545) on dates of the wall clock."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import cast

from scheduler.errors import EvenhandError

_MORE_THAN_DATES = re.compile(r"FREQ=(HOURLY|MINUTELY|SECONDLY)|DTSTART|EXDATE|RDATE|\n", re.IGNORECASE)


class RuleError(EvenhandError):
    """A recurrence rule cannot be read, recurs more often than daily, or brings dates of its own."""

    def __init__(self, rule: str, why: str) -> None:
        self.rule = rule
        self.why = why
        super().__init__(f"the rule '{rule}' cannot be read: {why}; expected a rule like FREQ=WEEKLY;BYDAY=FR")


@lru_cache(maxsize=4096)
def rule_dates(rule: str, since: date, *, first: date, last: date) -> tuple[date, ...]:
    """Return the dates of `rule`, counted from `since`, from `first` to `last` (both included), in order.

    Parameters
    ----------
    since
        What COUNT and INTERVAL count from; it is itself a date of the rule only if the rule says so.

    Raises
    ------
    RuleError
        If the rule cannot be read, recurs more often than daily, or brings dates of its own.
    """
    if _MORE_THAN_DATES.search(rule):
        raise RuleError(rule, "it is more than one rule for dates")
    # Few commands need dateutil; reading a workspace without recurring work need not pay for it.
    from dateutil.rrule import rrule, rrulestr

    try:
        found = cast(rrule, rrulestr(rule, dtstart=datetime.combine(since, time())))
    except (ValueError, KeyError, AttributeError, TypeError, IndexError, OverflowError) as error:
        # dateutil lets whatever fails on a wrong part fail; it has no error of its own.
        raise RuleError(rule, str(error)) from error
    # Naive midnights stand for dates, so no change of clocks plays a part.
    return tuple(
        at.date() for at in found.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
    )
