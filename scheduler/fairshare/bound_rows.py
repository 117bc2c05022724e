"""Rows that one person must do, also by way of rows that ask for no promise, or are done: nothing in a book binds them then."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from scheduler.calendars.recurrence import is_done
from scheduler.domain.tasks import PROMISED, Progress, Task
from scheduler.fairshare.linked import linked
from scheduler.units import PersonId, TaskId


def bound_rows(tasks: Iterable[Task]) -> dict[TaskId, tuple[Task, ...]]:
    """Return, for each task that is bound to others, all of these, directly or through each other, in their own order."""
    rows = {task.id: task for task in tasks}
    groups = linked({name: tuple(map(TaskId, row.same_person_as)) for name, row in rows.items()})
    return {
        name: tuple(rows[other] for other in group if other != name)
        for group in groups
        if len(group) > 1
        for name in group
    }


def names_bound(
    task: Task, mates: Sequence[Task], progress: Mapping[TaskId, Progress], *, refused: Container[TaskId]
) -> tuple[TaskId, ...]:
    """Return the work that whoever does a task must do too, as it is asked for.

    Parameters
    ----------
    mates
        All that is bound to it. It is named as a whole where some of it asks for no promise, or is done, or got none.
    refused
        What was asked for before, and is not promised.
    """
    named = tuple(map(TaskId, task.same_person_as))
    if not any(mate.id in refused or _asks_for_nothing(mate, progress.get(mate.id)) for mate in mates):
        return named
    return tuple(dict.fromkeys((*named, *(mate.id for mate in mates))))


def _asks_for_nothing(task: Task, row: Progress | None) -> bool:
    return task.commitment not in PROMISED or task.due is None or is_done(task, row)


def person_bound(mates: Iterable[Task], progress: Mapping[TaskId, Progress]) -> PersonId | None:
    """Return who is recorded as having done work that is bound to a task, and therefore does it too; None where that is nobody."""
    rows = [(mate, progress.get(mate.id)) for mate in mates]
    did = {row.person for mate, row in rows if row is not None and row.person is not None and is_done(mate, row)}
    return min(did, default=None)
