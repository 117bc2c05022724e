"""On time: greedy passes, then guided ejection.

A task that does not fit pushes out the one or two tasks that were easiest to place so far; a penalty grows with every
failure, so hard tasks stay in and easy ones move on (after Nagata and Braysy 2009 for vehicle routing). Between
ejections random feasible relocations shake the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import combinations
from random import Random
from typing import TypeVar

from scheduler.solve.search.insertion import (
    Fit,
    free_after,
    insert,
    insert_at_baseline,
    is_tied,
    let_followers_move,
    with_mates,
)
from scheduler.solve.search.state import Proposal, State
from scheduler.solve.work import Limit

AnyState = TypeVar("AnyState", bound=State)
Rank = Callable[[State, int], float]


def _by_slack(state: State, task: int) -> float:
    return state.target[task] - state.release[task] - state.problem.effort[task]


def _by_latest_start(state: State, task: int) -> float:
    return state.target[task] - state.problem.effort[task]


def _by_target_and_size(state: State, task: int) -> float:
    return state.target[task] - 0.5 * state.problem.effort[task]


GREEDY_PASSES: tuple[tuple[Rank, Fit], ...] = (
    (_by_latest_start, "early"),
    (_by_target_and_size, "early"),
    (_by_slack, "loose"),
)
"""The order of each pass, and whom it takes: with whom the task ends first, or who has the most free time."""

MOST_PEOPLE = 24
MOST_SINGLE = 40
MOST_PAIRS = 10


def greedy(state: State, tasks: Iterable[int], rng: Random, *, rank: Callable[[int], float], fit: Fit) -> list[int]:
    """Insert tasks in the order of `rank`, and return those that did not fit."""
    order = sorted((task for task in tasks if state.person[task] < 0), key=lambda each: (rank(each), each))
    return [task for task in order if not insert(state, task, rng, fit=fit)]


def start_plan(make: Callable[[], AnyState], tasks: list[int], rng: Random) -> tuple[AnyState, list[int]]:
    """Return the best of one to three greedy plans and the tasks it leaves out.

    Tasks with a baseline place are put there first, the others are then ranked by target and size, or by slack.
    """
    best: tuple[AnyState, list[int]] | None = None
    for rank, fit in GREEDY_PASSES:
        state = make()
        for task in tasks:
            if state.problem.keep[task]:
                insert_at_baseline(state, task)
        left = greedy(state, tasks, rng, rank=partial(rank, state), fit=fit)
        if best is None or len(left) < len(best[1]):
            best = (state, left)
        if len(best[1]) <= max(2, len(tasks) // 100):
            break
    assert best is not None
    return best


class Ejection:
    """Guided ejection on a state.

    Parameters
    ----------
    movable
        Whether a task may be moved and ejected (frozen and fixed ones may not).
    """

    def __init__(self, state: State, rng: Random, *, movable: Callable[[int], bool]) -> None:
        self.state, self.rng, self.movable = state, rng, movable
        self.penalty = [1] * state.problem.count

    def run(self, pool: list[int], *, limit: Limit) -> list[int]:
        """Place the tasks of `pool`, ejecting others into it, until it is empty or the steps are used.

        Returns
        -------
        The tasks that are out at the end: empty means that everything is on time.
        """
        state, rng = self.state, self.rng
        best, best_pool, mark = len(pool), list(pool), len(state.journal)
        while pool and not state.work.is_over(limit):
            state.work.done += 1
            task = pool.pop() if rng.random() < 0.8 else pool.pop(rng.randrange(len(pool)))
            out = self.place(task)
            if out is None:
                pool.insert(0, task)
                self.penalty[task] += 1
                self.shake(max(10, state.problem.count // 10))
                continue
            if out:
                self.penalty[task] += 1
                pool.extend(out)
                self.shake(max(10, state.problem.count // 10))
            if len(pool) < best:
                best, best_pool, mark = len(pool), list(pool), len(state.journal)
        if len(pool) > best:
            state.undo_to(mark)
            return best_pool
        return pool

    def place(self, task: int) -> list[int] | None:
        """Place a task: as is, with one other moved elsewhere, or by ejecting one or two others.

        Returns
        -------
        The ejected tasks, or None if nothing was found (and nothing changed).
        """
        state = self.state
        if state.held[task]:
            state.aim(task, state.target[task])
        if insert(state, task, self.rng):
            return []
        singles = self._single_exchanges(task)
        if self._move_one_elsewhere(singles):
            return []
        candidates = singles
        if not singles or singles[0][0] > self.penalty[task]:
            candidates = sorted([*singles, *self._pair_exchanges(task, singles[0][0] if singles else None)])
        for _, person, out, tasks in candidates[:MOST_PAIRS]:
            proposal = state.propose({person: tasks})
            if proposal is not None:
                state.commit(proposal)
                let_followers_move(state, out, movable=self.movable)
                return list(out)
        return None

    def _people(self, task: int) -> list[int]:
        people = list(self.state.people_for(task))
        self.rng.shuffle(people)
        return people[:MOST_PEOPLE]

    def _single_exchanges(self, task: int) -> list[tuple[float, int, tuple[int, ...], list[int]]]:
        """Return (penalty, person, who leaves, new list) for every task whose leaving makes room, cheapest first."""
        state, effort, found = self.state, self.state.problem.effort, []
        for person in self._people(task):
            room = state.room(person, state.target[task])
            for other in state.lists[person]:
                if not self.movable(other) or other in state.problem.mates[task]:
                    continue
                out = with_mates(state, other)
                if room + sum(effort[each] for each in out) < effort[task]:
                    continue
                fits = free_after(state, task, person, [each for each in state.lists[person] if each not in out])
                if fits is not None:
                    cost = sum(self.penalty[each] for each in out) + 0.5 * self.rng.random()
                    found.append((cost, person, out, fits[1]))
        return sorted(found)

    def _pair_exchanges(self, task: int, below: float | None) -> list[tuple[float, int, tuple[int, ...], list[int]]]:
        """Return the same for pairs, cheaper than `below`."""
        state, effort, found = self.state, self.state.problem.effort, []
        for person in self._people(task):
            room = state.room(person, state.target[task])
            mates = state.problem.mates[task]
            movable = [each for each in state.lists[person] if self.movable(each) and each not in mates]
            for first, second in combinations(movable, 2):
                cost = self.penalty[first] + self.penalty[second] + 0.5 * self.rng.random()
                if below is not None and cost >= below:
                    continue
                out = {*with_mates(state, first), *with_mates(state, second)}
                if room + sum(effort[each] for each in out) < effort[task]:
                    continue
                fits = free_after(state, task, person, [each for each in state.lists[person] if each not in out])
                if fits is not None:
                    found.append((cost, person, tuple(sorted(out)), fits[1]))
                    below = cost if below is None and len(found) > 20 else below
        return sorted(found)[:MOST_PAIRS]

    def _move_one_elsewhere(self, singles: list[tuple[float, int, tuple[int, ...], list[int]]]) -> bool:
        """Put the task in and the one that leaves on somebody else, if both fit."""
        state = self.state
        for _, person, out, tasks in singles[:MOST_SINGLE]:
            other = out[0]
            if len(out) > 1 or any(mate in tasks for mate in state.problem.mates[other]):
                continue  # Alone it would leave the members of its group, or the task that is coming in, behind.
            mark = len(state.journal)
            state_target = state.target[other]
            for elsewhere in state.problem.eligible[other]:
                if elsewhere == person or state.room(elsewhere, state_target) < state.problem.effort[other]:
                    continue
                state.aim(other, state_target)
                let_followers_move(state, out, movable=self.movable)
                fits = free_after(state, other, elsewhere)
                proposal = state.propose({person: tasks, elsewhere: fits[1]}) if fits else None
                if proposal is not None:
                    state.commit(proposal)
                    return True
                state.undo_to(mark)
        return False

    def shake(self, times: int) -> None:
        """Relocate random tasks where they fit, or exchange two between people: no task leaves the plan."""
        state, rng, problem = self.state, self.rng, self.state.problem
        for _ in range(times):
            task = rng.randrange(problem.count)
            person = state.person[task]
            if person < 0 or len(problem.eligible[task]) < 2 or not self._alone(task):
                continue
            other_person = rng.choice(problem.eligible[task])
            if other_person == person:
                continue
            rest = [each for each in state.lists[person] if each != task]
            fits = free_after(state, task, other_person)
            if fits is not None:
                proposal = state.propose({other_person: fits[1], person: rest})
            else:
                proposal = self._exchange(task, person, other_person, rest=rest)
            if proposal is not None:
                state.commit(proposal)

    def _alone(self, task: int) -> bool:
        """Say whether a task may move without others: not held, not fixed, no placed mates."""
        return self.movable(task) and not self.state.held[task] and not is_tied(self.state, task)

    def _exchange(self, task: int, person: int, other_person: int, *, rest: list[int]) -> Proposal | None:
        """Propose that two tasks of two people change places; None where no task of the other may."""
        state, problem = self.state, self.state.problem
        there = [each for each in state.lists[other_person] if person in problem.eligible[each] and self._alone(each)]
        if not there:
            return None
        other = self.rng.choice(there)
        theirs = [each for each in state.lists[other_person] if each != other]
        return state.propose({other_person: state.with_task(theirs, task), person: state.with_task(rest, other)})
