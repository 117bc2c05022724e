"""Cuts: rows of the pooled table where the minutes needed exceed the minutes free, made as small as they get.

No plan has all the work of a cut on time. A cut stands on addition alone and can be checked by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.solve.bounds.capacity import Capacity
from scheduler.solve.bounds.freetime import IntArray
from scheduler.solve.bounds.pooled import Demand, PooledTable
from scheduler.solve.bounds.pools import connected
from scheduler.units import Instant

MOST_TRIES = 50
MOST_PEOPLE_TO_DROP = 12


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


def cuts_in(table: PooledTable, row: tuple[int, int, int], *, without: Collection[int] = ()) -> list[Cut]:
    """Return the cuts of a row of the table on the exact edges of their demands, the largest excess first.

    Work that shares no people, directly or through other work of the window, makes separate cuts.

    Parameters
    ----------
    row
        Pool, start edge and end edge.
    without
        Tasks whose demands are set aside.
    """
    work = [table.demands[index] for index in table.members(*row) if table.demands[index].task not in without]
    groups = connected([demand.people for demand in work])
    found = [cut_of([demand for demand in work if demand.people <= group], table.capacity) for group in groups]
    return sorted((cut for cut in found if cut is not None), key=lambda cut: (-cut.excess_minutes, cut.people))


def most_violated(table: PooledTable, *, without: Collection[int] = ()) -> Cut | None:
    """Return a cut of the largest excess that is found, then the shortest window and fewest people; None if there is none.

    Parameters
    ----------
    without
        Tasks whose demands are set aside.
    """
    if not table.demands:
        return None
    excess = table.excess_without(without)
    chosen = np.nonzero((excess > 0) & (_lengths(table) > 0)[None])
    size = np.array([len(pool) for pool in table.pools])[chosen[0]]
    for best in np.lexsort((size, _lengths(table)[chosen[1:]], -excess[chosen]))[:MOST_TRIES]:
        row = (int(chosen[0][best]), int(chosen[1][best]), int(chosen[2][best]))
        for found in cuts_in(table, row, without=without):
            return _smaller(
                found, table.capacity, keeps=lambda part, whole: part.excess_minutes >= whole.excess_minutes
            )
    return None


def smallest_around(table: PooledTable, task: int) -> Cut | None:
    """Return the smallest cut that a task is part of: the fewest people, then the shortest window; None if there is none."""
    reach = table.reach(task)
    if reach is None:
        return None
    pools, last_start, first_end = reach
    # Pools come smallest first, so the first with a violated window has the fewest people.
    lengths = _lengths(table)[: last_start + 1, first_end:]
    for pool in pools.tolist():
        excess = table.excess_of_all[pool, : last_start + 1, first_end:]
        chosen = np.nonzero((excess > 0) & (lengths > 0))
        for best in np.lexsort((-excess[chosen], lengths[chosen]))[:MOST_TRIES]:
            row = (pool, int(chosen[0][best]), first_end + int(chosen[1][best]))
            for found in cuts_in(table, row):
                if _is_about(found, task):
                    return _smaller(found, table.capacity, keeps=lambda part, _: _is_about(part, task))
    return None


def independent_cuts(table: PooledTable, *, most: int = 20) -> tuple[Cut, ...]:
    """Return cuts with no task in common, the largest excess first: the work of each is set aside to find the next.

    Parameters
    ----------
    most
        At most so many are returned.
    """
    found: list[Cut] = []
    gone: set[int] = set()
    while len(found) < most:
        cut = most_violated(table, without=gone)
        if cut is None:
            break
        found.append(cut)
        gone |= {demand.task for demand in cut.work}
    return tuple(sorted(found, key=lambda cut: (-cut.excess_minutes, cut.start, cut.people)))


def _is_about(cut: Cut, task: int) -> bool:
    return any(demand.task == task for demand in cut.work)


def _lengths(table: PooledTable) -> IntArray:
    lengths: IntArray = table.ends[None, :] - table.starts[:, None]
    return lengths


def _smaller(cut: Cut, capacity: Capacity, *, keeps: Callable[[Cut, Cut], bool]) -> Cut:
    """Drop work that stretches the window or the pool while it stays a cut and `keeps(smaller, cut)` holds."""
    shrinking = True
    while shrinking:
        shrinking = False
        for work in _parts(cut):
            part = cut_of(work, capacity)
            # Without a task that shared people with both, the rest may fall into two cuts that have nothing in common.
            hangs_together = len(connected([demand.people for demand in work])) == 1
            if part is not None and hangs_together and keeps(part, cut):
                cut, shrinking = part, True
                break
    return cut


def _parts(cut: Cut) -> Iterable[list[Demand]]:
    """Yield the work without what begins first, ends last, or is for more people than the rest."""
    yield [demand for demand in cut.work if demand.start > cut.start]
    yield [demand for demand in cut.work if demand.end < cut.end]
    if len(cut.people) <= MOST_PEOPLE_TO_DROP:
        for person in cut.people:
            yield [demand for demand in cut.work if person not in demand.people]
