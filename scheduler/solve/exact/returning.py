"""Home again by CP-SAT: one sittings are dealt to people and times anew, so that most of the published plan stays and nothing is later.

The search puts back what it can task by task; where many sittings share tight windows, who stays depends on all of them together. Here a
boolean says who does a sitting and whether it is at home; sittings of a person do not overlap; everything else stays where it is. Waits are
read as none, so what comes out is laid out and checked like any other plan.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from scheduler.instance.placement import Placement
from scheduler.solve.evaluate import weighted_minutes
from scheduler.solve.exact.cp import run
from scheduler.solve.search.layout import pieces, runs_of
from scheduler.solve.search.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ortools.sat.python import cp_model

MOST_CHOICES = 4_000
"""Pairs of sitting and person beyond which nothing is tried."""


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
    problem = state.problem
    free = [
        task
        for task in range(problem.count)
        if problem.sitting[task] and problem.effort[task] and state.person[task] >= 0 and movable(task)
    ]
    away = [task for task in free if problem.keep[task] and not _is_at_home(state, task)]
    if not away or sum(len(problem.eligible[task]) for task in free) > MOST_CHOICES:
        return None
    model = _Model(state, free)
    found = run(model.cp, seed=seed, work_limit=work_limit, wall_limit_seconds=wall_limit_seconds)
    return model.placement(found.values) if found.has_solution else None


def _is_at_home(state: State, task: int) -> bool:
    problem = state.problem
    return state.person[task] == problem.keep_person[task] and state.line[task] == problem.keep[task]


class _Model:
    """Who does each sitting, and when; the weight of what leaves its baseline place is minimised."""

    def __init__(self, state: State, free: list[int]) -> None:
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
        self.cp.add_hint(at_home, int(_is_at_home(self._state, task)))
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

    def placement(self, values: tuple[int, ...]) -> Placement:
        """Return where everything stands by a solution."""
        people, lines = list(self._state.person), list(self._state.line)
        for task in self._free:
            people[task] = next(person for person, literal in self._people[task].items() if values[literal.index])
            lines[task] = ((1 << self._state.problem.effort[task]) - 1) << values[self._starts[task].index]
        lines = [line if person >= 0 else 0 for line, person in zip(lines, people, strict=True)]
        return Placement(tuple(people), tuple(lines))


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
