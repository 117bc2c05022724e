"""Home again by CP-SAT: one sittings are dealt to people and times anew, so that most of the published plan stays and nothing is later.

The search puts back what it can task by task; where many sittings share tight windows, who stays depends on all of them together. Here a
boolean says who does a sitting and whether it is at home; sittings of a person do not overlap; everything else stays where it is. Waits are
read as none, so what comes out is laid out and checked like any other plan.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from random import Random
from typing import TYPE_CHECKING

from scheduler.instance.placement import Placement
from scheduler.solve.evaluate import weighted_minutes
from scheduler.solve.exact.cp import run
from scheduler.solve.search.layout import pieces, runs_of
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.state import State

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

MOST_CHOICES = 1_500
"""Pairs of sitting and person that one model has at most; with more, a few people are looked at at a time."""

MOST_ROUNDS = 100
PEOPLE_EACH = 4
WORK_EACH = 0.5
"""How often at most, whose work, and deterministic time each, where not all are looked at at once."""


@dataclass(slots=True)
class _Stands:
    """Where everything is, as far as it changes here: person, first position, finish position and line per task."""

    problem: Problem
    target: list[int]
    person: list[int]
    start: list[int]
    finish: list[int]
    line: list[int]

    @classmethod
    def of(cls, state: State) -> _Stands:
        """Copy it from a state."""
        lists = (state.target, state.person, state.start, state.finish, state.line)
        return cls(state.problem, *(list(each) for each in lists))

    def is_at_home(self, task: int) -> bool:
        """Say whether a task is where the baseline has it."""
        problem = self.problem
        return self.person[task] == problem.keep_person[task] and self.line[task] == problem.keep[task]

    def put(self, task: int, person: int, start: int) -> None:
        """Put a sitting somewhere."""
        effort = self.problem.effort[task]
        self.person[task], self.start[task], self.finish[task] = person, start, start + effort
        self.line[task] = ((1 << effort) - 1) << start


def most_at_home(
    state: State, *, movable: Callable[[int], bool], seed: int, work_limit: float, wall_limit_seconds: float
) -> Placement | None:
    """Return a placement in which more of the baseline stays; None where none is found.

    Parameters
    ----------
    state
        With every target as late as its task may finish.
    work_limit
        Deterministic time.
    """
    problem, stands, rng = state.problem, _Stands.of(state), Random(seed)
    deadline = time.monotonic() + wall_limit_seconds
    free = [
        task
        for task in range(problem.count)
        if problem.sitting[task] and problem.effort[task] and state.person[task] >= 0 and movable(task)
    ]
    whole = sum(len(problem.eligible[task]) for task in free) <= MOST_CHOICES
    better = False
    for _ in range(1 if whole else MOST_ROUNDS):
        away = [task for task in free if problem.keep[task] and not stands.is_at_home(task)]
        if not away or work_limit <= 0 or time.monotonic() >= deadline:
            break
        some = free if whole else _around(stands, free, rng.choice(away), rng)
        model = _Model(stands, some)
        part = work_limit if whole else min(work_limit, WORK_EACH)
        found = run(model.cp, seed=seed, work_limit=part, wall_limit_seconds=deadline - time.monotonic())
        work_limit -= found.work
        if found.has_solution:
            before = sum(not stands.is_at_home(task) for task in some)
            model.take(found.values)
            better = better or sum(not stands.is_at_home(task) for task in some) < before
    if not better and not whole:
        return None
    lines = (line if person >= 0 else 0 for line, person in zip(stands.line, stands.person, strict=True))
    return Placement(tuple(stands.person), tuple(lines))


def _around(stands: _Stands, free: list[int], task: int, rng: Random) -> list[int]:
    """Return the sittings of a few people, and those whose home is with them: a task's home, where it is, and others at random."""
    problem = stands.problem
    people = list(
        dict.fromkeys(
            (problem.keep_person[task], stands.person[task], *rng.sample(range(len(problem.free)), PEOPLE_EACH))
        )
    )
    chosen, choices, found = set(people[:PEOPLE_EACH]), 0, []
    for each in sorted(free, key=lambda other: (stands.person[other] not in chosen, rng.random())):
        if stands.person[each] not in chosen and problem.keep_person[each] not in chosen:
            continue
        choices += len(problem.eligible[each])
        if choices > MOST_CHOICES:
            break
        found.append(each)
    return sorted(found)


