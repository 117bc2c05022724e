"""What an override took of others comes back to them when its request is cancelled: as far as it is free, and is still owed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from scheduler.domain.book import Entry, LedgerRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.repacking import Regrowing
from scheduler.units import ClientId, TaskId

Dated = tuple[str, date]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Minutes of blocks of others that are cut no longer, and by how much their make-up credits fall for it (minutes below 0)."""

    rows: tuple[LedgerRow, ...]
    credits: dict[ClientId, int]


def given_back(book: Book, tasks: Collection[TaskId], regrowing: Regrowing) -> GivenBack:
    """Return what others get back of what overrides took of their blocks for tasks that are cancelled now.

    As what was charged, it returns before the notice date of its block alone, and where its time is still free (policy, "Cancel"). What a round has
    repaid already does not come back as well; what comes back is owed no longer.

    Parameters
    ----------
    regrowing
        Where blocks grow again beside the cancelled work; these blocks do too.
    """
    rows: list[LedgerRow] = []
    credits: dict[ClientId, int] = {}
    for (block, day), minutes in sorted(_taken(book, tasks).items(), key=lambda each: (each[0][1], each[0][0])):
        account = book.account_if_any(block, day)
        if account is None or account.fund_at(book.clock) != "own" or account.booked:
            continue
        if not book.accounts.exists(block, day, team=book.team):
            continue
        client = account.block.client
        owed = book.credit_minutes(client) + credits.get(client, 0)
        gained = regrowing.grow(account, min(minutes, owed, account.cut))
        if gained:
            rows.append(account.row("cut", -gained))
            credits[client] = credits.get(client, 0) - gained
    return GivenBack(tuple(rows), credits)


def _taken(book: Book, tasks: Collection[TaskId]) -> dict[Dated, int]:
    """Return what overrides took of blocks of others for tasks, without what came back since."""
    found: dict[Dated, int] = {}
    for number, entry in enumerate(book.entries):
        if entry.kind != "overridden":
            continue
        standing = {made.task for made in entry.committed}
        if not standing & set(tasks):
            continue
        taken = _cuts_of(entry)
        for later in book.entries[number + 1 :]:
            if later.kind == "cancelled" and standing & set(later.released):
                for row in later.rows:
                    if row.fund == "cut" and row.block is not None:
                        taken[row.block, row.day] = taken.get((row.block, row.day), 0) + row.minutes
            standing -= set(later.released) - {made.task for made in later.committed}
            if later.kind == "overridden":
                standing -= {made.task for made in later.committed}
        if standing & set(tasks):
            for key, minutes in taken.items():
                found[key] = found.get(key, 0) + minutes
    return {key: minutes for key, minutes in found.items() if minutes > 0}


def _cuts_of(entry: Entry) -> dict[Dated, int]:
    taken: dict[Dated, int] = {}
    for row in entry.rows:
        if row.fund == "cut" and row.client != entry.client and row.block is not None:
            taken[row.block, row.day] = taken.get((row.block, row.day), 0) + row.minutes
    return taken
