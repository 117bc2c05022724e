"""What progress.csv says of promised work enters the book: what is left of it, and how much of it was worked, whenever it was planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scheduler.calendars.recurrence import occurrence_date, progress_by_task, remaining_minutes
from scheduler.domain.tasks import Progress, Task
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.fairshare.reported_work import (
    minutes_left,
    parts_of_requests,
    says_what_is_left,
    worked_beyond,
    worked_when_asked,
)
from scheduler.fairshare.returning import commitment_of
from scheduler.fairshare.standing import Promised
from scheduler.units import TaskId


def enter_progress(book: Book, before: Workspace, after: Workspace, *, actor: str = "") -> None:
    """Report what progress.csv says of commitments, where it says something new; of a row that was taken out nothing was worked.

    What was worked on the first of two parts beyond its effort was worked on the rest, unless the row says what remains or that it is done.
    What was done and is not after all is promised again, where nothing stands in the way, before anything else is reported.
    """
    said = list(_said(book, before, after))
    done = [each for each in said if each.task in book.finished and each.task not in book.commitments]
    bk.correct(book, done, actor=actor)
    for each in said:
        if each not in done:
            bk.report(book, each.task, remaining=each.remaining, worked=each.worked, actor=actor)


def _said(book: Book, before: Workspace, after: Workspace) -> Iterator[bk.Said]:
    """Yield what the rows say of commitments, open or done, that they did not say before."""
    old, new = progress_by_task(before), progress_by_task(after)
    tasks = {task.id: task for task in after.tasks}
    parts = tuple(parts_of_requests(book))
    for task in dict.fromkeys((*new, *old, *(rest for _, rest in parts))):
        row, known = new.get(task), old.get(task)
        promised = book.commitments.get(task) or book.finished.get(task)
        if promised is None:
            continue
        beyond, was = (_from_the_other_part(book, task, parts, rows) for rows in (new, old))
        if beyond == was and _says_the_same(known, row):
            continue
        if row is None and known is not None and _is_put_away(book, after, task):
            continue
        left = (
            remaining_minutes(tasks[task], row)
            if task in tasks
            else minutes_left(book, promised.asked, row, request=promised.request, beyond=beyond)
        )
        if task in tasks and task in book.commitments and not says_what_is_left(row) and left != promised.remaining:
            # The row may say another effort than what is promised: only what was worked since counts.
            left = max(0, promised.remaining + left - remaining_minutes(tasks[task], known))
        worked = worked_so_far(book, promised, row, left=left, task=tasks.get(task), beyond=beyond)
        if task in tasks and task not in book.commitments and not says_what_is_left(row):
            # So it is of what was done: what the report of that said is taken back.
            left = max(0, promised.remaining + promised.worked - worked)
        yield bk.Said(task, remaining=left, worked=worked)


def _from_the_other_part(
    book: Book, task: TaskId, parts: Iterable[tuple[TaskId, TaskId]], rows: Mapping[TaskId, Progress]
) -> int:
    """Return the minutes of a rest that its first part's row says were worked; of that first part, as many less than none."""
    for first, rest in parts:
        if task == rest and not says_what_is_left(rows.get(rest)):
            return worked_beyond(book, first, rows)
        row = rows.get(rest)
        counts_itself = says_what_is_left(row) and row is not None and row.worked_minutes is not None
        if task == first and not counts_itself and (rest in book.commitments or rest in book.finished):
            return -worked_beyond(book, first, rows)
    return 0


def worked_so_far(
    book: Book, promised: Promised, row: Progress | None, *, left: int, task: Task | None = None, beyond: int = 0
) -> int:
    """Return the minutes that were worked of a commitment since it was promised, by its row of progress.csv.

    Where the row says only what remains, or that it is done, all that remains no more was worked.

    Parameters
    ----------
    left
        Minutes that remain by the row.
    task
        Its row of tasks.csv, which may say what was spent; None where it has none.
    beyond
        Minutes that another row says were worked on it; below 0 where it says them of another task.
    """
    if says_what_is_left(row) and (row is None or row.worked_minutes is None):
        return promised.worked + max(0, promised.remaining - left)
    said = None if row is None else row.worked_minutes
    spent = 0 if task is None else task.spent_minutes or 0
    name = promised.asked.id
    before = worked_when_asked(book, name) if promised.request else _worked_when_promised(book, name)
    return max(0, (spent if said is None else said) - before + beyond)


def _worked_when_promised(book: Book, name: TaskId) -> int:
    """Return the minutes that had been worked of a row of tasks.csv when it was promised last: it was promised without them."""
    facts: Mapping[str, Any] = {}
    worked, is_promised = 0, False
    for entry in book.entries:
        facts = entry.facts or facts
        is_promised = is_promised and name not in entry.released
        if any(made.task == name for made in entry.committed) and not is_promised:
            is_promised = True
            said = [row.get("worked_minutes") for row in facts.get("progress", ()) if row["task"] == name]
            said += [row.get("spent_minutes") for row in facts.get("tasks", ()) if row["id"] == name]
            worked = next((minutes for minutes in said if minutes is not None), 0)
    return worked


def _says_the_same(known: Progress | None, row: Progress | None) -> bool:
    """Say whether two rows say the same of a task, wherever they stand in the file."""
    if known is None or row is None:
        return known is row
    return known.model_copy(update={"source": row.source}) == row


def _is_put_away(book: Book, workspace: Workspace, task: TaskId) -> bool:
    """Say whether work without a row of progress.csv any more keeps what was said of it last: it is in no file, or an earlier occurrence."""
    promised = commitment_of(book, task)
    if occurrence_date(task) is not None:
        recurring = {each.id for client in workspace.clients for each in client.recurring}
        return promised.due <= book.clock or task.partition("/")[0] not in recurring
    if promised.request:
        return all(request.id != promised.request for request in workspace.requests)
    return all(row.id != task for row in workspace.tasks)
