"""A copy of the book on which a loss is tried: what is done to it, and what clients lose by it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Entry, LossCell, Repaid
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.exchanging import exchanged_bookings
from scheduler.fairshare.regulatory import counted
from scheduler.fairshare.relaying import Displaced, followers_too_early, new_place
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, Span, TaskId

LATE_MINUTES = 26 * 7 * 1440
"""How far after its due time a place is looked for where a loss or an overrun makes work late."""

Pool = tuple[date, str]
"""A day and a skill."""

Dated = tuple[str, date]
"""A block on one of its days."""


@dataclass(slots=True)
class Trial:
    """A copy of the book on which a loss is tried, and what was done to it.

    Attributes
    ----------
    missing_before
        Minutes that were not done when due before anything was tried, by task, as far as somebody has looked.
    late
        Work that was put behind its floor, with the minutes that are not done when due.
    cells
        The short pools with what each client lost.
    cuts
        Minutes of blocks that are gone from a pool and stand nowhere else.
    counted
        In which pool a task counts with what it is later than before.
    regulatory
        Work that gives way last.
    there, kept
        What each client has in the short pools; and what of its hours was booked for work that gives way last, by pool.
    repaid
        What clients give of later hours for what others gave so that such work could stand.
    before
        The book before the loss, of whose hours ratios are; None where none are counted.
    """

    book: Book
    done: list[Entry] = field(default_factory=list)
    late: dict[TaskId, int] = field(default_factory=dict)
    cells: tuple[LossCell, ...] = ()
    guaranteed: dict[ClientId, int] = field(default_factory=dict)
    carried: dict[ClientId, int] = field(default_factory=dict)
    missing_before: dict[TaskId, int] = field(default_factory=dict)
    cuts: dict[Pool, dict[Dated, int]] = field(default_factory=dict)
    counted: dict[TaskId, Pool] = field(default_factory=dict)
    regulatory: frozenset[TaskId] = frozenset()
    there: dict[Pool, dict[ClientId, int]] = field(default_factory=dict)
    kept: dict[Pool, dict[ClientId, int]] = field(default_factory=dict)
    repaid: tuple[Repaid, ...] = ()
    before: Book | None = None

    def copied(self) -> Trial:
        """Return a trial that can go its own way."""
        return Trial(
            copy_of(self.book),
            [*self.done],
            dict(self.late),
            self.cells,
            dict(self.guaranteed),
            dict(self.carried),
            dict(self.missing_before),
            {pool: dict(cuts) for pool, cuts in self.cuts.items()},
            dict(self.counted),
            self.regulatory,
            dict(self.there),
            dict(self.kept),
            self.repaid,
            self.before,
        )

    def do(self, entry: Entry) -> None:
        """Let an entry take effect on the copy."""
        for stand in entry.work:
            self.missing_before.setdefault(stand.task, missing_when_due(self.book, stand.task))
        self.done.append(self.book.append(entry))

    def entry(self, **fields: object) -> Entry:
        """Return an entry of the system at the copy's clock."""
        return Entry.model_validate({"seq": 0, "at": self.book.team.aware(self.book.clock), "kind": "lost", **fields})

    def cut(self, pool: Pool, dated: Dated, minutes: int) -> None:
        """Count minutes of a block that are gone from a pool (negative where they stand again)."""
        cuts = self.cuts.setdefault(pool, {})
        cuts[dated] = cuts.get(dated, 0) + minutes

    def later(self, task: TaskId) -> int:
        """Return how many more minutes of a commitment are not done when due than before."""
        before = self.missing_before.get(task)
        return 0 if before is None else max(0, missing_when_due(self.book, task) - before)

    def own_later(self, task: TaskId) -> int:
        """Return how many more minutes of a commitment on own hours are late than before: what stands on spare is late first."""
        before, spare = self.missing_before.get(task), spare_minutes(self.book, task)
        return 0 if before is None else max(0, missing_when_due(self.book, task) - max(before, spare))

    def regulatory_later(self) -> int:
        """Return how many more minutes of work that gives way last are late than before."""
        return sum(self.later(task) for task in self.regulatory)

    def lost(self, pool: Pool) -> dict[ClientId, int]:
        """Return what each client has lost of a pool: block minutes cut, and minutes of work on own hours not done when due."""
        found: dict[ClientId, int] = {}
        for (block, _), minutes in self.cuts.get(pool, {}).items():
            client = self.book.accounts.blocks[block].client
            found[client] = found.get(client, 0) + minutes
        for task, where in self.counted.items():
            if where == pool:
                client = self.book.commitments[task].client
                found[client] = found.get(client, 0) + self.own_later(task)
        return {client: minutes for client, minutes in sorted(found.items()) if minutes}


