"""A relaxation of "all of this on time at once": who does what, when sittings start, and demand rows per person.

Tasks of one sitting are exact: optional intervals without overlap per person, starts where the sitting fits the
person's free time. Interruptible tasks enter through demand rows (the work of a person whose windows lie inside [r, d]
fits the person's free time in [r, d]) and through loose start and finish variables for their chains. So infeasible
proves that something must be late, and where everything is a sitting a solution is a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.instance.placement import UNPLACED, Placement
from scheduler.instance.records import Instance
from scheduler.model.lines import below, between, count, runs, sitting_starts
from scheduler.model.steps import post_step
from scheduler.model.windows import Windows, is_plain, person_line, starts_after

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True, slots=True)
class DemandRow:
    """The work of `person` whose window lies inside [first, last) fits its free units there."""

    person: int
    first: int
    last: int


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
        Linear expressions in positions.
    is_exact
        Whether every solution is a plan: all is done in one sitting and no overtime is capped.
    """

    instance: Instance
    windows: Windows
    cp: cp_model.CpModel
    tasks: tuple[int, ...]
    assigned: dict[int, dict[int, cp_model.IntVar]] = field(default_factory=dict)
    starts: dict[int, cp_model.IntVar] = field(default_factory=dict)
    finishes: dict[int, cp_model.LinearExprT] = field(default_factory=dict)
    rows: set[DemandRow] = field(default_factory=set)
    is_exact: bool = False

    def add_row(self, row: DemandRow) -> None:
        """Add a demand row, once, and only where it could ever bind."""
        if row in self.rows:
            return
        self.rows.add(row)
        inside = [
            task
            for task in self.tasks
            if row.person in self.assigned[task]
            and row.first <= self.windows.heads[task]
            and self.windows.tails[task] <= row.last
        ]
        free = count(person_line(self.instance, row.person), row.first, row.last)
        effort = [self.instance.tasks[task].effort_units for task in inside]
        if sum(effort) > free:
            chosen = [self.assigned[task][row.person] for task in inside]
            self.cp.add(sum(units * literal for units, literal in zip(effort, chosen, strict=True)) <= free)

    def people_of(self, values: Sequence[int]) -> dict[int, int]:
        """Return the person of each task in a solution."""
        return {
            task: next(person for person, literal in choices.items() if values[literal.index])
            for task, choices in self.assigned.items()
        }

    def violated_rows(self, people: Mapping[int, int]) -> list[DemandRow]:
        """Return, per person, the demand row that an assignment breaks most; none where the work of everybody fits."""
        by_person: dict[int, list[int]] = {}
        for task, person in people.items():
            by_person.setdefault(person, []).append(task)
        rows: list[DemandRow] = []
        for person, tasks in sorted(by_person.items()):
            rows.extend(self._worst_rows(person, tasks))
        return rows

    def _worst_rows(self, person: int, tasks: Sequence[int]) -> list[DemandRow]:
        heads, tails = self.windows.heads, self.windows.tails
        line = person_line(self.instance, person)
        found: list[DemandRow] = []
        for first in sorted({heads[task] for task in tasks}):
            needed, worst, worst_last = 0, 0, 0
            for task in sorted((t for t in tasks if heads[t] >= first), key=lambda t: tails[t]):
                needed += self.instance.tasks[task].effort_units
                excess = needed - count(line, first, tails[task])
                if excess > worst:
                    worst, worst_last = excess, tails[task]
            if worst:
                found.append(DemandRow(person, first, worst_last))
        return found

    def set_aside(self, people: Mapping[int, int]) -> None:
        """Forbid one choice of people. This is no relaxation: afterwards "infeasible" proves nothing."""
        self.cp.add_bool_or([~self.assigned[task][person] for task, person in people.items()])

    def placement(self, values: Sequence[int]) -> Placement:
        """Return the plan of a solution of an exact model; tasks that are not part of the question stay unplaced."""
        size = len(self.instance.tasks)
        people, lines = [UNPLACED] * size, [0] * size
        for task, person in self.people_of(values).items():
            start = values[self.starts[task].index]
            people[task] = person
            lines[task] = below(self.instance.tasks[task].effort_units) << start
        for task, item in enumerate(self.instance.tasks):
            if item.fixed and not item.effort_units:
                people[task] = item.fixed.person
        return Placement(tuple(people), tuple(lines))


def build_on_time(instance: Instance, windows: Windows, *, needed: Sequence[bool]) -> OnTimeModel:
    """Return the relaxation for the tasks that `needed` names (closed under predecessors).

    Raises
    ------
    ValueError
        If the windows already contradict each other: then there is nothing to ask.
    """
    from ortools.sat.python import cp_model as cp

    if windows.contradiction is not None:
        raise ValueError("the windows already refute the question")
    tasks = tuple(t for t, item in enumerate(instance.tasks) if needed[t] and item.effort_units)
    built = OnTimeModel(instance=instance, windows=windows, cp=cp.CpModel(), tasks=tasks)
    _add_people(built)
    _add_times(built)
    _add_sittings(built)
    _add_chains(built)
    for row in _first_rows(built):
        built.add_row(row)
    capped = _add_overtime(built)
    built.is_exact = all(is_sitting(instance, task) for task in tasks) and not capped
    return built


