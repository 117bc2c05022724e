"""Where work stands that an override takes the time of: in free time by its date, else on held hours of its own client, or late.

Held hours that are used so are cut, and credited as all that an override takes: the work is paid for already.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.calendars.spans import total_minutes, without
from scheduler.domain.book import LedgerRow
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, whole_piece, within_all
from scheduler.fairshare.exchanging import exchanged_bookings
from scheduler.fairshare.misfits import cut_row
from scheduler.fairshare.relaying import Displaced, new_place
from scheduler.fairshare.trial import (
    LATE_MINUTES,
    Trial,
    as_it_stands,
    place_late,
)
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import MINUTES_PER_DAY, Instant, PersonId, Span


def place_harmed(trial: Trial, displaced: Displaced) -> None:
    """Put displaced work elsewhere, late where there is no other way; held hours of its client that it stands on are cut."""
    book = trial.book
    displaced = as_it_stands(book, displaced)
    promised = book.commitments[displaced.task]
    if not displaced.lost:
        return
    if new_place(book, displaced, until=promised.due) is None:
        for until in (promised.due, promised.due + LATE_MINUTES):
            place = _on_own_hours(book, displaced, until=until)
            if place is not None:
                _put_on_own_hours(trial, displaced, place)
                return
    place_late(trial, displaced)


def _on_own_hours(book: Book, displaced: Displaced, *, until: Instant) -> WorkPlace | None:
    """Return where the work is done by a moment in free time and held hours of its client; None where free time alone does as well.

    Late either way, it has to be a day sooner with held hours: these are worth more to their client than some hours of waiting.
    Of a block only what touches an end is taken, so that what is left of it is one piece.
    """
    free = new_place(book, displaced, until=until)
    left_whole: set[str] = set()

    def held(person: PersonId, day: date) -> tuple[Span, ...]:
        blocks = _whole_blocks(book, displaced, person, day)
        return tuple(span for each in blocks if _name(each) not in left_whole for span in each.held_spans)

    while True:
        place = new_place(book, displaced, until=until, beside=held)
        if place is None or (free is not None and free.finish < place.finish + MINUTES_PER_DAY):
            return None
        split = {
            _name(each)
            for each in _blocks_of(book, displaced, place)
            if len(without(each.held_spans, place.pieces)) > 1
        }
        if not split - left_whole:
            return place
        left_whole.update(split)


def _name(account: Account) -> str:
    return f"{account.block.id}@{account.day}"


def _blocks_of(book: Book, displaced: Displaced, place: WorkPlace) -> Iterator[Account]:
    """Yield the held blocks of the work's client on the days of a place."""
    days = dict.fromkeys(day for piece in place.pieces for day in book.team.days_of(place.person, piece))
    for day in days:
        yield from _whole_blocks(book, displaced, place.person, day)


def _whole_blocks(book: Book, displaced: Displaced, person: PersonId, day: date) -> Iterator[Account]:
    """Yield the dated blocks of the work's client and skill that are held and of which nothing is booked."""
    promised = book.commitments[displaced.task]
    for account in book.accounts.on(person, day, team=book.team):
        is_own = account.block.client == promised.client and account.block.skill == promised.asked.skill
        is_whole = account.held > 0 and not account.booked and [whole_piece(account)] == account.held_spans
        if is_own and is_whole and account.fund_at(book.clock) == "own":
            yield account


def _put_on_own_hours(trial: Trial, displaced: Displaced, place: WorkPlace) -> None:
    book = trial.book
    rows, stands = exchanged_bookings(book, displaced)
    cuts: list[LedgerRow] = []
    for account in _blocks_of(book, displaced, place):
        taken = total_minutes(within_all(place.pieces, account.held_spans))
        if taken:
            cuts.append(cut_row(account, taken))
    work = work_stands(book, {displaced.task: place})
    trial.do(trial.entry(rows=(*rows, *cuts), stands=stands, work=work))
