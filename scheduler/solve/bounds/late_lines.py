"""What working past a point in time costs: how late a task, or a task after it, must then be.

For each demand (work that should be done by its end) and each window end d at or after it: if y of its minutes are worked
past d, then some task (itself or the one in its chain that carries the due time) is late by at least a function of y that
never falls. A straight line below that function is what a linear program can use. A task that is not placed counts as
worked wholly past d, and its lateness, by definition, is at least that of any place inside the horizon.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.domain.times import Wait
from scheduler.instance.records import Instance
from scheduler.instance.waits import release_after
from scheduler.solve.bounds.freetime import NEVER, FreeTime, IntArray, united
from scheduler.solve.bounds.pooled import Demand
from scheduler.solve.bounds.pools import Pool
from scheduler.solve.bounds.windows import Heads, Tails, minutes_to_lay
from scheduler.units import Instant

PIECES = 8
"""Pieces into which a task's work is cut to find the line; more pieces give a slightly steeper line."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How the lateness of each task counts.

    Attributes
    ----------
    late_from
        Instant from which minutes late count, per task; None where the task does not count. The end of the horizon for
        tasks without a due time: unplaced they are late by their remaining minutes.
    forced
        Minutes late in every plan, per task (0 where it does not count).
    most
        Minutes late when unplaced, which no plan exceeds, per task (0 where it does not count).
    """

    late_from: tuple[Instant | None, ...]
    forced: tuple[int, ...]
    most: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines `late of task >= base + slope * y` by demand and window end; arrays have shape (demands, ends).

    Attributes
    ----------
    task
        Whose lateness, per demand; -1 without one.
    rise, run
        Slope as a fraction of whole numbers, run above zero.
    base
        Minutes late at y = 0 on the line; never above what the task is late in every plan.
    """

    task: IntArray
    rise: IntArray
    run: IntArray
    base: IntArray

    def most_minutes(self, late: npt.NDArray[np.float64], minutes: IntArray) -> npt.NDArray[np.float64]:
        """Return how many minutes of each demand may be worked past each end if tasks are so late; shape (demands, ends)."""
        allowed = np.where(self.task[:, None] >= 0, late[self.task][:, None] - self.base, np.inf)
        with np.errstate(divide="ignore", invalid="ignore"):
            limit = np.where(self.rise > 0, allowed * self.run / np.maximum(self.rise, 1), np.inf)
        result: npt.NDArray[np.float64] = np.clip(limit, 0.0, minutes[:, None].astype(float))
        return result


def measure(instance: Instance, heads: Heads, *, counted: Sequence[bool]) -> Measure:
    """Return how lateness counts for the tasks with `counted`."""
    late_from: list[Instant | None] = []
    forced, most = [], []
    for task in instance.tasks:
        if not counted[task.index]:
            late_from.append(None)
            forced.append(0)
            most.append(0)
            continue
        start = instance.horizon_end if task.late_from is None else task.late_from
        unplaced = max(0, instance.horizon_end + task.remaining_minutes - start)
        finish = heads.finishes[task.index]
        late_from.append(start)
        forced.append(unplaced if finish >= NEVER else max(0, finish - start))
        most.append(unplaced)
    return Measure(tuple(late_from), tuple(forced), tuple(most))


def demands_before(instance: Instance, heads: Heads, *, tails: Tails) -> list[Demand]:
    """Return the work that must be done by its tail lest something be late, tails past the horizon read as its end."""
    found = []
    for task in instance.tasks:
        minutes = minutes_to_lay(instance, task)
        start = heads.starts[task.index]
        if tails.carriers[task.index] < 0 or not task.eligible or minutes <= 0 or start >= instance.horizon_end:
            continue
        end = min(max(tails.finishes[task.index], instance.as_of), instance.horizon_end)
        found.append(Demand(task.index, minutes, start, end, frozenset(task.eligible)))
    return found


