"""Proven lower bounds of the levels: no plan is below them, to the minute.

The bounds are relaxations: each task alone on its best person, and pools of people against the work that only they may
do. They hold on the minute if the instance loses nothing (`instance.aligned`, or a grid of one minute).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scheduler.domain.levels import PRIORITY_WEIGHTS
from scheduler.instance.records import PRIORITY_RANKS, Instance, Rank
from scheduler.solve.bounds.lateness_ground import (
    TOLERANCE_MINUTES,
    Ground,
    Share,
    client_shares,
    excess_of,
    forced_of,
    is_short,
    lay_ground,
)
from scheduler.solve.bounds.leaving_out import LeavingOut, Window

if TYPE_CHECKING:
    from scheduler.solve.bounds.linear import LinearProgram

ROUNDS = 60
ROWS_PER_POOL = 2
ROWS_PER_ROUND = 150
WINDOWS_IN_WHOLE_TASKS = 6
"""Windows for which late work is counted in whole tasks."""


def lateness_bound(
    instance: Instance,
    rank: Rank,
    *,
    fixed: Mapping[Rank, Sequence[int]] | None = None,
    rounds: int = ROUNDS,
) -> tuple[int, ...]:
    """Return a vector that is lexicographically at most every plan's vector of client lateness in a class.

    Parameters
    ----------
    instance
        Must lose nothing for the bound to hold on the minute.
    rank
        `regulatory`, `agreed`, `uncovered` or `target`: which level.
    fixed
        Levels that come before, as vectors (worst first): then only plans that are no worse in their worst entry
        count, and the bound may be higher. None: the bound holds for every plan. Held pieces of the instance (rank `held`) are
        fixed at 0: they stand on their day.
    rounds
        Most rounds of rows; fewer give a weaker bound.

    Returns
    -------
    tuple of int
        Minutes, worst first, one entry for each client with an open task of the class; 0 where nothing is proven.
    """
    earlier = {each: tuple(values) for each, values in (fixed or {}).items() if each != rank}
    ranks = [task.rank for task in instance.tasks]
    shares = client_shares(instance, [each == rank for each in ranks])
    if not shares:
        return ()
    ground = lay_ground(instance, counted=[each == rank or each in earlier for each in ranks])
    alone = sorted(
        (
            -(-sum(weight * ground.measured.forced[task] for task, weight in share.weights) // share.divisor)
            for share in shares
        ),
        reverse=True,
    )
    if not is_short(ground):
        return tuple(alone)
    from scheduler.solve.bounds.linear import LinearProgram

    program = _Program(LinearProgram(), ground, rounds=rounds)
    caps = [
        (share, max(values, default=0))
        for each, values in earlier.items()
        for share in client_shares(instance, [other == each for other in ranks])
    ]
    for share, most in caps:
        program.cap(share, most)
    whole = LeavingOut(ground, _shortest_windows(ground), shares, caps=caps)
    return max(tuple(alone), _worst_first(program, shares, whole))


def priorities_bound(
    instance: Instance, *, fixed: Mapping[Rank, Sequence[int]] | None = None, rounds: int = ROUNDS
) -> int:
    """Return a number that no plan's `priorities` level is below; parameters as in `lateness_bound`."""
    caps = {each: tuple(values) for each, values in (fixed or {}).items() if each in (*PRIORITY_RANKS, "held")}
    weights = {
        task.index: PRIORITY_WEIGHTS[task.priority - 1] * task.remaining_minutes
        for task in instance.tasks
        if task.rank in PRIORITY_RANKS
    }
    ground = lay_ground(instance, counted=[task.index in weights or task.rank in caps for task in instance.tasks])
    alone = sum(weight * ground.measured.forced[task] for task, weight in weights.items())
    if not weights or not is_short(ground):
        return alone
    from scheduler.solve.bounds.linear import LinearProgram

    program = _Program(LinearProgram(), ground, rounds=rounds)
    for each, values in caps.items():
        for share in client_shares(instance, [task.rank == each for task in instance.tasks]):
            program.cap(share, max(values, default=0))
    program.linear.minimise({program.late[task]: weight for task, weight in weights.items()})
    return max(alone, ceil(program.tighten()))


