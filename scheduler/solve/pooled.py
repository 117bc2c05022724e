"""The pooled bound's rows: work that only these people may do, inside this window, against the time that they have.

If the minutes needed exceed the minutes free, no plan has all of it on time: a *cut*. It stands on addition alone and can
be checked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scheduler.solve.capacity import Capacity
from scheduler.solve.freetime import IntArray
from scheduler.solve.pools import (
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


@dataclass(frozen=True, slots=True)
class Cut:
    """More work than time: `needed_minutes > free_minutes`.

    Attributes
    ----------
    people
        Indices, ascending: everybody who may do any of the tasks.
    start, end
        The window, instants.
    work
        The demands inside it, the largest first.
    """

    people: tuple[int, ...]
    start: Instant
    end: Instant
    free_minutes: int
    needed_minutes: int
    work: tuple[Demand, ...]

    @property
    def excess_minutes(self) -> int:
        """By how much the work exceeds the time."""
        return self.needed_minutes - self.free_minutes


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

    def excess(self, minutes: FloatArray | None = None) -> FloatArray:
        """Return needed less free minutes, shape (pools, r, d).

        Parameters
        ----------
        minutes
            Minutes of each demand in windows that end at each edge, shape (demands, d), 0 where it is not inside; None: all.
        """
        weights = np.where(self.inside, self.minutes[:, None], 0) if minutes is None else minutes
        by_set = self._by_set(weights)
        flat = self._membership @ by_set.reshape(len(self.sets), len(self.starts) * len(self.ends))
        result: FloatArray = flat.reshape(self.free.shape) - self.free
        return result

    def members(self, pool: int, start: int, end: int) -> npt.NDArray[np.int64]:
        """Return the demands (positions) that count for a pool in a window of edges `start` and `end`."""
        chosen = self._membership[pool][self._set] > 0
        return np.flatnonzero(chosen & self.inside[:, end] & (self._row >= start))

    def cut(self, pool: int, start: int, end: int) -> Cut | None:
        """Return the cut of a pool and window on the exact edges of its demands, or None where there is none."""
        work = [self.demands[index] for index in self.members(pool, start, end)]
        return cut_of(work, self.capacity)


def cut_of(work: Sequence[Demand], capacity: Capacity) -> Cut | None:
    """Return the cut that some demands make together, or None where their people have the time."""
    if not work:
        return None
    people = tuple(sorted(frozenset().union(*(demand.people for demand in work))))
    start, end = min(demand.start for demand in work), max(demand.end for demand in work)
    needed = sum(demand.minutes for demand in work)
    free = capacity.free_minutes(people, start, end)
    if needed <= free or end <= start:
        return None
    ordered = sorted(work, key=lambda demand: (-demand.minutes, demand.task))
    return Cut(people, start, end, free, needed, tuple(ordered))


def most_violated(table: PooledTable, *, task: int | None = None) -> Cut | None:
    """Return the most telling cut, or None where no row of the table is violated.

    Parameters
    ----------
    task
        None: the cut with the largest excess, then the fewest people, then the shortest window. Else the smallest cut
        that contains this task: the fewest people, then the shortest window, then the largest excess.
    """
    if not table.demands:
        return None
    excess = table.excess()
    length = table.ends[None, :] - table.starts[:, None]
    candidates = (excess > 0) & (length > 0)[None]
    if task is not None:
        candidates &= _containing(table, task)
    pool, start, end = np.nonzero(candidates)
    if not len(pool):
        return None
    size = np.array([len(each) for each in table.pools])[pool]
    by_excess, by_length = -excess[pool, start, end], length[start, end]
    keys = (by_length, size, by_excess) if task is None else (by_excess, by_length, size)
    for best in np.lexsort(keys)[:50]:
        found = table.cut(int(pool[best]), int(start[best]), int(end[best]))
        if found is not None:
            return _smaller(found, table.capacity, task=task)
    return None


def independent_cuts(demands: Sequence[Demand], capacity: Capacity, *, most: int = 20) -> tuple[Cut, ...]:
    """Return cuts with no task in common, the largest excess first: the work of each is set aside to find the next.

    Parameters
    ----------
    most
        At most so many are returned.
    """
    found: list[Cut] = []
    left = list(demands)
    while len(found) < most:
        cut = most_violated(PooledTable(left, capacity)) if left else None
        if cut is None:
            break
        found.append(cut)
        gone = {demand.task for demand in cut.work}
        left = [demand for demand in left if demand.task not in gone]
    return tuple(sorted(found, key=lambda cut: (-cut.excess_minutes, cut.start, cut.people)))


def _containing(table: PooledTable, task: int) -> npt.NDArray[np.bool_]:
    """Return in which rows a task counts, shape (pools, r, d)."""
    result = np.zeros(table.free.shape, dtype=bool)
    for index, demand in enumerate(table.demands):
        if demand.task == task:
            pools = np.array([demand.people <= pool for pool in table.pools])
            starts = np.arange(len(table.starts)) <= table._row[index]
            result |= pools[:, None, None] & starts[None, :, None] & table.inside[index][None, None, :]
    return result


def _smaller(cut: Cut, capacity: Capacity, *, task: int | None) -> Cut:
    """Drop work that stretches the window or the pool while the cut keeps its excess (or, for one task, stays a cut)."""
    shrinking = True
    while shrinking:
        shrinking = False
        for smaller in _parts(cut):
            if task is not None and all(demand.task != task for demand in smaller):
                continue
            part = cut_of(smaller, capacity)
            if part is not None and (task is not None or part.excess_minutes >= cut.excess_minutes):
                cut, shrinking = part, True
                break
    return cut


def _parts(cut: Cut) -> Iterable[list[Demand]]:
    """Yield the work without what begins first, ends last, or needs the widest circle of people."""
    yield [demand for demand in cut.work if demand.start > cut.start]
    yield [demand for demand in cut.work if demand.end < cut.end]
    for person in cut.people:
        yield [demand for demand in cut.work if person not in demand.people]


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
