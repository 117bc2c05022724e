"""The state of the search: who does what, laid out exactly on each person's line.

A person's tasks stand in a list ordered by *target* (the finish position each task aims at). Changes are tried as a whole
(`propose`), with later finishes pushed to successors on other people, and are committed or dropped as a whole; a
journal undoes commits.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scheduler.solve.search.layout import Layout, Timeline
from scheduler.solve.search.problem import Problem
from scheduler.solve.work import Work

MOST_LAYOUTS = 25
"""Lay-outs of one proposal at most: chains that reach further are not followed (they would be slow, and rarely fit)."""


class Proposal(NamedTuple):
    """A change that fits: new lists, lay-outs of everybody it touches, new releases, tasks that leave."""

    lists: dict[int, list[int]]
    layouts: dict[int, Layout]
    releases: dict[int, int]
    leaving: frozenset[int]
    arriving: dict[int, int]


class State(Timeline):
    """Assignment and lay-out of all placed tasks.

    Attributes
    ----------
    person
        Person of each task, -1 where unplaced.
    start, finish, line
        Positions and line of each placed task.
    lists
        Placed tasks of each person, by target.
    left
        Free line of each person.
    journal
        What undoes each commit since it was last cleared.
    """

    def __init__(self, problem: Problem, work: Work) -> None:
        count, people = problem.count, len(problem.free)
        super().__init__(problem, work)
        self.person = [-1] * count
        self.start = [0] * count
        self.finish = [0] * count
        self.line = [0] * count
        self.lists: list[list[int]] = [[] for _ in range(people)]
        self.left = list(problem.free)
        self._targets: list[list[int]] = [[] for _ in range(people)]
        self._room: list[list[int]] = [[] for _ in range(people)]
        self._effort: list[list[int]] = [[0] for _ in range(people)]
        self.journal: list[tuple[list[tuple[int, ...]], list[tuple[int, list[int], int]]]] = []

    # --- filters and orders ----------------------------------------------------------------------------------------

    def room(self, person: int, target: int) -> int:
        """Return a number of units such that more effort with that target surely does not fit on the person's list."""
        targets = self._targets[person]
        below, upto = bisect_left(targets, target), bisect_right(targets, target)
        free = (self.problem.free[person] & ((1 << target) - 1)).bit_count() - self._effort[person][upto]
        if below < len(targets) and self._room[person][below] < free:
            return self._room[person][below]
        return free

    def with_task(self, tasks: Sequence[int], task: int) -> list[int]:
        """Return the list with `task` at its place by target, before its own successors."""
        result = list(tasks)
        target, followers = self.target, {after for after, _ in self.problem.after[task]}
        mine = target[task]
        for position, other in enumerate(result):
            if target[other] > mine or (target[other] == mine and other in followers):
                result.insert(position, task)
                return result
        result.append(task)
        return result

    def release_of(self, task: int) -> int:
        """Return the first position at which a task may start, given its placed predecessors."""
        release = self.problem.release[task]
        for before, table in self.problem.before[task]:
            if self.person[before] >= 0:
                release = max(release, table[self.finish[before]])
        return release

    def people_for(self, task: int) -> tuple[int, ...]:
        """Return the people who may do a task now: those of its group's placed members, if there are any."""
        for mate in self.problem.mates[task]:
            person = self.person[mate]
            if person >= 0:
                return (person,) if person in self.problem.eligible[task] else ()
        return self.problem.eligible[task]

    # --- changes ---------------------------------------------------------------------------------------------------

    def propose(
        self, changes: Mapping[int, list[int]], *, known: Mapping[int, Layout] | None = None
    ) -> Proposal | None:
        """Lay out new lists for some people, push later finishes to successors, and check every arc touched.

        Parameters
        ----------
        changes
            The whole new list of each changed person; a task in the old list and in no new one leaves.
        known
            Lay-outs of new lists that the caller has made already, in the state as it is.

        Returns
        -------
        What `commit` takes, or None if it does not fit (or was not found to).
        """
        arriving = {task: person for person, tasks in changes.items() for task in tasks}
        leaving = frozenset(task for person in changes for task in self.lists[person] if task not in arriving)
        lists = dict(changes)
        layouts: dict[int, Layout] = {}
        finishes: dict[int, int] = {}
        releases = {task: self._released(task, finishes, leaving) for task in arriving if self.problem.before[task]}
        work, ready = list(changes), dict(known or {})
        for _ in range(MOST_LAYOUTS):
            if not work:
                break
            person = work.pop(0)
            tasks = lists.setdefault(person, self.lists[person])
            layout = ready.pop(person, None) or self.lay_out(person, tasks, releases)
            if layout is None:
                return None
            layouts[person] = layout
            finishes.update((laid.task, laid.finish) for laid in layout.laid)
            for laid in layout.laid:
                for after, _ in self.problem.after[laid.task]:
                    owner = arriving.get(after, -1 if after in leaving else self.person[after])
                    if owner < 0:
                        continue
                    release = self._released(after, finishes, leaving)
                    if release > releases.get(after, self.release[after]):
                        releases[after] = release
                        if owner != person and owner not in work:
                            work.append(owner)
        if work or not self._arcs_hold(layouts, leaving):
            return None
        return Proposal(lists, layouts, releases, leaving, arriving)

    def _released(self, task: int, finishes: Mapping[int, int], leaving: frozenset[int]) -> int:
        """Return the release of a task under finishes that a proposal would change and tasks that would leave."""
        release = self.problem.release[task]
        for before, table in self.problem.before[task]:
            if before in finishes:
                release = max(release, table[finishes[before]])
            elif before not in leaving and self.person[before] >= 0:
                release = max(release, table[self.finish[before]])
        return release

    def _arcs_hold(self, layouts: Mapping[int, Layout], leaving: frozenset[int]) -> bool:
        """Check precedence on every arc with an end in the lay-outs: pushing releases may have left an arc behind."""
        laid = {each.task: each for layout in layouts.values() for each in layout.laid}
        for task, each in laid.items():
            for after, table in self.problem.after[task]:
                if after in laid:
                    start = laid[after].start
                elif after in leaving or self.person[after] < 0:
                    continue
                else:
                    start = self.start[after]
                if start < table[each.finish]:
                    return False
            for before, table in self.problem.before[task]:
                outside = before not in laid and before not in leaving and self.person[before] >= 0
                if outside and each.start < table[self.finish[before]]:
                    return False
        return True

    def commit(self, proposal: Proposal) -> None:
        """Take a proposal, and note in the journal how to undo it."""
        lists, layouts, releases, leaving, arriving = proposal
        touched = set(leaving) | set(arriving) | set(releases)
        for person in layouts:
            touched.update(self.lists[person])
        for task in leaving:
            touched.update(after for after, _ in self.problem.after[task])
        self.journal.append(
            (
                [self._remember(task) for task in touched],
                [(person, self.lists[person], self.left[person]) for person in layouts],
            )
        )
        for task in leaving:
            self.person[task] = -1
        for task, person in arriving.items():
            self.person[task] = person
        for person, layout in layouts.items():
            self.lists[person] = list(lists[person])
            self.left[person] = layout.left
            for task, start, finish, line in layout.laid:
                self.start[task], self.finish[task], self.line[task] = start, finish, line
            self.measure_room(person)
        for task, release in releases.items():
            self.release[task] = release
        for task in leaving:
            self.release[task] = self.problem.release[task]
            for after, _ in self.problem.after[task]:
                if self.person[after] >= 0:
                    self.release[after] = self.release_of(after)
        self.changed(touched)

    def aim(self, task: int, target: int, *, hold: bool = False) -> None:
        """Give an unplaced task a new target, and say whether it shall take its baseline place."""
        if self.target[task] != target or self.held[task] != hold:
            self.journal.append(([self._remember(task)], []))
            self.target[task], self.held[task] = target, hold

    def changed(self, tasks: set[int]) -> None:
        """Take note that the places of these tasks may have changed (for measures kept by subclasses)."""

    def undo_to(self, mark: int) -> None:
        """Undo commits until the journal has `mark` entries."""
        while len(self.journal) > mark:
            tasks, people = self.journal.pop()
            for task, person, target, release, start, finish, line, held in tasks:
                self.person[task], self.target[task], self.release[task] = person, target, release
                self.start[task], self.finish[task], self.line[task] = start, finish, line
                self.held[task] = bool(held)
            for person, old, left in people:
                self.lists[person], self.left[person] = old, left
            for person, _, _ in people:
                self.measure_room(person)
            self.changed({entry[0] for entry in tasks})

    def _remember(self, task: int) -> tuple[int, ...]:
        return (
            task,
            self.person[task],
            self.target[task],
            self.release[task],
            self.start[task],
            self.finish[task],
            self.line[task],
            int(self.held[task]),
        )

    def measure_room(self, person: int) -> None:
        """Recompute the room filter of a person: suffix minima of free units less effort by target."""
        targets: list[int] = []
        effort = [0]
        room: list[int] = []
        free, done = self.problem.free[person], 0
        for task in self.lists[person]:
            target = self.target[task]
            done += self.problem.effort[task]
            targets.append(target)
            effort.append(done)
            room.append((free & ((1 << target) - 1)).bit_count() - done)
        for position in range(len(room) - 2, -1, -1):
            room[position] = min(room[position], room[position + 1])
        self._targets[person], self._effort[person], self._room[person] = targets, effort, room


class Snapshot:
    """A copy of a state to come back to; unlike the journal it survives any number of commits."""

    def __init__(self, state: State) -> None:
        self._arrays = [list(each) for each in self._fields(state)]
        self._held = list(state.held)
        self._lists = [list(each) for each in state.lists]

    @staticmethod
    def _fields(state: State) -> list[list[int]]:
        return [state.person, state.target, state.release, state.start, state.finish, state.line, state.left]

    def restore(self, state: State) -> None:
        """Make the state what it was, and forget its journal.

        A new state of a problem with more tasks at its end may be given: they have no place in it.
        """
        for field, saved in zip(self._fields(state), self._arrays, strict=True):
            field[: len(saved)] = saved
        state.held[: len(self._held)] = self._held
        state.lists[:] = [list(each) for each in self._lists]
        state.journal.clear()
        for person in range(len(state.lists)):
            state.measure_room(person)
        state.changed(set(range(len(state.person))))
