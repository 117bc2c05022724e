"""What a request asks for today: its tasks with their windows resolved, and of each what is left to do."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.calendars.moments import due_instant, start_instant
from scheduler.calendars.recurrence import progress_by_task, remaining_minutes
from scheduler.domain.book import AskedAfter, AskedTask
from scheduler.domain.requests import Request, rows_of_wholes, task_title
from scheduler.domain.tasks import Progress
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import Instant, PersonId, TaskId


def ask_of(book: Book, workspace: Workspace, request: Request, *, actor: str = "") -> Ask:
    """Return a request with its windows resolved; its work starts at the book's clock or when it was asked, whichever is later.

    Each task asks for what is left of it by progress.csv or its own `spent`; what is done is not asked for, but what waits for it waits
    from when it was done, and whom it binds to the person who did it stays bound.
    """
    team, hours = book.team, workspace.hours
    asked_at = start_instant(request.asked_at, team.zone, hours)
    due = due_instant(request.needed_by, team.zone, hours)
    siblings = {task.id: task for task in request.tasks}
    rows, left = _rows(workspace, request), left_of(workspace, request)
    done = {task: _done_at(book, workspace, rows.get(task)) for task in siblings if not left[task]}
    bound = _bound(request, {task: row.person for task, row in rows.items() if task in done and row.person})

    def full(task: TaskId) -> TaskId:
        return TaskId(f"{request.id}/{task}") if task in siblings else task

    tasks = []
    for task in request.tasks:
        if task.id in done:
            continue
        release = max(book.clock, asked_at)
        if task.start is not None:
            release = max(release, start_instant(task.start, team.zone, hours))
        for after in task.after:
            if after.task in done:
                release = max(release, team.after_wait(done[after.task], after.wait))
        tasks.append(
            AskedTask(
                id=full(task.id),
                title=task_title(request, task),
                deliverable=request.id,
                skill=task.skill,
                level=task.level,
                effort_minutes=left[task.id],
                release=team.aware(release),
                due=team.aware(due),
                person=task.person or bound.get(task.id),
                same_person_as=tuple(full(other) for other in task.same_person_as if other not in done),
                one_sitting=task.one_sitting,
                after=tuple(
                    AskedAfter(task=full(after.task), wait=after.wait) for after in task.after if after.task not in done
                ),
            )
        )
    return Ask(
        client=request.client,
        request=request.id,
        tasks=tuple(tasks),
        asked_at=asked_at,
        latest=None if request.latest is None else due_instant(request.latest, team.zone, hours),
        actor=actor,
    )


def left_of(workspace: Workspace, request: Request) -> dict[TaskId, int]:
    """Return the minutes that are left of each task of a request, by its own id; 0 for what is done."""
    rows = _rows(workspace, request)
    return {task.id: remaining_minutes(task, rows.get(task.id)) for task in request.tasks}


def is_done(workspace: Workspace, request: Request) -> bool:
    """Say whether nothing is left to do of a request."""
    return not any(left_of(workspace, request).values())


def _rows(workspace: Workspace, request: Request) -> dict[TaskId, Progress]:
    """Return what progress.csv says of a request's tasks as wholes, by their own ids."""
    known = rows_of_wholes(request, progress_by_task(workspace))
    names = {task.id: TaskId(f"{request.id}/{task.id}") for task in request.tasks}
    return {own: known[name] for own, name in names.items() if name in known}


def _done_at(book: Book, workspace: Workspace, row: Progress | None) -> Instant:
    """Return from when a wait after a done task counts: the close of the day on which it was done, at the latest now."""
    if row is None or row.done_on is None:
        return book.clock
    return min(book.clock, due_instant(row.done_on, book.team.zone, workspace.hours))


def _bound(request: Request, did: Mapping[TaskId, PersonId]) -> dict[TaskId, PersonId]:
    """Return whom each task of a request is bound to, as it is to be done by whoever did another one, through any number of steps."""
    bound = dict(did)
    changed = bool(did)
    while changed:
        changed = False
        for task in request.tasks:
            for other in task.same_person_as:
                for here, there in ((task.id, other), (other, task.id)):
                    if there in bound and here not in bound:
                        bound[here] = bound[there]
                        changed = True
    return bound
