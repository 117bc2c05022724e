"""Where a plan stands on what was promised: kept, late with proof, or late without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from scheduler.domain.record import Record
from scheduler.units import TaskId

if TYPE_CHECKING:
    from scheduler.domain.plan import Level, Plan

PROMISED = frozenset({"regulatory", "agreed"})
"""The commitment classes whose lateness is a breach."""

_BREACH_LEVELS = frozenset({"regulatory_lateness", "agreed_lateness", "uncovered_lateness"})


class Standing(Record):
    """What became of the regulatory and agreed work of a plan.

    Attributes
    ----------
    verdict
        `kept`: none of it is late or unplaced. `proven`: some is, and a bound shows that some must be. `open`: some is,
        and nothing shows that it must be. `impossible`: frozen work contradicts a hard rule.
    late, unplaced
        The tasks, by id; work due after the horizon does not count.
    """

    verdict: Literal["kept", "proven", "open", "impossible"]
    late: tuple[TaskId, ...]
    unplaced: tuple[TaskId, ...]


def standing_of(plan: Plan, due_after_horizon: frozenset[TaskId]) -> Standing:
    """Say where `plan` stands.

    Parameters
    ----------
    due_after_horizon
        Tasks due after the end of the horizon: leaving them unplaced breaks nothing yet.

    Returns
    -------
    Standing
        `counts_as` decides the class of a task, its `commitment` where an unplaced one does not say.
    """
    late = tuple(task.id for task in plan.tasks if task.late_minutes and task.counts_as in PROMISED)
    unplaced = tuple(
        task.id
        for task in plan.unplaced
        if (task.counts_as or task.commitment) in PROMISED and task.id not in due_after_horizon
    )
    if plan.status == "infeasible":
        return Standing(verdict="impossible", late=late, unplaced=unplaced)
    if not late and not unplaced:
        return Standing(verdict="kept", late=late, unplaced=unplaced)
    proven = any(_above_zero(level) for level in plan.objective if level.level in _BREACH_LEVELS)
    return Standing(verdict="proven" if proven else "open", late=late, unplaced=unplaced)


def _above_zero(level: Level) -> bool:
    bound = level.bound
    return bound > 0 if isinstance(bound, int) else any(entry > 0 for entry in bound)