def spare_minutes(book: Book, task: TaskId) -> int:
    """Return how many minutes of a commitment are funded by spare; none of regulatory work, which gives way last."""
    promised = book.commitments[task]
    is_last = promised.asked.commitment == "regulatory" and task in counted(book)
    return 0 if is_last else spare_charged(book, task)


def spare_charged(book: Book, task: TaskId) -> int:
    """Return how many minutes of a commitment are charged to spare, without work that is done: that can be lost no more."""
    rows = book.commitments[task].rows
    return max(0, sum(row.minutes for row in rows if row.fund == "spare" and not row.off_plan))


def missing_when_due(book: Book, task: TaskId, *, by: Instant | None = None) -> int:
    """Return the minutes of a commitment that do not stand before its promised date, or before another moment."""
    promised, place = book.commitments.get(task), book.witness.work.get(task)
    if promised is None:
        return 0
    until = promised.due if by is None else by
    pieces = () if place is None else place.pieces
    there = sum(max(0, min(piece.end, until) - max(piece.start, promised.since)) for piece in pieces)
    return max(0, promised.remaining - there)


def replace(trial: Trial, displaced: Displaced, *, until: Instant) -> bool:
    """Put displaced work elsewhere by a moment; its own minutes there are given in exchange. Say whether that worked."""
    displaced = as_it_stands(trial.book, displaced)
    place = new_place(trial.book, displaced, until=until) if displaced.lost else None
    if place is None:
        return not displaced.lost
    put(trial, displaced, place)
    return True


def put(trial: Trial, displaced: Displaced, place: WorkPlace) -> None:
    """Let displaced work stand at a place; a sitting leaves with all of it where only a part was displaced."""
    stood = trial.book.witness.work.get(displaced.task)
    if stood is not None and stood.person == displaced.person:
        left = without(stood.pieces, place.pieces if place.person == stood.person else ())
        displaced = dataclasses.replace(displaced, lost=merged((*displaced.lost, *left)))
    rows, stands = exchanged_bookings(trial.book, displaced)
    trial.do(trial.entry(rows=rows, stands=stands, work=work_stands(trial.book, {displaced.task: place})))


def lift(trial: Trial, displaced: Displaced) -> Displaced:
    """Let what is lost of displaced work stand nowhere for a while, so that others can stand there; it is to be placed later."""
    put(trial, displaced, WorkPlace(displaced.person, displaced.kept))
    return dataclasses.replace(displaced, lifted=True)


def as_it_stands(book: Book, displaced: Displaced) -> Displaced:
    """Return displaced work with the pieces that it keeps now: they may have made room for others meanwhile.

    What went to somebody else meanwhile, after what it follows, has lost nothing any more.
    """
    place = book.witness.work.get(displaced.task)
    pieces = () if place is None else place.pieces
    if displaced.lifted:
        # The rest of it may have gone to somebody else meanwhile, after what it follows.
        person = displaced.person if place is None else place.person
        return dataclasses.replace(displaced, person=person, kept=pieces)
    if place is not None and place.person != displaced.person:
        return Displaced(displaced.task, place.person, (), pieces)
    lost = tuple(part for span in displaced.lost for part in within(pieces, span))
    return dataclasses.replace(displaced, lost=merged(lost), kept=without(pieces, merged(lost)))


def place_late(trial: Trial, displaced: Displaced, *, avoid: Sequence[Span] = ()) -> None:
    """Put work elsewhere inside its floor, else by its due time, else later: then it is late, and the entry says so.

    Only where there is no other way, what comes after it moves too.
    """
    promised = trial.book.commitments[displaced.task]
    displaced = as_it_stands(trial.book, displaced)
    if not displaced.lost:
        return
    blocked = merged(avoid)
    late = promised.due + LATE_MINUTES
    ways = ((promised.floor_at, False), (promised.due, False), (promised.due, True), (late, False), (late, True))
    for until, pushes in ways:
        place = new_place(trial.book, displaced, until=until, avoid=blocked, pushes=pushes)
        if place is None:
            continue
        put(trial, displaced, place)
        if until > promised.floor_at:
            trial.late[displaced.task] = missing_when_due(trial.book, displaced.task)
        for follower in followers_too_early(trial.book, displaced.task) if pushes else ():
            # Its own time is free for it again.
            place_late(trial, lift(trial, follower), avoid=avoid)
        return
    lift(trial, _nothing_of_a_sitting(trial.book, displaced))
    trial.late[displaced.task] = missing_when_due(trial.book, displaced.task)


def _nothing_of_a_sitting(book: Book, displaced: Displaced) -> Displaced:
    """Return displaced work that finds no place: of a sitting nothing that is to come stays, as it would be broken off."""
    if not book.commitments[displaced.task].asked.one_sitting:
        return displaced
    past = within(displaced.kept, Span(0, book.clock))
    return Displaced(displaced.task, displaced.person, merged([*displaced.lost, *without(displaced.kept, past)]), past)
