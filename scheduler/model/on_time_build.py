"""Builds the model of "all of this on time at once" for an instance and the windows of its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.instance.records import Instance
from scheduler.model.lines import between, runs, sitting_starts
from scheduler.model.on_time import OnTimeModel, is_sitting
from scheduler.model.steps import post_step
from scheduler.model.variables import touching
from scheduler.model.windows import Windows, is_plain, person_line, starts_after

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

FIRST_ROWS_PER_PERSON = 12


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
    for person in built.instance.people:
        tasks = built.tasks_of(person.index)
        if not tasks:
            continue
        first, last = min(heads[task] for task in tasks), max(tails[task] for task in tasks)
        for tail in _spread({tails[task] for task in tasks}):
            built.add_row(person.index, first, tail)
        for head in _spread({heads[task] for task in tasks} - {first}):
            built.add_row(person.index, head, last)


def _spread(values: set[int]) -> list[int]:
    """Return at most `FIRST_ROWS_PER_PERSON` of the values, evenly by rank, the greatest among them."""
    ordered = sorted(values, reverse=True)
    step = max(1, -(-len(ordered) // FIRST_ROWS_PER_PERSON))
    return ordered[::step]


def _add_overtime(built: OnTimeModel) -> None:
    """Cap each person's work by their regular time and their consented overtime."""
    for line in built.instance.people:
        unusable = sum(max(0, week.line.bit_count() - week.most_units) for week in line.overtime_weeks)
        mine = built.tasks_of(line.index)
        if mine and unusable:
            effort = sum(built.instance.tasks[task].effort_units * built.assigned[task][line.index] for task in mine)
            built.cp.add(effort <= person_line(built.instance, line.index).bit_count() - unusable)
