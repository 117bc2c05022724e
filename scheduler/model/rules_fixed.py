"""Rules about what stands already: frozen work, booked work, held hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.instance.records import Instance, TaskItem
from scheduler.model.lines import positions
from scheduler.model.reference import ReferenceModel
from scheduler.model.variables import TaskVariables
from scheduler.model.windows import person_line
from scheduler.units import Span

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def frozen_work_stays(model: ReferenceModel) -> None:
    """Frozen work keeps its person and is in the plan where it is all of a task; its time is not used by others."""
    _stays(model, "frozen_work_stays")


def booked_blocks_stay(model: ReferenceModel) -> None:
    """Booked work before its notice date keeps its person and is in the plan; its time is not used by others.

    It keeps its place on the clock too, which the rule does not ask for: a restriction, sound for a yes.
    """
    _stays(model, "booked_blocks_stay")


def held_blocks_stand(model: ReferenceModel) -> None:
    """No unit lies under a held piece. Strict models have no variable there.

    In instances for proofs held pieces are sittings of their person and day, which are in the plan and end on that day.
    """
    for item, variables in zip(model.instance.tasks, model.tasks, strict=True):
        if item.cover == "held":
            _stands(model, item, variables)
    if not model.is_gated:
        return
    for number, line in enumerate(model.instance.held):
        if line.span is not None:
            under = _touched(model.instance, (line.span,)) & ~person_line(model.instance, line.person)
            forbid(model, line.person, under, model.gate("held_blocks_stand", str(number)))


def taken_lines(instance: Instance) -> list[int]:
    """Return per person the live units that fixed work and held pieces touch."""
    taken = [0 for _ in instance.people]
    for item in instance.tasks:
        if item.fixed is not None:
            taken[item.fixed.person] |= _touched(instance, item.fixed.spans)
    for line in instance.held:
        if line.span is not None:
            taken[line.person] |= _touched(instance, (line.span,))
    return taken


def forbid(model: ReferenceModel, person: int, line: int, gate: list[cp_model.IntVar]) -> None:
    """Forbid a person's units of a line wherever the gate holds."""
    outside = set(positions(line))
    for variables in model.tasks:
        for (who, position), literal in variables.places.items():
            if who == person and position in outside:
                model.imply(gate, [~literal])


def _stays(model: ReferenceModel, rule: str) -> None:
    for item, variables in zip(model.instance.tasks, model.tasks, strict=True):
        spans = _spans_of(item, rule)
        if item.fixed is None or not spans:
            continue
        gate = model.gate(rule, item.id)
        if not item.effort_units:
            model.imply(gate, [~variables.unplaced])
        for person, literal in variables.assigned.items():
            if person != item.fixed.person:
                model.imply(gate, [~literal])
        if model.is_gated:
            person = item.fixed.person
            forbid(model, person, _touched(model.instance, spans) & ~person_line(model.instance, person), gate)


def _spans_of(item: TaskItem, rule: str) -> tuple[Span, ...]:
    """Return the fixed spans of a task that a rule holds: booked ones, or the others."""
    if item.fixed is None:
        return ()
    if rule == "booked_blocks_stay":
        return item.booked
    return tuple(span for span in item.fixed.spans if not _is_inside(span, item.booked))


def _is_inside(span: Span, others: Sequence[Span]) -> bool:
    return sum(max(0, min(span.end, each.end) - max(span.start, each.start)) for each in others) == span.minutes


def _stands(model: ReferenceModel, item: TaskItem, variables: TaskVariables) -> None:
    gate = model.gate("held_blocks_stand", item.id)
    model.imply(gate, [~variables.unplaced])
    if item.due is not None:
        for mark, literal in zip(variables.marks, variables.unfinished(), strict=True):
            if variables.finish_of(mark) > item.due:
                model.imply(gate, [~literal])
                return


def _touched(instance: Instance, spans: tuple[Span, ...]) -> int:
    line = 0
    for position in positions(instance.axis.live):
        start = instance.axis.starts[position]
        if any(start < span.end and span.start < start + instance.axis.grid_minutes for span in spans):
            line |= 1 << position
    return line
