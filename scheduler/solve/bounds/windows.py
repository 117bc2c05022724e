"""Heads and tails: when a task can begin and finish at the earliest, and must be finished at the latest.

One pass over the chains in each direction, each task alone on the best of its eligible people: a relaxation, so no plan
has a task begin or finish earlier. (Several tasks compete for the same time only in `scheduler.solve.bounds.pooled`.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.domain.times import Wait
from scheduler.instance.records import Instance, TaskItem
from scheduler.instance.waits import latest_finish_before, release_after
from scheduler.solve.bounds.freetime import ALWAYS, NEVER, FreeTime, IntArray, free_times
from scheduler.units import Instant


@dataclass(frozen=True, slots=True)
class Heads:
    """Earliest starts and finishes, exact.

    Attributes
    ----------
    starts
        Instant before which no work of the task (frozen work aside) can begin, per task; `NEVER` after a task that
        cannot be planned.
    finishes
        Instant before which the task cannot be finished, per task; `NEVER` if it cannot be planned inside the horizon.
    critical
        The predecessor that sets the start, per task; -1 where its own release does.
    """

    starts: tuple[Instant, ...]
    finishes: tuple[Instant, ...]
    critical: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tails:
    """Latest finishes, exact.

    Attributes
    ----------
    finishes
        Instant past which the task's finish makes itself or a task after it late, per task; `NEVER` where nothing
        after it has a due time, `ALWAYS` where something after it is late whatever happens.
    carriers
        The task (itself or one after it) that would be late, per task; -1 where nothing would.
    """

    finishes: tuple[Instant, ...]
    carriers: tuple[int, ...]


def minutes_to_lay(instance: Instance, task: TaskItem) -> int:
    """Return the exact minutes of a task beside its frozen work."""
    return task.effort_units * instance.axis.grid_minutes - task.pad_minutes


def generations(instance: Instance) -> list[list[int]]:
    """Return the tasks in layers; all predecessors of a task are in earlier layers."""
    depth = [0] * len(instance.tasks)
    waiting = [len(task.predecessors) for task in instance.tasks]
    ready = [task.index for task in instance.tasks if not task.predecessors]
    layers: list[list[int]] = []
    while ready:
        index = ready.pop()
        while len(layers) <= depth[index]:
            layers.append([])
        layers[depth[index]].append(index)
        for after in instance.successors[index]:
            depth[after] = max(depth[after], depth[index] + 1)
            waiting[after] -= 1
            if not waiting[after]:
                ready.append(after)
    return [sorted(layer) for layer in layers]


def exact_heads(instance: Instance, *, times: Sequence[FreeTime] | None = None, by_hand: bool = False) -> Heads:
    """Return earliest starts and finishes.

    Parameters
    ----------
    times
        `free_times(instance)`, where the caller has them already.
    by_hand
        Read one sittings as interruptible: a little earlier, but a person can add it up.
    """
    free = free_times(instance) if times is None else times
    count = len(instance.tasks)
    starts = np.array([task.release_at for task in instance.tasks], dtype=np.int64)
    minutes = _minutes(instance)
    finishes = np.full(count, NEVER, dtype=np.int64)
    critical = [-1] * count
    for layer in generations(instance):
        for index in layer:
            for arc in instance.tasks[index].predecessors:
                at = _released(instance, int(finishes[arc.task]), arc.wait)
                if at > starts[index]:
                    starts[index], critical[index] = at, arc.task
        for person, members, sitting in _by_person(instance, layer, by_hand=by_hand):
            rows = np.array(members)
            step = free[person].run_finishes if sitting else free[person].finishes
            finishes[rows] = np.minimum(finishes[rows], step(starts[rows], minutes[rows]))
        for index in layer:
            fixed = instance.tasks[index].fixed
            if fixed is not None:
                finishes[index] = max(finishes[index], fixed.spans[-1].end)
    return Heads(tuple(starts.tolist()), tuple(finishes.tolist()), tuple(critical))


def exact_tails(
    instance: Instance,
    dues: Sequence[Instant | None],
    *,
    times: Sequence[FreeTime] | None = None,
    by_hand: bool = False,
) -> Tails:
    """Return latest finishes by which each task and all tasks after it can still meet `dues`.

    Parameters
    ----------
    dues
        Per task the instant to be met; None where it does not matter.
    times
        `free_times(instance)`, where the caller has them already.
    by_hand
        Read one sittings as interruptible and waits in working days as none: a little later, but a person can add it up.
    """
    free = free_times(instance) if times is None else times
    minutes = _minutes(instance)
    finishes = np.array([NEVER if due is None else due for due in dues], dtype=np.int64)
    carriers = [-1 if due is None else index for index, due in enumerate(dues)]
    latest = np.full(len(instance.tasks), ALWAYS, dtype=np.int64)
    for layer in reversed(generations(instance)):
        for person, members, sitting in _by_person(instance, layer, by_hand=by_hand):
            rows = np.array(members)
            step = free[person].run_latest_starts if sitting else free[person].latest_starts
            latest[rows] = np.maximum(latest[rows], step(finishes[rows], minutes[rows]))
        for index in layer:
            task = instance.tasks[index]
            # A task that nobody may do is late whatever comes before it does.
            if carriers[index] < 0 or not task.eligible:
                continue
            start = int(latest[index])
            if task.fixed is not None:
                start = min(start, task.fixed.spans[0].start)
            for arc in task.predecessors:
                wait = Wait(minutes=arc.wait.minutes) if by_hand else arc.wait
                at = ALWAYS if start <= ALWAYS else latest_finish_before(instance, start, wait)
                if at < finishes[arc.task]:
                    finishes[arc.task], carriers[arc.task] = at, carriers[index]
    return Tails(tuple(finishes.tolist()), tuple(carriers))


def heads(instance: Instance) -> list[int]:
    """Return for each task the first position at which it may start; the axis size where it cannot be planned.

    The earliest finish is `exact_heads(instance).finishes`.
    """
    axis = instance.axis
    found = exact_heads(instance)
    return [
        max(task.release, axis.from_instant_up(start)) for task, start in zip(instance.tasks, found.starts, strict=True)
    ]


def tails(instance: Instance) -> list[int]:
    """Return for each task the finish position by which it and all tasks after it can still meet their due times.

    The axis size where nothing limits it inside the horizon; 0 where something is late whatever happens.
    """
    return limits(instance, [task.late_from for task in instance.tasks])


def limits(instance: Instance, dues: Sequence[Instant | None]) -> list[int]:
    """Return for each task the finish position by which it and all tasks after it can still meet `dues`, as `tails`."""
    axis = instance.axis
    found = exact_tails(instance, dues)
    return [
        axis.until_instant_down(finish + task.pad_minutes) if finish > ALWAYS else 0
        for task, finish in zip(instance.tasks, found.finishes, strict=True)
    ]


def _minutes(instance: Instance) -> IntArray:
    return np.array([minutes_to_lay(instance, task) for task in instance.tasks], dtype=np.int64)


def _released(instance: Instance, finish: Instant, wait: Wait) -> Instant:
    return NEVER if finish >= NEVER else release_after(instance, finish, wait)


def _by_person(instance: Instance, layer: Sequence[int], *, by_hand: bool) -> list[tuple[int, list[int], bool]]:
    """Return (person, tasks of the layer that the person may do, whether they are one sittings).

    A one sitting with frozen work beside it is treated as interruptible: only the whole touches on the clock.
    """
    found: dict[tuple[int, bool], list[int]] = {}
    for index in layer:
        task = instance.tasks[index]
        sitting = task.one_sitting and task.fixed is None and not by_hand
        for person in task.eligible:
            found.setdefault((person, sitting), []).append(index)
    return [(person, members, sitting) for (person, sitting), members in found.items()]
