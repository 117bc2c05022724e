"""Blocks around the work of a new book: what is left of each stands in one piece in what is left of its day, or is cut.

Where a day has too little room, what is cut is shared: the next grid step comes from the client that would then have lost the smallest share of
what it had on such days, whatever it is called.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Entry, LedgerRow, Stand
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, whole_piece
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS, cut_row
from scheduler.units import FAR, ClientId, Instant, PersonId, Span

Arrangement = list[tuple[Account, Span | None]]
"""Blocks with the piece in which each is to stand; None for one that can stand nowhere."""


def arranged(book: Book, *, days: int = LOOK_AHEAD_DAYS, with_today: bool = False) -> Arrangement:
    """Return where what is left of each block can stand, day by day, around the work: the largest first, in one piece.

    Listed are the blocks that cannot stay as laid; None where nothing of one can stand. Blocks in which work is booked stay.

    Parameters
    ----------
    with_today
        Whether blocks of the opening day are arranged too, for the work of the initial book; else they hold nothing.
    """
    found: Arrangement = []
    first = book.team.zone.local(book.clock)[0]
    holders = {block.person for block in book.accounts.blocks.values()}
    people = [person for person in book.team.people if person in holders]
    shares = _Shares(book)
    for number in range(days):
        day = first + timedelta(days=number)
        for person in people:
            found.extend(_arranged_day(book, person, day, shares, with_today=with_today))
    return found


class _Shares:
    """What clients had on days without room for all of it, and what of that was cut, in minutes: first what the opening itself cut."""

    def __init__(self, book: Book) -> None:
        self.had: Counter[ClientId] = Counter()
        self.cut: Counter[ClientId] = Counter()
        people = {block.id: block.person for block in book.accounts.blocks.values()}
        rows = [row for row in book.entries[0].rows if row.fund == "cut" and row.block is not None]
        for person, day in dict.fromkeys((people[row.block], row.day) for row in rows if row.block is not None):
            for account in book.accounts.on(person, day, team=book.team):
                self.had[account.block.client] += account.block.minutes
        for row in rows:
            self.cut[row.client] += row.minutes

    def after(self, client: ClientId, minutes: int) -> Fraction:
        """Return the share that a client would have lost with so many minutes more."""
        return Fraction(self.cut[client] + minutes, self.had[client])


def arrangement_entry(book: Book, arrangement: Arrangement) -> Entry:
    """Return the entry that lets blocks stand as arranged, and cuts what does not."""
    aware = book.team.aware
    rows, stands = [], []
    for account, piece in arrangement:
        minutes = 0 if piece is None else piece.minutes
        if minutes < account.held:
            rows.append(cut_row(account, account.held - minutes))
        if piece is not None:
            stands.append(
                Stand(block=account.block.id, day=account.day, start=aware(piece.start), end=aware(piece.end))
            )
    return Entry(seq=0, at=aware(book.clock), kind="lost", rows=tuple(rows), stands=tuple(stands))


def cut_minutes(arrangement: Arrangement, clock: Instant) -> Counter[tuple[PersonId, date]]:
    """Return how many minutes that could be claimed at a moment are cut of the blocks of people's days."""
    found: Counter[tuple[PersonId, date]] = Counter()
    for account, piece in arrangement:
        cut = account.claimable_at(clock) - (0 if piece is None else piece.minutes)
        if cut > 0:
            found[account.block.person, account.day] += cut
    return found


def beyond_buffer(book: Book, *, days: int = LOOK_AHEAD_DAYS) -> tuple[LedgerRow, ...]:
    """Return rows that cut of blocks what exceeds (1 - `buffer`) of their day, as its person is there for a part of it only.

    The blocks keep their places; who loses how much is shared as where a day has too little room.
    """
    first, shares, rows = book.team.zone.local(book.clock)[0], _Shares(book), list[LedgerRow]()
    holders = {block.person for block in book.accounts.blocks.values()}
    people = [person for person in book.team.people if person in holders]
    for day in (first + timedelta(days=number) for number in range(days)):
        for person in people:
            accounts = [
                each
                for each in book.accounts.on(person, day, team=book.team)
                if each.held > 0 and each.fund_at(book.clock) is not None
            ]
            most = _signable_minutes(book, person, day)
            if sum(each.held for each in accounts) <= most:
                continue
            there = within(book.team.working(person, day), Span(book.clock, FAR))
            # Where all of them could stand, only the buffer is short.
            room = [Span(0, FAR)] if _stay(accounts, there) else there
            for account, piece in _shared(accounts, room, most, shares, grid=book.team.workspace.grid_minutes):
                minutes = 0 if piece is None else piece.minutes
                if minutes < account.held:
                    rows.append(cut_row(account, account.held - minutes))
    return tuple(rows)


