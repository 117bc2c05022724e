"""All plans of a tiny instance, by trying everything; written from the rules, without the model."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.instance.placement import UNPLACED, Placement, finish_instant, start_instant
from scheduler.instance.records import Instance, TaskItem


def choices(instance: Instance, item: TaskItem) -> Iterator[tuple[int, int]]:
    """Yield every (person, line) that the task alone allows, and leaving it out where nothing of it is fixed whole."""
    if not item.effort_units:
        yield item.fixed.person if item.fixed else UNPLACED, 0
        return
    yield UNPLACED, 0
    for person in item.eligible:
        line = instance.people[person].free | instance.people[person].overtime
        units = [k for k in range(item.release, instance.axis.size) if line >> k & 1]
        for chosen in combinations(units, item.effort_units):
            if item.one_sitting and chosen[-1] - chosen[0] >= item.effort_units:
                continue
            yield person, sum(1 << k for k in chosen)


def all_plans(instance: Instance) -> Iterator[Placement]:
    """Yield every plan that keeps the rules."""
    options = [list(choices(instance, item)) for item in instance.tasks]
    yield from _extend(instance, options, people=[], lines=[])


def _extend(
    instance: Instance, options: list[list[tuple[int, int]]], *, people: list[int], lines: list[int]
) -> Iterator[Placement]:
    if len(people) == len(options):
        placement = Placement(tuple(people), tuple(lines))
        if keeps_order(instance, placement) and keeps_overtime(instance, placement):
            yield placement
        return
    task = len(people)
    group = instance.tasks[task].group
    for person, line in options[task]:
        others = [other for other in range(task) if people[other] == person != UNPLACED]
        if any(lines[other] & line for other in others):
            continue
        mates = {people[o] for o in range(task) if instance.tasks[o].group == group and people[o] != UNPLACED}
        if person != UNPLACED and mates - {person}:
            continue
        yield from _extend(instance, options, people=[*people, person], lines=[*lines, line])


def keeps_order(instance: Instance, placement: Placement) -> bool:
    for task, item in enumerate(instance.tasks):
        for arc in item.predecessors:
            if not placement.is_placed(task):
                continue
            if not placement.is_placed(arc.task):
                return False
            released = finish_instant(instance, arc.task, placement) + arc.wait.minutes
            if start_instant(instance, task, placement) < released:
                return False
    return True


def keeps_overtime(instance: Instance, placement: Placement) -> bool:
    for person in instance.people:
        for week in person.overtime_weeks:
            used = sum(
                (line & week.line).bit_count()
                for who, line in zip(placement.people, placement.lines, strict=True)
                if who == person.index
            )
            if used > week.most_units:
                return False
    return True
