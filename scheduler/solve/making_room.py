"""Room for a request: its tasks are put into a plan that stands, and as little as possible of the other work moves.

Everything begins at its place in the plan. Tasks of the request push out what may move, which finds another place before its own limit:
its slack floor where it is promised, its due time (or where it is now, if that is later) where it is not. What moved and need not have
moved is put back. What is left of work that is frozen in part shifts, on its person. Tentative work is left alone first, then it may leave
the plan, unless other work waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from scheduler.domain.tasks import Task
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.extending import only
from scheduler.instance.records import Axis
from scheduler.solve.bounds.windows import limits
from scheduler.solve.evaluate import spans_of
from scheduler.solve.search.ejection import Ejection
from scheduler.solve.search.homecoming import put_back
from scheduler.solve.search.insertion import insert, insert_at_baseline
from scheduler.solve.search.nudging import nudge
from scheduler.solve.search.placements import placement_of
from scheduler.solve.search.prospects import TENTATIVE, hopeless_tasks, urgencies
from scheduler.solve.search.refuting import Cuts
from scheduler.solve.search.state import Snapshot, State
from scheduler.solve.standing_plan import StandingPlan
from scheduler.solve.work import Work
from scheduler.units import Instant, PersonId, Span, TaskId

TRIES = 3
"""Searches with different random orders; the one that moves least is taken."""

STEPS_PER_TRY = 250
"""Lay-outs of one try at most, unless less is asked for: three tries of 250 found more than two of 800 (`benchmarks/README.md`)."""

STEPS_BACK = 800
"""Lay-outs at most to put back what need not have moved."""


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
    """A plan that stands, ready for one request.

    Parameters
    ----------
    standing
        Where everything else is.
    tasks
        Of the request: agreed, and due as asked.
    evenings
        Overtime in which the request may stand, and nothing that moves for it; the plan has to be one with overtime.
    ordinary
        The ordinary time in which it may stand beside these; None: all.
    """

    def __init__(
        self,
        standing: StandingPlan,
        tasks: Sequence[Task],
        *,
        evenings: Mapping[PersonId, Sequence[Span]] | None = None,
        ordinary: Mapping[PersonId, Sequence[Span]] | None = None,
    ) -> None:
        self._standing_plan, self._problem = standing.with_tasks(tasks)
        request = {task.id for task in tasks}
        self._new = [task.index for task in self._problem.tasks if task.id in request]
        if evenings:
            people, axis = self._problem.instance.people, self._problem.instance.axis
            lines = [_line_of(axis, evenings.get(person.id, ())) & person.overtime for person in people]
            usable = None if ordinary is None else [_line_of(axis, ordinary.get(person.id, ())) for person in people]
            self._problem = self._problem.with_evenings(lines, self._new, only=usable)
        self._alone = only(self._problem.instance, self._new)
        hopeless = hopeless_tasks(
            self._problem, known=self._standing_plan.hopeless, first=self._standing_plan.problem.count
        )
        self._is_hopeless = not hopeless.keys().isdisjoint(self._new)
        self._cuts: dict[int, Cuts] | None = None
        self._stands: tuple[State, Snapshot] | None = None

    def _movable(self, task: int) -> bool:
        return not self._problem.fixed[task]

    def _may_shift(self, task: int) -> bool:
        """Say whether a task, or what is left of one of which some is frozen or booked, may stand at another time."""
        return self._movable(task) or self._problem.is_rest(task)

    def _loosen_rests(self, state: State) -> None:
        """Let what is left of work that is frozen or booked in part make way: it stays with its person, at another time."""
        for task in range(self._problem.count):
            if state.held[task] and self._problem.is_rest(task):
                state.aim(task, state.target[task], hold=False)

    def make_room(
        self, *, until: Instant, work: Work, seed: int = 0, most_steps: int = STEPS_PER_TRY, tries: int = TRIES
    ) -> Room | None:
        """Return room for the request by a moment, or None where none was found (which proves nothing).

        Parameters
        ----------
        most_steps
            Lay-outs of each of the tries with pushing out.
        """
        if not self._new or self._is_hopeless:
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
            if number % 2 == 0:
                self._loosen_rests(state)
            if not self._fit_in(state, Random(seed + number), most_steps=most_steps):
                continue
            found = self._room(state)
            if best is None or found.cost < best.cost:
                best = found
            if not best.moved:
                break
        return best

    def _targets(self, until: Instant) -> dict[int, int]:
        """Return by when each task of the request is done, so that those after it are done by a moment."""
        alone = self._alone
        if any(task.predecessors for task in alone.tasks):
            return dict(zip(self._new, limits(alone, [until] * len(self._new)), strict=True))
        pads = zip(self._new, (task.pad_minutes for task in alone.tasks), strict=True)
        return {task: alone.axis.until_instant_down(until + pad) for task, pad in pads}

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
        if not instance.aligned or not self._new or self._is_hopeless:
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
            if not insert(state, task, rng) and not nudge(state, task, movable=self._may_shift):
                return False
        put_back(state, movable=self._may_shift, limit=state.work.share(0.2, most_steps=STEPS_BACK))
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
            state = self._standing_plan.state_in(self._problem, work)
            if state is None:
                return None
            state.left = [left | line for left, line in zip(state.left, self._problem.evenings, strict=True)]
            self._stands = state, Snapshot(state)
        state, start = self._stands
        start.restore(state)
        state.work = work
        return state

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
        put_back(
            state,
            movable=lambda task: movable(task) or self._problem.is_rest(task),
            limit=state.work.share(0.5, most_steps=STEPS_BACK),
        )
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


def _line_of(axis: Axis, spans: Sequence[Span]) -> int:
    """Return the line of the units that lie wholly inside some spans."""
    line = 0
    for span in spans:
        first, last = axis.from_instant_up(span.start), axis.until_instant_down(span.end)
        if first < last:
            line |= (1 << last) - (1 << first)
    return line & axis.live
