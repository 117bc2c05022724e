"""An instance as the flat arrays that the search reads in its inner loops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

from scheduler.domain.times import Wait
from scheduler.instance.records import Instance, OvertimeWeek, TaskItem
from scheduler.instance.waits import latest_finish_before, release_after, release_table
from scheduler.solve.bounds.freetime import NEVER
from scheduler.solve.bounds.windows import exact_heads, tails
from scheduler.solve.evaluate import minutes_late


class Problem:
    """Flat arrays over task and person indices; read-only after construction.

    Attributes
    ----------
    effort
        Units to lay, per task.
    release
        Own release position, per task; what fixed predecessors demand is included.
    due
        Finish position by which a task is on time with room for its successors (its tail), per task; the axis size
        for tasks without a due time inside the horizon.
    least_late
        Minutes by which a task is surely late in every plan, even alone on its best person, per task.
    hard
        Finish position that must not be passed (fixed successors, floors of commitments), per task.
    before, after
        Predecessors and successors with the table from finish position to first allowed start position.
    fixed
        Whether frozen work binds the task.
    keep
        Line of the baseline place of a task, 0 where there is none or it is off the grid.
    keep_person
        Person of that place, -1 without.
    mates
        Other open tasks of the same group, per task.
    free
        Line of free time per person: regular, and what may be used of the consented overtime.
    evenings
        Line of that part of it, per person, in which only some tasks may stand: those of `stays_longer`.
    only
        Line of all of it, per person, in which these may stand.
    """

    def __init__(self, instance: Instance, *, overtime: bool = False) -> None:
        axis, tasks = instance.axis, instance.tasks
        self.instance = instance
        self.size = axis.size
        self.tasks = tasks
        self.count = len(tasks)
        self.effort = [task.effort_units for task in tasks]
        self.fixed = [task.fixed is not None for task in tasks]
        self.sitting = [task.one_sitting for task in tasks]
        self.eligible = [task.eligible for task in tasks]
        self.free = [person.free for person in instance.people]
        if overtime:
            self.free = [person.free | _usable_overtime(person.overtime_weeks) for person in instance.people]
        self.skill_count = [len(person.skills) for person in instance.people]
        self.due = [min(tail, self.size) for tail in tails(instance)]
        self.least_late = [
            minutes_late(instance, task, None if finish >= NEVER else finish)
            for task, finish in zip(tasks, exact_heads(instance).finishes, strict=True)
        ]
        self.release = [task.release for task in tasks]
        self.hard = [
            self.size if task.floor_at is None else axis.until_instant_down(task.floor_at + task.pad_minutes)
            for task in tasks
        ]
        self.before: list[list[tuple[int, list[int]]]] = [[] for _ in tasks]
        self.after: list[list[tuple[int, list[int]]]] = [[] for _ in tasks]
        self._link(tasks)
        self.keep = [0] * self.count
        self.keep_person = [-1] * self.count
        for task in tasks:
            self._set_keep(task)
        self.mates = _mates(tasks)
        self.evenings = [0] * len(self.free)
        self.stays_longer: frozenset[int] = frozenset()
        self.only = list(self.free)

    def with_evenings(self, lines: Sequence[int], tasks: Iterable[int], *, only: Sequence[int] | None) -> Problem:
        """Return the problem in which some tasks, and no others, may also stand in more time of people, a line each.

        Parameters
        ----------
        only
            The free time in which these tasks may stand beside that, a line per person; None: all of it.
        """
        other = copy(self)
        usable = self.free if only is None else [free & line for free, line in zip(self.free, only, strict=True)]
        other.only = [free | line for free, line in zip(usable, lines, strict=True)]
        other.evenings = list(lines)
        other.free = [free | line for free, line in zip(self.free, lines, strict=True)]
        other.stays_longer = frozenset(tasks)
        return other

    def with_more(self, instance: Instance) -> Problem:
        """Return the problem of an instance that has more tasks at its end, without a place before: what stands is not looked at again."""
        more, known = instance.tasks[self.count :], self.count
        other = copy(self)
        other.instance, other.tasks, other.count = instance, instance.tasks, len(instance.tasks)
        other.effort = [*self.effort, *(task.effort_units for task in more)]
        other.fixed = [*self.fixed, *(False for _ in more)]
        other.sitting = [*self.sitting, *(task.one_sitting for task in more)]
        other.eligible = [*self.eligible, *(task.eligible for task in more)]
        other.due = [*self.due, *(self.size if task.due is None else min(task.due, self.size) for task in more)]
        other.least_late = [*self.least_late, *(0 for _ in more)]
        other.release = [*self.release, *(task.release for task in more)]
        other.hard = [*self.hard, *(self.size for _ in more)]
        other.before = [*self.before, *([] for _ in more)]
        other.after = [*self.after, *([] for _ in more)]
        for before in {arc.task for task in more for arc in task.predecessors if arc.task < known}:
            other.after[before] = list(self.after[before])
        other._link(more)
        other.keep = [*self.keep, *(0 for _ in more)]
        other.keep_person = [*self.keep_person, *(-1 for _ in more)]
        other.mates = [*self.mates, *_mates(more)]
        return other

    def is_rest(self, task: int) -> bool:
        """Say whether a task is what is left of work that is frozen or booked in part, and has a place of its own."""
        return self.fixed[task] and self.keep[task] != 0

    def _link(self, tasks: Sequence[TaskItem]) -> None:
        """Turn arcs to tasks into position tables, and arcs from or to fixed work into windows."""
        tables: dict[Wait, list[int]] = {}
        axis = self.instance.axis
        for task in tasks:
            for arc in task.predecessors:
                if arc.wait not in tables:
                    tables[arc.wait] = release_table(self.instance, arc.wait)
                self.before[task.index].append((arc.task, tables[arc.wait]))
                self.after[arc.task].append((task.index, tables[arc.wait]))
                first = self.tasks[arc.task]
                if first.fixed is not None:
                    at = release_after(self.instance, first.fixed.spans[-1].end, arc.wait)
                    self.release[task.index] = max(self.release[task.index], axis.from_instant_up(at))
                if task.fixed is not None:
                    at = latest_finish_before(self.instance, task.fixed.spans[0].start, arc.wait)
                    last = axis.until_instant_down(at + first.pad_minutes)
                    self.hard[arc.task] = min(self.hard[arc.task], last)
        self.due = [min(due, hard) for due, hard in zip(self.due, self.hard, strict=True)]

    def _set_keep(self, task: TaskItem) -> None:
        """Find the line of the place where it is to stay beside the frozen work, if it lies on the grid."""
        home = task.home
        if home is None or task.effort_units == 0:
            return
        if home.person not in task.eligible:
            return
        axis = self.instance.axis
        frozen = {span.start for span in task.fixed.spans} if task.fixed else set()
        line, left = 0, task.effort_units
        for span in home.spans:
            if span.start in frozen or left == 0:
                continue
            first = axis.from_instant_up(span.start)
            units = min(-(-span.minutes // axis.grid_minutes), left)
            if first >= self.size or axis.starts[first] != span.start:
                return
            piece = ((1 << units) - 1) << first
            if piece & ~axis.live:
                return
            line |= piece
            left -= units
        if task.one_sitting and (left or line & (line + (line & -line))):
            return
        self.keep[task.index] = line
        self.keep_person[task.index] = home.person


def _mates(tasks: Sequence[TaskItem]) -> list[list[int]]:
    """Return for each task the others of its group."""
    members: dict[int, list[int]] = {}
    for task in tasks:
        members.setdefault(task.group, []).append(task.index)
    return [[other for other in members[task.group] if other != task.index] for task in tasks]


def _usable_overtime(weeks: tuple[OvertimeWeek, ...]) -> int:
    """Return, week by week, the earliest consented overtime units up to what may be used of them."""
    line = 0
    for week in weeks:
        rest, left = week.line, week.most_units
        while rest and left:
            low = rest & -rest
            line |= low
            rest ^= low
            left -= 1
    return line
