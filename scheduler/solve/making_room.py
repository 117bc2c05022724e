"""Room for a request: its tasks are put into a plan that stands, and as little as possible of the other work moves.

Everything begins at its place in the plan. Tasks of the request push out what may move, which finds another place before its own limit:
its slack floor where it is promised, its due time (or where it is now, if that is later) where it is not. What moved and need not have
moved is put back. Tentative work is left alone first, then it may leave the plan, unless other work waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass, replace
from random import Random

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.build import build
from scheduler.instance.holding import Ties
from scheduler.instance.records import Axis, TaskItem
from scheduler.solve.bounds.windows import limits
from scheduler.solve.evaluate import spans_of
from scheduler.solve.search.ejection import Ejection
from scheduler.solve.search.homecoming import put_back
from scheduler.solve.search.insertion import insert, insert_at_baseline, stand_fixed
from scheduler.solve.search.nudging import nudge
from scheduler.solve.search.phases import TENTATIVE, hopeless_tasks, placement_of, urgencies
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.refuting import Cuts
from scheduler.solve.search.state import Snapshot, State
from scheduler.solve.work import Work
from scheduler.units import Instant, TaskId

TRIES = 3
"""Searches with different random orders; the one that moves least is taken."""

STEPS_PER_TRY = 800
"""Lay-outs of one try at most, unless less is asked for: where room was found it took 330 at most (`benchmarks.fit_latency`)."""


@dataclass(frozen=True, slots=True)
class Room:
    """Places of the request's tasks, and of everything else that moved for them; a task that left the plan has none."""

    request: Mapping[TaskId, BaselineWork]
    moved: Mapping[TaskId, BaselineWork | None]

    @property
    def cost(self) -> tuple[int, int]:
        """Moved tasks and moved minutes: what is kept small."""
        return len(self.moved), sum(0 if work is None else work.minutes for work in self.moved.values())


