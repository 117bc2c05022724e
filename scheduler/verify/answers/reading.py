"""The workspace as an answer sees it: with the request's tasks, and with what the book promised before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.book import Entry
from scheduler.domain.record import Source
from scheduler.domain.requests import rows_of_wholes
from scheduler.domain.tasks import After, Task, TaskPlan
from scheduler.units import TaskId
from scheduler.verify.clock import datetime_of
from scheduler.verify.dates import TeamDays
from scheduler.verify.work import remaining_minutes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.requests import Request
    from scheduler.domain.tasks import Progress
    from scheduler.domain.times import Moment
    from scheduler.domain.workspace import Workspace
    from scheduler.verify.book.state import BookState
    from scheduler.verify.work import Work

DECIDED = frozenset({"accepted", "granted", "quoted", "confirmed", "traded", "overridden"})
"""Kinds of entries by which a request became work."""

_LOG = Source(file="the log of the book", line=1)


def full_id(request: Request, task: TaskId) -> TaskId:
    """Return the id in the workspace of a task that a request names."""
    local = {plan.id for plan in request.tasks}
    return TaskId(f"{request.id}/{task}") if task in local else task


def open_ids(workspace: Workspace, request: Request) -> tuple[TaskId, ...]:
    """Return the full ids of a request's tasks of which something is left, in its order."""
    rows = _rows(workspace, request)
    named = {full_id(request, plan.id): plan for plan in request.tasks}
    return tuple(name for name, plan in named.items() if remaining_minutes(plan, rows.get(name)))


def with_request(workspace: Workspace, request: Request, *, due: Moment) -> Workspace:
    """Return a workspace in which the open tasks of a request are agreed work, due by one time."""
    made, left = [], open_ids(workspace, request)
    for plan in request.tasks:
        if full_id(request, plan.id) not in left:
            continue
        fields = {name: getattr(plan, name) for name in TaskPlan.model_fields}
        own = {
            "id": full_id(request, plan.id),
            "start": _start_after_done(workspace, request, plan, left),
            "after": tuple(After(task=full_id(request, each.task), wait=each.wait) for each in plan.after),
            "same_person_as": tuple(full_id(request, other) for other in plan.same_person_as),
            "commitment": "agreed",
        }
        made.append(Task(**fields | own, client=request.client, deliverable=request.id, due=due))
    ids = {task.id for task in made}
    others = tuple(task for task in workspace.tasks if task.id not in ids)
    rows = {row.task: row for row in workspace.progress} | _rows(workspace, request)
    return workspace.model_copy(update={"tasks": (*others, *made), "progress": tuple(rows.values())})


def _rows(workspace: Workspace, request: Request) -> dict[TaskId, Progress]:
    """Return what progress.csv says of the tasks of a request as wholes, by full id."""
    return rows_of_wholes(request, {row.task: row for row in workspace.progress})


def _start_after_done(
    workspace: Workspace, request: Request, plan: TaskPlan, left: tuple[TaskId, ...]
) -> Moment | None:
    """Return a task's own start, or when its waits after tasks of its request that are done are over, where that is later."""
    done = [after for after in plan.after if full_id(request, after.task) not in {*left, after.task}]
    if not done:
        return plan.start
    team, rows = TeamDays(workspace), _rows(workspace, request)
    found = team.as_of if plan.start is None else team.start_at(plan.start)
    for after in done:
        row = rows.get(full_id(request, after.task))
        day = None if row is None else row.done_on
        ended = team.as_of if day is None else min(team.as_of, team.closes_at(day))
        found = max(found, team.after_wait(ended, after.wait))
    return datetime_of(found, workspace.time_zone)


def due_later(team: TeamDays, task: Task, told: Moment | None, *, kept: frozenset[TaskId]) -> Task:
    """Return a task with a due time as told, where that is later than its own and the task is none of those kept."""
    if told is None or task.due is None or task.id in kept or team.due_at(told) <= team.due_at(task.due):
        return task
    return task.model_copy(update={"due": told})


def occurrence_due(work: Work, told: Moment, zone: str) -> Task:
    """Return an occurrence of a recurring deliverable as a task of its own, due as told."""
    return Task(
        id=work.id,
        title=work.title,
        client=work.client,
        deliverable=work.deliverable,
        skill=work.skill,
        level=work.level,
        effort_minutes=work.effort_minutes,
        commitment=work.commitment,
        priority=work.priority,
        start=None if work.starts_at is None else datetime_of(work.starts_at, zone),
        due=told,
        person=work.pinned_to,
        same_person_as=work.same_person_as,
        one_sitting=work.one_sitting,
        agreed_on=work.agreed_on,
        after=tuple(After(task=task, wait=wait) for task, wait in work.after),
        source=_LOG,
    )


def promised_tasks(state: BookState, lines: Sequence[str], known: frozenset[TaskId]) -> list[Task]:
    """Return the tasks of accepted requests that the log promises and the workspace lacks."""
    entries = [Entry.model_validate_json(line) for line in lines]
    asked = {task.id: (task, entry.request) for entry in entries if entry.kind in DECIDED for task in entry.asked}
    found = []
    for name, (task, request) in asked.items():
        standing = state.tasks.get(name)
        if name in known or standing is None or not standing.is_promised or standing.due is None:
            continue
        found.append(
            Task(
                id=name,
                title=task.title,
                client=standing.client,
                deliverable=task.deliverable or request or name,
                skill=task.skill,
                level=task.level,
                effort_minutes=task.effort_minutes,
                start=task.release,
                due=datetime_of(standing.due, state.calendars.zone),
                person=task.person,
                same_person_as=task.same_person_as,
                one_sitting=task.one_sitting,
                after=tuple(After(task=each.task, wait=each.wait) for each in task.after),
                source=_LOG,
            )
        )
    return found
