"""What a published plan binds: frozen work, and the places from which a move is counted.

Contract, "Baseline and moves": blocks before as_of are ignored; a block that runs at as_of counts from as_of; blocks that
start before the freeze end are frozen, except where the person is no longer there, the task is done, gone or shorter,
or its own client changed it. What an answer or a report that was recorded since has put elsewhere was decided: it is frozen no more.
Where work stands by answers since, and not by the published plan itself, only what that plan has there too is frozen.
Nor can work stay that has to wait for other work which was not done in time: that is its own cause, no change of its client.
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

LONG_AGO: Instant = -(1 << 60)
"""Before all that was ever planned."""


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
    """A task with what the baseline's rules need to know of it today.

    Attributes
    ----------
    own_release_at
        Earliest start by itself.
    release_at
        The same, with the waits after work that is done.
    """

    task: Task
    remaining_minutes: int
    own_release_at: Instant
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


def published_part(work: BaselineWork, published: BaselineWork | None, *, freeze_end: Instant) -> tuple[Span, ...]:
    """Return what is frozen of work that stands: what was published of it before the end of the freeze, if it all stands there still.

    Parameters
    ----------
    published
        Where the published plan has the task from as_of on; None where it does not.
    """
    if published is None or published.person != work.person:
        return ()
    spans = tuple(span for span in published.spans if span.start < freeze_end)
    return () if without(spans, work.spans) else spans


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
    published: Mapping[TaskId, BaselineWork] | None = None,
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
    published
        Where the published plan has work from as_of on, where the baseline is what answers made of it: nothing else is frozen.
    """
    future, answered = future_work(plan, as_of), answered or {}
    minutes = {task: work.minutes for task, work in future_work(plan, LONG_AGO).items()}
    planned = {task.id: task for task in plan.tasks}
    frozen: dict[TaskId, BaselineWork] = {}
    unfrozen: dict[TaskId, str] = {}
    never: dict[TaskId, BaselineWork] = {}
    for task_id, work in future.items():
        spans = tuple(span for span in work.spans if span.start < freeze_end)
        if published is not None:
            spans = published_part(work, published.get(task_id), freeze_end=freeze_end)
            if not spans:
                never[task_id] = work
        if not spans:
            continue
        task = open_tasks.get(task_id)
        cause = "task_done" if task_id in done else "task_gone"
        if task is not None:
            cause = _cause(
                planned[task_id],
                task,
                work=work,
                spans=spans,
                working=working.get(work.person),
                published_minutes=minutes[task_id],
                is_answered=_is_elsewhere(BaselineWork(work.person, spans), answered.get(task_id)),
            )
        if cause:
            unfrozen[task_id] = cause
        else:
            frozen[task_id] = BaselineWork(work.person, spans)
    ahead = _Chains(open_tasks, minutes, insist, never)
    chained = ahead.release(frozen=frozen, unfrozen=unfrozen)
    moved = {name: work for name, work in frozen.items() if _is_elsewhere(work, answered.get(name))}
    for task_id in moved:
        del frozen[task_id]
        unfrozen[task_id] = "answered"
    chained |= ahead.release(frozen=frozen, unfrozen=unfrozen)
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
    published_minutes: int,
    is_answered: bool,
) -> str:
    """Return why frozen spans of an open task are given up, or an empty string.

    Parameters
    ----------
    published_minutes
        All that the baseline has of it, before as_of too.
    is_answered
        Whether an answer put it elsewhere: then a later due time is that of the answer.
    """
    if working is None or not all(_inside(span, working) for span in spans):
        return "person_away"
    if task.remaining_minutes < work.minutes:
        return "task_shorter"
    due = None if planned.due is None else instant_of(planned.due)
    no_sitting = task.task.one_sitting and task.remaining_minutes != sum(span.minutes for span in spans)
    changed = (
        planned.client != task.task.client
        or planned.skill != task.task.skill
        or (due != task.due_at and not is_answered)
        or work.person not in task.able
        or spans[0].start < task.own_release_at
        or (no_sitting and task.remaining_minutes > published_minutes)
    )
    if changed:
        return "client_change"
    return "behind" if no_sitting or spans[0].start < task.release_at else ""


def _inside(span: Span, working: Sequence[Span]) -> bool:
    left = span.minutes
    for free in working:
        left -= max(0, min(span.end, free.end) - max(span.start, free.start))
    return left == 0


@dataclass(frozen=True, slots=True)
class _Chains:
    """Open work that waits for other open work, how many minutes the baseline has of each task in all, and what was never frozen."""

    open_tasks: Mapping[TaskId, OpenTask]
    published: Mapping[TaskId, int]
    insist: frozenset[TaskId]
    never: Mapping[TaskId, BaselineWork]

    def release(self, *, frozen: dict[TaskId, BaselineWork], unfrozen: dict[TaskId, str]) -> dict[TaskId, BaselineWork]:
        """Unfreeze what comes after work that takes longer, or that lost its own frozen place; return where it was."""
        chained: dict[TaskId, BaselineWork] = {}
        changed = True
        while changed:
            changed = False
            for task_id in sorted(set(frozen) - self.insist):
                for after in self.open_tasks[task_id].task.after:
                    before = self.open_tasks.get(after.task)
                    held = frozen.get(after.task, self.never.get(after.task))
                    if before is None or (held is not None and held.minutes == before.remaining_minutes):
                        continue
                    chained[task_id] = frozen.pop(task_id)
                    unfrozen[task_id] = self._cause(task_id, before, unfrozen.get(after.task))
                    changed = True
                    break
        return chained

    def _cause(self, task_id: TaskId, before: OpenTask, cause: str | None) -> str:
        """Return why a task lost its place to work before it, whose own cause is given if it has one.

        It is a change of its client where that asks for more than was ever published; what was published for a time that has passed, and
        is left all the same, is behind.
        """
        if cause is None:
            is_longer = before.remaining_minutes > self.published.get(before.task.id, 0)
            cause = "client_change" if is_longer else "behind"
        is_own = before.task.client == self.open_tasks[task_id].task.client
        return "behind" if cause == "client_change" and not is_own else cause
