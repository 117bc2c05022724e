"""The levels of a plan as the document shows them: value, proven bound, and whether they meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.domain.plan import Level, Status
from scheduler.domain.rules import BY_ID
from scheduler.instance.placement import Placement
from scheduler.instance.records import Instance
from scheduler.solve.evaluate import Value, evaluate

BREACH_LEVELS = ("regulatory_lateness", "agreed_lateness", "uncovered_lateness")
"""Levels of promised work: where one is not zero, something promised is late."""


@dataclass(slots=True)
class Proofs:
    """Proven lower bounds by level; what is missing is bounded by zero.

    Attributes
    ----------
    vectors
        Of the lateness levels, worst first.
    numbers
        Of the other levels.
    """

    vectors: dict[str, tuple[int, ...]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def raise_vector(self, level: str, bound: tuple[int, ...]) -> None:
        """Take a bound for a lateness level where it is better than the one known."""
        self.vectors[level] = max(self.vectors.get(level, ()), bound)

    def raise_number(self, level: str, bound: int) -> None:
        """Take a bound for a level that is a number where it is better than the one known."""
        self.numbers[level] = max(self.numbers.get(level, 0), bound)

    def worst(self) -> int:
        """Return the largest proven lateness of a client among promises, in minutes."""
        return max((max(self.vectors.get(level, ()), default=0) for level in BREACH_LEVELS), default=0)

    def says_late(self) -> bool:
        """Say whether some promise is proven to be late in every plan."""
        return any(any(self.vectors.get(level, ())) for level in BREACH_LEVELS)

    def are_met_by(self, key: Sequence[tuple[int, ...]]) -> bool:
        """Say whether a key of the search (regulatory, agreed, uncovered, ...) reaches the bounds of the promise levels."""
        return all(
            value <= _padded(self.vectors.get(level, ()), len(value))
            for level, value in zip(BREACH_LEVELS, key[: len(BREACH_LEVELS)], strict=True)
        )


def levels_of(instance: Instance, placement: Placement, proofs: Proofs) -> tuple[Level, ...]:
    """Return all levels with their values and bounds; bounds never lie above values."""
    levels = []
    for name, value in evaluate(instance, placement).items():
        bound = _bound(name, value, proofs)
        levels.append(
            Level(
                level=name,
                value=value.value,
                bound=bound,
                unit=BY_ID[name].unit,
                optimal=bound == value.value,
                clients=value.subjects,
            )
        )
    return tuple(levels)


def status_of(levels: tuple[Level, ...]) -> Status:
    """Return `optimal` where every level meets its bound, `undecided` where lateness is not proven, else `feasible`."""
    if all(level.optimal for level in levels):
        return "optimal"
    breach = [level for level in levels if level.level in BREACH_LEVELS]
    late = any(_is_positive(level.value) for level in breach)
    proven = any(_is_positive(level.bound) for level in breach)
    return "undecided" if late and not proven else "feasible"


def _is_positive(value: int | tuple[int, ...]) -> bool:
    return any(value) if isinstance(value, tuple) else value > 0


def _bound(name: str, value: Value, proofs: Proofs) -> int | tuple[int, ...]:
    if not isinstance(value.value, tuple):
        return min(value.value, proofs.numbers.get(name, 0))
    return min(value.value, _padded(proofs.vectors.get(name, ()), len(value.value)))


def _padded(bound: tuple[int, ...], length: int) -> tuple[int, ...]:
    return (*bound, *(0 for _ in range(length - len(bound))))[:length]
