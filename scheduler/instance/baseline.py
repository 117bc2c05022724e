"""What a published plan binds: frozen work, and the places from which a move is counted.

Contract, "Baseline and moves": blocks before as_of are ignored; a block that runs at as_of counts from as_of; blocks that
start before the freeze end are frozen, except where the person is no longer there, the task is done, gone or shorter,
or its own client changed it. What an answer that was recorded since has put elsewhere was decided: it is frozen no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheduler.calendars.spans import without
from scheduler.domain.holdings import WitnessWork
from scheduler.domain.plan import Plan, PlannedTask
from scheduler.domain.tasks import Task
from scheduler.units import Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class BaselineWork:
    """Where the baseline has a task after as_of: person and exact spans, merged where they touch."""

    person: PersonId
    spans: tuple[Span, ...]

    @property
    def minutes(self) -> int:
        """Total minutes."""
        return sum(span.minutes for span in self.spans)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Frozen spans by task, and the causes for which frozen work was given up.

    Attributes
    ----------
    chained
        What was given up only because work before it takes longer or lost its place: where it stood.
    answered
        What an answer moved, so that it need not stay: where it stood.
    """

    spans: Mapping[TaskId, BaselineWork]
    unfrozen: Mapping[TaskId, str]
    chained: Mapping[TaskId, BaselineWork] = field(default_factory=dict)
    answered: Mapping[TaskId, BaselineWork] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task with what the baseline's rules need to know of it today."""

    task: Task
    remaining_minutes: int
    release_at: Instant
    due_at: Instant | None
    able: frozenset[PersonId]


def instant_of(at: datetime) -> Instant:
    """Return an aware date-time of a document as an instant (seconds are cut off)."""
    return int(at.timestamp() // 60)


def future_work(plan: Plan, as_of: Instant) -> dict[TaskId, BaselineWork]:
    """Return the baseline's blocks from as_of on, by task."""
    work: dict[TaskId, BaselineWork] = {}
    for task in plan.tasks:
        spans = _clip(task, as_of)
        if spans:
            work[task.id] = BaselineWork(task.person, spans)
    return work


def _clip(task: PlannedTask, as_of: Instant) -> tuple[Span, ...]:
    spans: list[Span] = []
    for block in sorted(task.blocks, key=lambda each: each.start):
        start, end = max(instant_of(block.start), as_of), instant_of(block.end)
        if end <= start:
            continue
        if spans and spans[-1].end >= start:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return tuple(spans)


def frozen_work(
    plan: Plan,
    as_of: Instant,
    *,
    freeze_end: Instant,
    open_tasks: Mapping[TaskId, OpenTask],
    done: frozenset[TaskId],
    working: Mapping[PersonId, Sequence[Span]],
    insist: frozenset[TaskId] = frozenset(),
    answered: Mapping[TaskId, WitnessWork] | None = None,
) -> Frozen:
    """Return what of the baseline is frozen today.

    Parameters
    ----------
    open_tasks
        Open tasks by id.
    done
        Tasks that are done.
    working
        Working time of each person, consented overtime included; people who are gone are missing.
    insist
        Tasks that stay frozen though work before them takes longer: it is known to leave them their place.
    answered
        Where answers that were recorded since have work that is elsewhere in the baseline.
    """
    future = future_work(plan, as_of)
    planned = {task.id: task for task in plan.tasks}
    frozen: dict[TaskId, BaselineWork] = {}
    unfrozen: dict[TaskId, str] = {}
    for task_id, work in future.items():
        spans = tuple(span for span in work.spans if span.start < freeze_end)
        if not spans:
            continue
        task = open_tasks.get(task_id)
        cause = "task_done" if task_id in done else "task_gone"
        if task is not None:
            cause = _cause(planned[task_id], task, work=work, spans=spans, working=working.get(work.person))
        if cause:
            unfrozen[task_id] = cause
        else:
            frozen[task_id] = BaselineWork(work.person, spans)
    chained = _release_chains(open_tasks, frozen=frozen, unfrozen=unfrozen, insist=insist)
    moved = {name: work for name, work in frozen.items() if _is_elsewhere(work, (answered or {}).get(name))}
    for task_id in moved:
        del frozen[task_id]
        unfrozen[task_id] = "answered"
    chained |= _release_chains(open_tasks, frozen=frozen, unfrozen=unfrozen, insist=insist)
    return Frozen(frozen, unfrozen, chained, moved)


def _is_elsewhere(work: BaselineWork, stands: WitnessWork | None) -> bool:
    """Say whether an answer has put work elsewhere than where it is frozen."""
    return stands is not None and (stands.person != work.person or bool(without(work.spans, stands.pieces)))


def _cause(
    planned: PlannedTask,
    task: OpenTask,
    *,
    work: BaselineWork,
    spans: tuple[Span, ...],
    working: Sequence[Span] | None,
) -> str:
    """Return why frozen spans of an open task are given up, or an empty string."""
    if working is None or not all(_inside(span, working) for span in spans):
        return "person_away"
    if task.remaining_minutes < work.minutes:
        return "task_shorter"
    due = None if planned.due is None else instant_of(planned.due)
    changed = (
        planned.client != task.task.client
        or planned.skill != task.task.skill
        or due != task.due_at
        or work.person not in task.able
        or spans[0].start < task.release_at
        or (task.task.one_sitting and task.remaining_minutes != sum(span.minutes for span in spans))
    )
    return "client_change" if changed else ""


def _inside(span: Span, working: Sequence[Span]) -> bool:
    left = span.minutes
    for free in working:
        left -= max(0, min(span.end, free.end) - max(span.start, free.start))
    return left == 0


def _release_chains(
    open_tasks: Mapping[TaskId, OpenTask],
    *,
    frozen: dict[TaskId, BaselineWork],
    unfrozen: dict[TaskId, str],
    insist: frozenset[TaskId],
) -> dict[TaskId, BaselineWork]:
    """Unfreeze what comes after work that its client made longer, or that lost its own frozen place; return what it was."""
    chained: dict[TaskId, BaselineWork] = {}
    changed = True
    while changed:
        changed = False
        for task_id in sorted(set(frozen) - insist):
            for after in open_tasks[task_id].task.after:
                before, held = open_tasks.get(after.task), frozen.get(after.task)
                stays = before is None or (held is not None and held.minutes == before.remaining_minutes)
                if not stays:
                    chained[task_id] = frozen.pop(task_id)
                    unfrozen[task_id] = unfrozen.get(after.task, "client_change")
                    changed = True
                    break
    return chained
