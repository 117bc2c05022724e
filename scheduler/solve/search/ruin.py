"""Which tasks a round takes out of the plan: work near a late task in time, or a trade.

*Near*: a handful of tasks that compete for the same people at about the same time (Schrimpf et al. 2000). *Trade*: where a
team has more work than time, most of what is late has no place at all, and the question is which work to leave out. So a
late task is chosen, a person who may do it, and of that person's tasks the cheapest ones that together make room for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple

from scheduler.solve.search.chain_order import neighbours_first
from scheduler.solve.search.insertion import with_mates
from scheduler.solve.search.late_state import LateState

MEAN_RUIN = 9
MOST_RUIN = 40
MOST_TRADED = 8
TRADES = 0.4
"""Share of the rounds that trade, where something is late."""


class Ruin(NamedTuple):
    """Placed tasks to take out, and the late task that is to have their room (-1: none in particular)."""

    tasks: set[int]
    wanted: int


class Ruins:
    """Chooses what to take out of a state.

    Parameters
    ----------
    movable
        Whether a task may be taken out.
    """

    def __init__(self, state: LateState, rng: Random, *, movable: Callable[[int], bool]) -> None:
        self.state, self.rng, self.movable = state, rng, movable
        problem = state.problem
        self._by_person: list[list[int]] = [[] for _ in problem.free]
        for task in state.in_play:
            for person in problem.eligible[task]:
                self._by_person[person].append(task)
        self._loss = [state.loss(task) for task in range(problem.count)]
        every = range(problem.count)
        for task in neighbours_first(every, problem.after, among=every):
            self._loss[task] += sum(self._loss[after] for after, _ in problem.after[task])

    def choose(self) -> Ruin:
        """Return what to take out in a round."""
        late = sorted(self.state.late)
        if late and self.rng.random() < TRADES:
            ruin = self._trade(self._one_late(late))
            if ruin.tasks:
                return ruin
        return Ruin(self._near(late), -1)

    def loss(self, task: int) -> float:
        """Return the energy, roughly, of leaving out a task and what comes after it."""
        return self._loss[task]

    def _one_late(self, late: list[int]) -> int:
        """Return one of the late tasks, rather one that costs much."""
        state = self.state
        return self.rng.choices(late, [max(1e-9, state.cost[task] * state.weight(task)) for task in late])[0]

    def _trade(self, wanted: int) -> Ruin:
        """Choose the cheapest tasks of a person who may do `wanted` that give it room, or nearly."""
        state, rng, problem = self.state, self.rng, self.state.problem
        people = state.people_for(wanted)
        placed = state.person[wanted] >= 0
        if not people or (placed and not self.movable(wanted)):
            return Ruin(set(), -1)
        if any(state.person[before] < 0 for before, _ in problem.before[wanted]):
            return Ruin(set(), -1)
        person = rng.choice(people)
        chosen = {wanted} if placed else set()
        missing = problem.effort[wanted] - (state.left[person] & ((1 << problem.due[wanted]) - 1)).bit_count()
        for task in self._cheap_first(person, but=wanted):
            if missing <= 0 or len(chosen) == MOST_TRADED:
                break
            chosen.add(task)
            missing -= problem.effort[task]
        if rng.random() < 0.5:
            chosen.update(self._cheap_first(rng.choice(people), but=wanted)[:1])
        return Ruin(self._whole_groups(chosen), wanted)

    def _cheap_first(self, person: int, *, but: int) -> list[int]:
        """Return the tasks of a person by what a unit of their time costs when they are left out, not quite in that order."""
        rng, effort = self.rng, self.state.problem.effort
        ranked = [
            (self._loss[task] / max(1, effort[task]) * (0.5 + rng.random()), task)
            for task in self.state.lists[person]
            if task != but and self.movable(task)
        ]
        return [task for _, task in sorted(ranked)]

    def _near(self, late: list[int]) -> set[int]:
        """Choose tasks near a late one (or any) in time, on a few people who share its skill."""
        state, rng, problem = self.state, self.rng, self.state.problem
        seed = self._one_late(late) if late and rng.random() < 0.7 else rng.choice(state.in_play)
        people = set(rng.sample(problem.eligible[seed], min(len(problem.eligible[seed]), rng.choice([1, 2, 3, 4]))))
        if state.person[seed] >= 0:
            people.add(state.person[seed])
        if people and rng.random() < 0.3:
            bridge = rng.choice(sorted(people))
            other = rng.choice(self._by_person[bridge] or [seed])
            people.update(rng.sample(problem.eligible[other], min(1, len(problem.eligible[other]))))
        around = state.finish[seed] if state.person[seed] >= 0 else problem.due[seed]
        size = min(MOST_RUIN, max(2, int(rng.expovariate(1 / MEAN_RUIN))))
        each = max(1, round(size / max(1, len(people))))
        ruined: set[int] = set()
        for person in sorted(people):
            near = sorted(
                (task for task in state.lists[person] if self.movable(task)),
                key=lambda task: (abs(state.finish[task] - around) + 20 * rng.random(), task),
            )
            ruined.update(near[:each])
        if rng.random() < 0.4:
            more = [task for task in late if state.person[task] in people and self.movable(task)]
            ruined.update(rng.sample(more, min(len(more), 3)))
        for task in sorted(ruined):
            if rng.random() < 0.5:
                ruined.update(
                    after for after, _ in problem.after[task] if state.person[after] >= 0 and self.movable(after)
                )
        return self._whole_groups(ruined)

    def _whole_groups(self, tasks: Iterable[int]) -> set[int]:
        """Return placed tasks with the members of their groups that can move: they leave together."""
        placed = [task for task in sorted(tasks) if self.state.person[task] >= 0]
        return {mate for task in placed for mate in with_mates(self.state, task) if self.movable(mate)}
