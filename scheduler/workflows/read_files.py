"""The files of a workspace as commands read them: progress.csv may speak of work that only the book knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from scheduler.domain.book import Entry
from scheduler.domain.workspace import Workspace
from scheduler.files.reading import read_workspace
from scheduler.store.book_store import BookStore
from scheduler.units import TaskId


def workspace_in(
    folder: Path, *, as_of: str | None = None, clock: Callable[[], datetime], request: Path | None = None
) -> Workspace:
    """Return the workspace of a folder, as `read_workspace` reads it, with the progress of work whose file is gone and that the book knows.

    Raises
    ------
    InputError
        With every problem of every file.
    BookError (of `scheduler.errors`)
        If progress.csv speaks of work that no file has, and the book cannot be read.
    """
    return read_workspace(folder, as_of=as_of, clock=clock, request=request, booked=lambda: booked_tasks(folder))


def stored_entries(folder: Path) -> tuple[Entry, ...]:
    """Return the entries of a workspace's book as they are stored; none where there is no book."""
    store = BookStore.open(folder)
    if store is None:
        return ()
    with store:
        return store.entries()


def booked_tasks(folder: Path) -> frozenset[TaskId]:
    """Return every task of which the book of a workspace ever spoke, tasks that were done when their request was asked included."""
    entries = stored_entries(folder)
    asked = {task.id for entry in entries for task in entry.asked}
    read = {
        TaskId(f"{entry.request}/{task['id']}")
        for entry in entries
        if entry.read is not None
        for task in entry.read.get("tasks", ())
    }
    return frozenset(asked | read)
