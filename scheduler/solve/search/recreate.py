"""Lateness: ruin and recreate around late tasks, with annealing, on exact lay-outs.

A round takes some tasks out (`scheduler.solve.search.ruin`) and puts absent tasks back in a random order, each on time
where it fits, else where it hurts least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from scheduler.solve.search.chain_order import neighbours_first
from scheduler.solve.search.earliest_end import first_finish
from scheduler.solve.search.insertion import drop_broken_chains, free_after, insert_at_baseline
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.ruin import Ruin, Ruins
from scheduler.solve.search.state import Snapshot
from scheduler.solve.work import Limit

MOST_PEOPLE, MOST_IN_FREE_TIME = 14, 6
BLINK = 0.02
"""Chance to overlook a person, so that reinsertion does not always repeat itself (Christiaens, Vanden Berghe 2020)."""
ROUNDS_WITHOUT_GAIN, ROUNDS_WITHOUT_GAIN_PER_PAIR = 100, 3
"""Rounds after which a search that finds nothing better stops: so many, and so many per pair of tasks."""
FIRST_HEAT, LAST_HEAT = 0.12, 0.002
"""Temperature as a share of the energy that could be saved, at the start and at the end."""
FEW_TASKS, FIRST_HEAT_OF_FEW, LAST_HEAT_OF_FEW = 100, 0.5, 0.005
"""The same for up to so many tasks: there one task is a large part of what could be saved."""
COOLINGS = (0.0, 0.12, 0.4, 1.0)
"""Shares of the steps between which the heat falls, each time from half as high: a run that the clock cuts has cooled before."""
LEAST_TO_SAVE = 0.01
"""Share of the energy that is read as what could be saved, at least."""


class Recreation:
    """Ruin and recreate on a state.

    Parameters
    ----------
    movable
        Whether a task may be taken out.
    """

    def __init__(self, state: LateState, rng: Random, *, movable: Callable[[int], bool]) -> None:
        self.state, self.rng, self.movable = state, rng, movable
        problem = state.problem
        self._ruins = Ruins(state, rng, movable=movable)
        self._may = [frozenset(people) for people in problem.eligible]
        self.followers = [sum(state.weight(after) for after, _ in problem.after[task]) for task in range(problem.count)]

    def fill(self, *, blink: float = 0.0) -> None:
        """Place every absent task, on time or late, in the order of their targets.

        Where one cannot be late for the sake of what stands after it already, that leaves, and both are put in the second time.
        """
        state, problem = self.state, self.state.problem
        for _ in range(2):
            order = sorted(
                state.unplaced,
                key=lambda task: (problem.due[task] - 0.5 * problem.effort[task], -state.weight(task), task),
            )
            for task in self._chains_in_order(order):
                self.put(task, blink=blink)
            drop_broken_chains(state, state.unplaced)

    def run(
        self, *, limit: Limit, good_enough: Callable[[tuple[tuple[int, ...], ...]], bool], report: Callable[[int], None]
    ) -> None:
        """Improve the state until its key is good enough or the steps are used; leaves the best plan found.

        Parameters
        ----------
        limit
            Where to stop.
        good_enough
            Of a key (`LateState.key`): whether it meets the bound.
        report
            Called with the number of rounds now and then.
        """
        state, rng, work = self.state, self.rng, self.state.work
        state.journal.clear()
        best_key, best = state.key(), Snapshot(state)
        energy, floor, first, rounds = state.energy(), state.least_energy(), work.done, 0
        quiet, patience = 0, ROUNDS_WITHOUT_GAIN + ROUNDS_WITHOUT_GAIN_PER_PAIR * len(state.in_play) ** 2
        while (
            quiet < patience and state.in_play and not work.is_over(limit) and not good_enough(best_key) and energy > 0
        ):
            rounds += 1
            quiet += 1
            work.done += 1
            heat = _heat((work.done - first) / max(1, limit.steps - first), tasks=len(state.in_play))
            heat *= max(energy - floor, LEAST_TO_SAVE * energy)
            state.journal.clear()
            if not self._round():
                state.undo_to(0)
                continue
            new = state.energy()
            if new < energy - heat * math.log(1.0 - rng.random()):
                energy = new
                key = state.key()
                if key < best_key:
                    quiet = 0
                    best_key, best = key, Snapshot(state)
            else:
                state.undo_to(0)
            if rounds % 50 == 0:
                report(rounds)
        best.restore(state)

    def _round(self) -> bool:
        """Take some tasks out and put absent ones back where there is room now; False where the rest could not be laid out."""
        state = self.state
        ruin = self._ruins.choose()
        changes: dict[int, list[int]] = {}
        for task in sorted(ruin.tasks):
            person = state.person[task]
            changes.setdefault(person, [each for each in state.lists[person] if each not in ruin.tasks])
        proposal = state.propose(changes)
        if proposal is None:
            return False
        state.commit(proposal)
        emptier = frozenset(changes)
        absent = [
            task for task in sorted(state.unplaced) if task in ruin.tasks or not emptier.isdisjoint(self._may[task])
        ]
        for task in self._chains_in_order(self._ordered(absent, ruin)):
            # Who lost no work has no more room than before for what had no place then.
            self.put(task, blink=BLINK, among=None if task in ruin.tasks else emptier, rather=emptier)
        return drop_broken_chains(state, state.unplaced)

    def _ordered(self, tasks: list[int], ruin: Ruin) -> list[int]:
        """Return tasks in the order in which they are to be put back: the wanted one, then roughly by what leaving them out costs."""
        if ruin.wanted not in tasks:
            return self._shuffled(tasks)
        rng, loss = self.rng, self._ruins.loss
        ranked = sorted((-loss(task) * (0.3 + rng.random()), task) for task in tasks if task != ruin.wanted)
        return [ruin.wanted, *(task for _, task in ranked)]

    def _shuffled(self, tasks: list[int]) -> list[int]:
        """Return tasks in one of several random orders."""
        state, rng, problem = self.state, self.rng, self.state.problem
        draw = rng.random()
        if draw < 0.3:
            return sorted(tasks, key=lambda task: (problem.due[task] - 0.5 * problem.effort[task], task))
        if draw < 0.5:
            return sorted(tasks, key=lambda task: (-state.weight(task), problem.due[task], task))
        if draw < 0.65:
            return sorted(tasks, key=lambda task: (-problem.effort[task] * state.weight(task) ** 0.5, task))
        if draw < 0.8:
            return sorted(
                tasks, key=lambda task: (problem.due[task] - problem.release[task] - problem.effort[task], task)
            )
        result = list(tasks)
        rng.shuffle(result)
        return result

    def _chains_in_order(self, tasks: list[int]) -> list[int]:
        """Return tasks in the same order, but each after its absent predecessors."""
        return neighbours_first(tasks, self.state.problem.before, among=set(tasks))

    def put(
        self,
        task: int,
        *,
        blink: float,
        among: frozenset[int] | None = None,
        rather: frozenset[int] = frozenset(),
    ) -> bool:
        """Place an absent task: at its baseline place, on time, else as late as it must be; say whether it was placed.

        A task with an absent predecessor is not placed: what comes after unplaced work is unplaced.

        Parameters
        ----------
        blink
            Chance to overlook a person.
        among
            The only people to look at; None: all who may.
        rather
            People to look at first where there are too many.
        """
        state, problem, rng = self.state, self.state.problem, self.rng
        if any(state.person[before] < 0 for before, _ in problem.before[task]):
            return False
        state.aim(task, problem.due[task])
        if problem.keep[task] and rng.random() < 0.5 and insert_at_baseline(state, task):
            return True
        people: Sequence[int] = state.people_for(task)
        if among is not None:
            people = sorted(among.intersection(people))
        people = [each for each in people if rng.random() >= blink]
        if len(people) > MOST_PEOPLE:
            first = [each for each in people if each in rather][:MOST_PEOPLE]
            others = [each for each in people if each not in rather]
            people = first + rng.sample(others, min(len(others), MOST_PEOPLE - len(first)))
        return self._put_on_time(task, people) or self._put_late(task, people)

    def _put_on_time(self, task: int, people: list[int]) -> bool:
        state, problem = self.state, self.state.problem
        candidates = []
        if state.release_of(task) + problem.effort[task] <= state.target[task]:
            for person in people:
                if state.room(person, state.target[task]) < problem.effort[task]:
                    continue
                fits = free_after(state, task, person)
                if fits is not None:
                    cost = fits[0] + 6 * problem.skill_count[person] + 4 * self.rng.random()
                    candidates.append((cost, person, fits[1], fits[2]))
        candidates.sort(key=lambda candidate: candidate[:2])
        for _, person, tasks, layout in candidates[:3]:
            proposal = state.propose({person: tasks}, known={person: layout})
            if proposal is not None:
                state.commit(proposal)
                return True
        return False

    def _put_late(self, task: int, people: list[int]) -> bool:
        """Place a task past its target, on the person and at the target that cost least by estimate."""
        state, problem = self.state, self.state.problem
        if problem.due[task] >= problem.hard[task]:
            return False
        release = state.release_of(task)
        options = []
        for person in people:
            finish = first_finish(problem, task, state.left[person], release)
            if finish is not None and finish <= problem.hard[task]:
                options.append((self._estimate(task, finish), self.rng.random(), person, finish))
        refined = []
        for _, _, person, finish in sorted(options)[:6]:
            target, reached = self._pull_forward(task, person, release=release, finish=finish)
            refined.append((self._estimate(task, reached), self.rng.random(), person, target))
        for _, _, person, target in sorted(refined)[:4]:
            if self._stands_late(task, person, target):
                return True
        # In time that is free nobody has to make room, which can be too much for work of other people that comes after theirs.
        for _, _, person, finish in sorted(options)[:MOST_IN_FREE_TIME]:
            if self._stands_late(task, person, finish):
                return True
        state.aim(task, problem.due[task])
        return False

    def _stands_late(self, task: int, person: int, target: int) -> bool:
        """Place a task on a person's list with a target, and say whether that worked."""
        state = self.state
        state.aim(task, target)
        proposal = state.propose({person: state.with_task(state.lists[person], task)})
        if proposal is None:
            return False
        state.commit(proposal)
        return True

    def _pull_forward(self, task: int, person: int, *, release: int, finish: int) -> tuple[int, int]:
        """Search the earliest target that the person's other tasks still allow.

        Returns
        -------
        The target, and where the task finishes by a lay-out of the list with it.
        """
        state = self.state
        low = max(state.problem.due[task], release + state.problem.effort[task])
        high, best = finish, (finish, finish)
        for _ in range(5):
            if low >= high:
                break
            middle = (low + high) // 2
            state.aim(task, middle)
            tasks = state.with_task(state.lists[person], task)
            layout = state.lay_out(person, tasks, {task: release})
            if layout is None:
                low = middle + 1
                continue
            reached = next(laid.finish for laid in layout.laid if laid.task == task)
            best, high = (middle, reached), min(middle, reached)
        return best

    def _estimate(self, task: int, finish: int) -> float:
        """Return the energy, roughly, of finishing there, the wait of successors included."""
        late = max(0, finish - self.state.problem.due[task])
        grid = self.state.problem.instance.axis.grid_minutes
        return self.state.cost_if(task, finish) + self.followers[task] * late * grid


def _heat(part: float, *, tasks: int) -> float:
    """Return the temperature, as a share of what could be saved, after this share of the steps."""
    first, last = (FIRST_HEAT_OF_FEW, LAST_HEAT_OF_FEW) if tasks <= FEW_TASKS else (FIRST_HEAT, LAST_HEAT)
    turn = next((each for each in range(1, len(COOLINGS)) if part < COOLINGS[each]), len(COOLINGS) - 1)
    begin, end = COOLINGS[turn - 1], COOLINGS[turn]
    first /= 2 ** (turn - 1)
    return float(first * (last / first) ** ((part - begin) / (end - begin)))
