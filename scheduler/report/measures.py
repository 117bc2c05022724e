"""The levels of the objective that are not at rest, most important first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.rules import BY_ID
from scheduler.report.words import duration_words, hours_words
from scheduler.units import ClientId

if TYPE_CHECKING:
    from scheduler.domain.plan import Level, Plan
    from scheduler.report.names import Names

_SAID_ELSEWHERE = frozenset({"priorities", "moves", "balance"})
"""Weighted sums and shares, which say nothing to a person: changes and load stand in parts of their own."""

HOURS_FROM_MINUTES = 600
"""From here on time is said in hours alone: the sums of a level are no time on a clock, with days."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One level: what it wants, what the plan reaches, and what no plan goes below.

    Attributes
    ----------
    value
        In words with whom it concerns; of a vector the first three entries above zero.
    bound
        In words what no plan goes below; None where that is nothing.
    proven
        Whether no plan does better on it, given the levels above it.
    """

    level: str
    sentence: str
    value: str
    bound: str | None
    proven: bool


_UNIT_WORDS = {"weighted minute-minutes": "minutes of work times minutes late, weighted by priority"}


def unit_words(unit: str) -> str:
    """Say what a level is measured in; most units are words already."""
    return _UNIT_WORDS.get(unit, unit)


def measures_of(plan: Plan, names: Names) -> tuple[Measure, ...]:
    """Return the levels with a value above zero, in the order of importance.

    Priorities, moves and balance are left out: their figures are weighted. The plan document has them.
    """
    return tuple(
        _measure(level, names)
        for level in plan.objective
        if _highest(level.value) and level.level not in _SAID_ELSEWHERE
    )


def _measure(level: Level, names: Names) -> Measure:
    rule = BY_ID.get(level.level)
    return Measure(
        level=level.level.replace("_", " "),
        sentence=rule.sentence if rule else "",
        value=_value(level, names),
        bound=_amount(_highest(level.bound), level.unit) if _highest(level.bound) else None,
        proven=level.optimal,
    )


def _highest(amount: int | tuple[int, ...]) -> int:
    if isinstance(amount, int):
        return amount
    return max(amount, default=0)


def _value(level: Level, names: Names) -> str:
    if isinstance(level.value, int):
        return _amount(level.value, level.unit)
    entries = [
        f"{names.client(ClientId(owner))} {_amount(entry, level.unit)}"
        for entry, owner in zip(level.value, level.clients or (), strict=False)
        if entry
    ]
    shown = ", ".join(entries[:3]) + (f" and {len(entries) - 3} more" if len(entries) > 3 else "")
    if level.unit == "permille":
        return f"{shown} of {'its hours' if len(entries) == 1 else 'the hours of each'}"
    return f"{shown}, averaged over {'its work' if len(entries) == 1 else 'the work of each'}"


def _amount(amount: int, unit: str) -> str:
    """Say an amount of a level: minutes as time, shares in per cent, anything else as a plain number."""
    match unit:
        case "minutes":
            return duration_words(amount) if amount < HOURS_FROM_MINUTES else hours_words(amount)
        case "permille":
            return f"{amount / 10:g} %"
        case _:
            return f"{amount:,}"