class _Program:
    """The linear program: minutes late of tasks, minutes worked past window ends, rows added as they are violated."""

    def __init__(self, linear: LinearProgram, ground: Ground, *, rounds: int) -> None:
        self.linear = linear
        self._ground = ground
        self._rounds = rounds
        measured = ground.measured
        self.late = {
            task: linear.variable(measured.most[task])
            for task, start in enumerate(measured.late_from)
            if start is not None
        }
        for task, variable in self.late.items():
            if measured.forced[task]:
                linear.require({variable: 1}, measured.forced[task])
        self._past: dict[tuple[int, int], int] = {}
        self._known: set[tuple[int, int, int]] = set()

    def cap(self, share: Share, most: int) -> None:
        """Require that a client's lateness is at most `most`."""
        self.linear.require({self.late[task]: -weight for task, weight in share.weights}, -most * share.divisor)

    def top(self, shares: Sequence[Share], count: int) -> None:
        """Minimise the sum of the `count` largest client latenesses."""
        sums = [sum(weight * self._ground.measured.most[task] for task, weight in share.weights) for share in shares]
        level = self.linear.variable(max(sums) + 1)
        objective = {level: count}
        for share, most in zip(shares, sums, strict=True):
            above = self.linear.variable(most // share.divisor + 1)
            objective[above] = 1
            row = {self.late[task]: -weight for task, weight in share.weights}
            self.linear.require({above: share.divisor, level: share.divisor, **row}, 0)
        self.linear.minimise(objective)

    def tighten(self) -> Fraction:
        """Add violated rows until there are none, and return the proven bound of the objective."""
        best = Fraction(0)
        while True:
            if not self.linear.solve():
                return best
            best = max(best, self.linear.proven_bound())
            if self._rounds <= 0 or not self._add_rows():
                return best
            self._rounds -= 1

    def _add_rows(self) -> int:
        late = np.zeros(len(self._ground.measured.late_from))
        for task, variable in self.late.items():
            late[task] = self.linear.value(variable)
        excess = excess_of(self._ground, late)
        added = 0
        for row in _worst_rows(excess):
            if row not in self._known and added < ROWS_PER_ROUND:
                self._known.add(row)
                self._add_row(*row)
                added += 1
        return added

    def _add_row(self, pool: int, start: int, end: int) -> None:
        """Require that the minutes worked past a window's end are at least what the window lacks."""
        table = self._ground.table
        members = [int(index) for index in table.members(pool, start, end)]
        needed = int(table.minutes[members].sum()) - round(float(table.free[pool, start, end]))
        self.linear.require({self._past_minutes(index, end): 1 for index in members}, needed)

    def _past_minutes(self, demand: int, end: int) -> int:
        """Return the variable of a demand's minutes worked past a window end, with the lines that price it."""
        key = (demand, end)
        if key not in self._past:
            variable = self.linear.variable(int(self._ground.table.minutes[demand]))
            self._past[key] = variable
            for lines in self._ground.lines:
                task = int(lines.task[demand])
                rise, run, base = (int(each[demand, end]) for each in (lines.rise, lines.run, lines.base))
                if task >= 0 and rise:
                    self.linear.require({self.late[task]: run, variable: -rise}, run * base)
        return self._past[key]


def _shortest_windows(ground: Ground) -> list[Window]:
    """Return the windows that lack most time if every task is only as late as it must be alone."""
    rows = islice(_worst_rows(excess_of(ground, forced_of(ground))), WINDOWS_IN_WHOLE_TASKS)
    return [Window(*row) for row in rows]


def _worst_rows(excess: npt.NDArray[np.float64]) -> Iterable[tuple[int, int, int]]:
    """Return the most violated rows, a few per pool that are not next to each other, worst first."""
    found: list[tuple[float, tuple[int, int, int]]] = []
    most = excess.reshape(len(excess), -1)
    for pool in np.flatnonzero(most.max(axis=1) > TOLERANCE_MINUTES):
        flat = most[pool]
        count = min(40, len(flat))
        order = np.argpartition(-flat, count - 1)[:count]
        taken: list[tuple[int, int]] = []
        for position in sorted(order.tolist(), key=lambda each: (-flat[each], each)):
            start, end = divmod(position, excess.shape[2])
            if flat[position] <= TOLERANCE_MINUTES or len(taken) == ROWS_PER_POOL:
                break
            if all(abs(start - other) + abs(end - last) > 2 for other, last in taken):
                taken.append((start, end))
                found.append((-float(flat[position]), (int(pool), start, end)))
    return [row for _, row in sorted(found)]


def _worst_first(program: _Program, shares: Sequence[Share], whole: LeavingOut) -> tuple[int, ...]:
    """Return the bound entry by entry: the worst, then with it as a cap the sum of the two worst, and so on."""
    entries: list[int] = []
    for count in range(1, len(shares) + 1):
        program.top(shares, count)
        entry = max(ceil(program.tighten()) - sum(entries), whole.next_entry(entries))
        if entries:
            entry = min(entry, entries[-1])
        if entry <= 0:
            break
        entries.append(entry)
        if count == 1:
            for share in shares:
                program.cap(share, entry)
    return (*entries, *[0] * (len(shares) - len(entries)))
