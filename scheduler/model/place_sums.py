"""Sums over the units that a person gives a task: baseline minutes that stay, and overtime, exact on the minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scheduler.domain.levels import MOVE_WEIGHTS
from scheduler.instance.records import Fixed, Instance, TaskItem
from scheduler.model.reference import ReferenceModel
from scheduler.units import Span

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

UnitValue = Callable[[int, int], int]
"""The value of the first so many minutes of the unit at a position: (position, minutes) to value."""


def moved_minutes(model: ReferenceModel) -> tuple[cp_model.LinearExprT, int]:
    """Return the weighted baseline minutes that are no longer at that person and time, and the most that they can be."""
    instance = model.instance
    terms: list[cp_model.LinearExprT] = []
    most = 0
    for item in instance.tasks:
        if item.baseline is None:
            continue
        whole = sum(_weight(instance, span) for span in item.baseline.spans)
        most += whole
        kept = _place_sum(model, item, person=item.baseline.person, value=_kept_value(instance, item.baseline))
        terms.extend([whole, -kept])
        if item.fixed is not None and item.fixed.person == item.baseline.person:
            fixed = sum(_overlap(instance, span, item.baseline.spans) for span in item.fixed.spans)
            terms.append(-fixed * (1 - model.tasks[item.index].unplaced))
    return sum(terms), most


def overtime_minutes(model: ReferenceModel) -> tuple[cp_model.LinearExprT, int]:
    """Return the minutes of laid work that are overtime, and the most that they can be."""
    instance = model.instance
    terms: list[cp_model.LinearExprT] = []
    most = 0
    for item in instance.tasks:
        people = [person for person in model.tasks[item.index].assigned if instance.people[person].overtime]
        if people and item.effort_units:
            most += item.effort_units * instance.axis.grid_minutes
            lines = {person: instance.people[person].overtime for person in people}
            terms.extend(_place_sum(model, item, person=p, value=_overtime_value(lines[p])) for p in people)
    return sum(terms), most


def _kept_value(instance: Instance, baseline: Fixed) -> UnitValue:
    def value(position: int, minutes: int) -> int:
        start = instance.axis.starts[position]
        return _overlap(instance, Span(start, start + minutes), baseline.spans)

    return value


def _overtime_value(line: int) -> UnitValue:
    def value(position: int, minutes: int) -> int:
        return minutes * (line >> position & 1)

    return value


def _weight(instance: Instance, span: Span) -> int:
    """Return the minutes of a span from as_of on, each times the weight of its time; 0 for an empty span."""
    edges = (instance.as_of, instance.freeze_end, instance.near_end, max(span.end, instance.near_end))
    return sum(
        weight * max(0, min(span.end, last) - max(span.start, first))
        for weight, first, last in zip(MOVE_WEIGHTS, edges, edges[1:], strict=False)
    )


def _overlap(instance: Instance, span: Span, spans: tuple[Span, ...]) -> int:
    return sum(_weight(instance, Span(max(span.start, each.start), min(span.end, each.end))) for each in spans)


def _place_sum(model: ReferenceModel, item: TaskItem, *, person: int, value: UnitValue) -> cp_model.LinearExprT:
    """Return the sum of the values of the units that a person gives a task; the last is used less its pad."""
    variables = model.tasks[item.index]
    grid = model.instance.axis.grid_minutes
    terms: list[cp_model.LinearExprT] = []
    for (who, position), literal in variables.places.items():
        if who != person:
            continue
        if variables.by_start:
            end = position + item.effort_units - 1
            whole = sum(value(k, grid) for k in range(position, end)) + value(end, grid - item.pad_minutes)
            terms.append(whole * literal)
            continue
        terms.append(value(position, grid) * literal)
        loss = value(position, grid) - value(position, grid - item.pad_minutes)
        if loss:
            terms.append(-loss * _is_last(model, item.index, place=(person, position)))
    return sum(terms)


def _is_last(model: ReferenceModel, task: int, *, place: tuple[int, int]) -> cp_model.IntVar:
    """Return a literal that is true exactly where the place is used and no later one is."""
    variables = model.tasks[task]
    index = variables.marks.index(place[1])
    later = variables.unfinished()[index + 1 : index + 2]
    used = variables.places[place]
    literal = model.cp.new_bool_var("")
    model.cp.add_implication(literal, used)
    for after in later:
        model.cp.add_implication(literal, ~after)
    model.cp.add_bool_or([literal, ~used, *later])
    return literal
