"""A bound from a single window in whole tasks: which work must be late or left out so that the rest fits.

The linear program (`scheduler.solve.bounds.lateness_bound`) may push a little of every task past a window's end at a share of
the cost. Here each task is late by whole steps: a minute worked past the end costs all the wait until then, and a task that
reaches past the horizon is left out as a whole. For one window that is a knapsack, solved exactly by dynamic programming
(Bellman 1957) in whole numbers, client by client.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import gcd
from typing import NamedTuple

import numpy as np

from scheduler.solve.bounds.freetime import IntArray
from scheduler.solve.bounds.lateness_ground import Ground, Share

MOST_STEPS = 1500
"""Steps into which what a window lacks is cut at most: more would only cost time."""
MOST_OPTIONS = 40
"""Choices per task at most."""
_TOO_MUCH = 1 << 60


class Window(NamedTuple):
    """A row of the table of pools: the pool, and the edges of the window."""

    pool: int
    start: int
    end: int


class _Choices(NamedTuple):
    """What a task can give: steps of time past the window's end, and the minutes late that they cost; ascending."""

    steps: IntArray
    late: IntArray


class LeavingOut:
    """What each client can give past some windows' ends, and at which lateness.

    Parameters
    ----------
    windows
        Which rows to look at; each bounds on its own.
    shares
        Lateness of each client.
    caps
        Further clients' lateness (of levels that come before) with what it must not exceed, in minutes.
    """

    def __init__(
        self, ground: Ground, windows: Iterable[Window], shares: Sequence[Share], *, caps: Sequence[tuple[Share, int]]
    ) -> None:
        self._rows = [row for window in windows if (row := _row_of(ground, window, shares, caps)) is not None]

    def next_entry(self, entries: Sequence[int]) -> int:
        """Return what the next entry is at least in every plan whose lateness vector, worst first, begins with `entries`.

        At most the last of `entries`; 0 where nothing is proven.
        """
        return max((row.next_entry(entries) for row in self._rows), default=0)


