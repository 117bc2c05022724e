"""What is late or has no place, and why, with tasks that share a reason under one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.units import TaskId

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.tasks import Commitment
    from scheduler.report.names import Names

_WEIGHT: dict[str, int] = {"regulatory": 0, "agreed": 1, "target": 2, "tentative": 3}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One task that is late, or that has no place.

    Attributes
    ----------
    minutes
        Minutes late, or the remaining minutes that have no place.
    person, due, finish
        Where it is planned, on the team's clock; None for a task without a place.
    """

    id: TaskId
    client: str
    title: str
    commitment: Commitment
    minutes: int
    person: str | None
    due: datetime | None
    finish: datetime | None


@dataclass(frozen=True, slots=True)
class TroubleGroup:
    """Tasks with the same reason, the worst first.

    Attributes
    ----------
    reason
        A sentence; None where nothing explains it yet.
    proven
        Whether the reason's figures add up or a second solve bore it out.
    """

    tasks: tuple[Trouble, ...]
    reason: str | None
    proven: bool


def late_groups(plan: Plan, names: Names) -> tuple[TroubleGroup, ...]:
    """Group the late tasks by their reason; promises before targets, the latest first."""
    found: dict[tuple[str | None, bool], list[Trouble]] = {}
    for task in plan.tasks:
        if task.late_minutes:
            trouble = Trouble(
                id=task.id,
                client=names.client(task.client),
                title=names.title(task.id),
                commitment=task.counts_as,
                minutes=task.late_minutes,
                person=names.short_person(task.person),
                due=None if task.due is None else names.at_team(task.due),
                finish=names.at_team(task.finish),
            )
            why = task.why_late
            found.setdefault((why.text, why.proven) if why else (None, False), []).append(trouble)
    return _ordered(found)


def unplaced_groups(plan: Plan, names: Names) -> tuple[TroubleGroup, ...]:
    """Group the tasks without a place by their reason; promises first, the largest first."""
    found: dict[tuple[str | None, bool], list[Trouble]] = {}
    for task in plan.unplaced:
        trouble = Trouble(
            id=task.id,
            client=names.client(task.client),
            title=names.title(task.id),
            commitment=task.commitment,
            minutes=task.remaining_minutes,
            person=None,
            due=None,
            finish=None,
        )
        found.setdefault((task.why.text, task.why.proven), []).append(trouble)
    return _ordered(found)


def _ordered(found: dict[tuple[str | None, bool], list[Trouble]]) -> tuple[TroubleGroup, ...]:
    groups = [
        TroubleGroup(tasks=tuple(sorted(tasks, key=_worst_first)), reason=reason, proven=proven)
        for (reason, proven), tasks in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: _worst_first(group.tasks[0])))


def _worst_first(trouble: Trouble) -> tuple[int, int, str]:
    return (_WEIGHT[trouble.commitment], -trouble.minutes, trouble.id)
