"""Which groups of people to look at together: pools, unions of the sets of people who may do a task.

Work that only people of a pool may do must fit the pool's free time. Any pool gives a true statement; the family decides
only which statements are found. Only unions of sets that hang together through shared people matter: what two groups
without a common person lack together, one of them lacks alone. With few distinct sets all such unions are tried; with
many the single sets, pairs, whole groups, and for given windows the very pool that is shortest of time, read off a minimum
cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TypeAlias

import numpy as np

from scheduler.solve.bounds.freetime import IntArray

Pool: TypeAlias = frozenset[int]

MOST_SETS_FOR_ALL_UNIONS = 9
MOST_PAIRS = 400


def base_pools(sets: Sequence[Pool]) -> list[Pool]:
    """Return the pools to look at, whatever the window: smallest first, each once.

    Parameters
    ----------
    sets
        The distinct sets of people who may do a task.
    """
    distinct = sorted(set(sets) - {frozenset()}, key=_order)
    if not distinct:
        return []
    found = set(distinct)
    if len(distinct) <= MOST_SETS_FOR_ALL_UNIONS:
        frontier = list(distinct)
        while frontier:
            pool = frontier.pop()
            wider = {pool | other for other in distinct if pool & other} - found
            found |= wider
            frontier.extend(sorted(wider, key=_order))
    else:
        found |= _connected_pairs(distinct)
        found |= set(connected(distinct))
    return sorted(found, key=_order)


def shortest_pool(sets: Sequence[Pool], demands: IntArray, *, free: IntArray) -> Pool:
    """Return the pool with the largest demand beyond its free time; empty if no pool is short.

    Parameters
    ----------
    demands
        Minutes that each set's tasks need, shape (sets,).
    free
        Minutes that each person has, shape (people,).
    """
    from ortools.graph.python import max_flow

    flow = max_flow.SimpleMaxFlow()
    people = len(free)
    source, sink = len(sets) + people, len(sets) + people + 1
    for number, members in enumerate(sets):
        if demands[number] <= 0:
            continue
        flow.add_arc_with_capacity(source, number, int(demands[number]))
        for person in sorted(members):
            flow.add_arc_with_capacity(number, len(sets) + person, int(demands[number]))
    for person in range(people):
        flow.add_arc_with_capacity(len(sets) + person, sink, int(free[person]))
    if flow.solve(source, sink) != flow.OPTIMAL:
        return frozenset()
    reached = flow.get_source_side_min_cut()
    return frozenset(int(node) - len(sets) for node in reached if len(sets) <= node < len(sets) + people)


def membership(pools: Sequence[Pool], sets: Sequence[Pool]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return 1 where a set lies inside a pool, else 0; shape (pools, sets)."""
    return np.array([[float(members <= pool) for members in sets] for pool in pools]).reshape(len(pools), len(sets))


def indicator(pools: Sequence[Pool], people: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return 1 where a person is in a pool, else 0; shape (pools, people)."""
    result = np.zeros((len(pools), people))
    for row, pool in enumerate(pools):
        result[row, sorted(pool)] = 1.0
    return result


def _connected_pairs(sets: Sequence[Pool]) -> set[Pool]:
    pairs = [
        (len(first | second) - len(first & second), number, first | second)
        for number, (first, second) in enumerate(combinations(sets, 2))
        if first & second
    ]
    return {pool for _, _, pool in sorted(pairs)[:MOST_PAIRS]}


def connected(sets: Iterable[Pool]) -> list[Pool]:
    """Return the unions of sets that hang together through shared people."""
    components: list[Pool] = []
    for members in sets:
        touching = [each for each in components if each & members]
        components = [each for each in components if not each & members]
        components.append(members.union(*touching))
    return components


def _order(pool: Pool) -> tuple[int, tuple[int, ...]]:
    return len(pool), tuple(sorted(pool))
