"""Rules about the work itself: its order, its amount, and that some of it must not be interrupted."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.instance.records import Arc, TaskItem
from scheduler.instance.waits import release_after
from scheduler.model.lines import below
from scheduler.model.reference import ReferenceModel
from scheduler.model.variables import TaskVariables, touching
from scheduler.model.windows import exact_finish, fixed_start, starts_after

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def after_predecessors(model: ReferenceModel) -> None:
    """Let a task begin after each predecessor's finish and wait, and be unplaced where a predecessor is."""
    for item in model.instance.tasks:
        gate = model.gate("after_predecessors", item.id) if item.predecessors else []
        for arc in item.predecessors:
            before = model.tasks[arc.task]
            after = model.tasks[item.index]
            model.imply(gate, [~before.unplaced, after.unplaced])
            _order_laid_work(model, arc, after=after, gate=gate)
            _order_fixed_work(model, arc, after=after, gate=gate)


def _order_laid_work(model: ReferenceModel, arc: Arc, *, after: TaskVariables, gate: list[cp_model.IntVar]) -> None:
    """No laid unit of the successor lies before what the predecessor's last place allows."""
    if not after.marks:
        return
    before = model.tasks[arc.task]
    first_start = starts_after(model.instance, before.item, arc.wait)
    if not before.item.effort_units:
        too_early = bisect_left(after.marks, first_start(0))
        if too_early:
            model.imply(gate, [before.unplaced, *after.not_begun(too_early - 1)])
        return
    barred = 0
    for mark, literal in zip(before.marks, before.unfinished(), strict=True):
        too_early = bisect_left(after.marks, first_start(before.finish_of(mark)))
        if too_early > barred:
            barred = too_early
            model.imply(gate, [~literal, *after.not_begun(too_early - 1)])


def _order_fixed_work(model: ReferenceModel, arc: Arc, *, after: TaskVariables, gate: list[cp_model.IntVar]) -> None:
    """Where the successor has fixed work, the predecessor's finish must leave it its time."""
    starts_at = fixed_start(after.item)
    if starts_at is None:
        return
    before = model.tasks[arc.task]
    if not before.item.effort_units:
        if release_after(model.instance, exact_finish(model.instance, before.item, 0), arc.wait) > starts_at:
            model.imply(gate, [before.unplaced, after.unplaced])
        return
    for mark, literal in zip(before.marks, before.unfinished(), strict=True):
        finish = exact_finish(model.instance, before.item, before.finish_of(mark))
        if release_after(model.instance, finish, arc.wait) > starts_at:
            model.imply(gate, [~literal, after.unplaced])
            return


def in_one_sitting(model: ReferenceModel) -> None:
    """Keep a sitting to one run of units. Strict models place it by its start."""
    if not model.is_gated:
        return
    for item, variables in zip(model.instance.tasks, model.tasks, strict=True):
        if not item.one_sitting or not item.effort_units:
            continue
        gate = model.gate("in_one_sitting", item.id)
        marks, begun, unfinished = variables.marks, variables.begun(), variables.unfinished()
        # Between two marks the task is under way where it has begun and is not finished; one of both always holds.
        span = sum(
            (mark - earlier) * (begun[index] + unfinished[index + 1] - 1)
            for index, (earlier, mark) in enumerate(pairwise(marks))
        )
        model.cp.add(span <= item.effort_units - 1).only_enforce_if([~variables.unplaced, *gate])
        if item.fixed is not None:
            _touch_fixed_work(model, item, variables=variables, gate=gate)


def _touch_fixed_work(
    model: ReferenceModel, item: TaskItem, *, variables: TaskVariables, gate: list[cp_model.IntVar]
) -> None:
    """Let a sitting with fixed work begin at a place from which it touches it."""
    wide = sum(1 << mark for mark in variables.marks)
    touches = touching(model.instance, item, wide & below(model.instance.axis.size - item.effort_units + 1))
    for index, mark in enumerate(variables.marks):
        if not touches >> mark & 1:
            earlier = variables.begun()[index - 1 : index] if index else []
            model.imply(gate, [~variables.begun()[index], *earlier])


def full_effort(model: ReferenceModel) -> None:
    """Give a placed task all its units from its person, an unplaced one none (places imply their person)."""
    for variables in model.tasks:
        item = variables.item
        if not item.effort_units:
            continue
        gate = model.gate("full_effort", item.id)
        by_person: dict[int, list[cp_model.IntVar]] = {person: [] for person in variables.assigned}
        for (person, _), literal in variables.places.items():
            by_person[person].append(literal)
        for person, literals in by_person.items():
            chosen = variables.assigned[person]
            if variables.by_start:
                model.cp.add_exactly_one([~chosen, *literals])
            else:
                model.cp.add(sum(literals) == item.effort_units * chosen).only_enforce_if(gate)
