"""The lay-out of one person: tasks in order of their targets on the bit line of free time.

Each task takes its lowest free units from its release on, which is the preemptive earliest-due-date schedule: for given
releases it meets all targets if any schedule does (interruptible tasks; Horn 1974, one machine, release dates). One
sittings take their earliest run; where that fails they are tried first, at the earliest and then at the latest run. A
failed lay-out is never a proof.

A search lays nearly the same order again and again, with one task more or less; so what stood at its beginning the last time is not laid anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scheduler.solve.search.problem import Problem
from scheduler.solve.work import Work

EARLIEST, SITTINGS_FIRST, SITTINGS_LAST = 0, 1, 2


class Laid(NamedTuple):
    """One task of a lay-out: its first position, finish position and line."""

    task: int
    start: int
    finish: int
    line: int


class Layout(NamedTuple):
    """A person's tasks on the line, and what stays free."""

    laid: tuple[Laid, ...]
    left: int


class LastOrder(NamedTuple):
    """The order in which tasks were last laid on a person's line in one mode, as far as they found a place.

    Attributes
    ----------
    free
        The line they were laid on.
    tasks, aims, starts
        All of them, their targets (the complement where the baseline place is kept), and their releases.
    lefts
        What was left of the line behind each of those laid.
    laid
        Those laid: all, or all before the first without a place.
    """

    free: int
    tasks: list[int]
    aims: list[int]
    starts: list[int]
    lefts: list[int]
    laid: list[Laid]

    def same(self, free: int, tasks: Sequence[int], aims: list[int], starts: list[int]) -> int:
        """Return how many of those laid stand at the beginning of another order too, so that they are laid alike there."""
        if free != self.free:
            return 0
        count = 0
        for mine, other, _ in zip(self.tasks, tasks, self.laid, strict=False):
            if mine != other:
                break
            count += 1
        while self.aims[:count] != aims[:count] or self.starts[:count] != starts[:count]:
            count -= 1
        return count


NOTHING_LAID = LastOrder(-1, [], [], [], [], [])


