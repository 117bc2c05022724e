"""Spare as it is lent: counted for the caps by day, and for the decayed share by the moment of the grant.

What was lent goes on counting to the account on which it was lent, and to the account that its client has by now: nobody borrows anew by joining
a group, leaving it, or signing an agreement.

A quote counts like work, and what its end does not return goes on counting for everybody, apart from its own renewal: a quote is renewed
once, and what the first one held is not held twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.book import Entry, LedgerRow
from scheduler.fairshare.borrowing import Borrowed
from scheduler.units import ClientId, Instant, TaskId

Grant = tuple[ClientId, ClientId, Instant, int]
"""An account, its client, the moment of the grant, and minutes (negative where they return, at the age of the grant they return)."""


DECIDED_AGAIN = frozenset({"quoted", "accepted", "granted", "traded", "overridden", "cancelled", "withdrawn"})
"""Kinds of entries after which a quote that ended is renewed, or given up."""


@dataclass(slots=True)
class Lending:
    """What was lent to whom.

    Attributes
    ----------
    borrowed
        For the caps, by client, on the accounts on which it was lent; rounds and the initial book are not in it.
    grants
        For the decayed share: all of it.
    uncounted
        What is outside the caps, in the same way: given by a round, an overrun or an override.
    before
        What is outside the caps as it stood in the initial book, in the same way.
    ended
        What still counts of the first quote of a request that was not confirmed in time, until the request is decided again.
    """

    borrowed: defaultdict[ClientId, Borrowed] = field(default_factory=lambda: defaultdict(Borrowed))
    grants: list[Grant] = field(default_factory=list)
    ended: dict[str, Borrowed] = field(default_factory=dict)
    uncounted: defaultdict[ClientId, Borrowed] = field(default_factory=lambda: defaultdict(Borrowed))
    before: defaultdict[ClientId, Borrowed] = field(default_factory=lambda: defaultdict(Borrowed))
    _by_task: dict[TaskId | None, list[Grant]] = field(default_factory=dict)
    _asked: dict[TaskId | None, dict[tuple[ClientId, date], int]] = field(default_factory=dict)
    _quoted: dict[TaskId | None, Borrowed] = field(default_factory=dict)
    _initial: dict[TaskId | None, tuple[ClientId, date]] = field(default_factory=dict)

    def copied(self) -> Lending:
        """Return a copy that can go its own way."""
        return Lending(
            _copied(self.borrowed),
            list(self.grants),
            dict(self.ended),
            _copied(self.uncounted),
            _copied(self.before),
            {task: list(grants) for task, grants in self._by_task.items()},
            {task: dict(asked) for task, asked in self._asked.items()},
            {task: quoted.copied() for task, quoted in self._quoted.items()},
            dict(self._initial),
        )

    def open_quote(self, entry: Entry) -> None:
        """Begin to count what a quote holds, before its rows are counted."""
        if entry.kind == "quoted":
            self._quoted.update({asked.id: Borrowed() for asked in entry.asked})

    def end_quote(self, entry: Entry, *, quotes: int) -> None:
        """Take note of what became of a request that was quoted, after the rows are counted.

        Parameters
        ----------
        quotes
            How often the request was quoted.
        """
        if entry.kind in DECIDED_AGAIN:
            self.ended.pop(entry.request, None)
        if entry.kind != "expired":
            return
        held = Borrowed()
        for task in entry.released:
            part = self._quoted.pop(task, Borrowed())
            for table, minutes_by_day in ((held.worked, part.worked), (held.asked, part.asked)):
                for key, minutes in minutes_by_day.items():
                    table[key] += max(0, minutes)
        if quotes == 1:
            self.ended[entry.request] = held

    def counted_for(self, request: str, account: ClientId, account_of: Callable[[ClientId], ClientId]) -> Borrowed:
        """Return what counts to an account when a request of its client is decided: all but the request's own quote that ended, if this is its one renewal.

        Parameters
        ----------
        account_of
            The account that a client has now.
        """
        counted = counting_to(self.borrowed, account, account_of)
        ended = self.ended.get(request)
        return counted if ended is None else counted.without(ended.moved_to(account))

    def count(self, row: LedgerRow, account: ClientId, *, asked_on: date) -> None:
        """Count a row of spare for the caps: what returns goes back to the account that was charged, and to the day of asking, the last first.

        Parameters
        ----------
        account
            Of the row's client now; it may have borrowed on another one before it signed an agreement.
        """
        asked = self._asked.setdefault(row.task, {})
        if row.minutes >= 0 or row.task is None:
            asked[account, asked_on] = asked.get((account, asked_on), 0) + row.minutes
            self._add(row, account, asked_day=asked_on, minutes=row.minutes)
            return
        back = -row.minutes
        for charged, day in sorted(asked, key=lambda key: key[1], reverse=True):
            part = min(back, asked[charged, day])
            asked[charged, day] -= part
            back -= part
            self._add(row, charged, asked_day=day, minutes=-part)
        if back and row.task in self._initial:
            charged, day = self._initial[row.task]
            self.before[row.client].add(charged, work_day=row.day, asked_day=day, minutes=-back)

    def count_initial(self, row: LedgerRow, account: ClientId, *, asked_on: date) -> None:
        """Note a row of spare of the initial book: it takes nothing of the caps, and is named beside them."""
        self._initial.setdefault(row.task, (account, asked_on))
        self.before[row.client].add(account, work_day=row.day, asked_day=asked_on, minutes=row.minutes)

    def _add(self, row: LedgerRow, account: ClientId, *, asked_day: date, minutes: int) -> None:
        for table in (self.borrowed[row.client], self._quoted.get(row.task)):
            if table is not None:
                table.add(account, work_day=row.day, asked_day=asked_day, minutes=minutes)

    def grant(self, account: ClientId, row: LedgerRow, at: Instant) -> None:
        """Count a row of spare; what returns is taken off the grant that gave it, at its age."""
        mine = self._by_task.setdefault(row.task, [])
        if row.minutes >= 0:
            mine.append((account, row.client, at, row.minutes))
            self.grants.append(mine[-1])
            return
        back = -row.minutes
        while back > 0 and mine:
            owner, client, granted_at, minutes = mine.pop()
            part = min(back, minutes)
            self.grants.append((owner, client, granted_at, -part))
            back -= part
            if minutes > part:
                mine.append((owner, client, granted_at, minutes - part))


def counting_to(
    lent: Mapping[ClientId, Borrowed], account: ClientId, account_of: Callable[[ClientId], ClientId]
) -> Borrowed:
    """Return what of all that was lent counts to an account: what was lent on it, and on any other to the clients that it has now."""
    found = Borrowed()
    for client, borrowed in lent.items():
        is_member = account_of(client) == account
        for into, table in ((found.worked, borrowed.worked), (found.asked, borrowed.asked)):
            for (owner, day), minutes in table.items():
                if is_member or owner == account:
                    into[account, day] += minutes
    return found


def _copied(lent: Mapping[ClientId, Borrowed]) -> defaultdict[ClientId, Borrowed]:
    return defaultdict(Borrowed, {client: borrowed.copied() for client, borrowed in lent.items()})
