"""Rules about which time may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.model.lines import below
from scheduler.model.reference import ReferenceModel
from scheduler.model.rules_fixed import forbid, taken_lines
from scheduler.model.windows import person_line

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def within_working_time(model: ReferenceModel) -> None:
    """Units lie inside the person's working time. Strict models have no variable elsewhere.

    Units under frozen and booked work and under held pieces are the business of their rules.
    """
    if not model.is_gated:
        return
    taken = taken_lines(model.instance)
    for person in model.instance.people:
        outside = model.instance.axis.live & ~person_line(model.instance, person.index) & ~taken[person.index]
        gate = model.gate("within_working_time", person.id)
        forbid(model, person.index, outside, gate)


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
