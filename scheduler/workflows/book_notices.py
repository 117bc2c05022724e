"""What a lead should know before a plan or an answer: progress that is missing, and rows of files that say otherwise than the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scheduler.calendars.moments import due_instant
from scheduler.calendars.recurrence import is_done, occurrence_date, progress_by_task, remaining_minutes
from scheduler.calendars.words import day_words, moment_words, work_words
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.problems import Notice
from scheduler.domain.tasks import PROMISED, Progress, Task
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words
from scheduler.fairshare.book import Book
from scheduler.fairshare.bound_rows import bound_rows, person_bound
from scheduler.fairshare.days import occurrences_ahead, waits_of
from scheduler.fairshare.standing import Promised
from scheduler.units import PersonId
from scheduler.workflows.request_notices import request_notices

_WHAT_IT_SAYS = ("effort", "skill", "person", "due time")
"""What a task says that a notice names, in this order."""

_MOVES_DATES = frozenset({"traded", "consented", "overridden"})
"""Kinds of entries after which a promised date is another than the files say, and rightly so."""


def book_notices(workspace: Workspace, book: Book) -> tuple[Notice, ...]:
    """Return what is worth knowing of a book beside the files as they are now.

    Parameters
    ----------
    workspace
        As read, without the tasks of accepted requests.
    """
    return (*unreported_notices(book), *row_notices(workspace, book))


def row_notices(workspace: Workspace, book: Book) -> tuple[Notice, ...]:
    """Return a notice for each row of tasks.csv, recurring deliverable and accepted request that says otherwise than the book."""
    return (
        *_gone(workspace, book),
        *_cancelled(workspace, book),
        *_otherwise(workspace, book),
        *_booked_before(workspace, book),
        *_booked_as_before(workspace, book),
        *_more_than_could_be(workspace, book),
        *request_notices(workspace, book),
    )


def _gone(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each promised row that tasks.csv no longer has: taking a line out takes no promise back."""
    rows = {task.id for task in workspace.tasks}
    names = {client.id: client.name for client in workspace.clients}
    for task, promised in book.commitments.items():
        if promised.request or task in rows or occurrence_date(task) is not None:
            continue
        due = moment_words(promised.due, book.team.zone, now=book.clock)
        client = names.get(promised.client)
        stays = (
            "it stays promised and planned"
            if client
            else "it stays promised, but clients.yaml has no such client to plan for"
        )
        text = (
            f"The row '{task}' is gone, but its work is promised to {client or promised.client} by {due}: {stays}. "
            f"Cancelled? evenhand cancel WORKSPACE {task}. Done? Say so in its line of progress.csv."
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


def _otherwise(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each open row of tasks.csv that says something else than what was promised, or is open again."""
    progress = progress_by_task(workspace)
    for task in workspace.tasks:
        promised = book.commitments.get(task.id)
        if is_done(task, progress.get(task.id)):
            continue
        if task.id in book.done:
            text = (
                f"The row '{task.id}' was done and has work left again, which is planned without a promise. "
                "In a row of its own it asks for one."
            )
        elif promised is not None and (task.client, task.skill) != (promised.client, promised.asked.skill):
            text = (
                f"The row '{task.id}' says {task.skill} for {task.client}, but {promised.asked.skill} for {promised.client} is promised "
                f"and keeps its hours: it is planned as it was promised. Put it back, or take the promise back: "
                f"evenhand cancel WORKSPACE {task.id}."
            )
        elif promised is not None and task.commitment not in PROMISED:
            text = (
                f"The row '{task.id}' says {task.commitment}, but its date is promised and keeps its hours. "
                f"To take the promise back: evenhand cancel WORKSPACE {task.id}."
            )
        elif promised is not None and (says := _edited(task, progress.get(task.id), promised, book)):
            text = (
                f"The row '{task.id}' says {says[0]}, but what is promised, and planned, is {says[1]}. Let the row say so too; "
                f"what is more can be a row of its own. To take the promise back: evenhand cancel WORKSPACE {task.id}."
            )
        else:
            continue
        yield Notice(file=task.source.file, line=task.source.line, subject=task.id, field="id", text=text)


def _edited(task: Task, row: Progress | None, promised: Promised, book: Book) -> tuple[str, str] | None:
    """Return what a row says of the effort left and the due time, and what is promised of them; None where that is the same."""
    left, due = remaining_minutes(task, row), None
    if task.due is not None:
        due = due_instant(task.due, book.team.zone, book.team.workspace.hours)
    says = [] if left == promised.remaining else [f"{work_words(left)} left"]
    if due not in (None, promised.due):
        says.append(f"due {moment_words(due, book.team.zone, now=book.clock)}")
    what = f"{work_words(promised.remaining)} by {moment_words(promised.due, book.team.zone, now=book.clock)}"
    return (" and ".join(says), what) if says else None


def _booked_before(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each recurring deliverable of which work is booked in another order, or for one person, than the files say by now."""
    days: dict[str, date] = {}
    for tasks in occurrences_ahead(book).values():
        bound = bound_rows(tasks)
        for task in tasks:
            promised, day = book.commitments.get(task.id), occurrence_date(task.id)
            if promised is None or day is None or not _in_another_order(promised.asked, task, bound.get(task.id, ())):
                continue
            name = task.id.split("/")[0]
            days[name] = max(day, days.get(name, day))
    today = book.team.zone.local(book.clock)[0]
    for recurring in (each for client in workspace.clients for each in client.recurring if each.id in days):
        text = (
            f"The tasks of '{recurring.id}' wait for each other, or share a person, otherwise than before. What is booked up to "
            f"{day_words(days[recurring.id], today=today)} stays in the order in which it was promised; the change counts after that."
        )
        yield Notice(
            file=recurring.source.file, line=recurring.source.line, subject=recurring.id, field="recurring", text=text
        )


def _booked_as_before(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each recurring deliverable of which work is booked that the files say otherwise by now: what is promised stays so."""
    reported = progress_by_task(workspace)
    moved = {made.task for entry in book.entries if entry.kind in _MOVES_DATES for made in entry.committed}
    changed: dict[str, set[str]] = {}
    days: dict[str, date] = {}
    for tasks in occurrences_ahead(book).values():
        bound = bound_rows(tasks)
        for task in tasks:
            promised, day = book.commitments.get(task.id), occurrence_date(task.id)
            if promised is None or day is None:
                continue
            says = set(_says_otherwise(book, task, promised, dated=task.id not in moved))
            if task.person is None and promised.asked.person == person_bound(bound.get(task.id, ()), reported):
                says.discard("person")
            if task.id in reported:
                says.discard("effort")
            if says:
                name = task.id.split("/")[0]
                changed[name] = changed.get(name, set()) | says
                days[name] = max(day, days.get(name, day))
    today = book.team.zone.local(book.clock)[0]
    for recurring in (each for client in workspace.clients for each in client.recurring if each.id in days):
        what = list_words(word for word in _WHAT_IT_SAYS if word in changed[recurring.id])
        text = (
            f"The tasks of '{recurring.id}' say another {what} than what is booked. What is booked up to "
            f"{day_words(days[recurring.id], today=today)} stays as it was promised; the change counts after that."
        )
        yield Notice(
            file=recurring.source.file, line=recurring.source.line, subject=recurring.id, field="recurring", text=text
        )


def _says_otherwise(book: Book, task: Task, promised: Promised, *, dated: bool) -> Iterator[str]:
    """Yield the words for what a task of the files says otherwise than its promise; of a date only where no decision has moved it."""
    asked = promised.asked
    if task.effort_minutes != asked.effort_minutes:
        yield "effort"
    if (task.skill, task.level) != (asked.skill, asked.level):
        yield "skill"
    if task.person != asked.person:
        yield "person"
    if dated and task.due is not None:
        due = due_instant(task.due, book.team.zone, book.team.workspace.hours)
        if due != promised.due:
            yield "due time"


def _in_another_order(promised: AskedTask, now: Task, mates: Sequence[Task]) -> bool:
    """Say whether a task comes after other work, or is bound to other work, than was promised; it may have been asked for with all its mates."""
    named, asked = set(now.same_person_as), set(promised.same_person_as)
    return promised.after != waits_of(now) or asked not in (named, named | {mate.id for mate in mates})


def _more_than_could_be(workspace: Workspace, book: Book) -> Iterator[Notice]:
    """Yield a notice for each row of progress.csv that says that more was worked since a promise than the clock has run since then."""
    said = {row.task: row for row in workspace.progress if row.worked_minutes is not None}
    over = {task: said[task] for task, each in book.promises.items() if task in said and each.worked}
    at = {
        made.task: instant_of(entry.at)
        for entry in book.entries
        if entry.kind != "progressed"
        for made in entry.committed
    }
    for task, row in over.items():
        worked = book.promises[task].worked
        if worked <= book.clock - at[task]:
            continue
        text = (
            f"'{task}': {work_words(worked)} worked since it was promised ({moment_words(at[task], book.team.zone, now=book.clock)}) "
            "is more than anybody can have. It is charged as written; if it is a slip, put the line right."
        )
        yield Notice(file=row.source.file, line=row.source.line, subject=task, field="worked", text=text)


def unreported_minutes(book: Book) -> Mapping[PersonId, int]:
    """Return, by person, the minutes of promised work whose blocks have ended since progress of it was entered last, in the team's order.

    A block that runs now is left out, and of a task never more than remains of it.
    """
    found: Counter[PersonId] = Counter()
    for task, promised in book.commitments.items():
        place = book.witness.work.get(task)
        if place is None:
            continue
        passed = sum(
            piece.end - max(piece.start, promised.since)
            for piece in place.pieces
            if promised.since < piece.end <= book.clock
        )
        found[place.person] += min(passed, promised.remaining)
    return {person: found[person] for person in book.team.people if found[person] > 0}


def unreported_notices(book: Book) -> tuple[Notice, ...]:
    """Return one line that says of whom progress is missing, how much, and how it is entered; nothing where none is."""
    missing = unreported_minutes(book)
    if not missing:
        return ()
    who = list_words(f"{work_words(minutes)} of {book.team.people[person].name}" for person, minutes in missing.items())
    text = (
        f"Time of promised work has passed without progress: {who}. It counts as not done until you say what was worked: "
        "one line for each task in progress.csv (task,worked), then evenhand record WORKSPACE."
    )
    return (Notice(file="progress.csv", line=None, field="worked", text=text),)
