"""What a plan came to: on time, late with proof, or undecided; and what it changed in the plan before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import Level, Plan, PlannedTask

Outcome = Literal["on time", "late, proven", "undecided"]
PROMISED = ("regulatory_lateness", "agreed_lateness")


def outcome_of(plan: Plan) -> Outcome:
    """Say whether everything promised is on time; if not, whether a bound above zero proves that something must be late."""
    promised = [level for level in plan.objective if level.level in PROMISED]
    if not any(worst_of(level.value) for level in promised) and not any(
        task.commitment in ("regulatory", "agreed") for task in plan.unplaced
    ):
        return "on time"
    return "late, proven" if any(worst_of(level.bound) for level in promised) else "undecided"


def worst_of(value: int | Sequence[int]) -> int:
    """Return a number, or the largest of a vector (0 where it is empty)."""
    return value if isinstance(value, int) else max(value, default=0)


def late_count(plan: Plan) -> int:
    """Return how many tasks are late or unplaced."""
    return sum(task.late_minutes > 0 for task in plan.tasks) + len(plan.unplaced)


def first_late_level(plan: Plan) -> Level | None:
    """Return the first lateness level whose value is not zero."""
    late = (level for level in plan.objective if level.level in PROMISED and worst_of(level.value))
    return next(late, None)


def gap_of(level: Level) -> float:
    """Return the distance of value and bound of a level over its value, 0 to 1; of a vector, of its sum.

    A bound of a vector is lexicographic, so the sums are compared only for the size of the gap.
    """
    value = level.value if isinstance(level.value, int) else sum(level.value)
    bound = level.bound if isinstance(level.bound, int) else sum(level.bound)
    return (value - bound) / value if value else 0.0


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new plan made of the tasks of a baseline.

    Attributes
    ----------
    kept
        Same person, same times.
    shifted
        Same person, other times; `shifted_minutes` is the sum of the distances of their starts.
    moved
        Another person.
    dropped
        Unplaced in the new plan.
    """

    kept: int
    shifted: int
    shifted_minutes: int
    moved: int
    dropped: int


def changes_between(baseline: Plan, plan: Plan) -> Changes:
    """Compare two plans task by task, without looking at the moves that the new one reports."""
    before = {task.id: task for task in baseline.tasks}
    pairs = [(before[task.id], task) for task in plan.tasks if task.id in before]
    stayed = [(old, new) for old, new in pairs if old.person == new.person]
    shifted = [(old, new) for old, new in stayed if _times(old) != _times(new)]
    return Changes(
        kept=len(stayed) - len(shifted),
        shifted=len(shifted),
        shifted_minutes=sum(int(abs((new.start - old.start).total_seconds())) // 60 for old, new in shifted),
        moved=len(pairs) - len(stayed),
        dropped=len(before) - len(pairs),
    )


def _times(task: PlannedTask) -> list[tuple[object, object]]:
    return [(block.start, block.end) for block in task.blocks]
