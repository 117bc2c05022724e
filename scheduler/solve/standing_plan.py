"""A plan that stands, laid out once for any number of requests: everything is at its place, with the date that it keeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Cause, Plan
from scheduler.domain.tasks import Task
from scheduler.domain.workspace import Workspace
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.build import build
from scheduler.instance.extending import can_be_added, with_more_tasks
from scheduler.instance.holding import Ties
from scheduler.instance.reading import Reading, read
from scheduler.solve.bounds.windows import limits
from scheduler.solve.search.insertion import insert_at_baseline, stand_fixed
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.prospects import hopeless_tasks
from scheduler.solve.search.state import Snapshot, State
from scheduler.solve.work import Work
from scheduler.units import Instant, TaskId


class StandingPlan:
    """A plan of a workspace; what is late keeps the date at which it is done.

    Parameters
    ----------
    plan
        Where everything stands.
    holdings
        What the book binds.
    published
        Where the published plan has work from as_of on, if `plan` is what answers made of it: nothing else is frozen.
    apart
        Tasks that have no place, and keep none.
    overtime
        Whether a request may be given overtime beside it; nothing that stands moves there.

    Attributes
    ----------
    problem
        Of all open tasks.
    hopeless
        Tasks that no plan can place.
    """

    def __init__(
        self,
        workspace: Workspace,
        plan: Plan,
        holdings: Holdings,
        *,
        published: Mapping[TaskId, BaselineWork] | None = None,
        apart: Collection[TaskId] = frozenset(),
        overtime: bool = False,
    ) -> None:
        self._workspace, self._plan, self._holdings, self._published = workspace, plan, holdings, published
        self._overtime = overtime
        self.problem = _aligned(workspace, plan, holdings, published, overtime=overtime)
        self.apart = frozenset(task.index for task in self.problem.tasks if task.id in apart)

    @cached_property
    def _reading(self) -> Reading:
        return read(self._workspace)

    @cached_property
    def hopeless(self) -> Mapping[int, Cause]:
        """Tasks that no plan can place, with the cause."""
        return hopeless_tasks(self.problem)

    def with_tasks(self, tasks: Sequence[Task]) -> tuple[StandingPlan, Problem]:
        """Return the problem with more tasks, and the plan that stands in it: this one, where nothing else depends on them.

        The tasks of the problem that are not in the plan's own come after these.
        """
        if can_be_added(self._reading, tasks):
            more = with_more_tasks(self.problem.instance, self._reading, tasks)
            return self, self.problem.with_more(more)
        workspace = self._workspace.model_copy(update={"tasks": (*self._workspace.tasks, *tasks)})
        apart = [task.id for task in tasks]
        other = StandingPlan(
            workspace, self._plan, self._holdings, published=self._published, apart=apart, overtime=self._overtime
        )
        return other, other.problem

    def state_in(self, problem: Problem, work: Work) -> State | None:
        """Return the state of a problem with this one's tasks in which the plan stands; None where it cannot be laid out as it is."""
        if self._snapshot is None:
            return None
        state = State(problem, work)
        self._snapshot.restore(state)
        return state

    @cached_property
    def _snapshot(self) -> Snapshot | None:
        """Everything at its place, with the dates that it keeps."""
        problem = self.problem
        # Laying out what stands is no search: it costs an answer no steps.
        state = State(problem, Work(0.0))
        for task in range(problem.count):
            # What is not frozen of a task that has begun stands at its place too, until something needs its time.
            state.held[task] = problem.is_rest(task)
        if not stand_fixed(state):
            return None
        for task in sorted(range(problem.count), key=lambda each: (problem.keep[each].bit_length(), each)):
            waits = task not in self.apart and state.person[task] < 0 and problem.keep[task]
            if waits and not insert_at_baseline(state, task, late=True):
                return None
        for task, limit in enumerate(self._limits()):
            if task not in self.apart and state.person[task] >= 0:
                state.target[task] = max(state.finish[task], min(limit, problem.hard[task]))
        state.journal.clear()
        return Snapshot(state)

    def _limits(self) -> list[int]:
        """Return the finish position that each task and all tasks after it keep: floors or due times, or where they are now if later.

        Tentative work and work without a place keep nothing.
        """
        instance = self.problem.instance
        dues: list[Instant | None] = []
        for task in instance.tasks:
            limit = task.late_from if task.floor_at is None else task.floor_at
            if task.baseline is None or limit is None or task.rank == "tentative":
                dues.append(None)
            else:
                dues.append(max(limit, task.baseline.spans[-1].end))
        return limits(instance, dues)


def _aligned(
    workspace: Workspace,
    plan: Plan,
    holdings: Holdings,
    published: Mapping[TaskId, BaselineWork] | None,
    *,
    overtime: bool,
) -> Problem:
    """Return the problem; work that stands off the grid or in overtime keeps its place on the clock."""
    built = build(workspace, overtime=overtime, baseline=plan, holdings=holdings, ties=Ties(published=published))
    problem = Problem(built.instance)
    pins = {
        task.id: built.future[task.id]
        for task in problem.tasks
        if task.id in built.future and not problem.fixed[task.index] and not _is_in_free_time(problem, task.index)
    }
    if not pins:
        return problem
    ties = Ties(pins=pins, published=published)
    return Problem(build(workspace, overtime=overtime, baseline=plan, holdings=holdings, ties=ties).instance)


def _is_in_free_time(problem: Problem, task: int) -> bool:
    """Say whether a task has a place in the baseline that lies in ordinary working time and on the grid."""
    line = problem.keep[task]
    return line != 0 and not line & problem.instance.people[problem.keep_person[task]].overtime