def is_sitting(instance: Instance, task: int) -> bool:
    """Say whether the laid work of a task is one unbroken run of units."""
    item = instance.tasks[task]
    return item.one_sitting or item.effort_units == 1


def _add_people(built: OnTimeModel) -> None:
    """Give each task one of its people; a group shares its literals."""
    shared: dict[tuple[int, int], cp_model.IntVar] = {}
    exact: set[tuple[int, ...]] = set()
    for task in built.tasks:
        group = built.instance.tasks[task].group
        for person in built.windows.people[task]:
            key = (group, person)
            if key not in shared:
                shared[key] = built.cp.new_bool_var("")
        built.assigned[task] = {person: shared[group, person] for person in built.windows.people[task]}
        indices = tuple(literal.index for literal in built.assigned[task].values())
        if indices not in exact:
            exact.add(indices)
            built.cp.add_exactly_one(built.assigned[task].values())


def _add_times(built: OnTimeModel) -> None:
    instance, windows = built.instance, built.windows
    for task in built.tasks:
        item = instance.tasks[task]
        head, tail = windows.heads[task], windows.tails[task]
        if is_sitting(instance, task):
            possible = {
                p: sitting_starts(between(person_line(instance, p), head, tail), item.effort_units)
                for p in built.assigned[task]
            }
            union = 0
            for line in possible.values():
                union |= line
            start = built.cp.new_int_var_from_domain(_domain(union), "")
            for person, line in possible.items():
                if line != union:
                    built.cp.add_linear_expression_in_domain(start, _domain(line)).only_enforce_if(
                        built.assigned[task][person]
                    )
            built.starts[task], built.finishes[task] = start, start + item.effort_units
        else:
            start = built.cp.new_int_var(head, tail - item.effort_units, "")
            finish = built.cp.new_int_var(head + item.effort_units, tail, "")
            built.cp.add(finish >= start + item.effort_units)
            built.starts[task], built.finishes[task] = start, finish


def _domain(line: int) -> cp_model.Domain:
    from ortools.sat.python import cp_model as cp

    return cp.Domain.from_intervals([[first, last - 1] for first, last in runs(line)])


def _add_sittings(built: OnTimeModel) -> None:
    """Let the sittings of one person not overlap."""
    by_person: dict[int, list[cp_model.IntervalVar]] = {}
    for task in built.tasks:
        if is_sitting(built.instance, task):
            units = built.instance.tasks[task].effort_units
            for person, literal in built.assigned[task].items():
                interval = built.cp.new_optional_fixed_size_interval_var(built.starts[task], units, literal, "")
                by_person.setdefault(person, []).append(interval)
    for intervals in by_person.values():
        built.cp.add_no_overlap(intervals)


def _add_chains(built: OnTimeModel) -> None:
    instance = built.instance
    for task in built.tasks:
        for arc in instance.tasks[task].predecessors:
            before = instance.tasks[arc.task]
            if before.effort_units:
                post_step(
                    built.cp,
                    None if is_plain(before, arc.wait) else starts_after(instance, before, arc.wait),
                    before=(built.finishes[arc.task], built.windows.heads[arc.task] + 1, built.windows.tails[arc.task]),
                    after=built.starts[task],
                )


def _first_rows(built: OnTimeModel) -> Iterable[DemandRow]:
    """Yield the rows from the first head to each tail and from each head to the last tail, for each person."""
    heads, tails = built.windows.heads, built.windows.tails
    people = sorted({person for choices in built.assigned.values() for person in choices})
    for person in people:
        mine = [task for task in built.tasks if person in built.assigned[task]]
        first, last = min(heads[task] for task in mine), max(tails[task] for task in mine)
        for tail in sorted({tails[task] for task in mine}):
            yield DemandRow(person, first, tail)
        for head in sorted({heads[task] for task in mine}):
            yield DemandRow(person, head, last)


def _add_overtime(built: OnTimeModel) -> bool:
    """Cap each person's work by its regular time and its consented overtime; say whether any overtime is capped."""
    capped = False
    for line in built.instance.people:
        mine = [task for task in built.tasks if line.index in built.assigned[task]]
        spare = sum(
            week.line.bit_count() - week.most_units
            for week in line.overtime_weeks
            if week.line.bit_count() > week.most_units
        )
        if not mine or not spare:
            continue
        capped = True
        effort = sum(built.instance.tasks[task].effort_units * built.assigned[task][line.index] for task in mine)
        built.cp.add(effort <= person_line(built.instance, line.index).bit_count() - spare)
    return capped
