"""Making room: a client's own later work (trade), another client's consent, or an approver's override that names its harm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow, Stand, WorkStand
from scheduler.fairshare.accounts import BookError
from scheduler.fairshare.answers import granted_entry, refused_entry
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.returning import returned_rows
from scheduler.units import Instant, TaskId


def trade(book: Book, request: Ask, *, give: TaskId, new_due: Instant, actor: str = "") -> Entry:
    """Do a request in the place of the client's own work, which gets a later date; both stand, or nothing changes.

    Raises
    ------
    BookError
        If `give` is no open commitment of this client, or its new date is not later.
    """
    promised = book.commitments.get(give)
    if promised is None or promised.client != request.client:
        raise BookError(f"'{give}' is no open work of '{request.client}'")
    if new_due <= promised.due:
        raise BookError(f"the new date of '{give}' is not later than the one promised")
    _refuse_begun(book, give)
    scratch = Book.replay(book.lines)
    scratch.set_clock(book.clock)
    freed = _let_go(scratch, [give])
    first = answer(scratch, request)
    if not isinstance(first, Granted):
        return book.append(refused_entry(book, request, first))
    accepted = scratch.append(granted_entry(scratch, request, first, kind="accepted"))
    again = Ask(request.client, promised.request, (_postponed(book, give, new_due),))
    second = answer(scratch, again)
    if not isinstance(second, Granted):
        return book.append(refused_entry(book, request, second))
    moved = scratch.append(granted_entry(scratch, again, second, kind="accepted"))
    return book.append(
        accepted.model_copy(
            update={
                "kind": "traded",
                "actor": actor,
                "reason": f"{give} gives way",
                "rows": merged_rows([*freed.rows, *_as_traded(accepted.rows, freed.rows), *moved.rows]),
                "asked": (*accepted.asked, *moved.asked),
                "committed": (*accepted.committed, *moved.committed),
                "promised": (*accepted.promised, *moved.promised),
                "released": (give,),
                "work": _last_work([freed, accepted, moved]),
                "stands": last_stands([freed, accepted, moved]),
                "conforming": False,
            }
        )
    )


def consent(book: Book, request: Ask, *, give: TaskId, new_due: Instant, by: str) -> list[Entry]:
    """Do a request in the time of another client's work, with that client's recorded consent to a later date.

    Returns
    -------
    list of Entry
        The consent and the acceptance; or one refusal, and nothing else changed.

    Raises
    ------
    BookError
        If `give` is no open commitment of another client, its new date is not later, or nobody is named who consents.
    """
    promised = book.commitments.get(give)
    if promised is None or promised.client == request.client:
        raise BookError(f"'{give}' is no open work of another client")
    if not by.strip():
        raise BookError("a consent names who gives it")
    if new_due <= promised.due:
        raise BookError(f"the new date of '{give}' is not later than the one promised")
    _refuse_begun(book, give)
    scratch = Book.replay(book.lines)
    scratch.set_clock(book.clock)
    freed = _let_go(scratch, [give], give_away=True)
    first = answer(scratch, request)
    if not isinstance(first, Granted):
        return [book.append(refused_entry(book, request, first))]
    accepted = scratch.append(granted_entry(scratch, request, first, kind="accepted"))
    again = Ask(promised.client, promised.request, (_postponed(book, give, new_due),))
    second = answer(scratch, again)
    if not isinstance(second, Granted):
        return [book.append(refused_entry(book, request, second))]
    moved = scratch.append(granted_entry(scratch, again, second, kind="accepted"))
    given = book.append(
        moved.model_copy(
            update={
                "kind": "consented",
                "actor": by,
                "reason": f"{give} waits for {request.request}",
                "rows": merged_rows([*freed.rows, *moved.rows]),
                "released": (give,),
                "work": _last_work([freed, moved]),
                "stands": last_stands([freed, moved]),
                "conforming": False,
            }
        )
    )
    taken = book.append(
        accepted.model_copy(update={"reason": f"with the consent of {by}", "conforming": accepted.conforming})
    )
    return [given, taken]


def _refuse_begun(book: Book, task: TaskId) -> None:
    place = book.witness.work.get(task)
    if place is not None and place.pieces[0].start < book.clock:
        raise BookError(f"'{task}' has begun; work that has begun gives way to nobody")


def _let_go(scratch: Book, tasks: Iterable[TaskId], *, give_away: bool = False) -> Entry:
    """Release tasks on a scratch book; their own minutes return to their blocks, or are given away."""
    tasks = tuple(sorted(tasks))
    rows, stands = returned_rows(scratch, tasks)
    given: list[LedgerRow] = []
    if give_away:
        given = [
            row.model_copy(update={"fund": "consented", "minutes": -row.minutes, "task": None, "exchanged": True})
            for row in rows
        ]
    return scratch.append(
        Entry(
            seq=0,
            at=scratch.team.aware(scratch.clock),
            kind="cancelled",
            client=scratch.commitments[tasks[0]].client,
            rows=merged_rows([*rows, *given]),
            released=tasks,
            stands=() if give_away else stands,
        )
    )


def _postponed(book: Book, task: TaskId, new_due: Instant) -> AskedTask:
    """Return a commitment's task as it would be asked now with a later date, for what is left of it."""
    promised = book.commitments[task]
    release = max(book.clock, instant_of(promised.asked.release))
    return promised.asked.model_copy(
        update={
            "due": book.team.aware(new_due),
            "release": book.team.aware(release),
            "effort_minutes": promised.remaining,
        }
    )


def _as_traded(rows: Sequence[LedgerRow], freed: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Return rows in which minutes of blocks that were just given back are charged as traded."""
    left: dict[tuple[str | None, object], int] = {}
    for row in freed:
        if row.minutes < 0 and row.block is not None:
            key = row.block, row.day
            left[key] = left.get(key, 0) - row.minutes
    found: list[LedgerRow] = []
    for row in rows:
        there = row.block, row.day
        traded = min(row.minutes, left.get(there, 0)) if row.fund == "own" and not row.exchanged else 0
        if traded:
            left[there] -= traded
            found.append(row.model_copy(update={"fund": "traded", "minutes": traded}))
        if row.minutes > traded:
            found.append(row.model_copy(update={"minutes": row.minutes - traded}))
    return found


def _last_work(entries: Iterable[Entry]) -> tuple[WorkStand, ...]:
    found: dict[TaskId, WorkStand] = {}
    for entry in entries:
        found.update((stand.task, stand) for stand in entry.work)
    return tuple(found.values())


def last_stands(entries: Iterable[Entry]) -> tuple[Stand, ...]:
    """Return the last stand of each dated block in a sequence of entries."""
    found: dict[tuple[str, object], Stand] = {}
    for entry in entries:
        found.update(((stand.block, stand.day), stand) for stand in entry.stands)
    return tuple(found.values())
