"""Lateness of a state, kept up to date: exact per client, and one number that the search climbs down.

The levels compare vectors worst first. A search needs a slope also where the worst client cannot be helped, so it walks
on an *energy*: a power mean over clients, which leans to the worst, plus a small part of the sum. The best plan is kept
by the exact vectors, never by the energy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scheduler.domain.levels import PRIORITY_WEIGHTS
from scheduler.instance.records import PRIORITY_RANKS, Instance, Rank
from scheduler.solve.evaluate import client_divisors, minutes_late
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.state import State
from scheduler.solve.work import Work

POWER = 4
SUM_SHARE = 0.05
RANK_WEIGHTS: dict[Rank, float] = {"regulatory": 1000.0, "agreed": 1.0, "uncovered": 0.03, "target": 0.001}


class LateState(State):
    """A state that knows how late everything is.

    Parameters
    ----------
    in_play
        Tasks that can be placed and whose lateness counts.
    lost
        Tasks that no plan can place: they count as unplaced throughout.

    Attributes
    ----------
    cost
        remaining minutes * minutes late of each task, 0 where on time; unplaced tasks as the levels count them.
    late
        Tasks with a cost above zero.
    unplaced
        Tasks in play that are not placed.
    """

    def __init__(self, problem: Problem, work: Work, in_play: list[int], *, lost: Iterable[int] = ()) -> None:
        super().__init__(problem, work)
        instance = problem.instance
        self.in_play = in_play
        self.playing = set(in_play)
        self._account = _Account(instance, problem.least_late)
        self.cost = [0] * problem.count
        self.late: set[int] = set()
        self.unplaced: set[int] = set()
        for task in lost:
            self._account.add(task, self._account.unplaced_cost[task])
        self.changed(set(in_play))

    def changed(self, tasks: set[int]) -> None:
        """Recompute the cost of these tasks."""
        account = self._account
        for task in tasks:
            if task not in self.playing:
                continue
            if self.person[task] < 0:
                cost = account.unplaced_cost[task]
                self.unplaced.add(task)
            else:
                cost = account.cost_at(task, self.finish[task])
                self.unplaced.discard(task)
            if cost != self.cost[task]:
                account.add(task, cost - self.cost[task])
                self.cost[task] = cost
            if cost > 0:
                self.late.add(task)
            else:
                self.late.discard(task)

    def energy(self) -> float:
        """Return what the search climbs down; 0 when nothing is late."""
        return self._account.energy()

    def key(self) -> tuple[tuple[int, ...], ...]:
        """Return the lateness vectors in their order and the priorities: what decides which plan is better."""
        return self._account.key()

    def weight(self, task: int) -> float:
        """Return the energy of one minute that the task is late, roughly."""
        return self._account.rate[task]

    def loss(self, task: int) -> float:
        """Return the energy, roughly, of leaving a task out; 0 for one whose lateness does not count."""
        account = self._account
        return account.unplaced_cost[task] * account.per_cost[task] if task in self.playing else 0.0

    def least_energy(self) -> float:
        """Return an energy that no plan goes below: that of what is late in every plan."""
        return self._account.least_energy()

    def cost_if(self, task: int, finish: int) -> float:
        """Return the energy, roughly, of the task finishing at a position."""
        return self._account.cost_at(task, finish) * self._account.per_cost[task]


class _Account:
    """Sums of lateness per class and client."""

    def __init__(self, instance: Instance, least_late: Sequence[int]) -> None:
        self._instance = instance
        self._tasks = instance.tasks
        divisors = {name: client_divisors(instance, name) for name in RANK_WEIGHTS}
        self._sums = {(name, client): 0 for name in RANK_WEIGHTS for client in divisors[name]}
        self._divisor = {(name, client): value for name in divisors for client, value in divisors[name].items()}
        self._owner = [(task.rank, task.client) if task.rank in RANK_WEIGHTS else None for task in self._tasks]
        self._least: dict[tuple[Rank, int], int] = {}
        self._priority_cost = 0
        self._priority = [
            PRIORITY_WEIGHTS[task.priority - 1] if task.rank in PRIORITY_RANKS else 0 for task in self._tasks
        ]
        self.per_cost = [RANK_WEIGHTS[owner[0]] / self._divisor[owner] if owner else 0.0 for owner in self._owner]
        self.rate = [task.remaining_minutes * per for task, per in zip(self._tasks, self.per_cost, strict=True)]
        self.unplaced_cost = [
            task.remaining_minutes * minutes_late(instance, task, None) if owner else 0
            for task, owner in zip(self._tasks, self._owner, strict=True)
        ]
        for task, owner, minutes in zip(self._tasks, self._owner, least_late, strict=True):
            if owner is not None and minutes:
                self._least[owner] = self._least.get(owner, 0) + task.remaining_minutes * minutes

    def cost_at(self, task: int, finish: int) -> int:
        """Return remaining * minutes late of a task whose laid work ends at a finish position."""
        item = self._tasks[task]
        if item.late_from is None:
            return 0
        end = self._instance.axis.end_of(finish) - item.pad_minutes if finish else 0
        if item.fixed is not None:
            end = max(end, item.fixed.spans[-1].end)
        return item.remaining_minutes * max(0, end - item.late_from)

    def add(self, task: int, difference: int) -> None:
        """Note a change of a task's cost."""
        owner = self._owner[task]
        if owner is not None:
            self._sums[owner] += difference
            self._priority_cost += difference * self._priority[task]

    def energy(self) -> float:
        """Return per class the power mean, that of what could be less late, and a share of the sum.

        Beside a client with work that is very late in every plan the mean alone would hardly see the others.
        """
        return self._energy_of(self._sums)

    def least_energy(self) -> float:
        """Return the energy if every task were only as late as it is in every plan."""
        return self._energy_of(self._least)

    def _energy_of(self, sums: Mapping[tuple[Rank, int], int]) -> float:
        total = 0.0
        least, divisor = self._least, self._divisor
        for name, weight in RANK_WEIGHTS.items():
            mine = [(owner, value) for owner, value in sums.items() if value and owner[0] == name]
            parts = [value / divisor[owner] for owner, value in mine]
            total += weight * (_power_mean(parts) + SUM_SHARE * sum(parts))
            if least:
                total += weight * _power_mean([(value - least.get(owner, 0)) / divisor[owner] for owner, value in mine])
        return total

    def key(self) -> tuple[tuple[int, ...], ...]:
        """Return the exact vectors of the ranks, worst first, and the priorities."""
        return (
            self._vector("regulatory"),
            self._vector("agreed"),
            self._vector("uncovered"),
            (self._priority_cost,),
            self._vector("target"),
        )

    def _vector(self, name: Rank) -> tuple[int, ...]:
        sums = (-(-value // self._divisor[owner]) for owner, value in self._sums.items() if owner[0] == name)
        return tuple(sorted(sums, reverse=True))


def _power_mean(parts: list[float]) -> float:
    """Return the root of the sum of powers, which leans to the largest part; 0 without parts."""
    worst = max(parts, default=0.0)
    return worst * sum((part / worst) ** POWER for part in parts) ** (1 / POWER) if worst else 0.0
