"""The lay-out of one person: tasks in order of their targets on the bit line of free time.

Each task takes its lowest free units from its release on, which is the preemptive earliest-due-date schedule: for given
releases it meets all targets if any schedule does (interruptible tasks; Horn 1974, one machine, release dates). One
sittings take their earliest run; where that fails they are tried first, at the earliest and then at the latest run. A
failed lay-out is never a proof.
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

    def lay_out(self, person: int, tasks: Sequence[int], releases: Mapping[int, int]) -> Layout | None:
        """Lay `tasks` (by target) on a person's line, or return None where no order tried meets all targets."""
        layout = self._lay(person, tasks, releases, EARLIEST)
        if layout is None and any(self.problem.sitting[task] for task in tasks):
            layout = self._lay(person, tasks, releases, SITTINGS_FIRST)
            if layout is None:
                layout = self._lay(person, tasks, releases, SITTINGS_LAST)
        return layout

    def _lay(self, person: int, tasks: Sequence[int], releases: Mapping[int, int], mode: int) -> Layout | None:
        self.work.done += 1
        problem, free = self.problem, self.problem.free[person]
        evenings, kept = problem.evenings[person], 0
        for task in tasks:
            if self.held[task]:
                line = problem.keep[task]
                if line & ~free or line & kept:
                    return None
                kept |= line
        free &= ~kept
        if mode:
            sitting = problem.sitting
            tasks = [task for task in tasks if sitting[task]] + [task for task in tasks if not sitting[task]]
        laid: list[Laid] = []
        finishes: dict[int, int] = {}
        waiting = set(tasks) if mode else ()
        for task in tasks:
            release = releases.get(task)
            if release is None:
                release = self.release[task]
            for before, table in problem.before[task]:
                finish = finishes.get(before)
                if finish is not None:
                    release = max(release, table[finish])
                elif mode and before in waiting:
                    return None
            usable = free
            if evenings or problem.stays_longer:
                usable &= problem.only[person] if task in problem.stays_longer else ~evenings
            placed = self._place(task, usable, release=release, latest=mode == SITTINGS_LAST)
            if placed is None:
                return None
            free &= ~placed.line
            finishes[task] = placed.finish
            laid.append(placed)
        return Layout(tuple(laid), free)

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
