"""The variables of one task in the reference model: who does it, in which units, and how far it has come.

Interruptible tasks have a literal per person and unit; one sittings a literal per person and start. Order literals
("ends at or after this position", "has not begun by this one") say the rest without integer variables, so finishes, waits and lateness are
exact on the minute, and are only made where a rule or level asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.instance.records import Instance, TaskItem
from scheduler.model.lines import below, between, positions, sitting_starts
from scheduler.model.windows import Windows, person_line

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(slots=True)
class TaskVariables:
    """The variables of one task.

    Attributes
    ----------
    assigned
        Per possible person the literal "placed, and done by them".
    unplaced
        The literal "not in the plan"; exactly one of it and `assigned` is true.
    by_start
        Whether `places` are starts of one run of `effort_units`, else single units.
    places
        Literal per person and position.
    """

    item: TaskItem
    cp: cp_model.CpModel
    assigned: dict[int, cp_model.IntVar]
    unplaced: cp_model.IntVar
    by_start: bool
    places: dict[tuple[int, int], cp_model.IntVar]
    _marks: list[int] | None = None
    _unfinished: list[cp_model.IntVar] = field(default_factory=list)
    _begun: list[cp_model.IntVar] = field(default_factory=list)

    @property
    def marks(self) -> list[int]:
        """Return the positions of `places`, ascending, each once."""
        if self._marks is None:
            self._marks = sorted({position for _, position in self.places})
        return self._marks

    def places_of(self, line: int) -> frozenset[int] | None:
        """Return the positions of the places that cover a line exactly; None where there are none such."""
        if not self.by_start or not line:
            return frozenset(positions(line))
        start = (line & -line).bit_length() - 1
        return frozenset([start]) if line == below(self.item.effort_units) << start else None

    def finish_of(self, mark: int) -> int:
        """Return the finish position of a task whose last place is at `mark`."""
        return mark + (self.item.effort_units if self.by_start else 1)

    def unfinished(self) -> list[cp_model.IntVar]:
        """Return per mark the literal "its last place is there or later"."""
        if not self._unfinished:
            at = self._at_marks()
            literals = [self.cp.new_bool_var("") for _ in self.marks]
            for index, here in enumerate(at):
                later = literals[index + 1 : index + 2]
                for literal in [*here, *later]:
                    self.cp.add_implication(literal, literals[index])
                self.cp.add_bool_or([~literals[index], *here, *later])
            self._unfinished = literals
        return self._unfinished

    def not_begun(self, mark_index: int) -> list[cp_model.LiteralT]:
        """Return literals of which one must hold if the task does not begin at that mark or before it."""
        if self.by_start:
            return [*self.unfinished()[mark_index + 1 : mark_index + 2], self.unplaced]
        return [~self.begun()[mark_index]]

    def begun(self) -> list[cp_model.IntVar]:
        """Return per mark the literal "it has a place there or earlier"."""
        if not self._begun:
            at = self._at_marks()
            literals = [self.cp.new_bool_var("") for _ in self.marks]
            for index, here in enumerate(at):
                earlier = literals[index - 1 : index] if index else []
                for literal in [*here, *earlier]:
                    self.cp.add_implication(literal, literals[index])
                self.cp.add_bool_or([~literals[index], *here, *earlier])
            self._begun = literals
        return self._begun

    def _at_marks(self) -> list[list[cp_model.IntVar]]:
        number = {mark: index for index, mark in enumerate(self.marks)}
        at: list[list[cp_model.IntVar]] = [[] for _ in self.marks]
        for (_, position), literal in self.places.items():
            at[number[position]].append(literal)
        return at


def strict_places(instance: Instance, windows: Windows, task: int) -> dict[int, int]:
    """Return per person the line of positions at which the task can have a unit (a start, for one sittings).

    People without room are left out. All plans keep to it.
    """
    item = instance.tasks[task]
    lines: dict[int, int] = {}
    for person in windows.people[task]:
        line = between(person_line(instance, person), windows.heads[task], windows.tails[task])
        if item.one_sitting:
            line = sitting_starts(line, item.effort_units)
            if item.fixed:
                line = touching(instance, item, line)
        elif line.bit_count() < item.effort_units:
            line = 0
        if line:
            lines[person] = line
    return lines


def touching(instance: Instance, item: TaskItem, starts: int) -> int:
    """Return those starts of a sitting at which it touches its fixed work on the clock, before or after."""
    if item.fixed is None or len(item.fixed.spans) != 1:
        return 0
    span = item.fixed.spans[0]
    line = 0
    for start in positions(starts):
        begins = instance.axis.starts[start]
        ends = instance.axis.end_of(start + item.effort_units) - item.pad_minutes
        if begins == span.end or ends == span.start:
            line |= 1 << start
    return line


def make_variables(
    cp: cp_model.CpModel,
    item: TaskItem,
    *,
    lines: Mapping[int, int],
    by_start: bool,
) -> TaskVariables:
    """Create the variables of a task.

    Parameters
    ----------
    lines
        Per possible person the line of places; for wholly fixed tasks its person with an empty line.
    by_start
        Whether places are starts of a run.
    """
    assigned = {person: cp.new_bool_var("") for person in sorted(lines)}
    unplaced = cp.new_bool_var("")
    cp.add_exactly_one([unplaced, *assigned.values()])
    places: dict[tuple[int, int], cp_model.IntVar] = {}
    for person in sorted(lines):
        for position in positions(lines[person]):
            literal = cp.new_bool_var("")
            places[person, position] = literal
            cp.add_implication(literal, assigned[person])
    return TaskVariables(item=item, cp=cp, assigned=assigned, unplaced=unplaced, by_start=by_start, places=places)
