"""Whether a task is late for the sake of another client, as far as the plan alone tells."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.calendars.zones import Zone
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.explain.evidence import Evidence
from scheduler.instance.records import Rank, TaskItem
from scheduler.units import ClientId, TaskId


def worse_off(evidence: Evidence, plan: Plan, item: TaskItem, *, others: Sequence[TaskId]) -> str:
    """Return a sentence, begun with a space, on the client whose work stands where a late task could; or nothing.

    It is said where that client is at least as badly off in the plan as the task's own, or would be if its work were
    finished when the late task is.

    Parameters
    ----------
    others
        Tasks that stand in the window of the late one, the most minutes first.
    """
    planned = {task.id: task for task in plan.tasks}
    lateness = _lateness(plan, item)
    mine = planned.get(item.id)
    if mine is None or mine.client not in lateness:
        return ""
    own = lateness[mine.client]
    for other in others:
        row = planned[other]
        if row.client == mine.client or evidence.item(row.id).rank != item.rank:
            continue
        name = next(client.name for client in evidence.workspace.clients if client.id == row.client)
        if lateness.get(row.client, 0) > own:
            return f" The time went to work of {name}, a client that is worse off as it is."
        if _if_later(evidence, plan, row, until=mine) > own:
            return f" The time went to work of {name}, a client that would otherwise be worse off."
    return ""


def _lateness(plan: Plan, item: TaskItem) -> dict[str, int]:
    """Return the lateness of each client at the level of a task's class."""
    for level in plan.objective:
        if level.level == f"{item.rank}_lateness" and level.clients and isinstance(level.value, tuple):
            return dict(zip(level.clients, level.value, strict=False))
    return {}


def _if_later(evidence: Evidence, plan: Plan, row: PlannedTask, *, until: PlannedTask) -> int:
    """Return the least lateness of a client if a task of it were finished when another is: minutes, rounded down."""
    if row.due is None:
        return 0
    begin = max(Zone.instant_of(row.due), evidence.instance.as_of)
    late = max(0, Zone.instant_of(until.finish) - begin)
    left = evidence.item(row.id).remaining_minutes
    return left * late // max(1, _scale(evidence, plan, row.client, evidence.item(row.id).rank))


def _scale(evidence: Evidence, plan: Plan, client: ClientId, rank: Rank) -> int:
    """Return the minutes by which a client's lateness is divided: its guaranteed minutes, or its work if that is more."""
    work = sum(
        each.remaining_minutes
        for each in evidence.instance.tasks
        if each.rank == rank and evidence.tasks[each.id].client == client
    )
    return max(work, next((row.guaranteed_minutes for row in plan.clients if row.id == client), 0))
