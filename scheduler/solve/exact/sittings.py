"""One sittings of a few people as a CP-SAT model: who does each, and when, beside everything that stays where it is.

A boolean says who does a sitting; the sittings of a person do not overlap and keep to the time that other work leaves. Waits are read as none, so
what comes out is laid out and checked like any other plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from scheduler.instance.placement import UNPLACED, Placement
from scheduler.model.lines import between
from scheduler.solve.search.layout import pieces, runs_of
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.state import State

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(slots=True)
class Stands:
    """Where everything is, as far as it changes here: person (-1: nowhere), first position, finish position and line per task."""

    problem: Problem
    target: list[int]
    person: list[int]
    start: list[int]
    finish: list[int]
    line: list[int]

    @classmethod
    def of(cls, state: State) -> Stands:
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

    def placement(self) -> Placement:
        """Return it as a placement."""
        lines = (line if person >= 0 else 0 for line, person in zip(self.line, self.person, strict=True))
        return Placement(tuple(self.person), tuple(lines))


class SittingsModel:
    """Who does each of some sittings, and when.

    Parameters
    ----------
    free
        The sittings; all others stay.
    optional
        Whether a sitting may have no place; then what comes after it has none either. Without it every one of them has a place now.

    Attributes
    ----------
    cp
        The model, hinted at where everything is; the caller adds the objective.
    starts, people, absent
        Per sitting the variable of its first position, the literal of each person, and (`optional`) that it has no place.
    """

    def __init__(self, stands: Stands, free: Sequence[int], *, optional: bool = False) -> None:
        from ortools.sat.python import cp_model

        self._stands, self._free = stands, free
        self.cp = cp_model.CpModel()
        self.starts: dict[int, cp_model.IntVar] = {}
        self.people: dict[int, dict[int, cp_model.IntVar]] = {}
        self.absent: dict[int, cp_model.IntVar] = {}
        self._windows: dict[int, tuple[int, int]] = {}
        mine, left = set(free), list(stands.problem.free)
        for task in range(stands.problem.count):
            if stands.person[task] >= 0 and task not in mine:
                left[stands.person[task]] &= ~stands.line[task]
        for task in free:
            self._add(task, mine, left, optional=optional)
        self._keep_apart(left)
        self._tie(mine)

    def _add(self, task: int, mine: set[int], left: Sequence[int], *, optional: bool) -> None:
        """Add a sitting on the positions where it fits the time that is left to each of its people."""
        stands, problem = self._stands, self._stands.problem
        first, last = self._window(task, mine, optional=optional)
        self._windows[task] = first, max(first, last)
        places = {
            person: runs_of(between(left[person], first, last), problem.effort[task])
            for person in problem.eligible[task]
        }
        places = {person: line for person, line in places.items() if line}
        start = self.cp.new_int_var_from_domain(_domain(_union(places.values()) or 1), "")
        self.starts[task], self.people[task] = start, {person: self.cp.new_bool_var("") for person in places}
        choices = list(self.people[task].values())
        if optional:
            self.absent[task] = self.cp.new_bool_var("")
            self.cp.add_hint(self.absent[task], int(stands.person[task] == UNPLACED))
            choices.append(self.absent[task])
        self.cp.add_exactly_one(choices)
        for person, literal in self.people[task].items():
            self.cp.add_linear_expression_in_domain(start, _domain(places[person])).only_enforce_if(literal)
            self.cp.add_hint(literal, int(stands.person[task] == person))
        if stands.person[task] != UNPLACED:
            self.cp.add_hint(start, stands.start[task])

    def _window(self, task: int, mine: set[int], *, optional: bool) -> tuple[int, int]:
        """Return the first and the last position (exclusive) of a sitting, beside what stays where it is."""
        stands, problem = self._stands, self._stands.problem
        first, last = problem.release[task], stands.target[task]
        for before, table in problem.before[task]:
            if before in mine:
                continue
            if stands.person[before] >= 0:
                first = max(first, table[stands.finish[before]])
            elif optional:
                return last, last
        for after, table in problem.after[task]:
            if after not in mine and stands.person[after] >= 0:
                last = min(last, bisect_right(table, stands.start[after]) - 1)
        return first, last

    def _keep_apart(self, left: Sequence[int]) -> None:
        """Let the sittings of a person not overlap, nor be more than the time that is left."""
        effort = self._stands.problem.effort
        mine: dict[int, list[int]] = {}
        for task in self._free:
            for person in self.people[task]:
                mine.setdefault(person, []).append(task)
        windows = self._windows
        for person, tasks in mine.items():
            self.cp.add_no_overlap(
                self.cp.new_optional_fixed_size_interval_var(
                    self.starts[task], effort[task], self.people[task][person], ""
                )
                for task in tasks
            )
            first, last = min(windows[task][0] for task in tasks), max(windows[task][1] for task in tasks)
            work = sum(effort[task] * self.people[task][person] for task in tasks)
            self.cp.add(work <= between(left[person], first, last).bit_count())

    def _tie(self, mine: set[int]) -> None:
        """Keep chains in order, and groups with one person."""
        stands, problem = self._stands, self._stands.problem
        for task in self._free:
            for before, _ in problem.before[task]:
                if before in mine:
                    in_order = self.cp.add(self.starts[task] >= self.starts[before] + problem.effort[before])
                    if self.absent:
                        in_order.only_enforce_if(~self.absent[task])
                        self.cp.add_implication(self.absent[before], self.absent[task])
            for mate in problem.mates[task]:
                if mate in mine and mate > task:
                    for person in self.people[task].keys() | self.people[mate].keys():
                        self.cp.add(self.people[task].get(person, 0) == self.people[mate].get(person, 0))
                elif mate not in mine and stands.person[mate] >= 0:
                    for person, literal in self.people[task].items():
                        if person != stands.person[mate]:
                            self.cp.add(literal == 0)

    def take(self, values: Sequence[int]) -> None:
        """Put the sittings where a solution has them."""
        for task in self._free:
            chosen = [person for person, literal in self.people[task].items() if values[literal.index]]
            if chosen:
                self._stands.put(task, chosen[0], values[self.starts[task].index])
            else:
                self._stands.person[task] = UNPLACED


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
