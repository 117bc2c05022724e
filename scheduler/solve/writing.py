"""The best plan of a run as a plan document: levels with their proofs, status, blocks on the clock."""

from __future__ import annotations

from scheduler.calendars.recurrence import all_tasks
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.solve.best import Best
from scheduler.solve.document import Outcome, plan_document
from scheduler.solve.levels import levels_of, status_of


def written(workspace: Workspace, best: Best, *, baseline: Plan | None, seed: int, stopped_by: str | None) -> Plan:
    """Return the document, without reasons (`scheduler.explain`) and not yet verified (`scheduler.verify`).

    Parameters
    ----------
    stopped_by
        What ended the search before its steps did, None where nothing did.
    """
    levels = levels_of(best.built.instance, best.placement, best.proofs)
    outcome = Outcome(
        placement=best.placement,
        levels=levels,
        status="infeasible" if best.built.clashing else status_of(levels),
        causes=best.causes,
        stopped_by=stopped_by,
    )
    tasks = {task.id: task for task in all_tasks(workspace)}
    return plan_document(workspace, best.built, outcome, tasks=tasks, baseline=baseline, seed=seed)
