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
from scheduler.model.lines import between, count, runs, sitting_starts
from scheduler.model.steps import post_step
from scheduler.model.variables import touching
from scheduler.model.windows import Windows, is_plain, person_line, starts_after

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

ROWS_PER_PERSON = 3
FIRST_ROWS_PER_PERSON = 12


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
            (self.instance.tasks[task].effort_units, choices[person])
            for task, choices in self.assigned.items()
            if person in choices and heads[task] >= first and tails[task] <= last
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
    _add_first_rows(built)
    _add_overtime(built)
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
        people = built.windows.people[task]
        for person in people:
            if (group, person) not in shared:
                shared[group, person] = built.cp.new_bool_var("")
        built.assigned[task] = {person: shared[group, person] for person in people}
        indices = tuple(literal.index for literal in built.assigned[task].values())
        if indices not in exact:
            exact.add(indices)
            built.cp.add_exactly_one(built.assigned[task].values())


def _add_times(built: OnTimeModel) -> None:
    """Add starts and finishes of sittings and of tasks of chains."""
    instance, windows = built.instance, built.windows
    chained = {task for before, _, after in built.links() for task in (before, after)}
    for task in built.tasks:
        item = instance.tasks[task]
        head, tail = windows.heads[task], windows.tails[task]
        if is_sitting(instance, task):
            built.starts[task] = _sitting_start(built, task)
            built.finishes[task] = built.starts[task] + item.effort_units
        elif task in chained:
            start = built.cp.new_int_var(head, tail - item.effort_units, "")
            finish = built.cp.new_int_var(head + item.effort_units, tail, "")
            built.cp.add(finish >= start + item.effort_units)
            built.starts[task], built.finishes[task] = start, finish


def _sitting_start(built: OnTimeModel, task: int) -> cp_model.IntVar:
    """Return the start of a sitting, on the positions where it fits the free time of its person."""
    instance, windows = built.instance, built.windows
    item = instance.tasks[task]
    possible: dict[int, int] = {}
    for person in built.assigned[task]:
        room = between(person_line(instance, person), windows.heads[task], windows.tails[task])
        starts = sitting_starts(room, item.effort_units)
        possible[person] = touching(instance, item, starts) if item.fixed and item.one_sitting else starts
    union = 0
    for line in possible.values():
        union |= line
    start = built.cp.new_int_var_from_domain(_domain(union), "")
    for person, line in possible.items():
        if line != union:
            literal = built.assigned[task][person]
            built.cp.add_linear_expression_in_domain(start, _domain(line)).only_enforce_if(literal)
    return start


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
    instance, windows = built.instance, built.windows
    for task in built.tasks:
        for arc in instance.tasks[task].predecessors:
            before = instance.tasks[arc.task]
            if before.effort_units:
                post_step(
                    built.cp,
                    None if is_plain(before, arc.wait) else starts_after(instance, before, arc.wait),
                    before=(built.finishes[arc.task], windows.heads[arc.task] + 1, windows.tails[arc.task]),
                    after=built.starts[task],
                )


def _add_first_rows(built: OnTimeModel) -> None:
    """Add the rows from each person's first head to some of the tails, and from some of the heads to the last tail."""
    heads, tails = built.windows.heads, built.windows.tails
    by_person: dict[int, list[int]] = {}
    for task, choices in built.assigned.items():
        for person in choices:
            by_person.setdefault(person, []).append(task)
    for person, tasks in sorted(by_person.items()):
        first, last = min(heads[task] for task in tasks), max(tails[task] for task in tasks)
        for tail in _spread({tails[task] for task in tasks}):
            built.add_row(person, first, tail)
        for head in _spread({heads[task] for task in tasks} - {first}):
            built.add_row(person, head, last)


def _spread(values: set[int]) -> list[int]:
    """Return at most `FIRST_ROWS_PER_PERSON` of the values, evenly by rank, the greatest among them."""
    ordered = sorted(values, reverse=True)
    step = max(1, -(-len(ordered) // FIRST_ROWS_PER_PERSON))
    return ordered[::step]


def _add_overtime(built: OnTimeModel) -> None:
    """Cap each person's work by their regular time and their consented overtime."""
    for line in built.instance.people:
        unusable = sum(max(0, week.line.bit_count() - week.most_units) for week in line.overtime_weeks)
        mine = [task for task, choices in built.assigned.items() if line.index in choices]
        if mine and unusable:
            effort = sum(built.instance.tasks[task].effort_units * built.assigned[task][line.index] for task in mine)
            built.cp.add(effort <= person_line(built.instance, line.index).bit_count() - unusable)
