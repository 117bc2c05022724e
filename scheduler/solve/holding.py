"""What a plan owes the book: commitments where the witness keeps them, and held pieces that still need a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scheduler.instance.baseline import BaselineWork
from scheduler.instance.build import Built
from scheduler.instance.placement import UNPLACED, Placement, finish_instant
from scheduler.instance.records import HeldLine, Instance
from scheduler.solve.evaluate import spans_of
from scheduler.solve.search.layout import runs_of
from scheduler.units import Span, TaskId


def broken_commitments(built: Built, placement: Placement) -> frozenset[TaskId]:
    """Return the commitments that the witness has by their floor (or promised date) and the plan has not."""
    return _broken(built.instance, placement)


def keeps_as_much(instance: Instance, plan: Placement, other: Placement) -> bool:
    """Say whether another plan breaks none of the commitments that a plan has by their floor (or promised date)."""
    return _broken(instance, other) <= _broken(instance, plan)


def _broken(instance: Instance, placement: Placement) -> frozenset[TaskId]:
    return frozenset(
        task.id
        for task in instance.tasks
        if task.floor_at is not None
        and (not placement.is_placed(task.index) or finish_instant(instance, task.index, placement) > task.floor_at)
    )


def without_place(built: Built, placement: Placement) -> frozenset[TaskId]:
    """Return the commitments with a floor that the plan has not placed at all."""
    return frozenset(
        task.id for task in built.instance.tasks if task.floor_at is not None and not placement.is_placed(task.index)
    )


def of_clients_behind(built: Built) -> frozenset[TaskId]:
    """Return the commitments of clients of whose promised work more is left than the witness has time for."""
    promised = [task for task in built.instance.tasks if task.rank in ("regulatory", "agreed")]
    behind = {task.client for task in promised if task.id not in built.witness}
    return frozenset(task.id for task in promised if task.client in behind)


def later_than_witness(built: Built, placement: Placement) -> bool:
    """Say whether a commitment is later than in the witness, and past its due time."""
    for task in built.instance.tasks:
        stands = built.witness.get(task.id)
        if stands is None or task.late_from is None:
            continue
        if not placement.is_placed(task.index):
            return True
        finish = finish_instant(built.instance, task.index, placement)
        if finish > max(task.late_from, stands.spans[-1].end):
            return True
    return False


def witness_start(built: Built) -> Placement:
    """Return the people and finish positions of the witness, for a search to start from (not a lay-out by itself)."""
    instance = built.instance
    people, lines = [UNPLACED] * len(instance.tasks), [0] * len(instance.tasks)
    index = {person.id: person.index for person in instance.people}
    for task in instance.tasks:
        stands = built.witness.get(task.id)
        if stands is None or index.get(stands.person) not in task.eligible:
            continue
        finish = instance.axis.until_instant_down(stands.spans[-1].end + task.pad_minutes)
        if finish:
            people[task.index] = index[stands.person]
            lines[task.index] = 1 << (finish - 1) if task.effort_units else 0
    return Placement(tuple(people), tuple(lines))


def promised_work(built: Built, placement: Placement) -> dict[TaskId, BaselineWork]:
    """Return where a plan has regulatory and covered agreed work, and what that work comes after."""
    instance = built.instance
    chosen = {
        task.index
        for task in instance.tasks
        if task.rank in ("regulatory", "agreed") and placement.is_placed(task.index)
    }
    ahead = sorted(chosen)
    while ahead:
        for arc in instance.tasks[ahead.pop()].predecessors:
            if arc.task not in chosen:
                chosen.add(arc.task)
                ahead.append(arc.task)
    return {
        instance.tasks[task].id: BaselineWork(
            instance.people[placement.people[task]].id, spans_of(instance, task, placement)
        )
        for task in sorted(chosen)
    }


def have_same_pieces(built: Built, other: Built) -> bool:
    """Say whether the same held pieces have a place, wherever that is: what is proven beside the one holds beside the other."""
    return [line.span is None for line in built.instance.held] == [line.span is None for line in other.instance.held]


def place_pieces(built: Built, placement: Placement) -> Built:
    """Return the same with held pieces that stood nowhere put into what the plan leaves free on their day."""
    if all(line.span is not None for line in built.instance.held):
        return built
    held = _placed(built.instance, _left(placement, built.instance, range(len(placement.people))))
    return replace(built, instance=replace(built.instance, held=held))


def places_beside_promises(built: Built, placement: Placement) -> dict[int, Span]:
    """Return places for held pieces that stand nowhere, in time that regulatory and covered agreed work leaves free."""
    instance = built.instance
    promised = promised_work(built, placement)
    held = _placed(instance, _left(placement, instance, (built.number[task] for task in promised)))
    return {
        number: line.span
        for number, (line, before) in enumerate(zip(held, instance.held, strict=True))
        if line.span is not None and before.span is None
    }


def _left(placement: Placement, instance: Instance, tasks: Iterable[int]) -> list[int]:
    """Return the line of each person that these tasks leave free."""
    left = [person.free for person in instance.people]
    for task in tasks:
        if placement.people[task] >= 0:
            left[placement.people[task]] &= ~placement.lines[task]
    return left


def _placed(instance: Instance, left: list[int]) -> tuple[HeldLine, ...]:
    """Return the held pieces, those without a place at the earliest run of free units of their day; takes it from `left`."""
    axis, held = instance.axis, []
    for line in instance.held:
        if line.span is None and line.person >= 0 and line.window.minutes:
            first, last = axis.from_instant_up(line.window.start), axis.until_instant_down(line.window.end)
            units = -(-line.minutes // axis.grid_minutes)
            runs = runs_of(left[line.person] & ((1 << last) - 1) >> first << first, units)
            if runs:
                position = (runs & -runs).bit_length() - 1
                left[line.person] &= ~(((1 << units) - 1) << position)
                span = Span(axis.starts[position], axis.starts[position] + line.minutes)
                held.append(replace(line, span=span))
                continue
        held.append(line)
    return tuple(held)
