"""The levels of the objective that are not at rest, most important first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.rules import BY_ID

if TYPE_CHECKING:
    from scheduler.domain.plan import Level, Plan
    from scheduler.report.names import Names


@dataclass(frozen=True, slots=True)
class Measure:
    """One level: what it wants, what the plan reaches, and what no plan goes below.

    Attributes
    ----------
    value, bound
        In words with whom they concern; of a vector the first three entries above zero.
    proven
        Whether no plan does better on it, given the levels above it.
    """

    level: str
    sentence: str
    value: str
    bound: str
    unit: str
    proven: bool


def measures_of(plan: Plan, names: Names) -> tuple[Measure, ...]:
    """Return the levels with a value above zero, in the order of importance."""
    return tuple(_measure(level, names) for level in plan.objective if _highest(level.value))


def levels_at_rest(plan: Plan) -> tuple[str, ...]:
    """Return the names of the levels whose value is zero: nothing to gain there."""
    return tuple(level.level for level in plan.objective if not _highest(level.value))


def _measure(level: Level, names: Names) -> Measure:
    rule = BY_ID.get(level.level)
    return Measure(
        level=level.level.replace("_", " "),
        sentence=rule.sentence if rule else "",
        value=_value(level, names),
        bound=_number(_highest(level.bound)),
        unit=level.unit,
        proven=level.optimal,
    )


def _highest(amount: int | tuple[int, ...]) -> int:
    if isinstance(amount, int):
        return amount
    return max(amount, default=0)


def _value(level: Level, names: Names) -> str:
    if isinstance(level.value, int):
        return _number(level.value)
    owners = level.clients or ()
    entries = [
        f"{_number(entry)} {_owner(level.level, owner, names)}"
        for entry, owner in zip(level.value, owners, strict=False)
        if entry
    ]
    if level.level == "balance":
        return ", ".join(entries[:1])
    return ", ".join(entries[:3]) + (f" and {len(entries) - 3} more" if len(entries) > 3 else "")


def _owner(level: str, owner: str, names: Names) -> str:
    if level == "balance":
        return next((name for person, name in names.people.items() if person == owner), owner)
    return next((name for client, name in names.clients.items() if client == owner), owner)


def _number(amount: int) -> str:
    return f"{amount:,}"
