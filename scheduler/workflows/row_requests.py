"""Rows of tasks.csv that are new, or say something new, are requests of their clients: what they get, or why not, is an entry of the book."""

from __future__ import annotations

from scheduler.calendars.recurrence import progress_by_task, remaining_minutes
from scheduler.calendars.zones import instant_of
from scheduler.domain.tasks import Task
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.answers import granted_entry, refused_entry
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.days import asked_task
from scheduler.fairshare.opening import UNPROMISED, note_unpromised, open_groups
from scheduler.fairshare.standing import Promised
from scheduler.units import TaskId


def enter_rows(book: Book, before: Workspace, workspace: Workspace, *, actor: str) -> None:
    """Treat new rows of tasks.csv, and rows whose due time or effort changed, as requests of their clients.

    A row that says what it said before is no request: where the book has another date by now, the book's date holds. What asks for no
    promise, or is due already, is written down once; it is asked for when it becomes work that can be promised.

    Parameters
    ----------
    before
        The files as the book knew them.
    """
    said = {task.id: task for task in before.tasks}
    changed = {row.id: row for row in workspace.tasks if row.id not in said or _says(said[row.id]) != _says(row)}
    unpromised = _written_down(book)
    promised_before = list(book.commitments.items())
    for ask in open_groups(book, workspace.tasks):
        new = tuple(
            task
            for task in ask.tasks
            if task.id not in book.known
            or task.id in unpromised
            or (task.id in changed and task.id not in book.commitments)
        )
        if new:
            _enter(book, Ask(client=ask.client, request="", tasks=new, actor=actor))
    note_unpromised(book, workspace, reason=f"row, {UNPROMISED}")
    for task, promised in promised_before:
        if task in changed and task in said:
            _ask_again(book, workspace, promised, said[task], changed[task], actor=actor)


def _says(row: Task) -> tuple[object, ...]:
    """Return what makes a row another request when it changes."""
    return row.due, row.effort_minutes, row.commitment


def _written_down(book: Book) -> set[TaskId]:
    """Return the tasks of which the book last wrote that they have no promise."""
    found: set[TaskId] = set()
    for entry in book.entries:
        tasks = {asked.id for asked in entry.asked}
        found = found | tasks if entry.reason.endswith(UNPROMISED) else found - tasks
    return found


def _ask_again(book: Book, workspace: Workspace, promised: Promised, said: Task, row: Task, *, actor: str) -> None:
    """Ask for a promised row as it says now; where that does not fit, what was promised stays. Work that has begun takes longer or shorter."""
    asked = asked_task(book, row)
    due = None if asked.due is None else instant_of(asked.due)
    other_effort = row.effort_minutes != said.effort_minutes
    left = remaining_minutes(row, progress_by_task(workspace).get(row.id)) if other_effort else promised.remaining
    place = book.witness.work.get(row.id)
    if place is not None and place.pieces[0].start < book.clock:
        if left != promised.remaining:
            bk.report(book, row.id, remaining=left, actor=actor)
        return
    if due is None or left == 0 or (due == promised.due and left == promised.remaining):
        return
    again = Ask(
        client=promised.client, request="", tasks=(asked.model_copy(update={"effort_minutes": left}),), actor=actor
    )
    copy = copy_of(book)
    bk.cancel(copy, promised.request, task=row.id)
    outcome = answer(copy, again)
    if isinstance(outcome, Granted):
        what = "effort" if due == promised.due else "due time"
        bk.cancel(book, promised.request, task=row.id, actor=actor, reason=f"its {what} changed in tasks.csv")
        _enter(book, again)
    else:
        entry = refused_entry(book, again, outcome)
        reason = f"row: {outcome.reason} What was promised before stays."
        book.append(entry.model_copy(update={"kind": "declined", "reason": reason}))


def _enter(book: Book, ask: Ask) -> None:
    outcome = answer(book, ask)
    if isinstance(outcome, Granted):
        book.append(granted_entry(book, ask, outcome, kind="booked", reason="row"))
    else:
        entry = refused_entry(book, ask, outcome)
        book.append(entry.model_copy(update={"kind": "declined", "reason": f"row: {outcome.reason}"}))
