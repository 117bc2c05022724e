"""What the agreements in force give a client in some days, day by day, and what of it was cut or has lapsed, or is held still."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import CHARGES, Entry, LaidBlock, LedgerRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.units import ClientId

Days: TypeAlias = tuple[date, date]
"""The first and the last day of a period."""

_LAYS_AGREED_HOURS = frozenset({"opened", "signed"})
"""Blocks of other entries stand in for blocks that were cut."""


def week_of(monday: date) -> Days:
    """Return an ISO week as a period."""
    return monday, monday + timedelta(days=6)


@dataclass(slots=True)
class AgreedHours:
    """What became of the blocks of a client in some days, in minutes.

    Attributes
    ----------
    agreed
        Of the blocks that hold on their days: each day is that of the agreement in force then. Also what is charged to hours that are no
        longer (of an agreement that was replaced, or of a day off) and that the new ones do not hold less for; and what others repay.
    lapsed, held
        Of the same blocks.
    cut
        Lost and not re-laid, by the kind of the entry that cut it. What a new agreement holds less as it was booked under the old one is
        had, not lost.
    """

    agreed: int = 0
    lapsed: int = 0
    held: int = 0
    cut: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Cuts:
    """Of one client, period and key of agreed hours: what was cut by which kind of entry, laid again, and is charged to hours that are no longer."""

    by: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    kept: int = 0


def agreed_hours(book: Book, periods: Collection[Days]) -> Mapping[tuple[ClientId, Days], AgreedHours]:
    """Return what became of the blocks of every client in some periods.

    Parameters
    ----------
    book
        Replayed from its entries, with its clock at the moment from which it is seen.
    periods
        Weeks, or other stretches of days, none of which overlaps another.
    """
    found: defaultdict[tuple[ClientId, Days], AgreedHours] = defaultdict(AgreedHours)
    cuts: defaultdict[tuple[tuple[ClientId, Days], str], _Cuts] = defaultdict(_Cuts)
    days = {
        first + timedelta(days=number): (first, last)
        for first, last in sorted(periods)
        for number in range((last - first).days + 1)
    }
    laid = _laid(book)
    for account in _accounts_of(book, days, laid=laid):
        key = account.block.client, days[account.day]
        found[key].held += account.held
        kind = laid.stand_ins.get(account.block.id)
        if kind is None:
            found[key].agreed += account.minutes
        else:
            cuts[key, account.block.key].again[kind] += account.minutes
    for entry in book.entries:
        for row in entry.rows:
            if row.block is None or row.day not in days:
                continue
            key = row.client, days[row.day]
            if not _is_in_force(book, row.block, row.day):
                cuts[key, row.skill].kept += row.minutes if row.fund in CHARGES else 0
            elif row.fund == "cut":
                cuts[key, row.skill].by[_cut_by(entry, row)] += row.minutes
            elif row.fund == "lapsed":
                found[key].lapsed += row.minutes
    for (key, _), each in cuts.items():
        _settle(found[key], each)
    return found


def _cut_by(entry: Entry, row: LedgerRow) -> str:
    """Return the kind of the entry that cut minutes, also where they come back: to its own client what a signature held less, to others what an override took."""
    if row.minutes >= 0:
        return entry.kind
    return "signed" if row.client == entry.client else "overridden"


def _settle(hours: AgreedHours, cuts: _Cuts) -> None:
    """Take from what was cut what was laid again and what was had already; what more was laid, or had, was agreed as well."""
    for kind, minutes in cuts.again.items():
        left = minutes
        for each in (kind, *cuts.by):
            back = min(left, max(0, cuts.by[each]))
            cuts.by[each] -= back
            left -= back
        hours.agreed += left
    had = min(cuts.kept, max(0, cuts.by["signed"]))
    cuts.by["signed"] -= had
    hours.agreed += cuts.kept - had
    hours.cut.update(cuts.by)


@dataclass(frozen=True, slots=True)
class _Laid:
    """When each block was laid, and the kind of the entry that laid it where it stands in for others."""

    on: dict[str, date]
    stand_ins: dict[str, str]


def _laid(book: Book) -> _Laid:
    on: dict[str, date] = {}
    stand_ins: dict[str, str] = {}
    for entry in book.entries:
        today = book.team.zone.local(instant_of(entry.at))[0]
        for block in entry.blocks:
            on[block.id] = today
            if entry.kind not in _LAYS_AGREED_HOURS or _is_laid_elsewhere(book, entry, block):
                stand_ins[block.id] = entry.kind
    return _Laid(on, stand_ins)


def _is_laid_elsewhere(book: Book, entry: Entry, block: LaidBlock) -> bool:
    """Say whether a signature lays a block for one that it cuts: of somebody who may not do that work for the client any more."""
    new = {each.id for each in entry.blocks}
    return block.day is not None and any(
        row.fund == "cut"
        and (row.day, row.skill) == (block.day, block.key)
        and row.block is not None
        and row.block not in new
        and not book.accounts.has_ended(row.block, row.day)
        for row in entry.rows
    )


def _is_in_force(book: Book, block: str, day: date) -> bool:
    """Say whether a block still holds on one of its days: no new agreement has replaced it, and the day is not off."""
    person = book.accounts.blocks[block].person
    return not book.accounts.has_ended(block, day) and book.team.has_day(person, day)


def _accounts_of(book: Book, days: Collection[date], *, laid: _Laid) -> Iterator[Account]:
    """Yield the dated blocks of some days since they were laid that are in force, also those of people who are no longer there."""
    found: dict[tuple[str, date], Account] = {}
    for person in sorted({block.person for block in book.accounts.blocks.values()} & set(book.team.people)):
        for day in days:
            for account in book.accounts.on(person, day, team=book.team):
                found[account.block.id, account.day] = account
    for account in book.accounts.touched():
        if account.day in days:
            found[account.block.id, account.day] = account
    for account in found.values():
        if account.day >= laid.on[account.block.id] and _is_in_force(book, account.block.id, account.day):
            yield account
