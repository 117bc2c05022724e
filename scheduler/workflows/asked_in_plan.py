"""What a plan holds of requests that nobody decided: the plan of an answer, or one that was made elsewhere."""

from __future__ import annotations

from datetime import datetime

from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.units import TaskId
from scheduler.verify.answers.reading import due_later, full_id, with_request
from scheduler.verify.dates import TeamDays
from scheduler.workflows.edited_requests import DECIDED


def asked_in(plan: Plan, workspace: Workspace, book: Book | None) -> tuple[Request, ...]:
    """Return the requests of the folder of which a plan holds work, and which are neither accepted nor held."""
    there = {row.id for row in plan.tasks} | {row.id for row in plan.unplaced}
    return tuple(
        request
        for request in workspace.requests
        if not there.isdisjoint(full_id(request, task.id) for task in request.tasks)
        and (book is None or (standing := book.requests.get(request.id)) is None or standing.status not in DECIDED)
    )


def with_asked(seen: Workspace, asked: tuple[Request, ...], *, files: Workspace) -> Workspace:
    """Return a workspace in which requests are agreed work, due when they are needed: a plan that holds them says that they are done as asked.

    Parameters
    ----------
    seen
        With what the book bound.
    files
        As read: it has all rows of progress.csv.
    """
    for request in asked:
        own = {row.task: row for row in files.progress if row.task.startswith(f"{request.id}/")}
        rows = {row.task: row for row in seen.progress} | own
        seen = with_request(seen.model_copy(update={"progress": tuple(rows.values())}), request, due=request.needed_by)
    return seen


def with_given_up(seen: Workspace, plan: Plan, asked: tuple[Request, ...]) -> tuple[Workspace, tuple[TaskId, ...]]:
    """Return a workspace in which the other work of the requests' clients waits as long as a plan says, and which work does.

    That is what a client may give for its own request (a trade). Regulatory work is no matter of its client's.
    """
    team, clients = TeamDays(seen), {request.client for request in asked}
    own = frozenset(full_id(request, task.id) for request in asked for task in request.tasks)
    told: dict[TaskId, datetime | None] = {row.id: row.due for row in plan.tasks if row.client in clients}
    kept = own | {task.id for task in seen.tasks if task.client not in clients or task.commitment == "regulatory"}
    tasks = tuple(due_later(team, task, told.get(task.id), kept=kept) for task in seen.tasks)
    waiting = tuple(now.id for was, now in zip(seen.tasks, tasks, strict=True) if now is not was)
    return (seen.model_copy(update={"tasks": tasks}) if waiting else seen), waiting
