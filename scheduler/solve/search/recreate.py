"""Lateness: ruin and recreate around late tasks, with annealing, on exact lay-outs.

A round takes out a handful of tasks that compete for the same people at about the same time (Schrimpf et al. 2000) and
puts all absent tasks back in a random order, each on time where it fits, else where it hurts least.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from scheduler.solve.search.insertion import drop_broken_chains, free_after, insert_at_baseline, with_mates
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.layout import lowest, runs_of
from scheduler.solve.search.state import Snapshot
from scheduler.solve.work import Limit

MEAN_RUIN = 9
MOST_RUIN = 40
MOST_PEOPLE = 14
BLINK = 0.02
"""Chance to overlook a person, so that reinsertion does not always repeat itself (Christiaens, Vanden Berghe 2020)."""
ROUNDS_WITHOUT_GAIN, ROUNDS_WITHOUT_GAIN_PER_TASK = 100, 60
FIRST_HEAT, LAST_HEAT = 0.05, 0.002
"""Temperature as a share of the energy, at the start and at the end."""


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
        self.by_person: list[list[int]] = [[] for _ in problem.free]
        for task in state.in_play:
            for person in problem.eligible[task]:
                self.by_person[person].append(task)
        self.followers = [sum(state.weight(after) for after, _ in problem.after[task]) for task in range(problem.count)]

    def fill(self, *, blink: float = 0.0) -> None:
        """Place every absent task, on time or late, in the order of their targets."""
        state, problem = self.state, self.state.problem
        order = sorted(
            state.unplaced, key=lambda task: (problem.due[task] - 0.5 * problem.effort[task], -state.weight(task), task)
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
        energy, first, rounds = state.energy(), work.done, 0
        quiet, patience = 0, ROUNDS_WITHOUT_GAIN + ROUNDS_WITHOUT_GAIN_PER_TASK * len(state.in_play)
        while (
            quiet < patience and state.in_play and not work.is_over(limit) and not good_enough(best_key) and energy > 0
        ):
            rounds += 1
            quiet += 1
            work.done += 1
            part = (work.done - first) / max(1, limit.steps - first)
            heat = FIRST_HEAT * (LAST_HEAT / FIRST_HEAT) ** part * energy
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
        """Take some tasks out and put all absent ones back; False where the rest could not be laid out."""
        state = self.state
        ruined = self._choose()
        changes: dict[int, list[int]] = {}
        for task in ruined:
            person = state.person[task]
            changes.setdefault(person, [each for each in state.lists[person] if each not in ruined])
        proposal = state.propose(changes)
        if proposal is None:
            return False
        state.commit(proposal)
        for task in self._chains_in_order(self._shuffled(sorted(state.unplaced))):
            self.put(task, blink=BLINK)
        return drop_broken_chains(state, state.unplaced)

    def _choose(self) -> set[int]:
        """Return placed tasks to take out: near a late one (or any) in time, on a few people who share its skill."""
        state, rng = self.state, self.rng
        late = sorted(state.late)
        if late and rng.random() < 0.7:
            seed = rng.choices(late, [max(1e-9, state.cost[task] * state.weight(task)) for task in late])[0]
        else:
            seed = rng.choice(state.in_play)
        problem = state.problem
        people = set(rng.sample(problem.eligible[seed], min(len(problem.eligible[seed]), rng.choice([1, 2, 3, 4]))))
        if state.person[seed] >= 0:
            people.add(state.person[seed])
        if people and rng.random() < 0.3:
            bridge = rng.choice(sorted(people))
            other = rng.choice(self.by_person[bridge] or [seed])
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
            ruined.update(mate for mate in with_mates(state, task) if self.movable(mate))
            if rng.random() < 0.5:
                ruined.update(
                    after for after, _ in problem.after[task] if state.person[after] >= 0 and self.movable(after)
                )
        return {task for task in ruined if state.person[task] >= 0}

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
        absent, seen, result = set(tasks), set[int](), list[int]()

        def visit(task: int) -> None:
            if task in seen:
                return
            seen.add(task)
            for before, _ in self.state.problem.before[task]:
                if before in absent:
                    visit(before)
            result.append(task)

        for task in tasks:
            visit(task)
        return result

    def put(self, task: int, *, blink: float) -> bool:
        """Place an absent task: at its baseline place, on time, else as late as it must be; say whether it was placed.

        A task with an absent predecessor is not placed: what comes after unplaced work is unplaced.
        """
        state, problem = self.state, self.state.problem
        if any(state.person[before] < 0 for before, _ in problem.before[task]):
            return False
        state.aim(task, problem.due[task])
        if problem.keep[task] and self.rng.random() < 0.5 and insert_at_baseline(state, task):
            return True
        people = [each for each in state.people_for(task) if self.rng.random() >= blink]
        if len(people) > MOST_PEOPLE:
            people = self.rng.sample(people, MOST_PEOPLE)
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
                    candidates.append((cost, person, fits[1]))
        for _, person, tasks in sorted(candidates)[:3]:
            proposal = state.propose({person: tasks})
            if proposal is not None:
                state.commit(proposal)
                return True
        return False

    def _put_late(self, task: int, people: list[int]) -> bool:
        """Place a task past its target, on the person and at the target that cost least by estimate."""
        state, problem = self.state, self.state.problem
        release = state.release_of(task)
        options = []
        for person in people:
            finish = self._first_finish(task, state.left[person], release)
            if finish is not None and finish <= problem.hard[task]:
                options.append((self._estimate(task, finish), self.rng.random(), person, finish))
        refined = []
        for _, _, person, finish in sorted(options)[:6]:
            target, tasks, reached = self._pull_forward(task, person, release=release, finish=finish)
            refined.append((self._estimate(task, reached), self.rng.random(), person, target, tasks))
        for _, _, person, target, tasks in sorted(refined)[:4]:
            state.aim(task, target)
            proposal = state.propose({person: tasks})
            if proposal is not None:
                state.commit(proposal)
                return True
        state.aim(task, problem.due[task])
        return False

    def _first_finish(self, task: int, left: int, release: int) -> int | None:
        """Return where a task would finish in a free line if nobody made room, or None."""
        effort = self.state.problem.effort[task]
        if not effort:
            return 0  # Its fixed work is all of it, wherever the rest of the line is.
        usable = (left >> release) << release
        if self.state.problem.sitting[task]:
            runs = runs_of(usable, effort)
            return (runs & -runs).bit_length() - 1 + effort if runs else None
        return lowest(usable, effort).bit_length() if usable.bit_count() >= effort else None

    def _pull_forward(self, task: int, person: int, *, release: int, finish: int) -> tuple[int, list[int], int]:
        """Search the earliest target that the person's other tasks still allow.

        Returns
        -------
        The target, the list with the task, and where the task finishes by a lay-out of that list.
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
        state.aim(task, best[0])
        return best[0], state.with_task(state.lists[person], task), best[1]

    def _estimate(self, task: int, finish: int) -> float:
        """Return the energy, roughly, of finishing there, the wait of successors included."""
        late = max(0, finish - self.state.problem.due[task])
        grid = self.state.problem.instance.axis.grid_minutes
        return self.state.cost_if(task, finish) + self.followers[task] * late * grid
