"""Proven lower bounds of the levels after the promises: moves, tentative work, preferences, balance.

They hold on the minute for every plan that keeps the levels before: what those say must be placed (`surely_placed`) is
the ground on which preferences and balance stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.domain.levels import MOVE_WEIGHTS
from scheduler.instance.records import Instance, Rank, TaskItem
from scheduler.solve.bounds.freetime import NEVER, FreeTime, free_times
from scheduler.solve.bounds.pools import Pool, base_pools
from scheduler.solve.bounds.windows import exact_heads
from scheduler.units import Instant


def surely_placed(
    instance: Instance, fixed: Mapping[Rank, Sequence[int]], *, all_tentative: bool = False
) -> list[bool]:
    """Say of each task whether every plan that keeps the levels before has a place for it.

    Parameters
    ----------
    fixed
        Vectors of client lateness by class that plans must not exceed in their worst entry.
    all_tentative
        Whether the level `tentative_unplaced` is fixed at 0.
    """
    weights: dict[tuple[Rank, int], int] = {}
    for task in instance.tasks:
        key = (task.rank, task.client)
        weights[key] = weights.get(key, 0) + task.remaining_minutes
    placed = []
    for task in instance.tasks:
        if task.rank == "tentative":
            placed.append(all_tentative and task.remaining_minutes > 0)
            continue
        if task.rank not in fixed:
            placed.append(False)
            continue
        divisor = max(1, instance.clients[task.client].guaranteed_minutes, weights[task.rank, task.client])
        due = instance.horizon_end if task.late_from is None else task.late_from
        unplaced = max(0, instance.horizon_end + task.remaining_minutes - due)
        worst = max(fixed[task.rank], default=0)
        placed.append(-(-task.remaining_minutes * unplaced // divisor) > worst)
    return placed


def moves_bound(instance: Instance) -> int:
    """Return weighted baseline minutes that no plan has any more: the person may not do the task, or is not free then."""
    free = free_times(instance)
    total = 0
    for task in instance.tasks:
        if task.baseline is None:
            continue
        for span in task.baseline.spans:
            for weight, start, end in _weighted(instance, span.start, span.end):
                kept = _kept_at_most(task, free, start, end)
                total += weight * (end - start - kept)
    return total


def overtime_bound(instance: Instance, placed: Sequence[bool]) -> int:
    """Return the overtime minutes of fixed work that every plan has.

    Parameters
    ----------
    placed
        Of each task, whether every plan that keeps the levels before has a place for it.
    """
    return sum(task.fixed.overtime_minutes for task in instance.tasks if task.fixed and placed[task.index])


def tentative_bound(instance: Instance) -> int:
    """Return the remaining minutes of tentative tasks that no plan has a place for."""
    finishes = exact_heads(instance).finishes
    return sum(
        task.remaining_minutes for task in instance.tasks if task.rank == "tentative" and finishes[task.index] >= NEVER
    )


def preferences_bound(instance: Instance, placed: Sequence[bool]) -> int:
    """Return what the level `preferences` is at least in plans that have a place for the tasks with `placed`.

    For each deliverable the best choice of its main person, everybody having all the time in the world.
    """
    deliverables: dict[int, list[TaskItem]] = {}
    for task in instance.tasks:
        if placed[task.index] and task.eligible:
            deliverables.setdefault(task.deliverable, []).append(task)
    total = 0
    for tasks in deliverables.values():
        people = sorted({person for task in tasks for person in task.eligible})
        total += min(sum(_least_cost(task, person) for task in tasks) for person in people)
    return total


def balance_bound(instance: Instance, placed: Sequence[bool]) -> tuple[int, ...]:
    """Return a vector lexicographically at most the `balance` of every plan that has a place for the tasks with `placed`.

    The first entry is the largest utilisation that some pool must reach on average; the others follow from what is left
    if those before carry as much as they can.

    Returns
    -------
    tuple of int
        Per mille, highest first, one entry for each person with available minutes.
    """
    available = [person.available_minutes for person in instance.people]
    # Whoever has no working time at all does nothing; who has only overtime is not in the vector, so that work counts for none.
    idle = {person.index for person in instance.people if not person.available_minutes and not person.overtime}
    chosen: list[tuple[Pool, int]] = []
    for task in instance.tasks:
        able = frozenset(task.eligible) if task.fixed is not None else frozenset(task.eligible) - idle
        if placed[task.index] and able and all(available[person] for person in able):
            chosen.append((able, task.remaining_minutes))
    first = 0
    for pool in base_pools(sorted({able for able, _ in chosen}, key=sorted)):
        minutes = sum(work for able, work in chosen if able <= pool)
        first = max(first, -(-1000 * minutes // sum(available[person] for person in pool)))
    shares = sorted((minutes for minutes in available if minutes), reverse=True)
    return _spread(shares, total=sum(work for _, work in chosen), first=first)


def _spread(available: Sequence[int], *, total: int, first: int) -> tuple[int, ...]:
    """Return entry by entry the least utilisation, the entries before it taking the largest people to their limit."""
    entries: list[int] = []
    carried = 0
    for rank in range(len(available)):
        # The people left are at most all but the smallest; they carry at least what the largest before cannot.
        room = sum(available[: len(available) - rank])
        entry = -((-1000 * total + carried) // room) if 1000 * total > carried else 0
        if not rank:
            entry = max(entry, first)
        entries.append(min(entry, entries[-1]) if entries else entry)
        carried += entries[-1] * available[rank]
    return tuple(entries)


def _weighted(instance: Instance, start: Instant, end: Instant) -> list[tuple[int, Instant, Instant]]:
    """Cut a span at the freeze end and the near end, with the weight of each part."""
    edges = (instance.as_of, instance.freeze_end, instance.near_end, max(end, instance.near_end))
    parts = []
    for weight, first, last in zip(MOVE_WEIGHTS, edges, edges[1:], strict=False):
        low, high = max(start, first), min(end, last)
        if low < high:
            parts.append((weight, low, high))
    return parts


def _kept_at_most(task: TaskItem, free: Sequence[FreeTime], start: Instant, end: Instant) -> int:
    """Return how many minutes of [start, end) the task can have at its baseline's person, frozen work included."""
    if task.baseline is None or task.baseline.person not in task.eligible:
        return 0
    kept = free[task.baseline.person].minutes_between(max(start, task.release_at), end)
    if task.fixed is not None and task.fixed.person == task.baseline.person:
        kept += sum(max(0, min(span.end, end) - max(span.start, start)) for span in task.fixed.spans)
    return min(kept, end - start)


def _least_cost(task: TaskItem, main: int) -> int:
    """Return the least that a task adds to the level if its deliverable's main person is `main`."""
    costs = [
        (person != main) + (task.preferred is not None and person not in task.preferred) for person in task.eligible
    ]
    return min(costs) * task.remaining_minutes
