"""A loss is tried on a copy of the book: moves, cuts and new dates are done there one by one, and later made one entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendars.spans import merged
from scheduler.domain.book import Entry, LedgerRow, LossCell, Stand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.relaying import Displaced, new_place
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, Span, TaskId

LATE_MINUTES = 26 * 7 * 1440
"""How far after its due time a place is looked for where a loss makes work late."""

Pool = tuple[date, str]
"""A day and a skill."""


@dataclass(slots=True)
class Trial:
    """A copy of the book on which a loss is tried, and what was done to it.

    Attributes
    ----------
    late
        Work that is no longer done by its floor, with the minutes that are not done when due.
    cells
        The short pools with what each client lost.
    """

    book: Book
    done: list[Entry] = field(default_factory=list)
    late: dict[TaskId, int] = field(default_factory=dict)
    cells: tuple[LossCell, ...] = ()
    guaranteed: dict[ClientId, int] = field(default_factory=dict)
    carried: dict[ClientId, int] = field(default_factory=dict)

    def do(self, entry: Entry) -> None:
        """Let an entry take effect on the copy."""
        self.done.append(self.book.append(entry))

    def entry(self, **fields: object) -> Entry:
        """Return an entry of the system at the copy's clock."""
        return Entry.model_validate({"seq": 0, "at": self.book.team.aware(self.book.clock), "kind": "lost", **fields})


def replace(trial: Trial, displaced: Displaced, *, until: Instant) -> bool:
    """Put displaced work elsewhere by a moment; its own minutes there are given in exchange. Say whether that worked."""
    place = new_place(trial.book, displaced, until=until)
    if place is None:
        return False
    rows, stands = exchanged_bookings(trial.book, displaced)
    trial.do(trial.entry(rows=rows, stands=stands, work=work_stands(trial.book, {displaced.task: place})))
    return True


def exchanged_bookings(book: Book, displaced: Displaced) -> tuple[tuple[LedgerRow, ...], tuple[Stand, ...]]:
    """Return the rows that turn a task's bookings on days that it leaves into minutes given for others, and where those blocks stand.

    Blocks past their notice date keep their rows: nothing binds them to their day any more.
    """
    rows: list[LedgerRow] = []
    stands: list[Stand] = []
    zone_day = book.team.day_of if displaced.person in book.team.people else None
    days = set() if zone_day is None else {zone_day(displaced.person, span.start) for span in displaced.lost}
    for row in book.commitments[displaced.task].rows:
        if row.block is None or row.exchanged or (zone_day is not None and row.day not in days):
            continue
        account = book.account_if_any(row.block, row.day)
        if account is None or displaced.task not in account.booked or book.clock >= account.lapse_at:
            continue
        if account.block.person != displaced.person or any(
            each.block == row.block and each.day == row.day for each in rows
        ):
            continue
        minutes = sum(span.minutes for span in account.booked[displaced.task])
        rows.append(row.model_copy(update={"minutes": -minutes}))
        rows.append(row.model_copy(update={"minutes": minutes, "exchanged": True}))
        if account.held > 0:
            piece = Span(account.held_spans[0].start, account.held_spans[-1].end)
            aware = book.team.aware
            stands.append(Stand(block=row.block, day=row.day, start=aware(piece.start), end=aware(piece.end)))
    return tuple(rows), tuple(stands)


def place_late(trial: Trial, displaced: Displaced, *, avoid: Iterable[Span] = ()) -> None:
    """Put work elsewhere inside its floor, else by its due time, else later: then it is late, and the entry says so."""
    promised = trial.book.commitments[displaced.task]
    blocked = merged(avoid)
    for until, is_late in ((promised.floor_at, False), (promised.due, True), (promised.due + LATE_MINUTES, True)):
        place = new_place(trial.book, displaced, until=until, avoid=blocked)
        if place is None:
            continue
        if is_late:
            trial.late[displaced.task] = sum(
                max(0, piece.end - max(piece.start, promised.due)) for piece in place.pieces
            )
        rows, stands = exchanged_bookings(trial.book, displaced)
        trial.do(trial.entry(rows=rows, stands=stands, work=work_stands(trial.book, {displaced.task: place})))
        return
    overdue = sum(max(0, piece.end - max(piece.start, promised.due)) for piece in displaced.kept)
    trial.late[displaced.task] = displaced.minutes + overdue
    rows, stands = exchanged_bookings(trial.book, displaced)
    kept = WorkPlace(displaced.person, displaced.kept)
    trial.do(trial.entry(rows=rows, stands=stands, work=work_stands(trial.book, {displaced.task: kept})))
