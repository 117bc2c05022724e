"""The opening of a book: the facts, the blocks of all agreements, and the work that was promised before there was a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from scheduler.calendars.recurrence import is_done, progress_by_task, remaining_minutes
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.book import Entry, LaidBlock
from scheduler.domain.tasks import Task
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.answers import granted_entry
from scheduler.fairshare.arranging import beyond_buffer
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.bound_rows import bound_rows
from scheduler.fairshare.days import asked_task, book_recurring, lapses, promisable
from scheduler.fairshare.initial_work import INITIAL
from scheduler.fairshare.linked import linked
from scheduler.fairshare.misfits import settle_misfits
from scheduler.fairshare.standing import UNPROMISED
from scheduler.units import ClientId, Instant, TaskId


def open_book(workspace: Workspace, blocks: Sequence[LaidBlock], *, at: Instant) -> Book:
    """Open a book: lay the blocks, book what was promised, let today's rest lapse.

    Promised tasks of tasks.csv stand on their client's own blocks where they can, else where they fit, uncapped; what does not fit is
    written down without a promise and is planned as uncovered work.

    Parameters
    ----------
    blocks
        As laid (`scheduler.solve.laying`) next to one another.
    """
    opened = Entry(
        seq=0,
        at=Zone.of(workspace.time_zone).aware(at),
        kind="opened",
        facts=workspace.facts(),
        blocks=tuple(blocks),
    )
    beyond = beyond_buffer(begun(opened, at))
    book = begun(opened.model_copy(update={"rows": beyond}), at)
    settle_misfits(book, reason="absent when the book was opened")
    _book_initial(book, workspace)
    book_recurring(book)
    today = book.team.working_day_of(at)
    rows = tuple(row for row in lapses(book, book.team.zone.local(at)[0], at=at) if row.day <= today)
    if rows:
        book.append(
            Entry(seq=0, at=book.team.aware(at), kind="closed", reason="what was left of the opening day", rows=rows)
        )
    return book


def begun(opened: Entry, at: Instant) -> Book:
    """Return the book that an entry opens."""
    book = Book()
    book.set_clock(at)
    book.append(opened)
    return book


def _book_initial(book: Book, workspace: Workspace) -> None:
    """Book the promised rows of tasks.csv: conforming work first, as it needs nothing but its client's own."""
    groups = open_groups(book, workspace.tasks)
    waiting: list[Ask] = []
    for ask in groups:
        granted = answer(book, ask, initial=True)
        if isinstance(granted, Granted) and granted.conforming:
            book.append(granted_entry(book, ask, granted, kind="booked", reason=INITIAL))
        else:
            waiting.append(ask)
    for ask in waiting:
        granted = answer(book, ask, initial=True)
        if isinstance(granted, Granted):
            book.append(granted_entry(book, ask, granted, kind="booked", reason=INITIAL))
        else:
            _note(book, ask, reason="initial, not covered: " + granted.reason)
    note_unpromised(book, workspace, reason=f"{INITIAL}, {UNPROMISED}")


def note_unpromised(book: Book, workspace: Workspace, *, reason: str, anew: Collection[TaskId] = ()) -> None:
    """Write down the open rows of tasks.csv that the book does not know and that ask for no promise, or come too late for one.

    Parameters
    ----------
    anew
        Rows that count as unknown, whatever the book knows of them.
    """
    by_client: defaultdict[ClientId, list[Task]] = defaultdict(list)
    for task in workspace.tasks:
        if (task.id not in book.known or task.id in anew) and not _done(workspace, task):
            by_client[task.client].append(task)
    for client in sorted(by_client):
        asked = tuple(asked_task(book, task, effort_minutes=_left(workspace, task)) for task in by_client[client])
        _note(book, Ask(client=client, request="", tasks=asked), reason=reason)


def _note(book: Book, ask: Ask, *, reason: str) -> None:
    """Write down work that stands in the files and is not promised by the book."""
    book.append(
        Entry(
            seq=0,
            at=book.team.aware(book.clock),
            kind="booked",
            client=ask.client,
            request=ask.request,
            reason=reason,
            conforming=False,
            asked=ask.tasks,
        )
    )


def open_groups(book: Book, tasks: Collection[Task]) -> list[Ask]:
    """Return the open promised tasks as one ask per group of tasks that hang together, by client, the soonest due first.

    Left out are tasks that are due already, and those that come after work that is not promised.
    """
    workspace = book.team.workspace
    rows = {task.id: task for task in tasks if not _done(workspace, task)}
    hopeless = {task.id for task in rows.values() if task.due is None or _is_overdue(book, task)}
    able = promisable(rows, besides=hopeless)
    mates = bound_rows(tasks)
    links = {
        name: [
            other
            for other in (*(TaskId(after.task) for after in row.after), *(mate.id for mate in mates.get(name, ())))
            if other in able and rows[other].client == row.client
        ]
        for name, row in rows.items()
        if name in able
    }
    groups = [[rows[name] for name in names] for names in linked(links)]
    asks = [
        Ask(
            client=group[0].client,
            request="",
            tasks=tuple(asked_task(book, task, effort_minutes=_left(workspace, task)) for task in group),
        )
        for group in groups
    ]
    return sorted(asks, key=lambda ask: (_last_due(ask), ask.client, ask.tasks[0].id))


def _last_due(ask: Ask) -> Instant:
    return min(instant_of(task.due) for task in ask.tasks if task.due is not None)


def _is_overdue(book: Book, task: Task) -> bool:
    asked = asked_task(book, task)
    return asked.due is not None and instant_of(asked.due) <= book.clock


def _done(workspace: Workspace, task: Task) -> bool:
    return is_done(task, progress_by_task(workspace).get(task.id))


def _left(workspace: Workspace, task: Task) -> int:
    return remaining_minutes(task, progress_by_task(workspace).get(task.id))
