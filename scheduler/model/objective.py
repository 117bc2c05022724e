"""The levels of the objective as linear expressions of the reference model, exact on the minute.

The formulas are those of `scheduler.domain.levels`; a strict model is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.levels import PRIORITY_WEIGHTS
from scheduler.instance.records import PRIORITY_RANKS, Instance, Rank, TaskItem, shortfall_permille
from scheduler.model.place_sums import moved_minutes, overtime_minutes
from scheduler.model.reference import ReferenceModel
from scheduler.model.windows import exact_finish

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a level: whose it is (empty for a level of one number) and the variable that equals it."""

    subject: str
    variable: cp_model.IntVar


@dataclass(frozen=True, slots=True)
class LevelModel:
    """A level: one number, or a vector that is compared worst first."""

    entries: tuple[Entry, ...]
    is_vector: bool


def _number(model: ReferenceModel, expression: cp_model.LinearExprT, most: int) -> LevelModel:
    total = model.cp.new_int_var(0, most, "")
    model.cp.add(total == expression)
    return LevelModel((Entry("", total),), is_vector=False)


def minutes_late(instance: Instance, item: TaskItem, finish: int | None) -> int:
    """Return the minutes late of a task whose laid work ends at finish position `finish`; None is unplaced."""
    if finish is None:
        due = instance.horizon_end if item.late_from is None else item.late_from
        return max(0, instance.horizon_end + item.remaining_minutes - due)
    if item.late_from is None:
        return 0
    return max(0, exact_finish(instance, item, finish) - item.late_from)


def late_minutes(model: ReferenceModel, task: int) -> tuple[cp_model.LinearExprT, int]:
    """Return the minutes late of a task as an expression, and the most that it can be."""
    variables = model.tasks[task]
    item = variables.item
    unplaced = minutes_late(model.instance, item, None)
    placed = 1 - variables.unplaced
    if not item.effort_units:
        fixed = minutes_late(model.instance, item, 0)
        return unplaced * variables.unplaced + fixed * placed, max(unplaced, fixed)
    late = [minutes_late(model.instance, item, variables.finish_of(mark)) for mark in variables.marks]
    terms: list[cp_model.LinearExprT] = [unplaced * variables.unplaced]
    if late and late[-1]:
        terms.append(late[0] * placed)
        steps = zip(late, late[1:], variables.unfinished()[1:], strict=False)
        terms.extend((there - here) * literal for here, there, literal in steps if there > here)
    return sum(terms), max([unplaced, *late])


