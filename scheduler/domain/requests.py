"""Requests: work asked for after the agreement."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.record import Record, Source
from scheduler.domain.tasks import Progress, TaskPlan
from scheduler.domain.times import Moment
from scheduler.units import ClientId, TaskId

REST = ".rest"
"""What the ids of the second delivery of a split end in."""


class Request(Record):
    """One file of requests/. Task ids become `<id>/<task>`; all times are in the workspace's zone."""

    id: str
    client: ClientId
    title: str = ""
    asked_at: Moment
    needed_by: Moment
    latest: Moment | None = None
    minimum_minutes: int | None = None
    tasks: tuple[TaskPlan, ...]
    source: Source


def rests_of(request: Request) -> dict[TaskId, TaskId]:
    """Return the id that the rest of each task of a request has where it is delivered in two parts, by the task's own id, both in full."""
    own = dict.fromkeys(task.id for task in request.tasks)
    return {
        TaskId(f"{request.id}/{task}"): TaskId(f"{request.id}/{task}{REST}")
        for task in own
        if f"{task}{REST}" not in own
    }


def rows_of_wholes(request: Request, rows: Mapping[TaskId, Progress]) -> dict[TaskId, Progress]:
    """Return what progress.csv says of each task of a request as a whole, by its id in full.

    What was worked on its rest was worked on the task. The rest comes after the first part, so what remains of the rest, and when it was
    done, is so of the whole.

    Parameters
    ----------
    rows
        All rows, by task.
    """
    rests, found = rests_of(request), dict[TaskId, Progress]()
    for task in (TaskId(f"{request.id}/{task.id}") for task in request.tasks):
        first, rest = rows.get(task), rows.get(rests.get(task, task))
        if first is None or rest is None or first is rest:
            row = first or rest
        else:
            worked = [each.worked_minutes for each in (first, rest) if each.worked_minutes is not None]
            row = rest.model_copy(
                update={"worked_minutes": sum(worked) if worked else None, "person": rest.person or first.person}
            )
        if row is not None:
            found[task] = row.model_copy(update={"task": task})
    return found


def task_title(request: Request, task: TaskPlan) -> str:
    """Return what a task of a request is called: its title, else the request's; of several tasks without one each with its id."""
    if task.title or not request.title or len(request.tasks) == 1:
        return task.title or request.title
    return f"{request.title}: {task.id}"
