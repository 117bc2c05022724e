"""Making room: a client's own later work (trade), another client's consent, or an approver's override that names its harm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.calendars.spans import merged, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow, Stand, WorkStand
from scheduler.domain.tasks import work_called
from scheduler.fairshare.answers import granted_entry, refused_entry
from scheduler.fairshare.asking import Ask, Granted, Refused, answer, unfit_reason
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.checking import checked_places
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError, whole_piece
from scheduler.fairshare.insertion import insert
from scheduler.fairshare.limits import cap_limit
from scheduler.fairshare.returning import given_for_work, returned_rows
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


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
    unaided = answer(book, request)
    if isinstance(unaided, Granted):
        return book.append(granted_entry(book, request, unaided, kind="accepted"))
    scratch = copy_of(book)
    freed = _let_go(scratch, [give])
    first = answer(scratch, request)
    if not isinstance(first, Granted):
        return book.append(refused_entry(book, request, first))
    accepted = scratch.append(granted_entry(scratch, request, first, kind="accepted"))
    again = Ask(request.client, promised.request, (_postponed(book, give, new_due),))
    second = answer(scratch, again)
    if not isinstance(second, Granted):
        return book.append(refused_entry(book, request, second))
    waiting = _kept_waiting(book, give, finish=second.places[give].finish)
    if waiting is not None:
        return book.append(refused_entry(book, request, Refused(waiting)))
    moved = scratch.append(granted_entry(scratch, again, second, kind="accepted"))
    return book.append(
        accepted.model_copy(
            update={
                "kind": "traded",
                "actor": actor,
                "reason": f"{give} gives way",
                "rows": merged_rows([*freed.rows, *_as_traded(book, accepted.rows, freed.rows), *moved.rows]),
                "asked": (*accepted.asked, *moved.asked),
                "committed": (*accepted.committed, *moved.committed),
                "promised": (*accepted.promised, *moved.promised),
                "released": (give,),
                "work": _last_work([freed, accepted, moved]),
                "stands": final_stands(scratch, [freed, accepted, moved]),
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
    unaided = answer(book, request)
    if isinstance(unaided, Granted):
        return [book.append(granted_entry(book, request, unaided, kind="accepted"))]
    unfit = unfit_reason(book, request)
    if unfit is not None:
        return [book.append(refused_entry(book, request, Refused(unfit)))]
    scratch = copy_of(book)
    given_up = _let_go(scratch, [give], give_away=True)
    inserted = insert(scratch, request.client, tasks=request.tasks)
    if inserted is None:
        return [book.append(refused_entry(book, request, Refused(NOT_EVEN_SO)))]
    places = {each.task.id: each.place for each in inserted}
    charged = charge(scratch, request.client, inserted)
    consented, rest = _paid_by_consent(charged, given_up.rows, owner=promised.client)
    limit = cap_limit(book, request.client, rest, in_round=False, request=request.request)
    if limit is not None:
        return [book.append(refused_entry(book, request, Refused(limit.text, waits=True)))]
    scratch = copy_of(book)
    freed = _let_go(scratch, [give], given=consented)
    if checked_places(scratch, request.client, tasks=request.tasks, places=places) is None:
        return [book.append(refused_entry(book, request, Refused(NOT_EVEN_SO)))]
    taking = granted_entry(scratch, request, Granted(places, tuple(rest), conforming=False), kind="accepted")
    scratch.append(taking)
    # What waits is entered first: until the request is accepted, the hours that it gives in exchange are held.
    scratch.witness.stand_beside_too(scratch.team, _given_after(book, scratch, rest))
    again = Ask(promised.client, promised.request, (_postponed(book, give, new_due),))
    second = answer(scratch, again)
    if not isinstance(second, Granted):
        return [book.append(refused_entry(book, request, second))]
    waiting = _kept_waiting(book, give, finish=second.places[give].finish)
    if waiting is not None:
        return [book.append(refused_entry(book, request, Refused(waiting)))]
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
                "stands": _of_client(book, final_stands(scratch, [freed, moved]), promised.client),
                "conforming": False,
            }
        )
    )
    taken = book.append(taking.model_copy(update={"reason": f"with the consent of {by}"}))
    return [given, taken]


def _given_after(before: Book, after: Book, rows: Sequence[LedgerRow]) -> dict[PersonId, tuple[Span, ...]]:
    """Return the time of blocks that rows give in exchange, of which nobody makes use yet."""
    found: dict[PersonId, list[Span]] = {}
    for block, day in {(row.block, row.day) for row in rows if row.block is not None and row.exchanged}:
        held = before.account(str(block), day)
        now = after.account(str(block), day)
        taken = merged(span for spans in after.witness.on(held.block.person, day).values() for span in spans)
        freed = without(without(held.held_spans, now.held_spans), taken)
        found.setdefault(held.block.person, []).extend(freed)
    return {person: merged(spans) for person, spans in found.items() if spans}


NOT_EVEN_SO = "No plan was found that does it in time, even in the time that was offered for it."


def _paid_by_consent(
    charged: Sequence[LedgerRow], freed: Sequence[LedgerRow], *, owner: ClientId
) -> tuple[list[LedgerRow], list[LedgerRow]]:
    """Split charges: spare minutes are paid by the minutes of blocks that the other client gives, as far as these reach.

    Returns
    -------
    tuple of lists
        Rows of the client that gives, and the rest of the charges.
    """
    given = [(row, row.minutes) for row in freed if row.fund == "consented" and row.block is not None]
    consented: list[LedgerRow] = []
    rest: list[LedgerRow] = []
    for row in charged:
        left = row.minutes
        while row.fund == "spare" and left and given:
            source, there = given[0]
            gone = min(left, there)
            left -= gone
            given[0] = source, there - gone
            if there == gone:
                given.pop(0)
            paid = {"client": owner, "fund": "consented", "minutes": gone, "task": row.task, "exchanged": True}
            consented.append(source.model_copy(update=paid))
        if left:
            rest.append(row.model_copy(update={"minutes": left}))
    return consented, rest


def _of_client(book: Book, stands: Sequence[Stand], client: ClientId) -> tuple[Stand, ...]:
    return tuple(stand for stand in stands if book.accounts.blocks[stand.block].client == client)


def _refuse_begun(book: Book, task: TaskId) -> None:
    if book.witness.has_begun(task, by=book.clock):
        raise BookError(f"'{task}' has begun; work that has begun gives way to nobody")


def _kept_waiting(book: Book, task: TaskId, *, finish: Instant) -> str | None:
    """Return that promised work comes after a task and would begin too early if it were done only then; None where none would."""
    for other, promised in book.commitments.items():
        place = book.witness.work.get(other)
        wait = next((after.wait for after in promised.asked.after if after.task == task), None)
        if wait is not None and place is not None and place.pieces[0].start < book.team.after_wait(finish, wait):
            return f"{work_called(promised.asked.title, other, begins=True)} comes after {work_called(book.known[task].title, task)} and cannot wait for it."
    return None


def _let_go(
    scratch: Book, tasks: Iterable[TaskId], *, give_away: bool = False, given: Sequence[LedgerRow] = ()
) -> Entry:
    """Release tasks on a scratch book; their own minutes return to their blocks, apart from what is given away."""
    tasks = tuple(sorted(tasks))
    rows, stands = returned_rows(scratch, tasks, moves=True)
    kept = given_for_work(scratch, tasks, rows)
    if give_away or given:
        # What stood elsewhere in exchange stays where it is: only the time of the work itself can be given.
        rows, stands = tuple(row for row in rows if not row.exchanged), ()
    if give_away:
        given = [row.model_copy(update=_GIVEN | {"minutes": -row.minutes}) for row in rows]
    return scratch.append(
        Entry(
            seq=0,
            at=scratch.team.aware(scratch.clock),
            kind="cancelled",
            client=scratch.commitments[tasks[0]].client,
            rows=merged_rows([*rows, *given, *kept]),
            released=tasks,
            stands=stands,
        )
    )


_GIVEN = {"fund": "consented", "task": None, "exchanged": True}


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


def _as_traded(book: Book, rows: Sequence[LedgerRow], freed: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Return rows in which minutes of blocks that were just given back are charged as traded, after what was held there before."""
    given = {(row.block, row.day) for row in freed if row.minutes < 0 and row.block is not None}
    held = {(block, day): book.account(block, day).held for block, day in given if block is not None}
    found: list[LedgerRow] = []
    for row in rows:
        there = row.block, row.day
        if row.fund != "own" or row.exchanged or there not in held:
            found.append(row)
            continue
        own = min(row.minutes, held[there])
        held[there] -= own
        parts = ("own", own), ("traded", row.minutes - own)
        found += [row.model_copy(update={"fund": fund, "minutes": minutes}) for fund, minutes in parts if minutes]
    return found


def _last_work(entries: Iterable[Entry]) -> tuple[WorkStand, ...]:
    found: dict[TaskId, WorkStand] = {}
    for entry in entries:
        found.update((stand.task, stand) for stand in entry.work)
    return tuple(found.values())


def final_stands(scratch: Book, entries: Iterable[Entry]) -> tuple[Stand, ...]:
    """Return where every dated block that a sequence of entries charged or moved stands in the end."""
    touched: dict[tuple[str, date], None] = {}
    for entry in entries:
        touched.update(((row.block, row.day), None) for row in entry.rows if row.block is not None)
        touched.update(((stand.block, stand.day), None) for stand in entry.stands)
    aware = scratch.team.aware
    found = []
    for block, day in touched:
        piece = whole_piece(scratch.account(block, day))
        if piece is not None:
            found.append(Stand(block=block, day=day, start=aware(piece.start), end=aware(piece.end)))
    return tuple(found)
