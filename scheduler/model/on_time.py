"""Can all of this be on time at once: who does what, when sittings start, when chains hand over, and demand rows.

The model holds relaxations only, so "infeasible" proves that something must be late. A sitting is an optional interval
per person, without overlap. Interruptible work enters through demand rows: what a person must do inside a stretch of
time fits their free time there. Rows that speak of a whole window hold as they are; rows that cut through a chain or a
sitting count a task where its start and finish variables lie inside. A solution that keeps all rows is a plan, so rows
are added as solutions break them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.instance.placement import UNPLACED, Placement
from scheduler.instance.records import Instance
from scheduler.model.demand import Piece, lay_by_earliest_end, overloads
from scheduler.model.lines import count
from scheduler.model.windows import Windows, person_line, starts_after

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

ROWS_PER_PERSON = 3


@dataclass(slots=True)
class OnTimeModel:
    """The solver's model with what is needed to add rows to it and to read it.

    Attributes
    ----------
    tasks
        The tasks that must be placed, those with work to lay.
    assigned
        Per task and possible person the literal.
    starts, finishes
        Expressions in positions, for sittings and for tasks of chains.
    """

    instance: Instance
    windows: Windows
    cp: cp_model.CpModel
    tasks: tuple[int, ...]
    assigned: dict[int, dict[int, cp_model.IntVar]] = field(default_factory=dict)
    starts: dict[int, cp_model.IntVar] = field(default_factory=dict)
    finishes: dict[int, cp_model.LinearExprT] = field(default_factory=dict)
    _tasks_of: dict[int, list[int]] = field(default_factory=dict)
    _edges: dict[tuple[int, int, bool], cp_model.IntVar] = field(default_factory=dict)

    def people_of(self, values: Sequence[int]) -> dict[int, int]:
        """Return the person of each task in a solution."""
        return {
            task: next(person for person, literal in choices.items() if values[literal.index])
            for task, choices in self.assigned.items()
        }

    def pieces_of(self, values: Sequence[int]) -> dict[int, list[Piece]]:
        """Return the work of each person in a solution, each task with the widest window that its chain leaves it there."""
        heads, tails = list(self.windows.heads), list(self.windows.tails)
        for task in self.tasks:
            if is_sitting(self.instance, task):
                heads[task] = values[self.starts[task].index]
                tails[task] = heads[task] + self.instance.tasks[task].effort_units
        links = list(self.links())
        for before, step, task in links:
            if not is_sitting(self.instance, before):
                latest = _last_at_most(step, values[self.starts[task].index], low=heads[before] + 1, high=tails[before])
                tails[before] = min(tails[before], latest)
        for before, step, task in links:
            if not is_sitting(self.instance, task):
                heads[task] = max(heads[task], step(tails[before]))
        found: dict[int, list[Piece]] = {}
        for task, person in self.people_of(values).items():
            units = self.instance.tasks[task].effort_units
            found.setdefault(person, []).append(Piece(task, units, heads[task], tails[task]))
        return found

    def add_overloads(self, values: Sequence[int]) -> bool:
        """Add rows that a solution breaks; return whether there were any."""
        broken = False
        for person, pieces in sorted(self.pieces_of(values).items()):
            for overload in overloads(person_line(self.instance, person), pieces, most=ROWS_PER_PERSON):
                self.add_row(person, overload.first, overload.last, tasks=overload.tasks)
                broken = True
        return broken

    def placement(self, values: Sequence[int]) -> Placement | None:
        """Return the plan of a solution that keeps all demand; None where it uses more overtime than is consented.

        Tasks that are not part of the question stay unplaced.
        """
        size = len(self.instance.tasks)
        people, lines = [UNPLACED] * size, [0] * size
        for person, pieces in self.pieces_of(values).items():
            laid = lay_by_earliest_end(person_line(self.instance, person), pieces)
            if laid is None:
                return None
            for task, line in laid.items():
                people[task], lines[task] = person, line
            used = sum(laid.values())
            for week in self.instance.people[person].overtime_weeks:
                if (used & week.line).bit_count() > week.most_units:
                    return None
        for task, item in enumerate(self.instance.tasks):
            if item.fixed and not item.effort_units:
                people[task] = item.fixed.person
        return Placement(tuple(people), tuple(lines))

    def set_aside(self, people: Mapping[int, int]) -> None:
        """Forbid one choice of people. This is no relaxation: afterwards "infeasible" proves nothing."""
        self.cp.add_bool_or([~self.assigned[task][person] for task, person in people.items()])

    def tasks_of(self, person: int) -> list[int]:
        """Return the tasks that a person may do, ascending."""
        if not self._tasks_of:
            for task, choices in self.assigned.items():
                for each in choices:
                    self._tasks_of.setdefault(each, []).append(task)
        return self._tasks_of.get(person, [])

    def links(self) -> Iterator[tuple[int, Callable[[int], int], int]]:
        """Yield the arcs between tasks with work to lay: predecessor, map from its finish to the first start, successor."""
        for task in self.tasks:
            for arc in self.instance.tasks[task].predecessors:
                before = self.instance.tasks[arc.task]
                if before.effort_units:
                    yield arc.task, starts_after(self.instance, before, arc.wait), task

    def add_row(self, person: int, first: int, last: int, *, tasks: Iterable[int] = ()) -> None:
        """Add: what a person does in [first, last) fits there.

        Counted are the tasks whose windows lie inside, and of `tasks` those that a solution puts inside.
        """
        heads, tails = self.windows.heads, self.windows.tails
        inside = [
            (self.instance.tasks[task].effort_units, self.assigned[task][person])
            for task in self.tasks_of(person)
            if heads[task] >= first and tails[task] <= last
        ]
        moving = [task for task in tasks if heads[task] < first or tails[task] > last]
        inside.extend(
            (self.instance.tasks[task].effort_units, self._is_inside(task, person, first=first, last=last))
            for task in moving
        )
        free = count(person_line(self.instance, person), first, last)
        if sum(units for units, _ in inside) > free:
            self.cp.add(sum(units * literal for units, literal in inside) <= free)

    def _is_inside(self, task: int, person: int, *, first: int, last: int) -> cp_model.IntVar:
        """Return a literal that is true at least where the person does the task and it lies in [first, last)."""
        literal = self.cp.new_bool_var("")
        because = [~self.assigned[task][person]]
        if self.windows.heads[task] < first:
            because.append(~self._edge(task, first, is_start=True))
        if self.windows.tails[task] > last:
            because.append(~self._edge(task, last, is_start=False))
        self.cp.add_bool_or([literal, *because])
        return literal

    def _edge(self, task: int, position: int, *, is_start: bool) -> cp_model.IntVar:
        """Return the literal "starts at or after" or "finishes at or before" a position."""
        key = (task, position, is_start)
        if key not in self._edges:
            literal = self.cp.new_bool_var("")
            if is_start:
                self.cp.add(self.starts[task] >= position).only_enforce_if(literal)
                self.cp.add(self.starts[task] < position).only_enforce_if(~literal)
            else:
                self.cp.add(self.finishes[task] <= position).only_enforce_if(literal)
                self.cp.add(self.finishes[task] > position).only_enforce_if(~literal)
            self._edges[key] = literal
        return self._edges[key]


def _last_at_most(step: Callable[[int], int], limit: int, *, low: int, high: int) -> int:
    """Return the last argument in [low, high] at which a non-decreasing map is at most `limit`; `low` if there is none."""
    while low < high:
        middle = (low + high + 1) // 2
        if step(middle) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def is_sitting(instance: Instance, task: int) -> bool:
    """Say whether the laid work of a task is one unbroken run of units."""
    item = instance.tasks[task]
    return item.one_sitting or item.effort_units == 1
