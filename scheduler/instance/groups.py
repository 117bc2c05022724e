"""Tasks that one person must do: `same_person_as`, closed under symmetry and transitivity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.domain.tasks import Progress, Task
from scheduler.units import PersonId, TaskId


def groups_of(tasks: Sequence[Task]) -> dict[TaskId, int]:
    """Return a group number for each task; tasks with the same number are done by one person."""
    parent = {task.id: task.id for task in tasks}

    def root(task_id: TaskId) -> TaskId:
        while parent[task_id] != task_id:
            parent[task_id] = parent[parent[task_id]]
            task_id = parent[task_id]
        return task_id

    for task in tasks:
        for other in task.same_person_as:
            if other in parent:
                first, second = sorted((root(task.id), root(other)))
                parent[second] = first
    numbers = {task_id: number for number, task_id in enumerate(sorted({root(task.id) for task in tasks}))}
    return {task.id: numbers[root(task.id)] for task in tasks}


def united_people(
    tasks: Sequence[Task],
    groups: Mapping[TaskId, int],
    *,
    progress: Mapping[TaskId, Progress],
    done: frozenset[TaskId],
) -> dict[TaskId, frozenset[PersonId]]:
    """Return, for tasks whose group has done members with a recorded person, the people that all of these name.

    Done members that name different people leave nobody.
    """
    named: dict[int, set[PersonId]] = {}
    for task in tasks:
        row = progress.get(task.id)
        if task.id in done and row is not None and row.person is not None:
            named.setdefault(groups[task.id], set()).add(row.person)
    return {
        task.id: frozenset(named[groups[task.id]]) if len(named[groups[task.id]]) == 1 else frozenset()
        for task in tasks
        if groups[task.id] in named
    }
