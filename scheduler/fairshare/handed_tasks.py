"""The tasks that the book hands to the planner: promised, finished, reopened and asked ones beside those of the files."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.moments import due_instant
from scheduler.calendars.recurrence import all_tasks, is_done, occurrence_date, progress_by_task, remaining_minutes
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.record import Source
from scheduler.domain.requests import rows_of_wholes
from scheduler.domain.tasks import After, Progress, Task, without_cancelled
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.days import waits_of
from scheduler.fairshare.reported_work import Reopened, reopened_work
from scheduler.fairshare.standing import Promised
from scheduler.units import ClientId, Instant, TaskId


def with_promised_tasks(workspace: Workspace, book: Book) -> Workspace:
    """Return the workspace with the tasks of accepted and quoted requests beside those of its files.

    What was promised stays, where its row is gone from the files; what was cancelled goes, where the files still have it. What was promised
    for later in the book (its client traded it, or gave its time to another) is due then: a task of the files, and an occurrence of a
    recurring deliverable, which is listed as a task of its own. Its client, skill and effort, what it comes after, and whose person it shares,
    are as promised too: a row that was edited otherwise, and declined, is done as it was promised before.
    What was done of a request and has something left again is there without a promise. Work of a client that the files no longer have cannot be planned.
    """
    known = all_tasks(workspace)
    names = {task.id for task in known}
    now_at, end = instant_of(workspace.as_of), horizon_span(workspace).end
    now = book.team.aware(now_at)
    clients = {client.id for client in workspace.clients}
    kept = [
        task
        for task, promised in book.commitments.items()
        if task not in names
        and promised.client in clients
        and (occurrence_date(task) is None or _is_put_off(task, promised, now) or now_at < promised.due <= end)
    ]
    again = {each.asked.id: each for each in reopened_work(book, workspace) if each.client in clients}
    listed = names.union(kept, again)
    more = [_promised_task(book, task, listed=listed) for task in kept]
    more += [_reopened_task(book, each, listed=listed) for each in again.values()]
    rows = progress_by_task(workspace)
    tasks = [_as_promised(task, book, workspace, rows=rows, listed=listed) for task in workspace.tasks]
    occurrences = known[len(workspace.tasks) :]
    said = ((task, _as_promised(task, book, workspace, rows=rows, listed=listed)) for task in occurrences)
    more += [promised for task, promised in said if promised is not task]
    cancelled = tuple(sorted(book.cancelled & listed))
    finished = _finished(book, workspace, listed=listed)
    # What is left of a task that the book adds, or a request asks for, has its progress in it.
    counted = {*kept, *again, *_asked_for(workspace)} - names - {task.id for task in finished}
    progress = tuple(row for row in workspace.progress if row.task not in counted)
    same = len(progress) == len(workspace.progress)
    if (
        not more
        and not finished
        and not cancelled
        and same
        and all(own is task for own, task in zip(tasks, workspace.tasks, strict=True))
    ):
        return workspace
    standing = without_cancelled([*tasks, *more, *finished], cancelled)
    return workspace.model_copy(update={"tasks": standing, "cancelled": cancelled, "progress": progress})


def _asked_for(workspace: Workspace) -> Iterator[TaskId]:
    """Yield the open tasks of requests of which something was done: their asks are for what is left."""
    rows = progress_by_task(workspace)
    for request in workspace.requests:
        known = rows_of_wholes(request, rows)
        for task in request.tasks:
            name = TaskId(f"{request.id}/{task.id}")
            if name in known and remaining_minutes(task, known[name]):
                yield name


def _finished(book: Book, workspace: Workspace, *, listed: Container[TaskId]) -> list[Task]:
    """Return the tasks of accepted requests that progress.csv has as done, as the book knows them."""
    rows, clients = progress_by_task(workspace), {client.id for client in workspace.clients}
    made = [
        _task_of(asked, standing.client, book, request=request, left=asked.effort_minutes)
        for request, standing in book.requests.items()
        if standing.status in ("accepted", "quoted") and standing.client in clients
        for asked in standing.asked
        if asked.id in book.done and asked.id not in listed and asked.id in rows
    ]
    return [task for task in made if is_done(task, rows[task.id])]


def _promised_task(book: Book, task: TaskId, *, listed: Container[TaskId]) -> Task:
    """Return a promised task as it was asked for, as far as what it comes after is listed."""
    promised = book.commitments[task]
    now = _among_listed(book, promised.asked, listed=listed)
    return _task_of(now, promised.client, book, request=promised.request, left=promised.remaining)


def _reopened_task(book: Book, work: Reopened, *, listed: Container[TaskId]) -> Task:
    """Return work that was done and has something left again, due when it was promised for."""
    now = _among_listed(book, work.asked, listed=listed)
    if work.due is not None:
        now = now.model_copy(update={"due": book.team.aware(work.due)})
    return _task_of(now, work.client, book, request=work.request, left=work.left)


def _among_listed(book: Book, asked: AskedTask, *, listed: Container[TaskId]) -> AskedTask:
    return asked.model_copy(
        update={
            "release": book.team.aware(_release_after_done(book, asked, listed=listed)),
            "after": tuple(after for after in asked.after if after.task in listed),
        }
    )


def _release_after_done(book: Book, asked: AskedTask, *, listed: Container[TaskId]) -> Instant:
    """Return when work may begin after what is not listed any more because it was done; waits after other work end with it."""
    release = instant_of(asked.release)
    for after in asked.after:
        place = book.witness.work.get(after.task)
        if after.task not in listed and after.task in book.done and place is not None:
            release = max(release, book.team.after_wait(place.finish, after.wait))
    return release


def _is_put_off(task: TaskId, promised: Promised, now: datetime) -> bool:
    """Say whether work of an occurrence whose day has come is promised for later: what was due by now only counts as done else."""
    day = occurrence_date(task)
    return day is not None and day <= now.date() and instant_of(now) < promised.due


def _as_promised(
    task: Task, book: Book, workspace: Workspace, *, rows: Mapping[TaskId, Progress], listed: Container[TaskId]
) -> Task:
    """Return a task with what it was promised for and with, where its files say otherwise by now and what was promised stays.

    That is its client, skill, effort and due time, what it comes after, whose person it shares, and once it has begun its commitment.
    """
    promised = book.commitments.get(task.id)
    if promised is None:
        return task
    asked, update = promised.asked, dict[str, object]()
    if task.due is not None and due_instant(task.due, Zone.of(workspace.time_zone), workspace.hours) != promised.due:
        update["due"] = book.team.aware(promised.due)
    clients = {client.id for client in workspace.clients}
    if (task.client, task.skill, task.level) != (
        promised.client,
        asked.skill,
        asked.level,
    ) and promised.client in clients:
        update |= {"client": promised.client, "skill": asked.skill, "level": asked.level}
    row = rows.get(task.id)
    left = remaining_minutes(task, row)
    if left and left != promised.remaining and (row is None or row.remaining_minutes is None):
        worked = task.spent_minutes if row is None or row.worked_minutes is None else row.worked_minutes
        update["effort_minutes"] = promised.remaining + (worked or 0)
    if asked.after != waits_of(task):
        update["after"] = tuple(After(task=each.task, wait=each.wait) for each in asked.after if each.task in listed)
        update["start"] = book.team.aware(_release_after_done(book, asked, listed=listed))
    has_begun = book.witness.has_begun(task.id, by=book.clock)
    if has_begun and (task.commitment, task.agreed_on) != (asked.commitment, asked.agreed_on):
        # What is regulatory is known before it starts.
        update |= {"commitment": asked.commitment, "agreed_on": asked.agreed_on}
    if set(asked.same_person_as) != set(task.same_person_as):
        update["same_person_as"] = tuple(mate for mate in asked.same_person_as if mate in listed)
    return task.model_copy(update=update) if update else task


def with_asked_tasks(
    workspace: Workspace, book: Book, client: ClientId, request: str, tasks: Sequence[AskedTask]
) -> Workspace:
    """Return the workspace with tasks that are asked for, as agreed work that no decision covers yet."""
    more = tasks_of_request(book, client, request, tasks)
    return workspace.model_copy(update={"tasks": (*workspace.tasks, *more)})


def tasks_of_request(book: Book, client: ClientId, request: str, tasks: Sequence[AskedTask]) -> tuple[Task, ...]:
    """Return what is asked for as tasks of the workspace."""
    return tuple(_task_of(task, client, book, request=request, left=task.effort_minutes) for task in tasks)


def _task_of(asked: AskedTask, client: ClientId, book: Book, *, request: str, left: int) -> Task:
    return Task(
        id=asked.id,
        client=client,
        deliverable=asked.deliverable or request or asked.id,
        title=asked.title,
        skill=asked.skill,
        level=asked.level,
        effort_minutes=left,
        due=None if asked.due is None else book.team.aware(instant_of(asked.due)),
        start=book.team.aware(instant_of(asked.release)),
        after=tuple(After(task=after.task, wait=after.wait) for after in asked.after),
        person=asked.person,
        same_person_as=asked.same_person_as,
        one_sitting=asked.one_sitting,
        commitment=asked.commitment,
        agreed_on=asked.agreed_on,
        source=Source(file=f"requests/{request}" if request else "tasks.csv", line=1),
    )
