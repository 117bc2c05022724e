"""What granted work is charged: own minutes by block and day, minutes given in exchange, and spare by the day of work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from scheduler.calendars.spans import merged, without
from scheduler.domain.book import LedgerRow, skill_key
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import Claim, claims
from scheduler.fairshare.conforming import Booking
from scheduler.fairshare.dated_block import booked_spans
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Span, TaskId


def places_of(bookings: Iterable[Booking]) -> dict[TaskId, WorkPlace]:
    """Return where booked tasks stand."""
    return {
        booking.task.id: WorkPlace(
            booking.person, tuple(sorted(piece for part in booking.parts for piece in part.pieces))
        )
        for booking in bookings
    }


def rows_of(bookings: Iterable[Booking]) -> Iterable[LedgerRow]:
    """Yield the charges of bookings, by block and day."""
    for booking in bookings:
        for part in booking.parts:
            yield _block_row(Claim(part.account, part.fund, part.minutes), booking.task.id, part.minutes)


def _block_row(claim: Claim, task: TaskId, minutes: int, *, exchanged: bool = False) -> LedgerRow:
    return claim.account.row("rush" if claim.fund == "rush" else "own", minutes, task, exchanged=exchanged)


def charge(
    book: Book,
    client: ClientId,
    inserted: Sequence[Inserted],
    *,
    in_round: bool = False,
    initial: bool = False,
    whole_days: bool = False,
) -> list[LedgerRow]:
    """Return what inserted tasks are charged: own minutes on which they stand, own minutes given in exchange, then spare.

    Parameters
    ----------
    whole_days
        As in `claims`.
    """
    taken = Taken()
    rows: list[LedgerRow] = []
    for each in inserted:
        for claim, pieces in each.stands_in:
            minutes = sum(piece.minutes for piece in pieces)
            taken.note(claim.account, minutes, claim.fund)
            rows.append(_block_row(claim, each.task.id, minutes))
    for each in inserted:
        own = sum(piece.minutes for _, pieces in each.stands_in for piece in pieces)
        need = each.task.effort_minutes - own
        for claim in claims(book, client, task=each.task, taken=taken, initial=initial, whole_days=whole_days):
            gone = min(need, claim.minutes)
            if gone <= 0:
                continue
            need -= gone
            taken.note(claim.account, gone, claim.fund)
            rows.append(_block_row(claim, each.task.id, gone, exchanged=True))
        rows.extend(spare_rows(book, client, each, need, in_round=in_round))
    broken = _broken_blocks(book, inserted, rows)
    return [
        row.model_copy(update={"exchanged": True}) if (row.block, row.day) in broken and not row.exchanged else row
        for row in rows
    ]


def _broken_blocks(book: Book, inserted: Sequence[Inserted], rows: Sequence[LedgerRow]) -> set[tuple[str | None, date]]:
    """Return the dated blocks of which minutes are given while what is booked stands apart: with the new work in it they were no one piece."""
    inside: defaultdict[tuple[str | None, date], list[Span]] = defaultdict(list)
    for each in inserted:
        for claim, pieces in each.stands_in:
            inside[claim.account.block.id, claim.account.day].extend(pieces)
    found: set[tuple[str | None, date]] = set()
    for block, day in {(row.block, row.day) for row in rows if row.block is not None and row.exchanged}:
        if not inside[block, day]:
            continue
        account = book.account(str(block), day)
        left = account.held - sum(row.minutes for row in rows if (row.block, row.day) == (block, day))
        stands = merged([*inside[block, day], *booked_spans(account)])
        gaps = sum(later.start - earlier.end for earlier, later in pairwise(stands))
        if gaps and gaps != left:
            found.add((block, day))
    return found


def spare_rows(book: Book, client: ClientId, inserted: Inserted, need: int, *, in_round: bool) -> list[LedgerRow]:
    """Charge the last `need` minutes of the work outside own blocks as spare, by day of work."""
    own = sorted(piece for _, pieces in inserted.stands_in for piece in pieces)
    outside = without(inserted.place.pieces, own)
    days: defaultdict[date, int] = defaultdict(int)
    for piece in reversed(outside):
        minutes = min(need, piece.minutes)
        if minutes:
            days[book.team.day_of(inserted.place.person, piece.start)] += minutes
            need -= minutes
    return [
        LedgerRow(
            client=client,
            skill=skill_key(inserted.task.skill, inserted.task.level),
            day=day,
            fund="spare",
            minutes=minutes,
            task=inserted.task.id,
            in_round=in_round,
        )
        for day, minutes in sorted(days.items())
    ]


def merged_rows(rows: Iterable[LedgerRow]) -> tuple[LedgerRow, ...]:
    """Return rows with those that differ in minutes alone added up, in a canonical order; sums of zero vanish."""
    sums: dict[LedgerRow, int] = {}
    for row in rows:
        key = row.model_copy(update={"minutes": 0})
        sums[key] = sums.get(key, 0) + row.minutes
    ordered = sorted(
        (key.model_copy(update={"minutes": minutes}) for key, minutes in sums.items() if minutes),
        key=lambda row: (row.day, row.block or "~", row.task or "", row.fund, row.exchanged),
    )
    return tuple(ordered)
