"""What the bounds of lateness stand on: demands in windows, everybody's free time, and whose lateness counts how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.instance.records import Instance
from scheduler.solve.bounds.capacity import Capacity
from scheduler.solve.bounds.freetime import FreeTime, free_times, united
from scheduler.solve.bounds.late_lines import LineMaker, Lines, Measure, demands_before, measure
from scheduler.solve.bounds.pooled import PooledTable
from scheduler.solve.bounds.windows import Tails, exact_heads, exact_tails
from scheduler.units import Instant

EXTRA_ENDS = 40
"""Instants at which work stops for everybody, beside the tails, that end windows."""
TOLERANCE_MINUTES = 1e-6


@dataclass(frozen=True, slots=True)
class Ground:
    """What the bounds stand on, for the ranks that count.

    Attributes
    ----------
    table
        Demands with their windows, and everybody's free time.
    lines
        What working past a window's end costs at least.
    """

    measured: Measure
    tails: Tails
    times: tuple[FreeTime, ...]
    maker: LineMaker
    table: PooledTable
    lines: tuple[Lines, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A client's lateness in a class: the weighted sum over tasks, divided."""

    weights: tuple[tuple[int, int], ...]
    divisor: int


def client_shares(instance: Instance, chosen: Sequence[bool]) -> list[Share]:
    """Return the lateness of each client with a chosen task, in the order of clients."""
    weights: dict[int, list[tuple[int, int]]] = {}
    for task in instance.tasks:
        if chosen[task.index]:
            weights.setdefault(task.client, []).append((task.index, task.remaining_minutes))
    return [
        Share(tuple(pairs), max(1, instance.clients[client].guaranteed_minutes, sum(weight for _, weight in pairs)))
        for client, pairs in sorted(weights.items())
    ]


def lay_ground(instance: Instance, *, counted: Sequence[bool]) -> Ground:
    """Gather heads, tails, demands and lines for the tasks whose lateness counts."""
    times = free_times(instance)
    heads = exact_heads(instance, times=times)
    measured = measure(instance, heads, counted=counted)
    # What can never be late (due so far past the horizon that even unplaced it is on time) asks nothing of anybody.
    dues = [start if most else None for start, most in zip(measured.late_from, measured.most, strict=True)]
    tails = exact_tails(instance, dues, times=times)
    demands = demands_before(instance, heads, tails=tails)
    table = PooledTable(demands, Capacity(instance), ends=_breaks(instance, times) if demands else ())
    maker = LineMaker(instance, times, measured=measured)
    lines = (maker.own(demands, table.ends), maker.carried(demands, table.ends, tails=tails)) if demands else ()
    return Ground(measured, tails, times, maker, table, lines)


def _breaks(instance: Instance, times: Sequence[FreeTime]) -> list[Instant]:
    """Return instants at which work stops for everybody, spread over the horizon, and the end of the horizon."""
    ends = [int(end) for end in united(times).ends if end < instance.horizon_end]
    step = max(1, -(-len(ends) // EXTRA_ENDS))
    return [*ends[::step], instance.horizon_end]


def is_short(ground: Ground) -> bool:
    """Say whether some pool has too little time even if every task is only as late as it must be alone."""
    return bool(ground.table.demands) and bool((excess_of(ground, forced_of(ground)) > TOLERANCE_MINUTES).any())


def forced_of(ground: Ground) -> npt.NDArray[np.float64]:
    """Return the minutes late that each task is alone on its best person, shape (tasks,)."""
    return np.array(ground.measured.forced, dtype=float)


def excess_of(ground: Ground, late: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return needed less free minutes by pool and window if tasks are so late, shape (pools, starts, ends)."""
    table = ground.table
    past = np.minimum.reduce([lines.most_minutes(late, table.minutes) for lines in ground.lines])
    return table.excess(np.where(table.inside, table.minutes[:, None] - past, 0.0))
