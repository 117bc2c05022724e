"""What a row of progress.csv leaves of work that the book knows, and work of accepted requests that was done and has something left again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scheduler.calendars.recurrence import progress_by_task
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.requests import REST, Request
from scheduler.domain.tasks import Progress, Task, TaskPlan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.days import asked_task
from scheduler.fairshare.standing import Standing
from scheduler.units import ClientId, Instant, TaskId

STANDS = frozenset({"accepted", "quoted"})
"""What a request is whose work is the book's."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """Work of a request that was done, by the book or when it was asked for, and of which progress.csv says by now that something is left.

    Attributes
    ----------
    asked
        As it was asked for.
    due
        When it was promised for last.
    left
        Minutes that are to be done.
    row
        The row of progress.csv that says so; None where it was taken out.
    """

    asked: AskedTask
    client: ClientId
    request: str
    due: Instant | None
    left: int
    row: Progress | None


def reopened_work(book: Book, workspace: Workspace) -> list[Reopened]:
    """Return the work of accepted requests that was done and has something left again: nothing of it is promised any more.

    Where both the file of a request and the row of its task are gone, the work stays done: the request was put away.

    Parameters
    ----------
    workspace
        With all rows of progress.csv.
    """
    rows, files = progress_by_task(workspace), {request.id: request for request in workspace.requests}
    found = []
    for name, standing in book.requests.items():
        if standing.status not in STANDS:
            continue
        again = [asked for asked in standing.asked if asked.id in book.done]
        if name in files:
            again += _done_when_asked(book, files[name], standing)
        for asked in again:
            row = rows.get(asked.id)
            if asked.id in book.commitments or asked.id in book.cancelled or (row is None and name not in files):
                continue
            first = first_part(book, asked.id)
            beyond = 0 if first is None or says_what_is_left(row) else worked_beyond(book, first, rows)
            left = minutes_left(book, asked, row, request=name, beyond=beyond)
            if left:
                due = _promised_for(book, asked.id)
                found.append(Reopened(asked, standing.client, name, due, left, row))
    return found


def _done_when_asked(book: Book, request: Request, standing: Standing) -> Iterator[AskedTask]:
    """Yield the tasks of a request that were not asked for when it was decided, as nothing was left of them, as its file asks for them."""
    was_asked = {asked.id for asked in standing.asked}
    own = {task.id: TaskId(f"{request.id}/{task.id}") for task in request.tasks}
    others = [task for task in request.tasks if own[task.id] not in was_asked]
    was_read = _tasks_read(book, request.id) if others else {}
    for task in others:
        if own[task.id] not in was_read:
            continue
        fields = {name: getattr(task, name) for name in TaskPlan.model_fields} | {
            "id": own[task.id],
            "title": task.title or request.title,
            "commitment": "agreed",
            "after": tuple(each.model_copy(update={"task": own.get(each.task, each.task)}) for each in task.after),
            "same_person_as": tuple(own.get(each, each) for each in task.same_person_as),
        }
        yield asked_task(book, Task(**fields, client=request.client, deliverable=request.id, due=request.needed_by))


def first_part(book: Book, rest: TaskId) -> TaskId | None:
    """Return the first of the two parts in which a request's task was promised, by the id of its rest; None for a task of its own."""
    first = TaskId(rest.removesuffix(REST))
    if first == rest or first not in book.known or rest not in book.known:
        return None
    return None if rest in _tasks_read(book, rest.partition("/")[0]) else first


def minutes_left(book: Book, asked: AskedTask, row: Progress | None, *, request: str, beyond: int = 0) -> int:
    """Return what a row leaves of an occurrence or a request's task.

    Parameters
    ----------
    request
        That it belongs to; empty for none.
    beyond
        Minutes that another row says were worked on it.
    """
    if row is not None and row.done_on is not None:
        return 0
    if row is not None and row.remaining_minutes is not None:
        return row.remaining_minutes
    before = worked_when_asked(book, asked.id) if request else 0
    worked = None if row is None else row.worked_minutes
    if worked is None:
        worked = _tasks_read(book, request).get(asked.id, {}).get("spent_minutes") or 0
    return max(0, asked.effort_minutes + before - worked - beyond)


def says_what_is_left(row: Progress | None) -> bool:
    """Say whether a row says what remains, or that the work is done, and not only what was worked."""
    return row is not None and (row.done_on is not None or row.remaining_minutes is not None)


def worked_beyond(book: Book, first: TaskId, rows: Mapping[TaskId, Progress]) -> int:
    """Return the minutes that were worked on the first of two parts beyond what was asked of it."""
    row, asked = rows.get(first), book.known.get(first)
    if row is None or asked is None or says_what_is_left(row):
        return 0
    return max(0, (row.worked_minutes or 0) - worked_when_asked(book, first) - asked.effort_minutes)


def worked_when_asked(book: Book, name: TaskId) -> int:
    """Return the minutes that had been worked of a request's task when it was asked for last: it was asked for without them."""
    facts: Mapping[str, Any] = {}
    worked = 0
    for entry in book.entries:
        facts = entry.facts or facts
        if entry.request and any(asked.id == name for asked in entry.asked):
            rows = [row.get("worked_minutes") for row in facts.get("progress", ()) if row["task"] == name]
            tasks = (entry.read or {}).get("tasks", ())
            spent = [task.get("spent_minutes") for task in tasks if f"{entry.request}/{task['id']}" == name]
            worked = next((minutes for minutes in (*rows, *spent) if minutes is not None), 0)
    return worked


def _tasks_read(book: Book, request: str) -> Mapping[TaskId, Mapping[str, Any]]:
    """Return the tasks of a request's file as it was read when it was decided last, by their ids in full."""
    read = next((entry.read for entry in reversed(book.entries) if entry.request == request and entry.read), None) or {}
    return {TaskId(f"{request}/{task['id']}"): task for task in read.get("tasks", ())}


def _promised_for(book: Book, task: TaskId) -> Instant | None:
    made = (each for entry in reversed(book.entries) for each in entry.committed if each.task == task)
    return next((instant_of(each.due) for each in made), None)


def parts_of_requests(book: Book) -> Iterator[tuple[TaskId, TaskId]]:
    """Yield the two parts of each task that was promised in two, the first and its rest."""
    for standing in book.requests.values():
        for asked in standing.asked:
            first = first_part(book, asked.id)
            if first is not None:
                yield first, asked.id
