"""The pooled bound's rows: work that only these people may do, inside this window, against the time that they have.

If the minutes needed exceed the minutes free, no plan has all of it on time (`scheduler.solve.bounds.cuts`); how late it must be is
for `scheduler.solve.bounds.lateness_bound`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scheduler.solve.bounds.capacity import Capacity
from scheduler.solve.bounds.freetime import IntArray
from scheduler.solve.bounds.pools import (
    MOST_SETS_FOR_ALL_UNIONS,
    Pool,
    base_pools,
    connected,
    indicator,
    membership,
    shortest_pool,
)
from scheduler.units import Instant

FloatArray: TypeAlias = npt.NDArray[np.float64]

MOST_STARTS = 64
MOST_ENDS = 96
"""Distinct window edges that are looked at; more are thinned out, in the sound direction (a wider window)."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Minutes of a task that its people must find in [start, end).

    Attributes
    ----------
    task
        Index of the task.
    start, end
        Instants: its earliest start and the time by which it should be done.
    people
        Who may do it (indices), never empty.
    """

    task: int
    minutes: int
    start: Instant
    end: Instant
    people: Pool


class PooledTable:
    """Demands against free time for a family of pools and windows.

    Parameters
    ----------
    demands
        All demands that may count.
    capacity
        What people have.
    ends
        More window ends to look at, beside those of the demands.

    Attributes
    ----------
    pools
        Groups of people, smallest first.
    starts, ends
        Window edges, ascending, shapes (r,) and (d,).
    free
        Free minutes, shape (pools, r, d).
    inside
        Whether demand j counts in windows that end at edge d, shape (demands, d).
    """

    def __init__(self, demands: Sequence[Demand], capacity: Capacity, *, ends: Iterable[Instant] = ()) -> None:
        self.demands = tuple(demands)
        self.capacity = capacity
        minutes = np.array([demand.minutes for demand in self.demands], dtype=np.int64)
        starts = np.array([demand.start for demand in self.demands], dtype=np.int64)
        dues = np.array([demand.end for demand in self.demands], dtype=np.int64)
        more = np.array(sorted(set(ends)), dtype=np.int64)
        self.minutes = minutes
        self.starts = _thinned(starts, minutes, most=MOST_STARTS, keep_last=False)
        self.ends = _thinned(np.concatenate((dues, more)), np.concatenate((minutes, 0 * more)), most=MOST_ENDS)
        self._row = np.searchsorted(self.starts, starts, side="right") - 1
        self.inside = np.searchsorted(self.ends, dues)[:, None] <= np.arange(len(self.ends))[None, :]
        self.sets = sorted({demand.people for demand in self.demands}, key=lambda pool: (len(pool), sorted(pool)))
        number = {pool: index for index, pool in enumerate(self.sets)}
        self._set = np.array([number[demand.people] for demand in self.demands], dtype=np.int64)
        each = capacity.windows(self.starts, self.ends)
        self.pools = base_pools(self.sets)
        self._add_shortest(each)
        self._membership = membership(self.pools, self.sets)
        people = len(each)
        flat = indicator(self.pools, people) @ each.reshape(people, len(self.starts) * len(self.ends))
        self.free: FloatArray = flat.reshape(len(self.pools), len(self.starts), len(self.ends))

    def _add_shortest(self, each: IntArray) -> None:
        """Add the pools that minimum cuts name, where the family does not hold all unions anyway."""
        if len(self.sets) <= MOST_SETS_FOR_ALL_UNIONS:
            return
        need = self._by_set(np.where(self.inside, self.minutes[:, None], 0)).astype(np.int64)
        last = len(self.ends) - 1
        known = set(self.pools)
        windows = [(0, end) for end in range(last + 1)] + [(start, last) for start in range(1, len(self.starts))]
        for start, end in windows:
            pool = shortest_pool(self.sets, need[:, start, end], free=each[:, start, end])
            known.update(connected([members for members in self.sets if members <= pool]))
        self.pools = sorted(known, key=lambda pool: (len(pool), sorted(pool)))

    def _by_set(self, minutes: npt.NDArray[np.float64] | IntArray) -> FloatArray:
        """Return the minutes of each set of people by window, shape (sets, r, d), from minutes of shape (demands, d)."""
        base = np.zeros((len(self.sets), len(self.starts), len(self.ends)))
        np.add.at(base, (self._set, self._row), minutes)
        result: FloatArray = np.cumsum(base[:, ::-1], axis=1)[:, ::-1]
        return result

    def excess(self, minutes: FloatArray | IntArray) -> FloatArray:
        """Return needed less free minutes, shape (pools, r, d).

        Parameters
        ----------
        minutes
            Minutes of each demand in windows that end at each edge, shape (demands, d), 0 where it is not inside.
        """
        by_set = self._by_set(minutes)
        flat = self._membership @ by_set.reshape(len(self.sets), len(self.starts) * len(self.ends))
        result: FloatArray = flat.reshape(self.free.shape) - self.free
        return result

    @cached_property
    def excess_of_all(self) -> FloatArray:
        """Needed less free minutes with all demands, shape (pools, r, d)."""
        return self.excess(np.where(self.inside, self.minutes[:, None], 0))

    def excess_without(self, tasks: Collection[int]) -> FloatArray:
        """Return needed less free minutes without the demands of some tasks, shape (pools, r, d)."""
        if not tasks:
            return self.excess_of_all
        kept = np.array([demand.task not in tasks for demand in self.demands])
        return self.excess(np.where(self.inside & kept[:, None], self.minutes[:, None], 0))

    def members(self, pool: int, start: int, end: int) -> npt.NDArray[np.int64]:
        """Return the demands (positions) that count for a pool in a window of edges `start` and `end`."""
        chosen = self._membership[pool][self._set] > 0
        return np.flatnonzero(chosen & self.inside[:, end] & (self._row >= start))

    def reach(self, task: int) -> tuple[IntArray, int, int] | None:
        """Return the pools and the last start edge and first end edge with which a task counts; None if it asks nothing."""
        for index, demand in enumerate(self.demands):
            if demand.task == task:
                pools = np.flatnonzero(self._membership[:, self._set[index]])
                return pools, int(self._row[index]), int(np.argmax(self.inside[index]))
        return None


def _thinned(values: IntArray, weights: IntArray, *, most: int, keep_last: bool = True) -> IntArray:
    """Return at most about `most` of the values, ascending, those with the most weight between them; the first or last stays."""
    distinct, inverse = np.unique(values, return_inverse=True)
    if len(distinct) <= most:
        return distinct
    heavy = np.bincount(inverse, weights=weights + 1, minlength=len(distinct))
    share = np.cumsum(heavy) / heavy.sum()
    marks = np.searchsorted(share, np.arange(1, most) / most)
    edge = len(distinct) - 1 if keep_last else 0
    kept: IntArray = distinct[np.unique(np.append(marks, edge))]
    return kept