class Timeline:
    """Targets, releases and held places of tasks, and the lay-out of a person under them.

    Attributes
    ----------
    target
        Finish position each task aims at; a lay-out never lets it finish later.
    release
        First position of each placed task, its placed predecessors considered.
    held
        Whether a task keeps its baseline place.
    work
        Counts lay-outs.
    """

    def __init__(self, problem: Problem, work: Work) -> None:
        self.problem = problem
        self.work = work
        self.target = list(problem.due)
        self.release = list(problem.release)
        self.held = [False] * problem.count
        self._known = [[NOTHING_LAID] * 3 for _ in problem.free]

    def lay_out(self, person: int, tasks: Sequence[int], releases: Mapping[int, int]) -> Layout | None:
        """Lay `tasks` (by target) on a person's line, or return None where no order tried meets all targets.

        Every order is a step, also one that is known to fail.
        """
        sitting, free = self.problem.sitting, self._free_beside_held(person, tasks)
        self.work.done += 1
        layout = None if free is None else self._lay(person, free, tasks, releases, EARLIEST)
        if layout is None and any(sitting[task] for task in tasks):
            order = [task for task in tasks if sitting[task]] + [task for task in tasks if not sitting[task]]
            line = free if self._may_stand(order) else None
            self.work.done += 1
            if line is not None and order != list(tasks):
                layout = self._lay(person, line, order, releases, SITTINGS_FIRST)
            if layout is None:
                self.work.done += 1
                if line is not None:
                    layout = self._lay(person, line, order, releases, SITTINGS_LAST)
        return layout

    def _free_beside_held(self, person: int, tasks: Sequence[int]) -> int | None:
        """Return a person's free line without the baseline places that tasks keep; None where these are not free."""
        free, held = self.problem.free[person], self.held
        for task in tasks:
            if held[task]:
                line = self.problem.keep[task]
                if line & ~free:
                    return None
                free ^= line
        return free

    def _may_stand(self, tasks: Sequence[int]) -> bool:
        """Say whether no task stands before one that it has to wait for."""
        before_of = self.problem.before
        waiting = [task for task in tasks if before_of[task]]
        if not waiting:
            return True
        place = {task: number for number, task in enumerate(tasks)}
        return all(place.get(before, -1) < place[task] for task in waiting for before, _ in before_of[task])

    def _lay(
        self, person: int, free: int, tasks: Sequence[int], releases: Mapping[int, int], mode: int
    ) -> Layout | None:
        """Lay tasks in one order on a line without the kept places, going on from where it parts from the last order."""
        problem, own, target, held = self.problem, self.release, self.target, self.held
        evenings = problem.evenings[person]
        aims = [~target[task] if held[task] else target[task] for task in tasks]
        starts = [releases[task] if task in releases else own[task] for task in tasks]
        known = self._known[person][mode]
        same = known.same(free, tasks, aims, starts)
        lefts, laid = known.lefts[:same], known.laid[:same]
        left = lefts[-1] if same else free
        finishes = (
            {each.task: each.finish for each in laid} if any(problem.before[task] for task in tasks[same:]) else {}
        )
        for task, release in zip(tasks[same:], starts[same:], strict=True):
            for before, table in problem.before[task]:
                if before in finishes:
                    release = max(release, table[finishes[before]])
            usable = left
            if evenings or problem.stays_longer:
                usable &= problem.only[person] if task in problem.stays_longer else ~evenings
            placed = self._place(task, usable, release=release, latest=mode == SITTINGS_LAST)
            if placed is None:
                break
            left &= ~placed.line
            finishes[task] = placed.finish
            laid.append(placed)
            lefts.append(left)
        self._known[person][mode] = LastOrder(free, list(tasks), aims, starts, lefts, laid)
        return Layout(tuple(laid), left) if len(laid) == len(tasks) else None

    def _place(self, task: int, free: int, *, release: int, latest: bool) -> Laid | None:
        """Find the units of one task in `free`, from `release` to its target."""
        problem = self.problem
        effort, target = problem.effort[task], self.target[task]
        kept = problem.keep[task] if self.held[task] else 0
        if kept:
            effort -= kept.bit_count()
        if effort == 0:
            if not kept:
                return Laid(task, release, 0, 0)
            start, finish = (kept & -kept).bit_length() - 1, kept.bit_length()
            return None if start < release or finish > target else Laid(task, start, finish, kept)
        usable = free & ((1 << target) - 1)
        if release:
            usable = (usable >> release) << release
        if problem.sitting[task]:
            runs = runs_of(usable, effort)
            if not runs:
                return None
            start = runs.bit_length() - 1 if latest else (runs & -runs).bit_length() - 1
            return Laid(task, start, start + effort, ((1 << effort) - 1) << start)
        if usable.bit_count() < effort:
            return None
        line = lowest(usable, effort) | kept
        start, finish = (line & -line).bit_length() - 1, line.bit_length()
        return None if start < release or finish > target else Laid(task, start, finish, line)


def runs_of(line: int, length: int) -> int:
    """Return the line of positions at which a run of `length` set bits begins."""
    runs, known = line, 1
    while known < length and runs:
        step = min(known, length - known)
        runs &= runs >> step
        known += step
    return runs


def lowest(line: int, count: int) -> int:
    """Return the `count` lowest set bits of a line that has at least so many."""
    finish = (line & -line).bit_length() - 1 + count
    taken = line & ((1 << finish) - 1)
    missing = count - taken.bit_count()
    while missing:
        finish += missing
        taken = line & ((1 << finish) - 1)
        missing = count - taken.bit_count()
    return taken


def pieces(line: int) -> list[int]:
    """Return the runs of set bits of a line, earliest first, each as a line."""
    found = []
    while line:
        low = line & -line
        piece = line & ~(line + low)
        found.append(piece)
        line ^= piece
    return found