class _Model:
    """Who does each sitting, and when; the weight of what leaves its baseline place is minimised."""

    def __init__(self, state: _Stands, free: list[int]) -> None:
        from ortools.sat.python import cp_model

        self._state, self._free = state, free
        problem = state.problem
        self.cp = cp_model.CpModel()
        left = list(problem.free)
        mine = set(free)
        for task in range(problem.count):
            if state.person[task] >= 0 and task not in mine:
                left[state.person[task]] &= ~state.line[task]
        self._starts: dict[int, cp_model.IntVar] = {}
        self._people: dict[int, dict[int, cp_model.IntVar]] = {}
        lines: dict[int, list[cp_model.IntervalVar]] = {}
        gone: list[cp_model.LinearExprT] = []
        for task in free:
            first, last = self._window(task, mine)
            effort = problem.effort[task]
            whole = ((1 << last) - 1) & ~((1 << first) - 1)
            places = {person: runs_of(left[person] & whole, effort) for person in state.problem.eligible[task]}
            places = {person: line for person, line in places.items() if line}
            start = self.cp.new_int_var_from_domain(_domain(_union(places.values())), "")
            self._starts[task] = start
            self._people[task] = {person: self.cp.new_bool_var("") for person in places}
            self.cp.add_exactly_one(self._people[task].values())
            for person, literal in self._people[task].items():
                self.cp.add_linear_expression_in_domain(start, _domain(places[person])).only_enforce_if(literal)
                interval = self.cp.new_optional_fixed_size_interval_var(start, effort, literal, "")
                lines.setdefault(person, []).append(interval)
                self.cp.add_hint(literal, int(state.person[task] == person))
            self.cp.add_hint(start, state.start[task])
            if problem.keep[task]:
                gone.append(self._leaving(task))
        for intervals in lines.values():
            self.cp.add_no_overlap(intervals)
        self._tie(mine)
        self.cp.minimize(sum(gone))

    def _window(self, task: int, mine: set[int]) -> tuple[int, int]:
        """Return the first and the last position (exclusive) of a sitting, beside what stays where it is."""
        state, problem = self._state, self._state.problem
        first, last = problem.release[task], state.target[task]
        for before, table in problem.before[task]:
            if before not in mine and state.person[before] >= 0:
                first = max(first, table[state.finish[before]])
        for after, table in problem.after[task]:
            if after not in mine and state.person[after] >= 0:
                last = min(last, bisect_right(table, state.start[after]) - 1)
        return first, last

    def _leaving(self, task: int) -> cp_model.LinearExprT:
        """Return what it costs that a sitting is not at home."""
        problem, instance = self._state.problem, self._state.problem.instance
        baseline = instance.tasks[task].baseline
        literal = self._people[task].get(problem.keep_person[task])
        weight = sum(weighted_minutes(instance, span) for span in baseline.spans) if baseline else 0
        if literal is None:
            return weight
        at_home = self.cp.new_bool_var("")
        self.cp.add_implication(at_home, literal)
        home = (problem.keep[task] & -problem.keep[task]).bit_length() - 1
        self.cp.add(self._starts[task] == home).only_enforce_if(at_home)
        self.cp.add_hint(at_home, int(self._state.is_at_home(task)))
        return weight * (1 - at_home)

    def _tie(self, mine: set[int]) -> None:
        """Keep chains in order, and groups with one person."""
        state, problem = self._state, self._state.problem
        for task in self._free:
            for before, _ in problem.before[task]:
                if before in mine:
                    self.cp.add(self._starts[task] >= self._starts[before] + problem.effort[before])
            for mate in problem.mates[task]:
                if mate in mine and mate > task:
                    for person in self._people[task].keys() | self._people[mate].keys():
                        self.cp.add(self._people[task].get(person, 0) == self._people[mate].get(person, 0))
                elif mate not in mine and state.person[mate] >= 0:
                    for person, literal in self._people[task].items():
                        if person != state.person[mate]:
                            self.cp.add(literal == 0)

    def take(self, values: Sequence[int]) -> None:
        """Put the sittings where a solution has them."""
        for task in self._free:
            person = next(person for person, literal in self._people[task].items() if values[literal.index])
            self._state.put(task, person, values[self._starts[task].index])


def _union(lines: Iterable[int]) -> int:
    return reduce(or_, lines, 0)


def _domain(line: int) -> cp_model.Domain:
    """Return the positions of a line as a domain of the solver."""
    from ortools.sat.python import cp_model

    intervals = []
    for piece in pieces(line):
        first = (piece & -piece).bit_length() - 1
        intervals.append([first, piece.bit_length() - 1])
    return cp_model.Domain.from_intervals(intervals)
