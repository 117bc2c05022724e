"""What a careful person does by hand: earliest due date first, to whoever finishes first. A baseline, not the product.

Tasks are taken in the order of their due times, what they come after first; each goes to the eligible person who would finish it first, on that person's earliest
free quarter hours (one sittings: the earliest run that is long enough). Nothing is ever taken back.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from benchmarks.team_tasks import unit_of

if TYPE_CHECKING:
    from benchmarks.teams import Team
    from scheduler.domain.tasks import Task
    from scheduler.units import TaskId

from benchmarks.full_plan import UNIT_MINUTES, Piece


def plan_by_due_date(team: Team) -> dict[TaskId, Piece]:
    """Return where each task that finds a place in the horizon is worked; what comes after an unplaced task is unplaced."""
    free = [list(units) for units in team.free]
    placed: dict[TaskId, Piece] = {}
    skills = [dict(person.skills) for person in team.workspace.people]
    for task in _in_order(team.workspace.tasks):
        if any(after.task not in placed for after in task.after):
            continue
        release = unit_of(task.start) if task.start is not None else 0
        release = max([release, *(placed[after.task].finish for after in task.after)])
        effort = task.effort_minutes // UNIT_MINUTES
        best: tuple[int, int, int] | None = None
        for person, own in enumerate(skills):
            at = _place(free[person], release, effort, task.one_sitting) if task.skill in own else None
            if at is not None and (best is None or free[person][at + effort - 1] < best[0]):
                best = (free[person][at + effort - 1], person, at)
        if best is not None:
            _, person, at = best
            placed[task.id] = Piece(person, tuple(free[person][at : at + effort]), one_sitting=task.one_sitting)
            del free[person][at : at + effort]
    return placed


def _in_order(tasks: tuple[Task, ...]) -> list[Task]:
    """Return the tasks by due time, each behind what it comes after."""
    by_id = {task.id: task for task in tasks}
    ordered: dict[TaskId, Task] = {}

    def take(task: Task) -> None:
        for after in task.after:
            if after.task not in ordered:
                take(by_id[after.task])
        ordered.setdefault(task.id, task)

    for task in sorted(tasks, key=lambda task: (str(task.due), task.id)):
        take(task)
    return list(ordered.values())


def _place(free: list[int], release: int, effort: int, one_sitting: bool) -> int | None:
    """Return the position in `free` from which `effort` units are taken, or None."""
    first = bisect_left(free, release)
    if not one_sitting:
        return first if first + effort <= len(free) else None
    for at in range(first, len(free) - effort + 1):
        if free[at + effort - 1] - free[at] == effort - 1:
            return at
    return None


def late_tasks(team: Team, placed: dict[TaskId, Piece]) -> int:
    """Return how many tasks are late or unplaced."""
    return sum(
        task.id not in placed or (task.due is not None and placed[task.id].finish > unit_of(task.due))
        for task in team.workspace.tasks
    )
