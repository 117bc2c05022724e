"""What was booked on a block that a new agreement has replaced and is needed no longer: the client's new blocks hold it.

A week is had once (`scheduler.fairshare.signed_weeks`): the new blocks hold less for what is booked under the old ones, or as that stands in
their way. Where a booking ends before its notice date, what they hold less for it is the client's again, as far as the agreement gives it and
its time is still free (policy, "Cancel").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from scheduler.domain.book import Entry, LaidBlock, LedgerRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.repacking import Regrowing
from scheduler.fairshare.signed_weeks import Period, charged_before, given_of, period_beside, period_of
from scheduler.units import ClientId

_LONGEST_PERIOD_DAYS = 31
_PERMILLE = 1000


def is_replaced(book: Book, row: LedgerRow) -> bool:
    """Say whether a row charges a block that a new agreement has replaced, and its minutes would return to it if it had not."""
    if row.block is None or row.fund not in ("own", "rush", "traded"):
        return False
    has_ended = book.accounts.has_ended(row.block, row.day)
    return has_ended and book.account(row.block, row.day).fund_at(book.clock) == "own"


def held_anew(book: Book, back: Sequence[LedgerRow], regrowing: Regrowing) -> Iterator[LedgerRow]:
    """Yield rows by which the new blocks of a week or month hold again what they held less for bookings that end.

    The days on which these were charged come first, then the first days of the period.

    Parameters
    ----------
    back
        The negative rows of what is charged to replaced blocks no longer.
    regrowing
        Where blocks grow again.
    """
    by_client: defaultdict[ClientId, list[LedgerRow]] = defaultdict(list)
    for each in back:
        by_client[each.client].append(each)
    for client, rows in by_client.items():
        signed = next((each for each in reversed(book.entries) if (each.kind, each.client) == ("signed", client)), None)
        if signed is None:
            continue
        kinds: defaultdict[str, set[bool]] = defaultdict(set)
        for block in _new_blocks(signed):
            kinds[block.key].add(block.day is not None)
        periods: defaultdict[Period, Counter[date]] = defaultdict(Counter)
        for row in rows:
            if row.skill in kinds:
                old = book.accounts.blocks[str(row.block)]
                periods[period_beside(old, row.day, kinds[row.skill])][row.day] -= row.minutes
        for period, ends in periods.items():
            yield from _held_in(book, signed, period, ends, regrowing)


def _new_blocks(signed: Entry) -> list[LaidBlock]:
    """Return the blocks of the new agreement, without those that stand in for others until it holds."""
    begin = min((end.from_day for end in signed.ended), default=date.min)
    return [block for block in signed.blocks if block.day is None or block.day >= begin]


def _held_in(
    book: Book, signed: Entry, period: Period, ends: Counter[date], regrowing: Regrowing
) -> Iterator[LedgerRow]:
    """Yield the rows of one week or month, in which so many charged minutes of replaced blocks end, by their days."""
    client, blocks = ClientId(signed.client), _new_blocks(signed)
    accounts = _days_in(book, blocks, period)
    if not accounts:
        return
    less = _less_held(book, signed)
    charged = sum(charged_before(book, client, blocks)[period].values()) - ends.total()
    held = sum(each.minutes - each.cut for each in accounts)
    left = min(ends.total(), given_of(book, client, period, accounts) - charged - held)
    for account in sorted(accounts, key=lambda each: (each.day not in ends, each.day, each.block.id)):
        key = account.block.id, account.day
        if account.fund_at(book.clock) != "own" or any((each.block, each.day) == key for each in regrowing.stands):
            continue
        may = min(left, less[key], account.cut, _below_buffer(book, account))
        gained = regrowing.grow(account, may) if may > 0 else 0
        if gained:
            left -= gained
            yield account.row("cut", -gained)


def _days_in(book: Book, blocks: Iterable[LaidBlock], period: Period) -> list[Account]:
    """Return the dated blocks of a week or month, in the order of their days."""
    first = period[1]
    found = []
    for number in range(_LONGEST_PERIOD_DAYS):
        day = first + timedelta(days=number)
        for block in blocks:
            if (block.day == day or block.weekday == day.weekday()) and period_of(block, day) == period:
                account = book.account_if_any(block.id, day)
                if account is not None:
                    found.append(account)
    return found


def _less_held(book: Book, signed: Entry) -> Mapping[tuple[str, date], int]:
    """Return what new blocks hold less since they were signed, by their days, without what bookings that ended gave back."""
    found: Counter[tuple[str, date]] = Counter()
    for entry in book.entries[signed.seq - 1 :]:
        for row in entry.rows:
            is_back = row.minutes < 0 and row.client == entry.client
            if row.fund == "cut" and row.block is not None and (entry.seq == signed.seq or is_back):
                found[row.block, row.day] += row.minutes
    return found


def _below_buffer(book: Book, account: Account) -> int:
    """Return by how much the blocks of a person's day may grow until they leave no more than the buffer."""
    person, day = account.block.person, account.day
    laid = sum(
        each.minutes - each.cut - each.exchanged
        for each in book.accounts.on(person, day, team=book.team)
        if not book.accounts.has_ended(each.block.id, day)
    )
    return book.team.capacity_minutes(person, day) * (_PERMILLE - book.team.policy.buffer) // _PERMILLE - laid
