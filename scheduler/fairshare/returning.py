"""What returns when a commitment ends before its work: minutes of blocks whose notice date has not passed, each to its own block."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.calendars.spans import merged, without
from scheduler.domain.book import LedgerRow, Stand
from scheduler.fairshare.accounts import Account, whole_piece
from scheduler.fairshare.book import Book
from scheduler.units import Span, TaskId


def returned_rows(book: Book, tasks: Iterable[TaskId]) -> tuple[tuple[LedgerRow, ...], tuple[Stand, ...]]:
    """Return the negative rows of commitments that end, and where blocks that grow again stand.

    Minutes return only before the block's notice date. What was given in exchange returns only where its time, beside the
    block, is still free. Spare does not return: asking for it and giving it back gains nothing.
    """
    gone = frozenset(tasks)
    rows: list[LedgerRow] = []
    stands: list[Stand] = []
    for task in sorted(gone):
        for row in net_rows(book, task):
            if row.block is None or row.fund not in ("own", "rush", "traded"):
                continue
            account = book.account(row.block, row.day)
            if account.fund_at(book.clock) != "own" or account.lapsed:
                continue
            back = row.model_copy(update={"minutes": -row.minutes})
            if not row.exchanged:
                rows.append(back)
                continue
            piece = _grown(book, account, row.minutes, gone)
            if piece is not None and not any((stand.block, stand.day) == (row.block, row.day) for stand in stands):
                rows.append(back)
                aware = book.team.aware
                stands.append(Stand(block=row.block, day=row.day, start=aware(piece.start), end=aware(piece.end)))
    return tuple(rows), tuple(stands)


def net_rows(book: Book, task: TaskId) -> list[LedgerRow]:
    """Return what a commitment is charged in total, by block, day and fund; what came to nothing is left out."""
    sums: dict[LedgerRow, int] = {}
    for row in book.commitments[task].rows:
        key = row.model_copy(update={"minutes": 0})
        sums[key] = sums.get(key, 0) + row.minutes
    return [key.model_copy(update={"minutes": minutes}) for key, minutes in sums.items() if minutes > 0]


def _grown(book: Book, account: Account, minutes: int, gone: frozenset[TaskId]) -> Span | None:
    """Return the piece of a block with so many minutes more, beside where it stands, in time that is free by then."""
    person, day = account.block.person, account.day
    free = list(book.witness.free(person, day, team=book.team, accounts=book.accounts))
    own = set(account.booked)
    for task, pieces in book.witness.on(person, day).items():
        if task in gone and task not in own:
            free.extend(pieces)
    stretches = merged(free)
    piece = whole_piece(account)
    if piece is None:
        return next((Span(span.start, span.start + minutes) for span in stretches if span.minutes >= minutes), None)
    for wanted, whole in (
        (Span(piece.end, piece.end + minutes), Span(piece.start, piece.end + minutes)),
        (Span(piece.start - minutes, piece.start), Span(piece.start - minutes, piece.end)),
    ):
        if not without([wanted], stretches):
            return whole
    return None
