"""The reference model: every rule of the catalogue, exact on the minute, for small instances.

Strict, it plans: variables exist only where the rules allow them, and each rule is posted for good. Gated, it explains:
variables exist where rules forbid them, and each rule stands behind one literal per rule and subject, which a caller
assumes or prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.instance.placement import UNPLACED, Placement
from scheduler.instance.records import Instance, TaskItem
from scheduler.model.lines import below
from scheduler.model.variables import TaskVariables, make_variables, strict_places
from scheduler.model.windows import Windows, compute_windows, exact_finish

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(slots=True)
class ReferenceModel:
    """The solver's model of an instance.

    Attributes
    ----------
    tasks
        Variables per task index.
    gates
        Per rule and subject (task or person id) the literal that enforces it; empty in a strict model.
    barred
        Per task and person who may not do it the rule that bars them (gated models only).
    """

    instance: Instance
    windows: Windows
    cp: cp_model.CpModel
    is_gated: bool
    barred: Mapping[tuple[int, int], str]
    tasks: list[TaskVariables] = field(default_factory=list)
    gates: dict[tuple[str, str], cp_model.IntVar] = field(default_factory=dict)

    def gate(self, rule: str, subject: str) -> list[cp_model.IntVar]:
        """Return what enforces a rule for a subject: nothing in a strict model, one literal in a gated one."""
        if not self.is_gated:
            return []
        if (rule, subject) not in self.gates:
            self.gates[rule, subject] = self.cp.new_bool_var(f"{rule}:{subject}")
        return [self.gates[rule, subject]]

    def imply(self, gate: Sequence[cp_model.IntVar], clause: Sequence[cp_model.LiteralT]) -> None:
        """Post that one literal of `clause` holds wherever the gate does."""
        self.cp.add_bool_or([*clause, *(~literal for literal in gate)])

    def require_on_time(self, task: int) -> None:
        """Require a task to be in the plan and not late, behind a gate of its lateness level in a gated model."""
        variables = self.tasks[task]
        item = variables.item
        gate = self.gate(f"{item.rank}_lateness", item.id)
        self.imply(gate, [~variables.unplaced])
        if item.late_from is None:
            return
        if not item.effort_units:
            if exact_finish(self.instance, item, 0) > item.late_from:
                self.imply(gate, [])
            return
        for mark, literal in zip(variables.marks, variables.unfinished(), strict=True):
            if exact_finish(self.instance, item, variables.finish_of(mark)) > item.late_from:
                self.imply(gate, [~literal])
                return

    def chosen(self, placement: Placement) -> list[tuple[cp_model.IntVar, bool]] | None:
        """Return the value of each deciding literal in a plan; None where the plan uses what the model has no literal for.

        Such a plan breaks a rule.
        """
        wanted: list[tuple[cp_model.IntVar, bool]] = []
        for task, variables in enumerate(self.tasks):
            person, line = placement.people[task], placement.lines[task]
            used = variables.places_of(line)
            if person == UNPLACED and line:
                return None
            if person != UNPLACED and person not in variables.assigned:
                return None
            if used is None or not all((person, position) in variables.places for position in used):
                return None
            wanted.append((variables.unplaced, person == UNPLACED))
            wanted.extend((literal, who == person) for who, literal in variables.assigned.items())
            wanted.extend(
                (literal, who == person and position in used) for (who, position), literal in variables.places.items()
            )
        return wanted

    def fix(self, placement: Placement) -> bool:
        """Fix a plan in the model; return False where `chosen` has nothing to fix, the model is then unchanged."""
        wanted = self.chosen(placement)
        if wanted is None:
            return False
        for literal, value in wanted:
            self.cp.add(literal == int(value))
        return True

    def placement(self, values: Sequence[int]) -> Placement:
        """Return the plan of a solution (`values` by variable index)."""
        people, lines = [UNPLACED] * len(self.tasks), [0] * len(self.tasks)
        for task, variables in enumerate(self.tasks):
            for person, literal in variables.assigned.items():
                if values[literal.index]:
                    people[task] = person
            for (_, position), literal in variables.places.items():
                if values[literal.index]:
                    units = variables.item.effort_units if variables.by_start else 1
                    lines[task] |= below(units) << position
        return Placement(tuple(people), tuple(lines))


def build_reference(
    instance: Instance,
    *,
    gated: bool = False,
    barred: Mapping[tuple[int, int], str] | None = None,
) -> ReferenceModel:
    """Return the reference model with all hard rules and no objective.

    Parameters
    ----------
    gated
        Whether each rule stands behind a literal per subject.
    barred
        For gated models: per (task, person) who is not eligible the rule that bars them. Where it is missing, people who lack the
        skill are barred by that; others get no variables.
    """
    from ortools.sat.python import cp_model as cp

    from scheduler.model.registry import RULES

    windows = compute_windows(instance, due=[False] * len(instance.tasks))
    model = ReferenceModel(
        instance=instance,
        windows=windows,
        cp=cp.CpModel(),
        is_gated=gated,
        barred=barred_people(instance, barred or {}) if gated else {},
    )
    for item in instance.tasks:
        lines = _gated_places(model, item) if gated else _strict_lines(model, item)
        by_start = item.one_sitting and not gated
        model.tasks.append(make_variables(model.cp, item, lines=lines, by_start=by_start))
    for rule in RULES.values():
        if rule.post is not None:
            rule.post(model)
    return model


def barred_people(instance: Instance, known: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Return, for each task, the people who may not do it with the rule that says so, as far as it is known."""
    barred = dict(known)
    for task, item in enumerate(instance.tasks):
        for person in instance.people:
            if person.index not in item.eligible and dict(person.skills).get(item.skill, -1) < item.level:
                barred.setdefault((task, person.index), "person_has_skill")
    return barred


def _strict_lines(model: ReferenceModel, item: TaskItem) -> dict[int, int]:
    if not item.effort_units:
        return dict.fromkeys(model.windows.people[item.index], 0)
    return strict_places(model.instance, model.windows, item.index)


def _gated_places(model: ReferenceModel, item: TaskItem) -> dict[int, int]:
    people = {*item.eligible, *(person for task, person in model.barred if task == item.index)}
    live = model.instance.axis.live if item.effort_units else 0
    return dict.fromkeys(sorted(people), live)
