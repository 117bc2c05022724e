"""Where work stands that an override takes the time of: in free time by its date, else on held hours of its own client, or late.

Held hours that are used so are cut, and credited as all that an override takes: the work is paid for already.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.spans import total_minutes, within
from scheduler.domain.book import LedgerRow
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, whole_piece
from scheduler.fairshare.exchanging import exchanged_bookings
from scheduler.fairshare.misfits import cut_row
from scheduler.fairshare.relaying import Displaced, new_place
from scheduler.fairshare.trial import (
    LATE_MINUTES,
    Trial,
    as_it_stands,
    missing_when_due,
    place_late,
)
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, PersonId, Span


def place_harmed(trial: Trial, displaced: Displaced) -> dict[ClientId, int]:
    """Put displaced work elsewhere, and note in the trial if it is late.

    Returns
    -------
    dict
        Held minutes that are cut for it, by client.
    """
    book = trial.book
    displaced = as_it_stands(book, displaced)
    promised = book.commitments[displaced.task]
    if not displaced.lost:
        return {}
    if new_place(book, displaced, until=promised.due) is None:
        for until in (promised.due, promised.due + LATE_MINUTES):
            place = _on_own_hours(book, displaced, until=until)
            if place is not None:
                return _put_on_own_hours(trial, displaced, place)
    place_late(trial, displaced)
    return {}


def _on_own_hours(book: Book, displaced: Displaced, *, until: Instant) -> WorkPlace | None:
    """Return where the work is done by a moment in free time and held hours of its client, if that is sooner than in free time alone."""

    def held(person: PersonId, window: Span) -> tuple[Span, ...]:
        return tuple(span for account in _whole_blocks(book, displaced, person, window) for span in account.held_spans)

    place = new_place(book, displaced, until=until, beside=held)
    free = new_place(book, displaced, until=until)
    return None if place is None or (free is not None and free.finish <= place.finish) else place


def _whole_blocks(book: Book, displaced: Displaced, person: PersonId, window: Span) -> Iterator[Account]:
    """Yield the dated blocks of the work's client and skill that are held and of which nothing is booked: what is left of one is one piece."""
    promised = book.commitments[displaced.task]
    for day in book.team.days_of(person, window):
        for account in book.accounts.on(person, day, team=book.team):
            is_own = account.block.client == promised.client and account.block.skill == promised.asked.skill
            is_whole = account.held > 0 and not account.booked and [whole_piece(account)] == account.held_spans
            if is_own and is_whole and account.fund_at(book.clock) == "own":
                yield account


def _put_on_own_hours(trial: Trial, displaced: Displaced, place: WorkPlace) -> dict[ClientId, int]:
    book = trial.book
    promised = book.commitments[displaced.task]
    rows, stands = exchanged_bookings(book, displaced)
    cuts: list[LedgerRow] = []
    for piece in place.pieces:
        for account in _whole_blocks(book, displaced, place.person, piece):
            taken = total_minutes(within(account.held_spans, piece))
            if taken:
                cuts.append(cut_row(account, taken))
    work = work_stands(book, {displaced.task: place})
    trial.do(trial.entry(rows=(*rows, *cuts), stands=stands, work=work))
    if place.finish > promised.floor_at:
        trial.late[displaced.task] = missing_when_due(book, displaced.task)
    minutes = sum(row.minutes for row in cuts)
    return {promised.client: minutes} if minutes else {}
