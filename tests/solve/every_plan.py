"""Every plan of a tiny instance, one by one: the oracle of the bounds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from scheduler.domain.levels import PRIORITY_WEIGHTS
from scheduler.instance.records import Instance

Finishes = tuple[int | None, ...]


def every_plan(instance: Instance) -> Iterator[Finishes]:
    """Yield the finishes (None: unplaced) of every plan; tasks before others have lower indices, nothing is fixed."""
    yield from _extend(instance, (), {})


def _extend(instance: Instance, finishes: Finishes, used: dict[int, int]) -> Iterator[Finishes]:
    index = len(finishes)
    if index == len(instance.tasks):
        yield finishes
        return
    yield from _extend(instance, (*finishes, None), used)
    task = instance.tasks[index]
    release = task.release_at
    for arc in task.predecessors:
        before = finishes[arc.task]
        if before is None:
            return
        release = max(release, before + arc.wait.minutes)
    axis = instance.axis
    for person in task.eligible:
        free = [
            position
            for position in range(axis.size)
            if instance.people[person].free >> position & 1
            and not used.get(person, 0) >> position & 1
            and axis.starts[position] >= release
        ]
        for chosen in combinations(free, task.effort_units):
            touching = all(axis.starts[b] - axis.starts[a] == axis.grid_minutes for a, b in pairwise(chosen))
            if task.one_sitting and not touching:
                continue
            taken = used.get(person, 0) | sum(1 << position for position in chosen)
            yield from _extend(instance, (*finishes, axis.end_of(chosen[-1] + 1)), {**used, person: taken})


def minutes_late(instance: Instance, finishes: Finishes) -> list[int]:
    """Return the minutes late of each task, by the words of `scheduler.domain.levels`."""
    late = []
    for task, finish in zip(instance.tasks, finishes, strict=True):
        due = task.late_from
        if finish is None:
            late.append(
                max(0, instance.horizon_end + task.remaining_minutes - (instance.horizon_end if due is None else due))
            )
        else:
            late.append(0 if due is None else max(0, finish - due))
    return late


def client_vector(instance: Instance, finishes: Finishes, counts_as: str) -> tuple[int, ...]:
    """Return the vector of client lateness of a class, worst first."""
    late = minutes_late(instance, finishes)
    entries = []
    for client in instance.clients:
        mine = [task for task in instance.tasks if task.client == client.index and task.counts_as == counts_as]
        if mine:
            divisor = max(client.guaranteed_minutes, sum(task.remaining_minutes for task in mine))
            entries.append(-(-sum(task.remaining_minutes * late[task.index] for task in mine) // divisor))
    return tuple(sorted(entries, reverse=True))


def priorities(instance: Instance, finishes: Finishes) -> int:
    """Return the value of the level `priorities`."""
    late = minutes_late(instance, finishes)
    return sum(
        PRIORITY_WEIGHTS[task.priority - 1] * task.remaining_minutes * late[task.index]
        for task in instance.tasks
        if task.counts_as in ("regulatory", "agreed")
    )
