"""Rules about who does a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.model.reference import ReferenceModel

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


def person_has_skill(model: ReferenceModel) -> None:
    """Nobody without the skill at the level does it. Strict models have no variable for such people."""
    _bar(model, "person_has_skill")


def person_not_excluded(model: ReferenceModel) -> None:
    """Nobody whom the client excludes does it. Strict models have no variable for such people."""
    _bar(model, "person_not_excluded")


def pinned_person(model: ReferenceModel) -> None:
    """Nobody but the person of a pin does it. Strict models have no variable for others."""
    _bar(model, "pinned_person")


def same_person(model: ReferenceModel) -> None:
    """All placed tasks of a group are done by one person, and by whom its done members were done."""
    _bar(model, "same_person")
    groups: dict[int, list[int]] = {}
    for task, item in enumerate(model.instance.tasks):
        groups.setdefault(item.group, []).append(task)
    for members in groups.values():
        if len(members) > 1:
            _share_person(model, members)


def _share_person(model: ReferenceModel, members: list[int]) -> None:
    """Let the members of a group point at one person each, and at the same one."""
    chosen: dict[int, cp_model.IntVar] = {}
    for task in members:
        for person in model.tasks[task].assigned:
            if person not in chosen:
                chosen[person] = model.cp.new_bool_var("")
    # Nobody is chosen where none of them is placed; a group whose members have no place at all has nobody to choose.
    model.cp.add_at_most_one(chosen.values())
    for task in members:
        gate = model.gate("same_person", model.instance.tasks[task].id)
        for person, literal in model.tasks[task].assigned.items():
            model.imply(gate, [~literal, chosen[person]])


def _bar(model: ReferenceModel, rule: str) -> None:
    for (task, person), why in model.barred.items():
        if why == rule:
            item = model.instance.tasks[task]
            model.imply(model.gate(rule, item.id), [~model.tasks[task].assigned[person]])