class Floor:
    """A plan that stands, ready for requests.

    Parameters
    ----------
    workspace
        With the tasks of the request among its tasks, agreed and due as asked.
    plan
        Where everything else stands.
    holdings
        What the book binds.
    request
        Ids of the request's tasks.
    """

    def __init__(
        self,
        workspace: Workspace,
        plan: Plan,
        holdings: Holdings,
        *,
        request: Collection[TaskId],
    ) -> None:
        self._request = frozenset(request)
        self._stand_on(_aligned(workspace, plan, holdings))

    def _stand_on(self, problem: Problem) -> None:
        self._problem = problem
        self._cuts: dict[int, Cuts] | None = None
        self._stands: tuple[State, Snapshot] | None = None
        self._new = [task.index for task in problem.tasks if task.id in self._request]

    def resized(self, sizes: Mapping[TaskId, int]) -> Floor:
        """Return the same plan, ready for the same request with other efforts of its tasks (minutes)."""
        instance = self._problem.instance
        tasks = tuple(
            _resized(task, sizes[task.id], instance.axis) if task.id in self._request else task
            for task in instance.tasks
        )
        other = copy(self)
        other._stand_on(Problem(replace(instance, tasks=tasks)))
        return other

    def _movable(self, task: int) -> bool:
        return not self._problem.fixed[task]

    def make_room(
        self, *, until: Instant, work: Work, seed: int = 0, most_steps: int = STEPS_PER_TRY, tries: int = TRIES
    ) -> Room | None:
        """Return room for the request by a moment, or None where none was found (which proves nothing).

        Parameters
        ----------
        most_steps
            Lay-outs of each of the tries with pushing out.
        """
        if not self._new or set(self._new) & set(hopeless_tasks(self._problem)):
            return None
        state = self._standing(work)
        if state is None:
            return None
        for task, target in self._targets(until).items():
            state.target[task] = target
        if any(cuts.refutes(state.target[task]) for task, cuts in self._cuts_of(state).items()):
            return None
        start = Snapshot(state)
        if self._nudged_in(state, Random(seed)):
            return self._room(state)
        best: Room | None = None
        for number in range(tries):
            start.restore(state)
            if not self._fit_in(state, Random(seed + number), most_steps=most_steps):
                if best is None and number:
                    break
                continue
            found = self._room(state)
            if best is None or found.cost < best.cost:
                best = found
            if not best.moved:
                break
        return best

    def _targets(self, until: Instant) -> dict[int, int]:
        """Return by when each task of the request is done, so that those after it are done by a moment."""
        instance = self._problem.instance
        if any(self._problem.after[task] for task in self._new):
            dues = [until if task.index in self._new else None for task in instance.tasks]
            found = limits(instance, dues)
            return {task: found[task] for task in self._new}
        pads = {task: instance.tasks[task].pad_minutes for task in self._new}
        return {task: instance.axis.until_instant_down(until + pad) for task, pad in pads.items()}

    def _cuts_of(self, state: State) -> dict[int, Cuts]:
        """Return what refutes dates of each task of the request; tentative work counts for nothing."""
        if self._cuts is None:
            tentative = {task.index for task in self._problem.tasks if task.rank == "tentative"}
            apart = {*self._new, *tentative}
            self._cuts = {task: Cuts(state, task, apart=apart) for task in self._new}
        return self._cuts

    def not_before(self, *, work: Work) -> Instant | None:
        """Return an instant before which the request is surely not done; None where nothing is known, or the grid loses minutes.

        Held pieces and booked work may change their clock time within the day, so people who have some tell nothing here.
        """
        instance = self._problem.instance
        people = {person for task in self._new for person in self._problem.eligible[task]}
        if any(line.person in people for line in instance.held):
            return None
        if any(task.booked and task.fixed is not None and task.fixed.person in people for task in instance.tasks):
            return None
        if not instance.aligned or not self._new or set(self._new) & set(hopeless_tasks(self._problem)):
            return None
        state = self._standing(work)
        if state is None:
            return None
        least = max(cuts.least_target(self._problem.size) for cuts in self._cuts_of(state).values())
        if not 0 < least <= self._problem.size:
            return None
        return instance.axis.end_of(least) if instance.axis.live >> (least - 1) & 1 else instance.axis.starts[least - 1]

    def _nudged_in(self, state: State, rng: Random) -> bool:
        """Put the tasks of the request in, those before others first, each as it is or by moving one or two others."""
        for task in self._in_order():
            if not insert(state, task, rng) and not nudge(state, task, movable=self._movable):
                return False
        put_back(state, movable=self._movable, limit=state.work.share(0.2, most_steps=STEPS_PER_TRY))
        return True

    def _in_order(self) -> list[int]:
        """Return the request's tasks with every one after those before it; of those that are free to go the hardest to place first."""
        problem, ordered = self._problem, list[int]()
        left = sorted(self._new, key=lambda task: (not problem.sitting[task], -problem.effort[task], task))
        while left:
            ready = next(task for task in left if not {before for before, _ in problem.before[task]} & set(left))
            left.remove(ready)
            ordered.append(ready)
        return ordered

    def _standing(self, work: Work) -> State | None:
        """Return the state in which the plan stands and the request does not; None where it cannot be laid out as it is."""
        if self._stands is None:
            state = self._laid_out(work)
            if state is None:
                return None
            self._stands = state, Snapshot(state)
        state, start = self._stands
        start.restore(state)
        state.work = work
        return state

    def _laid_out(self, work: Work) -> State | None:
        """Put everything but the request where the plan has it, with the dates that it keeps."""
        state, problem = State(self._problem, work), self._problem
        for task in range(problem.count):
            # What is not frozen of a task that has begun keeps its place too.
            state.held[task] = problem.fixed[task] and problem.keep[task] != 0
        if not stand_fixed(state):
            return None
        for task in sorted(range(problem.count), key=lambda each: (problem.keep[each].bit_length(), each)):
            waits = task not in self._new and state.person[task] < 0 and problem.keep[task]
            if waits and not insert_at_baseline(state, task, late=True):
                return None
        for task, limit in enumerate(self._limits()):
            if task not in self._new and state.person[task] >= 0:
                state.target[task] = max(state.finish[task], min(limit, self._problem.hard[task]))
        state.journal.clear()
        return state

    def _limits(self) -> list[int]:
        """Return the finish position that each task and all tasks after it keep: floors or due times, or where they are now if later.

        Tentative work and work without a place keep nothing.
        """
        instance = self._problem.instance
        dues: list[Instant | None] = []
        for task in instance.tasks:
            limit = task.late_from if task.floor_at is None else task.floor_at
            if task.baseline is None or limit is None or task.rank == "tentative":
                dues.append(None)
            else:
                dues.append(max(limit, task.baseline.spans[-1].end))
        return limits(instance, dues)

    def _fit_in(self, state: State, rng: Random, *, most_steps: int) -> bool:
        """Put the request in, first beside tentative work, then in its place."""
        tentative = [
            task
            for task, urgency in enumerate(urgencies(self._problem))
            if urgency == TENTATIVE and state.person[task] >= 0 and self._movable(task)
        ]
        start = Snapshot(state)
        settled = {*tentative}
        if self._ejected(
            state, rng, movable=lambda task: self._movable(task) and task not in settled, most_steps=most_steps
        ):
            return True
        if not tentative:
            return False
        start.restore(state)
        lists = {
            person: [each for each in tasks if each not in settled]
            for person, tasks in enumerate(state.lists)
            if settled & set(tasks)
        }
        proposal = state.propose(lists)
        if proposal is None:
            return False
        state.commit(proposal)
        beside = Snapshot(state)
        if not self._nudged_in(state, rng):
            beside.restore(state)
            if not self._ejected(state, rng, movable=self._movable, most_steps=most_steps):
                return False
        for task in tentative:
            if not insert_at_baseline(state, task):
                state.aim(task, self._problem.size)
                insert(state, task, rng)
        return True

    def _ejected(self, state: State, rng: Random, *, movable: Callable[[int], bool], most_steps: int) -> bool:
        limit = state.work.share(0.3, most_steps=most_steps)
        left = Ejection(state, rng, movable=movable).run(list(reversed(self._new)), limit=limit)
        if left:
            return False
        put_back(state, movable=movable, limit=state.work.share(0.5, most_steps=STEPS_PER_TRY))
        return True

    def _room(self, state: State) -> Room:
        problem, placement = self._problem, placement_of(state)

        def place(task: int) -> BaselineWork | None:
            if state.person[task] < 0:
                return None
            spans = spans_of(problem.instance, task, placement)
            return BaselineWork(problem.instance.people[state.person[task]].id, spans)

        moved = {
            task.id: place(task.index)
            for task in problem.tasks
            if task.index not in self._new
            and problem.keep[task.index]
            and (state.person[task.index], state.line[task.index])
            != (problem.keep_person[task.index], problem.keep[task.index])
        }
        request = {problem.tasks[task].id: place(task) for task in self._new}
        return Room({task: work for task, work in request.items() if work is not None}, moved)


def _aligned(workspace: Workspace, plan: Plan, holdings: Holdings) -> Problem:
    """Return the problem; work that does not stand on the grid keeps its place on the clock."""
    built = build(workspace, baseline=plan, holdings=holdings)
    problem = Problem(built.instance)
    pins = {
        task.id: built.future[task.id]
        for task in problem.tasks
        if task.id in built.future and not problem.keep[task.index] and not problem.fixed[task.index]
    }
    if not pins:
        return problem
    return Problem(build(workspace, baseline=plan, holdings=holdings, ties=Ties(pins=pins)).instance)


def _resized(task: TaskItem, minutes: int, axis: Axis) -> TaskItem:
    """Return a task without fixed work with another effort."""
    units = -(-minutes // axis.grid_minutes)
    pad = units * axis.grid_minutes - minutes
    due = None if task.due_at is None else axis.until_instant_down(task.due_at + pad)
    return replace(task, remaining_minutes=minutes, effort_units=units, pad_minutes=pad, due=due)