def _signable_minutes(book: Book, person: PersonId, day: date) -> int:
    return book.team.capacity_minutes(person, day) * (1000 - book.team.policy.buffer) // 1000


def arranged_on(book: Book, days: Iterable[tuple[PersonId, date]], *, with_today: bool = False) -> Arrangement:
    """Return the arrangement of some days of people alone."""
    shares = _Shares(book)
    return [
        each for person, day in sorted(days) for each in _arranged_day(book, person, day, shares, with_today=with_today)
    ]


def _arranged_day(book: Book, person: PersonId, day: date, shares: _Shares, *, with_today: bool = False) -> Arrangement:
    accounts = [each for each in book.accounts.on(person, day, team=book.team) if each.held > 0]
    lapsed = [each for each in accounts if each.fund_at(book.clock) is None and not with_today]
    booked = [each for each in book.accounts.on(person, day, team=book.team) if each.booked and each not in lapsed]
    held = [each for each in accounts if each not in lapsed and each not in booked]
    if not lapsed and not held:
        return []
    work = [span for spans in book.witness.on(person, day).values() for span in spans]
    kept = [piece for each in booked if (piece := whole_piece(each)) is not None]
    free = within(without(book.team.working(person, day), merged([*work, *kept])), Span(book.clock, FAR))
    if not lapsed and _stay(held, free):
        return []
    most = _signable_minutes(book, person, day) - sum(piece.minutes for piece in kept)
    found = _shared(held, free, most, shares, grid=book.team.workspace.grid_minutes)
    return [*((account, None) for account in lapsed), *found]


def _stay(accounts: Sequence[Account], free: Sequence[Span]) -> bool:
    """Say whether all blocks of a day stand where they were laid, each in one piece."""
    stood = sorted(span for each in accounts for span in each.held_spans)
    # Where the clock goes forward, blocks that were laid one after the other stand in each other's way; work in the middle of one parts it.
    apart = all(first.end <= second.start for first, second in pairwise(stood)) and len(stood) == len(accounts)
    return apart and all(not without(each.held_spans, free) for each in accounts)


def _shared(accounts: Sequence[Account], free: Sequence[Span], most: int, shares: _Shares, *, grid: int) -> Arrangement:
    """Return a piece for each block of a day, with as little cut as packing allows, and alike."""
    size = {id(account): account.held for account in accounts}
    pieces = _packed(accounts, size, free, most)
    if pieces is None:
        for account in accounts:
            shares.had[account.block.client] += account.held
    while pieces is None:
        least = min(
            (account for account in accounts if size[id(account)]),
            key=lambda each: (
                shares.after(each.block.client, min(grid, size[id(each)])),
                -size[id(each)],
                each.block.start_minute,
            ),
        )
        step = min(grid, size[id(least)])
        size[id(least)] -= step
        shares.cut[least.block.client] += step
        pieces = _packed(accounts, size, free, most)
    # What one lost for nothing, as in the end another's block did not fit either way, it has back.
    trimmed = [account for account in accounts if size[id(account)] < account.held]
    for account in sorted(trimmed, key=lambda each: -shares.after(each.block.client, 0)):
        while size[id(account)] < account.held:
            step = min(grid, account.held - size[id(account)])
            more = _packed(accounts, {**size, id(account): size[id(account)] + step}, free, most)
            if more is None:
                break
            size[id(account)] += step
            shares.cut[account.block.client] -= step
            pieces = more
    return [(account, pieces.get(id(account))) for account in accounts]


def _packed(
    accounts: Sequence[Account], size: Mapping[int, int], free: Sequence[Span], most: int
) -> dict[int, Span] | None:
    """Return a piece of free time for each block that keeps anything, the largest first in the tightest room; None where one finds none."""
    if sum(size.values()) > most:
        return None
    left, found = list(free), {}
    for account in sorted(accounts, key=lambda each: (-size[id(each)], each.block.start_minute, each.block.id)):
        minutes = size[id(account)]
        if not minutes:
            continue
        room = [span for span in left if span.minutes >= minutes]
        if not room:
            return None
        best = min(room, key=lambda each: (each.minutes, each.start))
        found[id(account)] = Span(best.start, best.start + minutes)
        left = list(without(left, [found[id(account)]]))
    return found
