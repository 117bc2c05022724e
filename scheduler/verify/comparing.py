"""A figure of the document beside what is right: the violations of `figures_add_up`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import Instant
from scheduler.verify.case import Case, violation
from scheduler.verify.clock import minute_of, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.domain.plan import Violation

NAME = "figures_add_up"


def compare_instant(case: Case, subject: str, what: str, *, claimed: datetime, actual: Instant) -> Iterator[Violation]:
    """Report an instant that is another in the plan."""
    off = minute_of(claimed) - actual
    if off:
        direction = "late" if off > 0 else "early"
        text = (
            f"{what} is {case.say_at(minute_of(claimed))} in the plan, but {case.say_at(actual)} is right "
            f"({say_minutes(abs(off))} too {direction})"
        )
        yield violation(NAME, subject, text, measured=off, limit=0)


def compare_amount(subject: str, what: str, *, claimed: int, actual: int, unit: str = "minutes") -> Iterator[Violation]:
    """Report an amount that is another in the plan."""
    if claimed != actual:
        text = f"{what} is {claimed} in the plan, but {actual} {unit} is right"
        yield violation(NAME, subject, text, measured=claimed, limit=actual, unit=unit)


def compare_word(subject: str, what: str, *, claimed: str, actual: str) -> Iterator[Violation]:
    """Report a word that is another in the plan."""
    if claimed != actual:
        text = f"{what} is '{claimed}' in the plan, but '{actual}' is right"
        yield violation(NAME, subject, text, measured=1, limit=0, unit="claims")
