"""A client's own work in the frozen days, which may make way for what the same client asks for.

Policy, "Funding": after own hours, rush and spare comes a trade with own work. Contract, "Baseline and moves": frozen work leaves its place
where its own client changed it. So nobody but that client gives such a place up, and it has to agree; the frozen work of others stays.
"""

from __future__ import annotations

from scheduler.units import ClientId, TaskId
from scheduler.workflows.fitting.ground import Ground


def own_fixed(ground: Ground, client: ClientId) -> frozenset[TaskId]:
    """Return the frozen work of a client that makes way if the client agrees: what has not begun, and no legal work."""
    rows = {task.id: task for task in ground.plan.tasks}
    now = ground.book.clock
    return frozenset(
        task
        for task in ground.frozen_work
        if (row := rows.get(task)) is not None
        and row.client == client
        and "regulatory" not in (row.commitment, row.counts_as)
        and int(row.start.timestamp() // 60) >= now
        and not ground.book.witness.has_begun(task, by=now)
    )