def _client_lateness(rank: Rank) -> Callable[[ReferenceModel], LevelModel]:
    def build(model: ReferenceModel) -> LevelModel:
        instance = model.instance
        entries: list[Entry] = []
        for client in instance.clients:
            tasks = [item for item in instance.tasks if item.client == client.index and item.rank == rank]
            if not tasks:
                continue
            terms = [(item.remaining_minutes, *late_minutes(model, item.index)) for item in tasks]
            divisor = max(client.guaranteed_minutes, sum(item.remaining_minutes for item in tasks))
            total = sum(weight * late for weight, late, _ in terms)
            most = -(-sum(weight * worst for weight, _, worst in terms) // divisor)
            entries.append(Entry(client.id, _rounded_up(model, total, divisor=divisor, most=most)))
        return LevelModel(tuple(entries), is_vector=True)

    return build


def _rounded_up(model: ReferenceModel, total: cp_model.LinearExprT, *, divisor: int, most: int) -> cp_model.IntVar:
    """Return a variable that equals total / divisor rounded up."""
    quotient = model.cp.new_int_var(0, most, "")
    model.cp.add(divisor * quotient >= total)
    model.cp.add(divisor * quotient <= total + (divisor - 1))
    return quotient


def _priorities(model: ReferenceModel) -> LevelModel:
    terms: list[cp_model.LinearExprT] = []
    most = 0
    for item in model.instance.tasks:
        if item.rank in PRIORITY_RANKS:
            late, worst = late_minutes(model, item.index)
            weight = PRIORITY_WEIGHTS[item.priority - 1] * item.remaining_minutes
            terms.append(weight * late)
            most += weight * worst
    return _number(model, sum(terms), most)


def _held_shortfall(model: ReferenceModel) -> LevelModel:
    """Return what the held pieces of the instance lack: they stand or not whatever the model decides."""
    instance = model.instance
    entries = [
        Entry(instance.clients[client].id, model.cp.new_constant(value))
        for client, value in shortfall_permille(instance).items()
    ]
    return LevelModel(tuple(entries), is_vector=True)


def _moved_minutes(model: ReferenceModel) -> LevelModel:
    return _number(model, *moved_minutes(model))


def _overtime_minutes(model: ReferenceModel) -> LevelModel:
    return _number(model, *overtime_minutes(model))


def _tentative_unplaced(model: ReferenceModel) -> LevelModel:
    items = [item for item in model.instance.tasks if item.counts_as == "tentative"]
    most = sum(item.remaining_minutes for item in items)
    return _number(model, sum(item.remaining_minutes * model.tasks[item.index].unplaced for item in items), most)


def _preferences(model: ReferenceModel) -> LevelModel:
    terms: list[cp_model.LinearExprT] = []
    most = 0
    by_deliverable: dict[int, list[TaskItem]] = {}
    for item in model.instance.tasks:
        most += 2 * item.remaining_minutes
        by_deliverable.setdefault(item.deliverable, []).append(item)
        for person, literal in model.tasks[item.index].assigned.items():
            if item.preferred is not None and person not in item.preferred:
                terms.append(item.remaining_minutes * literal)
    terms.extend(_beside_main_person(model, items) for items in by_deliverable.values() if len(items) > 1)
    return _number(model, sum(terms), most)


def _beside_main_person(model: ReferenceModel, items: list[TaskItem]) -> cp_model.LinearExprT:
    """Return the planned minutes of a deliverable less the most that one person has of them."""
    by_person: dict[int, list[cp_model.LinearExprT]] = {}
    for item in items:
        for person, literal in model.tasks[item.index].assigned.items():
            by_person.setdefault(person, []).append(item.remaining_minutes * literal)
    if not by_person:
        return 0
    main = model.cp.new_int_var(0, sum(item.remaining_minutes for item in items), "")
    model.cp.add_max_equality(main, [sum(terms) for _, terms in sorted(by_person.items())])
    return sum([*(term for terms in by_person.values() for term in terms), -main])


def _balance(model: ReferenceModel) -> LevelModel:
    entries: list[Entry] = []
    for person in model.instance.people:
        if not person.available_minutes:
            continue
        mine = [
            (item.remaining_minutes, model.tasks[item.index].assigned[person.index])
            for item in model.instance.tasks
            if person.index in model.tasks[item.index].assigned
        ]
        total = sum(1000 * minutes * literal for minutes, literal in mine)
        most = -(-1000 * sum(minutes for minutes, _ in mine) // person.available_minutes)
        share = _rounded_up(model, total, divisor=person.available_minutes, most=most)
        entries.append(Entry(person.id, share))
    return LevelModel(tuple(entries), is_vector=True)


LEVELS: Mapping[str, Callable[[ReferenceModel], LevelModel]] = {
    "regulatory_lateness": _client_lateness("regulatory"),
    "agreed_lateness": _client_lateness("agreed"),
    "held_shortfall": _held_shortfall,
    "uncovered_lateness": _client_lateness("uncovered"),
    "priorities": _priorities,
    "moves": _moved_minutes,
    "overtime": _overtime_minutes,
    "target_lateness": _client_lateness("target"),
    "tentative_unplaced": _tentative_unplaced,
    "preferences": _preferences,
    "balance": _balance,
}
