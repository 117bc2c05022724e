"""Hours of a new agreement in weeks of which hours are charged already: a week is had once, whichever agreement it was booked under.

Blocks that end keep what is charged to them (policy, "Held minutes": those of a block not yet used), and hours are agreed by the week, or by the
month. So the new blocks of a period hold what the agreement gives for it less what is charged to the old ones. What the old ones let lapse before
the new ones begin has lapsed for good: from then on they hold no more than their own minutes less what is charged to old ones of the same days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from scheduler.domain.book import LaidBlock, LedgerRow, skill_key
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.laid_rooms import rounded_down
from scheduler.fairshare.misfits import cut_row
from scheduler.units import ClientId

Period: TypeAlias = tuple[str, date]
"""What is agreed, by skill and level, and the first day of the week or month for which it is."""


def had_already(book: Book, client: ClientId, new: Sequence[Account]) -> list[LedgerRow]:
    """Return rows that cut what new blocks hold of weeks and months beyond what is not charged of them yet.

    Cut are first the days on which it is charged, then the first days of the period: what is had already is had first.

    Parameters
    ----------
    book
        With the signature in it; nothing of the new blocks is cut yet.
    new
        The days of the new blocks, in order.
    """
    charged = charged_before(book, client, [account.block for account in new])
    periods: defaultdict[Period, list[Account]] = defaultdict(list)
    for account in new:
        periods[period_of(account.block, account.day)].append(account)
    rows = []
    for period, accounts in periods.items():
        on = charged.get(period)
        if on:
            gives = given_of(book, client, period, accounts) - sum(on.values())
            rows += _cut(accounts, on, most=max(0, min(gives, left_of_days(accounts, on))))
    return rows


def left_of_days(accounts: Sequence[Account], on: Mapping[date, int]) -> int:
    """Return the minutes of new blocks of a period less what is charged to old ones from the day on which the new ones begin."""
    begins = min(account.block.since or account.day for account in accounts)
    return sum(account.minutes for account in accounts) - sum(minutes for day, minutes in on.items() if day >= begins)


def charged_before(
    book: Book, client: ClientId, new: Iterable[LaidBlock]
) -> defaultdict[Period, defaultdict[date, int]]:
    """Return what is charged to blocks of a client that are none of the new ones, by the week or month of the new ones and by day."""
    laid: set[str] = set()
    dated: defaultdict[str, set[bool]] = defaultdict(set)
    for block in new:
        laid.add(block.id)
        dated[block.key].add(block.day is not None)
    charged: defaultdict[Period, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for old in book.accounts.touched():
        if old.block.client == client and old.block.id not in laid and (kinds := dated.get(old.block.key)):
            period = period_beside(old.block, old.day, kinds)
            charged[period][old.day] += old.own + old.rush + old.exchanged + old.traded
    return charged


def period_beside(old: LaidBlock, day: date, kinds: Collection[bool]) -> Period:
    """Return the period to which a day of an old block counts, where there are new ones by the month (True), by the week, or both."""
    # What a loss had laid for a single day counts to the weeks of an agreement by the week.
    return _period(old.key, day, monthly=old.day is not None if len(kinds) > 1 else True in kinds)


def period_of(block: LaidBlock, day: date) -> Period:
    """Return the week or month to which a day of a new block counts."""
    return _period(block.key, day, monthly=block.day is not None)


def _cut(accounts: Sequence[Account], on: dict[date, int], *, most: int) -> list[LedgerRow]:
    """Return rows that leave so many minutes of a period, those of days on which minutes are charged going first."""
    over = sum(account.held for account in accounts) - most
    gone: defaultdict[str, int] = defaultdict(int)
    rows = []
    for everywhere in (False, True):
        left = dict(on)
        for account in accounts:
            key = f"{account.block.id}@{account.day}"
            minutes = min(over, account.held - gone[key])
            if not everywhere:
                minutes = min(minutes, left.get(account.day, 0))
                left[account.day] = left.get(account.day, 0) - max(0, minutes)
            if minutes > 0:
                gone[key] += minutes
                over -= minutes
    for account in accounts:
        minutes = gone[f"{account.block.id}@{account.day}"]
        if minutes:
            rows.append(cut_row(account, minutes))
    return rows


def given_of(book: Book, client: ClientId, period: Period, accounts: Sequence[Account]) -> int:
    """Return what the agreement gives for a week or month: its blocks there, or, where it begins in the midst, the whole amount."""
    key, first = period
    begins = min(account.day for account in accounts)
    monthly = accounts[0].block.day is not None
    before = [first + timedelta(days=number) for number in range((begins - first).days)]
    if not any(book.team.working_day_from(day) == day for day in before):
        return sum(account.minutes for account in accounts)
    return sum(
        rounded_down(hours.minutes)
        for agreement in book.team.clients[client].agreements
        if (agreement.since or date.min) <= begins <= (agreement.until or date.max)
        for hours in agreement.hours
        if skill_key(hours.skill, hours.level) == key and hours.per == ("month" if monthly else "week")
    )


def _period(key: str, day: date, *, monthly: bool) -> Period:
    return key, day.replace(day=1) if monthly else day - timedelta(days=day.weekday())