def _row_of(ground: Ground, window: Window, shares: Sequence[Share], caps: Sequence[tuple[Share, int]]) -> _Row | None:
    table = ground.table
    members = [int(index) for index in table.members(*window)]
    free = int(np.ceil(table.free[window]))
    needed = int(table.minutes[members].sum()) - free
    if needed <= 0:
        return None
    minutes = _step(gcd(free, *(int(table.minutes[index]) for index in members)), at_least=-(-needed // MOST_STEPS))
    steps = needed // minutes
    weights = {task: weight for share in (*shares, *(share for share, _ in caps)) for task, weight in share.weights}
    choices, free_of_charge = _choices(ground, window.end, members, minutes=minutes, weights=weights)
    costs = [_least_costs(ground, share, choices, steps=steps) for share in shares]
    given = free_of_charge + sum(
        _reach(_least_costs(ground, share, choices, steps=steps), most * share.divisor) for share, most in caps
    )
    return _Row(costs, [share.divisor for share in shares], needed=steps - given)


def _step(common: int, *, at_least: int) -> int:
    """Return the smallest divisor of `common` that is at least so long; where there is none, what was asked."""
    return next((each for each in range(at_least, common + 1) if common % each == 0), at_least)


def _choices(
    ground: Ground, end: int, members: Sequence[int], *, minutes: int, weights: Mapping[int, int]
) -> tuple[dict[int, _Choices], int]:
    """Return for each task that bears the lateness of members what can be had, and the steps that nobody pays for.

    Each member counts towards one task: itself, or the one that carries its due time, which it shares with others. A part
    of a step counts as a whole one.
    """
    demands, forced = ground.table.demands, ground.measured.forced
    sharing = Counter(ground.tails.carriers[demands[index].task] for index in members)
    steps_at: dict[int, list[IntArray]] = {}
    free_of_charge = 0
    for index in members:
        past = np.arange(0, int(ground.table.minutes[index]), minutes, dtype=np.int64) + 1
        found = []
        for task in dict.fromkeys((demands[index].task, ground.tails.carriers[demands[index].task])):
            late = _late_if_past(ground, index, end, past=past, task=task) if task in weights else None
            if late is not None:
                payers = 1 if task == demands[index].task else sharing[task]
                found.append((weights[task] * int(late.sum() - len(late) * forced[task]) / payers, -task, late))
        if found:
            _, task, late = max(found, key=lambda each: each[:2])
            steps_at.setdefault(-task, []).append(late)
        else:
            free_of_charge += len(past)
    return {task: _merged(parts) for task, parts in sorted(steps_at.items())}, free_of_charge


def _late_if_past(ground: Ground, index: int, end: int, *, past: IntArray, task: int) -> IntArray | None:
    """Return how late a task is if so many minutes of a demand are worked past an end, each; None where it need not be."""
    demand, measured, maker = ground.table.demands[index], ground.measured, ground.maker
    path = () if task == demand.task else maker.path(demand.task, task, tails=ground.tails)
    if task != demand.task and not path:
        return None
    late = maker.late_if_past(demand, ground.table.ends[end : end + 1], past=past, path=path, task=task)[0]
    return np.maximum.accumulate(np.clip(late, measured.forced[task], measured.most[task]))


def _merged(parts: Sequence[IntArray]) -> _Choices:
    """Return the choices of a task from the minutes late of each step of all members that it bears."""
    late = np.sort(np.concatenate(parts))
    last = np.append(late[1:] != late[:-1], True)
    steps, distinct = np.flatnonzero(last) + 1, late[last]
    if len(steps) > MOST_OPTIONS:
        # Where some are left out, the cost of the first of a group buys all of it.
        cut = np.linspace(0, len(steps), MOST_OPTIONS + 1).astype(np.int64)
        steps, distinct = steps[cut[1:] - 1], distinct[cut[:-1]]
    return _Choices(steps.astype(np.int64), distinct)


def _least_costs(ground: Ground, share: Share, choices: dict[int, _Choices], *, steps: int) -> IntArray:
    """Return the least weighted minutes late of a client whose tasks give at least 0, 1, ... `steps` steps; shape (steps + 1,)."""
    costs = np.full(steps + 1, _TOO_MUCH, dtype=np.int64)
    costs[0] = 0
    for task, weight in share.weights:
        forced = ground.measured.forced[task]
        mine = choices.get(task)
        if mine is None:
            costs += weight * forced
            continue
        better = costs + weight * forced
        for given, late in zip(mine.steps.tolist(), mine.late.tolist(), strict=True):
            paid = costs + weight * late
            if given >= steps:
                better[steps] = min(better[steps], paid.min())
                continue
            np.minimum(better[given:], paid[: steps + 1 - given], out=better[given:])
            better[steps] = min(better[steps], paid[steps + 1 - given :].min())
        costs = np.minimum(better, _TOO_MUCH)
    return np.minimum.accumulate(costs[::-1])[::-1]


def _reach(costs: IntArray, most: int) -> int:
    """Return the steps that a client can give at a cost of at most `most`; at least 0."""
    return max(0, int(np.searchsorted(costs, most, side="right")) - 1)


class _Row:
    """One window: what each client can give at which cost, and what they must give together."""

    def __init__(self, costs: Sequence[IntArray], divisors: Sequence[int], *, needed: int) -> None:
        self._costs, self._divisors, self._needed = costs, divisors, needed
        self._least = [-(-int(each[0]) // divisor) for each, divisor in zip(costs, divisors, strict=True)]

    def next_entry(self, entries: Sequence[int]) -> int:
        low = sorted(self._least, reverse=True)[len(entries)]
        high = max(low, entries[-1]) if entries else max(low, self._highest())
        while low < high:
            middle = (low + high) // 2
            if self._most_given(entries, middle) >= self._needed:
                high = middle
            else:
                low = middle + 1
        return low

    def _highest(self) -> int:
        """Return a first entry with which every client can give all it has."""
        return max(
            -(-int(each[each < _TOO_MUCH].max(initial=0)) // divisor)
            for each, divisor in zip(self._costs, self._divisors, strict=True)
        )

    def _reach(self, most: int) -> list[int]:
        return [_reach(each, most * divisor) for each, divisor in zip(self._costs, self._divisors, strict=True)]

    def _most_given(self, entries: Sequence[int], rest: int) -> int:
        """Return steps that no plan exceeds whose largest latenesses are `entries`, and at most `rest` for all other clients.

        Clients that are later than `rest` in every plan must be among the first. Who else is stays open: of each entry that
        is left to them the most that any client gives counts.
        """
        reach = self._reach(rest)
        bound = {client for client, least in enumerate(self._least) if least > rest}
        others = [client for client in range(len(reach)) if client not in bound]
        total = sum(reach[client] for client in others)
        if entries:
            widest = self._reach(entries[0])
            total += sum(widest[client] for client in bound)
        levels = [*entries, rest]
        taken = max(at for at in range(len(levels)) if sum(self._least[client] > levels[at] for client in bound) >= at)
        for entry in entries[taken : taken + len(entries) - len(bound)]:
            wider = self._reach(entry)
            total += max((wider[client] - reach[client] for client in others), default=0)
        return total