class LineMaker:
    """Makes lines for demands.

    Parameters
    ----------
    times
        Free time of each person, overtime included.
    """

    def __init__(self, instance: Instance, times: Sequence[FreeTime], *, measured: Measure) -> None:
        self._instance = instance
        self._times = times
        self._measured = measured
        self._united: dict[Pool, FreeTime] = {}
        self._arcs: dict[tuple[int, int], tuple[int, Wait] | None] = {}

    def _free(self, people: Pool) -> FreeTime:
        """Return the time in which any of the people is free: no one of them alone finishes earlier."""
        if people not in self._united:
            self._united[people] = united([self._times[person] for person in sorted(people)])
        return self._united[people]

    def own(self, demands: Sequence[Demand], ends: IntArray) -> Lines:
        """Return the lines of each demand's own lateness."""
        tasks = [demand.task if self._measured.late_from[demand.task] is not None else -1 for demand in demands]
        return self._lines(demands, ends, tasks=tasks, paths=[()] * len(demands))

    def carried(self, demands: Sequence[Demand], ends: IntArray, *, tails: Tails) -> Lines:
        """Return the lines of the lateness of the task after each demand that would be late; none for its own."""
        tasks, paths = [], []
        for demand in demands:
            carrier = tails.carriers[demand.task]
            path = self.path(demand.task, carrier, tails=tails) if carrier not in (-1, demand.task) else ()
            tasks.append(carrier if path else -1)
            paths.append(path)
        return self._lines(demands, ends, tasks=tasks, paths=paths)

    def path(self, task: int, carrier: int, *, tails: Tails) -> tuple[tuple[int, Wait], ...]:
        """Return the arcs from a task to its carrier along which tails were passed on; empty where there are none."""
        path: list[tuple[int, Wait]] = []
        at = task
        while at != carrier:
            arc = self._arc(at, carrier, tails)
            if arc is None:
                return ()
            path.append(arc)
            at = arc[0]
        return tuple(path)

    def _arc(self, task: int, carrier: int, tails: Tails) -> tuple[int, Wait] | None:
        """Return the next arc on the way from a task to its carrier: of several the one that leaves least time."""
        key = task, carrier
        if key not in self._arcs:
            arcs = [
                (tails.finishes[after], after, arc.wait)
                for after in self._instance.successors[task]
                for arc in self._instance.tasks[after].predecessors
                if arc.task == task and tails.carriers[after] == carrier
            ]
            self._arcs[key] = min(arcs, key=lambda each: each[:2])[1:] if arcs else None
        return self._arcs[key]

    def _lines(
        self,
        demands: Sequence[Demand],
        ends: IntArray,
        *,
        tasks: Sequence[int],
        paths: Sequence[tuple[tuple[int, Wait], ...]],
    ) -> Lines:
        shape = (len(demands), len(ends))
        lines = Lines(
            np.array(tasks, dtype=np.int64).reshape(len(demands)),
            np.zeros(shape, dtype=np.int64),
            np.ones(shape, dtype=np.int64),
            np.zeros(shape, dtype=np.int64),
        )
        rows = [row for row, task in enumerate(tasks) if task >= 0]
        finishes = {row: self._finish_past(demands[row], ends, past=_marks(demands[row]) + 1) for row in rows}
        self._follow(finishes, {row: paths[row] for row in rows})
        for row in rows:
            late = self._late(finishes[row], tasks[row]).reshape(len(ends), -1)
            self._fill(lines, row, demand=demands[row], late=late, is_own=not paths[row])
        return lines

    def _follow(self, finishes: dict[int, IntArray], paths: Mapping[int, Sequence[tuple[int, Wait]]]) -> None:
        """Bring instants to the ends of their paths, in place; paths that have met go on as one array, since they end alike."""
        starting: defaultdict[int, list[int]] = defaultdict(list)
        for row, path in paths.items():
            starting[len(path)].append(row)
        going: list[int] = []
        for left in range(max(starting, default=0), 0, -1):
            going += starting[left]
            together: defaultdict[tuple[int, Wait], list[int]] = defaultdict(list)
            for row in going:
                together[paths[row][-left]].append(row)
            for (after, wait), rows in together.items():
                reached = self._finish_after(np.concatenate([finishes[row] for row in rows]), after, wait)
                begin = 0
                for row in rows:
                    end = begin + len(finishes[row])
                    finishes[row], begin = reached[begin:end], end

    def _fill(self, lines: Lines, row: int, *, demand: Demand, late: IntArray, is_own: bool) -> None:
        """Write the lines of one demand: through (0, forced) below the function, or parallel to y where that is better.

        Parameters
        ----------
        late
            Least minutes late by window end and mark, just past which the work reaches.
        is_own
            Whether it is the demand's own lateness, which rises like y up to the next mark; else it never falls.
        """
        task = int(lines.task[row])
        below, upto = _marks(demand), _marks(demand, upper=True)
        forced, most = self._measured.forced[task], self._measured.most[task]
        at_next = late if not is_own else np.minimum(late + (upto - below - 1)[None, :], most)
        above = np.maximum(np.concatenate((late, at_next), axis=1) - forced, 0)
        at = np.concatenate((below + 1, upto))
        best = (above / at[None, :]).argmin(axis=1)
        every = np.arange(len(late))
        lines.rise[row], lines.run[row], lines.base[row] = above[every, best], at[best], forced
        if is_own:
            # A minute more past d is at least a minute later, so from its first minute on the function rises like y, up to
            # what the task is late when unplaced.
            base = np.minimum(late[:, 0] - 1, most - demand.minutes)
            parallel = base < forced
            lines.rise[row][parallel], lines.run[row][parallel], lines.base[row][parallel] = 1, 1, base[parallel]

    def late_if_past(
        self, demand: Demand, ends: IntArray, *, past: IntArray, path: Sequence[tuple[int, Wait]], task: int
    ) -> IntArray:
        """Return the least minutes late of `task` if so many minutes are worked past each end, shape (ends, past)."""
        finish = self._finish_past(demand, ends, past=past)
        return self.late_after(finish, path, task=task).reshape(len(ends), len(past))

    def _finish_past(self, demand: Demand, ends: IntArray, *, past: IntArray) -> IntArray:
        """Return when a demand ends at the earliest if so many of its minutes are worked past each end, flat: end by end."""
        starts, minutes = np.repeat(ends, len(past)), np.tile(past, len(ends))
        return self._free(demand.people).finishes(starts, minutes)

    def late_after(self, finish: IntArray, path: Sequence[tuple[int, Wait]], *, task: int) -> IntArray:
        """Return the least minutes late of `task` if the first task of a path to it ends at `finish`, an instant each.

        Parameters
        ----------
        path
            Arcs that lead to `task`; empty for the task itself.
        """
        for after, wait in path:
            finish = self._finish_after(finish, after, wait)
        return self._late(finish, task)

    def _finish_after(self, finish: IntArray, after: int, wait: Wait) -> IntArray:
        """Return when a task ends at the earliest that waits for one that ends at `finish`."""
        item = self._instance.tasks[after]
        begin = np.maximum(self._released(finish, wait), item.release_at)
        work = np.full_like(begin, minutes_to_lay(self._instance, item))
        return self._free(frozenset(item.eligible)).finishes(begin, work)

    def _late(self, finish: IntArray, task: int) -> IntArray:
        """Return the minutes late of a task that ends at `finish`; nothing ends past the horizon: what would is unplaced."""
        late = finish - (self._measured.late_from[task] or 0)
        return np.where(finish > self._instance.horizon_end, self._measured.most[task], late)

    def _released(self, finish: IntArray, wait: Wait) -> IntArray:
        if not wait.working_days:
            return np.where(finish >= NEVER, NEVER, finish + wait.minutes)
        distinct, inverse = np.unique(finish, return_inverse=True)
        after = [NEVER if at >= NEVER else release_after(self._instance, int(at), wait) for at in distinct.tolist()]
        return np.array(after, dtype=np.int64)[inverse.reshape(finish.shape)]


def _marks(demand: Demand, *, upper: bool = False) -> IntArray:
    """Return the minutes at which the pieces of a demand's work begin, or end."""
    pieces = min(PIECES, demand.minutes)
    first = int(upper)
    return demand.minutes * np.arange(first, pieces + first, dtype=np.int64) // pieces
