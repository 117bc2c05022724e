"""How far an excuse reaches: what an entry may leave late or unused, later entries may not make more of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.spans import total

if TYPE_CHECKING:
    from scheduler.units import TaskId
    from scheduler.verify.book.step import Step

_MAY_DELAY = frozenset({"lost", "overridden", "consented"})
"""Kinds of entries that may leave more of excused work undone, besides its own client's report."""


def bound_delays(step: Step, freed_before: set[TaskId]) -> None:
    """Bound what its own client's report or a consent let run late: by as much as that entry leaves undone, and no more."""
    for name in step.tasks:
        task = step.state.tasks[name]
        if not task.is_free:
            continue
        missing = task.missing_at_due
        reports = step.entry.kind == "progressed" and step.entry.client == task.client
        may_delay = name not in freed_before or reports or step.entry.kind in _MAY_DELAY
        task.delay = missing if may_delay else min(task.delay, missing)


def bound_excuses(step: Step) -> None:
    """Bound what a loss let be late: what stands in time again by a later entry may not be made late without one."""
    for name in step.tasks:
        task = step.state.tasks[name]
        task.excused = min(task.excused, task.missing_at_due)


def bound_unused(step: Step) -> None:
    """Bound what stays charged beyond the plan by what its own client left unused; later entries only lower it.

    It does by a report, and where it lets its work move past the notice of the blocks that paid for it: nothing returns to them.
    """
    for name in step.tasks:
        task = step.state.tasks[name]
        beyond = max(0, sum(task.charged.values()) - task.minutes)
        is_reported = step.entry.kind == "progressed" and name in step.entry.remaining
        shrunk = max(0, total(step.tasks[name].pieces) - task.minutes) if is_reported else 0
        if (
            step.entry.kind in ("traded", "consented")
            and name in step.entry.released
            and step.entry.client == task.client
        ):
            shrunk = beyond
        task.unused = min(beyond, task.unused + shrunk)
