"""What an override took of others comes back to them when its request is cancelled: as far as it is free, and is still owed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, LedgerRow
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import within_all
from scheduler.fairshare.exchanging import exchanged_bookings
from scheduler.fairshare.relaying import Displaced, earliest_start, latest_finish, new_place
from scheduler.fairshare.repacking import Regrowing
from scheduler.fairshare.trial import missing_when_due
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import FAR, ClientId, Span, TaskId

Dated = tuple[str, date]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Minutes of blocks of others that are cut no longer, and by how much their make-up credits fall for it (minutes below 0)."""

    rows: tuple[LedgerRow, ...]
    credits: dict[ClientId, int]


def with_what_comes_back(book: Book, cancel: Entry, regrowing: Regrowing) -> Entry:
    """Return a cancel with what overrides took of others for its tasks: hours, and work that is done by its date again.

    Parameters
    ----------
    cancel
        What it does without that.
    regrowing
        Where blocks grow again for it.
    """
    tasks = cancel.released
    if not any(_behind(book, tasks)):
        return cancel
    scratch = copy_of(book)
    scratch.append(cancel)
    again = work_in_time_again(book, scratch, tasks)
    regrowing.beside(again)
    back = given_back(book, tasks, regrowing, again={task: missing_when_due(book, task) for task in again})
    return cancel.model_copy(
        update={
            "rows": (*cancel.rows, *back.rows),
            "work": (*cancel.work, *work_stands(book, again)),
            "stands": tuple(regrowing.stands),
            "credits": back.credits,
        }
    )


def given_back(
    book: Book, tasks: Collection[TaskId], regrowing: Regrowing, *, again: Mapping[TaskId, int] | None = None
) -> GivenBack:
    """Return what others get back of what overrides took of their blocks for tasks that are cancelled now.

    As what was charged, it returns before the notice date of its block alone, and where its time is still free (policy, "Cancel"). What a round has
    repaid already does not come back as well; what comes back is owed no longer, and so is work that is done by its date again.

    Parameters
    ----------
    regrowing
        Where blocks grow again beside the cancelled work; these blocks do too.
    again
        Minutes of work of others that overrides made late and that are done by their date again.
    """
    rows: list[LedgerRow] = []
    credits: dict[ClientId, int] = {}
    for (block, day), minutes in sorted(_taken(book, tasks).items(), key=lambda each: (each[0][1], each[0][0])):
        account = book.account_if_any(block, day)
        if account is None or account.fund_at(book.clock) != "own" or account.booked:
            continue
        if not book.accounts.exists(block, day, team=book.team):
            continue
        client = account.block.client
        owed = book.credit_minutes(client) + credits.get(client, 0)
        gained = regrowing.grow(account, min(minutes, owed, account.cut))
        if gained:
            rows.append(account.row("cut", -gained))
            credits[client] = credits.get(client, 0) - gained
    late = _owed_for_work(book, tasks)
    for task, minutes in (again or {}).items():
        client = book.commitments[task].client
        less = min(minutes, late.get(client, 0), book.credit_minutes(client) + credits.get(client, 0))
        if less > 0:
            credits[client] = credits.get(client, 0) - less
            late[client] -= less
    return GivenBack(tuple(rows), dict(sorted(credits.items())))


def work_in_time_again(book: Book, scratch: Book, tasks: Collection[TaskId]) -> dict[TaskId, WorkPlace]:
    """Return where work of others that overrides made late is done by its date once tasks are cancelled, with all of it that is to come.

    Where it stood before comes first. What its own blocks hold it in now stays.

    Parameters
    ----------
    book
        Before the cancel.
    scratch
        A copy with what is cancelled gone; it is changed.
    """
    found: dict[TaskId, WorkPlace] = {}
    for number, entry, _ in _behind(book, tasks):
        for task in sorted(
            entry.loss.late if entry.loss is not None else (), key=lambda each: (_due(scratch, each), each)
        ):
            promised, stands = scratch.commitments.get(task), scratch.witness.work.get(task)
            if promised is None or stands is None or promised.client == entry.client:
                continue
            if task in found or not missing_when_due(scratch, task):
                continue
            ahead = within(stands.pieces, Span(scratch.clock, FAR))
            displaced = Displaced(task, stands.person, merged(ahead), without(stands.pieces, ahead), lifted=True)
            if exchanged_bookings(scratch, displaced)[0]:
                continue
            scratch.witness.take_out(task)
            place = _as_before(book, scratch, displaced, number=number) or new_place(
                scratch, displaced, until=promised.due
            )
            scratch.witness.put(task, stands if place is None else place, team=scratch.team)
            if place is not None and not missing_when_due(scratch, task):
                found[task] = place
            elif place is not None:
                scratch.witness.put(task, stands, team=scratch.team)
    return found


