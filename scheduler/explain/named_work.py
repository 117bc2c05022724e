"""What work of a workspace is called and whose it is, also where no plan is at hand to say it."""

from __future__ import annotations

from typing import NamedTuple

from scheduler.calendars.recurrence import all_tasks
from scheduler.domain.plan import Plan
from scheduler.domain.requests import task_title
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, TaskId


class NamedWork(NamedTuple):
    """The title of a task, empty where it has none, and its client."""

    title: str
    client: ClientId


def named_work(workspace: Workspace, plan: Plan | None) -> dict[TaskId, NamedWork]:
    """Return title and client by task: of rows, occurrences and requests as the files say, and of a plan's tasks as it has them."""
    found = {task.id: NamedWork(task.title, task.client) for task in all_tasks(workspace)}
    for request in workspace.requests:
        for task in request.tasks:
            found[TaskId(f"{request.id}/{task.id}")] = NamedWork(task_title(request, task), request.client)
    if plan is not None:
        found.update((task.id, NamedWork(task.title, task.client)) for task in plan.tasks)
    return found
