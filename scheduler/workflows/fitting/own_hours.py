"""Own held hours that pay for a request: their time is free for it and for others, wherever the request itself is done.

Hours are worth the same wherever they stand (policy, "Funding"), so a request that takes its client's hours of Thursday and is done on Tuesday
leaves time on Thursday to which other work may move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from scheduler.calendars.spans import total_minutes, within
from scheduler.domain.book import Stand
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.domain.ledger import LedgerRow
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import Taken
from scheduler.fairshare.insertion import claims
from scheduler.instance.baseline import BaselineWork
from scheduler.units import Instant, Span

Freed = Mapping[tuple[str, date], int]
"""Minutes by dated block."""


def hours_that_pay(book: Book, ask: Ask) -> Freed:
    """Return what a request takes of its client's own blocks by its date, those first that lapse first."""
    taken = Taken()
    for task in ask.tasks:
        need = task.effort_minutes
        for claim in claims(book, ask.client, task=task, taken=taken):
            gone = min(need, claim.minutes)
            if gone > 0:
                taken.note(claim.account, gone, claim.fund)
                need -= gone
    return dict(taken.minutes)


def paid_by(rows: Iterable[LedgerRow]) -> Freed:
    """Return what rows take of own blocks."""
    found: dict[tuple[str, date], int] = {}
    for row in rows:
        if row.block is not None and row.minutes > 0:
            key = row.block, row.day
            found[key] = found.get(key, 0) + row.minutes
    return found


def hours_begin(book: Book, freed: Freed, *, grid_minutes: int) -> Instant:
    """Return the first date up to which all these days can be worked, a grid unit of each: from then on their hours pay."""
    begins = [
        book.team.working(book.account(block, day).block.person, day)[0].start + grid_minutes for block, day in freed
    ]
    return max(begins, default=book.clock)


def without_hours(holdings: Holdings, freed: Freed) -> Holdings:
    """Return holdings in which the first minutes of a block's piece are free; a block in several pieces is freed as a whole or not at all."""
    pieces_of: dict[tuple[str, date], list[HeldPiece]] = {}
    for piece in holdings.held:
        pieces_of.setdefault((piece.block, piece.day), []).append(piece)
    held: list[HeldPiece] = []
    for key, pieces in pieces_of.items():
        gone = freed.get(key, 0)
        if len(pieces) > 1 and gone < sum(piece.minutes for piece in pieces):
            gone = 0
        for piece in pieces:
            first = min(gone, piece.minutes)
            gone -= first
            if first < piece.minutes:
                held.append(_shorter(piece, first))
    return holdings.model_copy(update={"held": tuple(held)})


def _shorter(piece: HeldPiece, first: int) -> HeldPiece:
    start = None if piece.start is None else piece.start + first
    return piece.model_copy(update={"minutes": piece.minutes - first, "start": start})


def rests(
    book: Book, freed: Freed, *, request: Iterable[BaselineWork], moved: Iterable[BaselineWork]
) -> tuple[Stand, ...] | None:
    """Return where what is left of blocks stands, of those whose freed time other work takes.

    Returns
    -------
    tuple of Stand, or None
        None where request and other work share the freed time of one block: what is left would not be in one piece with what is booked.
    """
    mine, theirs = list(request), list(moved)
    found: list[Stand] = []
    for (block, day), minutes in freed.items():
        account = book.account(block, day)
        if minutes >= account.held or len(account.held_spans) != 1:
            continue
        piece = account.held_spans[0]
        free = Span(piece.start, piece.start + minutes)
        if not _minutes_in(theirs, account.block.person, free):
            continue
        if _minutes_in(mine, account.block.person, free):
            return None
        aware = book.team.aware
        found.append(Stand(block=block, day=day, start=aware(free.end), end=aware(piece.end)))
    return tuple(found)


def _minutes_in(works: Iterable[BaselineWork], person: str, window: Span) -> int:
    return sum(total_minutes(within(work.spans, window)) for work in works if work.person == person)