def _due(book: Book, task: TaskId) -> int:
    return book.commitments[task].due if task in book.commitments else FAR


def _as_before(book: Book, scratch: Book, displaced: Displaced, *, number: int) -> WorkPlace | None:
    """Return where work stood before an override, where all that is to come of it can stand there again.

    Parameters
    ----------
    number
        Place of the override among the entries.
    """
    stood = next(
        (stand for entry in reversed(book.entries[:number]) for stand in entry.work if stand.task == displaced.task),
        None,
    )
    if stood is None or (stood.person != displaced.person and displaced.kept):
        return None
    pieces = within(
        [Span(instant_of(piece.start), instant_of(piece.end)) for piece in stood.pieces], Span(scratch.clock, FAR)
    )
    place = WorkPlace(stood.person, merged([*displaced.kept, *pieces]))
    asked = scratch.commitments[displaced.task].asked
    if sum(span.minutes for span in pieces) != displaced.minutes or (
        asked.same_person_as and stood.person != displaced.person
    ):
        return None
    if pieces[0].start < earliest_start(scratch, displaced.task) or place.finish > latest_finish(
        scratch, displaced.task
    ):
        return None
    days = {day for piece in pieces for day in scratch.team.days_of(stood.person, piece)}
    free = merged(span for day in sorted(days) for span in scratch.free_on(stood.person, day))
    return place if within_all(merged(pieces), free) == merged(pieces) else None


def _behind(book: Book, tasks: Collection[TaskId]) -> Iterator[tuple[int, Entry, list[Entry]]]:
    """Yield the overrides by which tasks stand: their place among the entries, and the cancels since of others of their tasks."""
    for number, entry in enumerate(book.entries):
        if entry.kind != "overridden":
            continue
        standing = {made.task for made in entry.committed}
        if not standing & set(tasks):
            continue
        cancels: list[Entry] = []
        for later in book.entries[number + 1 :]:
            if later.kind == "cancelled" and standing & set(later.released):
                cancels.append(later)
            standing -= set(later.released) - {made.task for made in later.committed}
            if later.kind == "overridden":
                standing -= {made.task for made in later.committed}
        if standing & set(tasks):
            yield number, entry, cancels


def _taken(book: Book, tasks: Collection[TaskId]) -> dict[Dated, int]:
    """Return what overrides took of blocks of others for tasks, without what came back since."""
    found: dict[Dated, int] = {}
    for _, entry, cancels in _behind(book, tasks):
        for made in (entry, *cancels):
            for row in made.rows:
                if row.fund == "cut" and row.client != entry.client and row.block is not None:
                    found[row.block, row.day] = found.get((row.block, row.day), 0) + row.minutes
    return {key: minutes for key, minutes in found.items() if minutes > 0}


def _owed_for_work(book: Book, tasks: Collection[TaskId]) -> dict[ClientId, int]:
    """Return what overrides credited clients with for work that they made late for tasks, without what fell since with it."""
    found: dict[ClientId, int] = {}
    for _, entry, cancels in _behind(book, tasks):
        for made in (entry, *cancels):
            for client, minutes in made.credits.items():
                found[client] = found.get(client, 0) + minutes
            for row in made.rows:
                if row.fund == "cut" and row.client != entry.client:
                    found[row.client] = found.get(row.client, 0) - row.minutes
    return {client: minutes for client, minutes in found.items() if minutes > 0}
