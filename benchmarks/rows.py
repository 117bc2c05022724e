"""Rows of plans that others made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scheduler.domain.plan import Block, PlannedTask
from scheduler.domain.tasks import Task
from scheduler.units import PersonId


def planned_row(
    task: Task, *, person: str, blocks: Sequence[Block], release: datetime, due: datetime | None
) -> PlannedTask:
    """Return the row of a task that counts as what it is, with figures that follow from its blocks, which stand in order."""
    finish = blocks[-1].end
    slack = None if due is None else int((due - finish).total_seconds()) // 60
    return PlannedTask(
        id=task.id,
        client=task.client,
        deliverable=task.deliverable,
        title=task.title,
        skill=task.skill,
        commitment=task.commitment,
        counts_as=task.commitment,
        person=PersonId(person),
        blocks=tuple(blocks),
        start=blocks[0].start,
        finish=finish,
        release=release,
        due=due,
        late_minutes=max(0, -(slack or 0)),
        slack_minutes=None if slack is None else max(0, slack),
    )
