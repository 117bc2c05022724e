"""What a lead should know before a plan or an answer: progress that is missing, and rows of files that say otherwise than the book."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.recurrence import is_done, occurrence_date, progress_by_task
from scheduler.domain.problems import Notice
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import moment_words
from scheduler.fairshare.book import Book
from scheduler.workflows.unreported import unreported_notices


def book_notices(workspace: Workspace, book: Book) -> tuple[Notice, ...]:
    """Return what is worth knowing of a book beside the files as they are now.

    Parameters
    ----------
    workspace
        As read, without the tasks of accepted requests.
    """
    return (*unreported_notices(book), *row_notices(workspace, book))


def row_notices(workspace: Workspace, book: Book) -> tuple[Notice, ...]:
    """Return a notice for each row of tasks.csv that says otherwise than the book."""
    return (*_gone(workspace, book), *_cancelled(workspace, book))


def _gone(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each promised row that tasks.csv no longer has: taking a line out takes no promise back."""
    rows = {task.id for task in workspace.tasks}
    names = {client.id: client.name for client in workspace.clients}
    for task, promised in book.commitments.items():
        if promised.request or task in rows or occurrence_date(task) is not None:
            continue
        due = moment_words(promised.due, book.team.zone, now=book.clock)
        text = (
            f"The row '{task}' is gone, but its work is promised to {names.get(promised.client, promised.client)} by {due}: it stays "
            f"promised and planned. Cancelled? evenhand cancel WORKSPACE {task}. Done? Put the row back, with its line in progress.csv."
        )
        yield Notice(file="tasks.csv", line=None, subject=task, field="id", text=text)


def _cancelled(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each open row of tasks.csv that was cancelled: it is not planned."""
    progress = progress_by_task(workspace)
    for task in workspace.tasks:
        if task.id not in book.cancelled or is_done(task, progress.get(task.id)):
            continue
        text = (
            f"The row '{task.id}' was cancelled and is not planned. Take the line out; "
            "with another due time or effort it asks for its work anew."
        )
        yield Notice(file=task.source.file, line=task.source.line, subject=task.id, field="id", text=text)
