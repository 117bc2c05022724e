"""Rules about which time may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.instance.records import Instance, TaskItem
from scheduler.model.lines import below, positions
from scheduler.model.reference import ReferenceModel
from scheduler.model.windows import person_line
from scheduler.units import Span

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def within_working_time(model: ReferenceModel) -> None:
    """Units lie inside the person's working time. Strict models have no variable elsewhere.

    Units under frozen work are the business of `frozen_work_stays`.
    """
    if not model.is_gated:
        return
    frozen = _frozen_lines(model.instance)
    for person in model.instance.people:
        outside = model.instance.axis.live & ~person_line(model.instance, person.index) & ~frozen[person.index][0]
        gate = model.gate("within_working_time", person.id)
        _forbid(model, person.index, outside, gate)


def frozen_work_stays(model: ReferenceModel) -> None:
    """Wholly frozen tasks are in the plan, frozen work keeps its person, and its time is not used by others."""
    for item, variables in zip(model.instance.tasks, model.tasks, strict=True):
        if item.fixed is None:
            continue
        gate = model.gate("frozen_work_stays", item.id)
        if not item.effort_units:
            model.imply(gate, [~variables.unplaced])
        for person, literal in variables.assigned.items():
            if person != item.fixed.person:
                model.imply(gate, [~literal])
    if not model.is_gated:
        return
    for person, (_, by_task) in enumerate(_frozen_lines(model.instance)):
        for task, line in by_task.items():
            gate = model.gate("frozen_work_stays", model.instance.tasks[task].id)
            _forbid(model, person, line & ~person_line(model.instance, person), gate)


def overtime_consented(model: ReferenceModel) -> None:
    """In each ISO week a person's overtime units stay within what is consented."""
    for person in model.instance.people:
        for week in person.overtime_weeks:
            if week.line.bit_count() <= week.most_units:
                continue
            terms: list[cp_model.LinearExprT] = []
            for variables in model.tasks:
                units = variables.item.effort_units if variables.by_start else 1
                for (who, position), literal in variables.places.items():
                    inside = (week.line >> position & below(units)).bit_count() if who == person.index else 0
                    if inside:
                        terms.append(inside * literal)
            if terms:
                gate = model.gate("overtime_consented", person.id)
                model.cp.add(sum(terms) <= week.most_units).only_enforce_if(gate)


def one_task_at_a_time(model: ReferenceModel) -> None:
    """Let each unit of a person be used once."""
    using: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for variables in model.tasks:
        units = variables.item.effort_units if variables.by_start else 1
        for (person, position), literal in variables.places.items():
            for covered in range(position, position + units):
                using.setdefault((person, covered), []).append(literal)
    for (person, _), literals in using.items():
        if len(literals) < 2:
            continue
        if model.is_gated:
            gate = model.gate("one_task_at_a_time", model.instance.people[person].id)
            model.cp.add(sum(literals) <= 1).only_enforce_if(gate)
        else:
            model.cp.add_at_most_one(literals)


def not_before_start(model: ReferenceModel) -> None:
    """No unit lies before the task's own release. Strict models have no variable there."""
    if not model.is_gated:
        return
    for item, variables in zip(model.instance.tasks, model.tasks, strict=True):
        gate = model.gate("not_before_start", item.id)
        for (_, position), literal in variables.places.items():
            if position < item.release:
                model.imply(gate, [~literal])


def _forbid(model: ReferenceModel, person: int, line: int, gate: list[cp_model.IntVar]) -> None:
    outside = set(positions(line))
    for variables in model.tasks:
        for (who, position), literal in variables.places.items():
            if who == person and position in outside:
                model.imply(gate, [~literal])


def _frozen_lines(instance: Instance) -> list[tuple[int, dict[int, int]]]:
    """Return per person the live units that frozen work touches: all of them, and by task."""
    found: list[tuple[int, dict[int, int]]] = [(0, {}) for _ in instance.people]
    for task, item in enumerate(instance.tasks):
        if item.fixed is not None:
            line = _touched(instance, item, item.fixed.spans)
            whole, by_task = found[item.fixed.person]
            by_task[task] = line
            found[item.fixed.person] = (whole | line, by_task)
    return found


def _touched(instance: Instance, item: TaskItem, spans: tuple[Span, ...]) -> int:
    line = 0
    for position in positions(instance.axis.live):
        start = instance.axis.starts[position]
        if any(start < span.end and span.start < start + instance.axis.grid_minutes for span in spans):
            line |= 1 << position
    return line
