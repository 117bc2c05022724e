"""Bookings whose work stands elsewhere: their minutes were given in exchange, and are booked again where the work comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scheduler.calendars.spans import within, without
from scheduler.domain.book import LedgerRow, Stand
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, whole_piece
from scheduler.fairshare.relaying import Displaced
from scheduler.units import ClientId, Span, TaskId


def exchanged_bookings(book: Book, displaced: Displaced) -> tuple[tuple[LedgerRow, ...], tuple[Stand, ...]]:
    """Return the rows that turn a task's bookings on days that it leaves into minutes given for others, and where those blocks stand.

    Blocks past their notice date keep their rows: nothing binds them to their day any more.
    """
    rows: list[LedgerRow] = []
    stands: list[Stand] = []
    zone_day = book.team.day_of if displaced.person in book.team.people else None
    days = set() if zone_day is None else {zone_day(displaced.person, span.start) for span in displaced.lost}
    charged = (row for row in book.commitments[displaced.task].rows if not row.exchanged)
    for block, day in dict.fromkeys((row.block, row.day) for row in charged):
        if block is None or (zone_day is not None and day not in days):
            continue
        account = book.account_if_any(block, day)
        if account is None or displaced.task not in account.booked or book.clock >= account.lapse_at:
            continue
        if account.block.person != displaced.person:
            continue
        if not any(within(displaced.lost, span) for span in account.booked[displaced.task]):
            # All of it that is booked here stays: what leaves stands beside its own hours.
            continue
        rows.extend(_given_in_exchange(account, displaced.task))
        if account.held > 0:
            piece = Span(account.held_spans[0].start, account.held_spans[-1].end)
            aware = book.team.aware
            stands.append(Stand(block=block, day=day, start=aware(piece.start), end=aware(piece.end)))
    return tuple(rows), tuple(stands)


def left_behind(book: Book, *, client: ClientId | None = None) -> tuple[LedgerRow, ...]:
    """Return the rows that turn bookings whose work has left its block into minutes given for others.

    Past its notice date nothing binds work to its block. Where a change of facts puts that date off, what has left stays where it is.
    A block that has ended keeps what is charged to it: nothing returns there, and nobody else's time is taken by it.

    Parameters
    ----------
    client
        The only one whose blocks count; None: everybody's.
    """
    rows: list[LedgerRow] = []
    for account in book.accounts.touched():
        if (
            account.own + account.rush <= 0
            or account.fund_at(book.clock) != "own"
            or client not in (None, account.block.client)
        ):
            continue
        if book.accounts.has_ended(account.block.id, account.day):
            continue
        stands = book.witness.on(account.block.person, account.day)
        for task in sorted(account.funds):
            inside = sum(
                part.minutes
                for span in account.booked.get(task, ())
                for part in within(sorted(stands.get(task, ())), span)
            )
            if sum(account.funds[task].get(fund, 0) for fund in ("own", "rush")) > inside:
                rows.extend(_given_in_exchange(account, task))
    return tuple(rows)


def undone_exchanges(before: Book, after: Book, rows: Iterable[LedgerRow]) -> tuple[LedgerRow, ...]:
    """Return the rows that turn exchanges back into bookings, where the work stands on all of its booked time again after all.

    Parameters
    ----------
    after
        A copy of the book on which the rows took effect.
    """
    turned = {(row.task, row.block, row.day) for row in rows if row.exchanged and row.minutes > 0}
    back: list[LedgerRow] = []
    for task, block, day in sorted(turned, key=str):
        account = None if block is None or task is None else before.account_if_any(block, day)
        place = None if task is None else after.witness.work.get(task)
        if account is None or task is None or place is None or place.person != account.block.person:
            continue
        comes_back = task in account.booked and not without(account.booked[task], place.pieces)
        if comes_back and not _is_taken(after, account):
            given = _given_in_exchange(account, task)
            back.extend(row.model_copy(update={"minutes": -row.minutes}) for row in given)
    return tuple(back)


def _is_taken(book: Book, account: Account) -> bool:
    """Say whether other work or another block stands by now where a dated block stood."""
    person, day, piece = account.block.person, account.day, whole_piece(account)
    others = [
        span for task, spans in book.witness.on(person, day).items() if task not in account.booked for span in spans
    ]
    blocks = (each for each in book.accounts.on(person, day, team=book.team) if each.block.id != account.block.id)
    others += [span for each in blocks for span in each.held_spans]
    return piece is not None and any(within([span], piece) for span in others)


def _given_in_exchange(account: Account, task: TaskId) -> Iterator[LedgerRow]:
    """Yield the rows by which all that a task is charged for time in a dated block, of each fund, was given for time elsewhere."""
    for fund, minutes in sorted(account.funds[task].items()):
        if minutes > 0:
            yield account.row(fund, -minutes, task)
            yield account.row(fund, minutes, task, exchanged=True)
