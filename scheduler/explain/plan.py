"""Why each late task is late and each unplaced one has no place; and what cannot fit, before any plan is made.

The order of tries: impossible alone · its chain · more work than time · too much for one person · what stands in the way.
The first that holds is given; the first three are proven by their figures.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.calendars.spans import merged
from scheduler.domain.holdings import BookedPart, Holdings
from scheduler.domain.plan import Cause, Plan, PlannedTask, UnplacedTask
from scheduler.domain.reasons import Reason
from scheduler.domain.workspace import Workspace
from scheduler.explain.booked import booked_after
from scheduler.explain.capacity import BINDING, Shortage, capacity_reason
from scheduler.explain.chains import after_unplaced, chain
from scheduler.explain.evidence import Evidence
from scheduler.explain.holding import holdings_of
from scheduler.explain.impossible import impossible
from scheduler.explain.pattern import PlanInSight, pattern
from scheduler.explain.together import together
from scheduler.instance.records import PRIORITY_RANKS, Rank, TaskItem
from scheduler.units import Span, TaskId

_RANK_OF_LEVEL: dict[str, Rank] = {
    "regulatory_lateness": "regulatory",
    "agreed_lateness": "agreed",
    "uncovered_lateness": "uncovered",
    "target_lateness": "target",
}


def explain_plan(
    workspace: Workspace, plan: Plan, *, overtime: bool = False, booked: Sequence[BookedPart] = ()
) -> Plan:
    """Return the plan with `why_late` for every late task and `why` (and its cause) for every unplaced one.

    Parameters
    ----------
    overtime
        Whether consented overtime could be used; known anyway where the plan uses some.
    booked
        Work that stays where the book has it.

    Returns
    -------
    Plan
        The same plan where nothing is late or unplaced.
    """
    if not plan.unplaced and not any(task.late_minutes for task in plan.tasks):
        return plan
    used = any(block.overtime for task in plan.tasks for block in task.blocks)
    evidence = Evidence.of(workspace, overtime=overtime or used, holdings=holdings_of(workspace, plan))
    explainer = _Explainer(evidence, plan, booked=booked)
    tasks = tuple(explainer.late(task) if task.late_minutes else task for task in plan.tasks)
    unplaced = tuple(explainer.unplaced(task) for task in plan.unplaced)
    return plan.model_copy(update={"tasks": tasks, "unplaced": unplaced})


def prechecks(workspace: Workspace, *, overtime: bool = False, holdings: Holdings | None = None) -> tuple[Reason, ...]:
    """Return why not all regulatory and agreed work can be on time, without making a plan.

    Parameters
    ----------
    holdings
        What the book binds, where there is one: held hours count beside the work.

    Returns
    -------
    tuple of Reason
        First what is impossible alone or by its chain, task by task; then cuts that share no task, the largest shortage
        first. Nothing returned promises nothing.
    """
    evidence = Evidence.of(workspace, overtime=overtime, holdings=holdings)
    found: list[Reason] = []
    for item in evidence.instance.tasks:
        due = item.due_at
        if item.rank in PRIORITY_RANKS and due is not None and due <= evidence.instance.horizon_end:
            reason = impossible(evidence, item, until=due, late=True) or chain(evidence, item, until=due)
            if reason is not None:
                found.append(reason)
    shortage = Shortage(evidence, ranks=BINDING["uncovered"])
    return (*found, *(capacity_reason(evidence, cut) for cut in shortage.all_cuts()))


class _Explainer:
    """Explains the tasks of one plan."""

    def __init__(self, evidence: Evidence, plan: Plan, *, booked: Sequence[BookedPart]) -> None:
        self._booked = booked
        proven = {
            _RANK_OF_LEVEL[level.level]
            for level in plan.objective
            if level.level in _RANK_OF_LEVEL and isinstance(level.bound, tuple) and any(level.bound)
        }
        self._evidence = evidence
        self._sight = PlanInSight(plan, frozenset(proven))
        self._absent = {evidence.index[task.id] for task in plan.unplaced if task.id in evidence.index}
        self._shortages: dict[tuple[Rank, bool, bool], Shortage] = {}

    def late(self, task: PlannedTask) -> PlannedTask:
        """Return a late task with its reason."""
        item = self._item(task.id)
        if item is None or item.due_at is None:
            return task
        evidence, due = self._evidence, item.due_at
        reason = (
            impossible(evidence, item, until=due, late=True)
            or chain(evidence, item, until=due)
            or self._shortage(item, absent=False).around(item)
            or together(evidence, item, until=due)
            or booked_after(evidence, item, booked=self._booked_of(item), until=due)
            or pattern(evidence, self._sight, item, until=due, late=True)
        )
        return task.model_copy(update={"why_late": reason})

    def unplaced(self, task: UnplacedTask) -> UnplacedTask:
        """Return an unplaced task with its reason and the cause that goes with it."""
        item = self._item(task.id)
        if item is None:
            return task
        evidence, end = self._evidence, self._evidence.instance.horizon_end
        reason = impossible(evidence, item, until=end, late=False)
        if reason is not None:
            return _with(task, reason, _cause_alone(evidence, item))
        reason = chain(evidence, item, until=end)
        if reason is not None:
            return _with(task, reason, "chain")
        waiting = after_unplaced(evidence, item, unplaced=self._sight.unplaced)
        if waiting:
            found = pattern(evidence, self._sight, item, until=end, late=False)
            return _with(task, found.model_copy(update={"text": waiting}), "chain")
        reason = self._shortage(item, absent=True).around(item)
        if reason is not None:
            return _with(task, reason, "capacity")
        reason = self._shortage(item, absent=True, whole=True).around(item)
        if reason is not None:
            return _with(task, reason, "beyond_horizon" if task.cause == "beyond_horizon" else "capacity")
        reason = together(evidence, item, until=end)
        return _with(task, reason or pattern(evidence, self._sight, item, until=end, late=False), task.cause)

    def _booked_of(self, item: TaskItem) -> tuple[Span, ...]:
        return merged(piece for part in self._booked if part.task == item.id for piece in part.pieces)

    def _item(self, task: TaskId) -> TaskItem | None:
        index = self._evidence.index.get(task)
        return None if index is None else self._evidence.instance.tasks[index]

    def _shortage(self, item: TaskItem, *, absent: bool, whole: bool = False) -> Shortage:
        key = (item.rank, absent, whole)
        if key not in self._shortages:
            anyway = self._absent if absent else frozenset[int]()
            self._shortages[key] = Shortage(self._evidence, ranks=BINDING[item.rank], anyway=anyway, whole=whole)
        return self._shortages[key]


def _with(task: UnplacedTask, reason: Reason, cause: Cause) -> UnplacedTask:
    return task.model_copy(update={"why": reason, "cause": cause})


def _cause_alone(evidence: Evidence, item: TaskItem) -> Cause:
    """Return in one word why a task that is impossible alone has no place."""
    end = evidence.instance.horizon_end
    if not evidence.united[item.index]:
        return "no_person"
    if item.release_at >= end:
        return "beyond_horizon"
    if not any(evidence.capacity.free_minutes((person,), item.release_at, end) for person in item.eligible):
        return "no_person"
    return "one_sitting" if item.one_sitting else "capacity"
