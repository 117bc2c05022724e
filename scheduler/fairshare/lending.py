"""Spare as it is lent: counted for the caps by day, and for the decayed share by the moment of the grant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.book import LedgerRow
from scheduler.fairshare.borrowing import Borrowed
from scheduler.units import ClientId, Instant, TaskId

Grant = tuple[ClientId, Instant, int]
"""An account, the moment of the grant, and minutes (negative where they return, at the age of the grant they return)."""


@dataclass(slots=True)
class Lending:
    """What was lent to whom.

    Attributes
    ----------
    borrowed
        For the caps; rounds and the initial book are not in it.
    grants
        For the decayed share: all of it.
    """

    borrowed: Borrowed = field(default_factory=Borrowed)
    grants: list[Grant] = field(default_factory=list)
    _by_task: dict[TaskId | None, list[Grant]] = field(default_factory=dict)
    _asked: dict[TaskId | None, dict[tuple[ClientId, date], int]] = field(default_factory=dict)

    def copied(self) -> Lending:
        """Return a copy that can go its own way."""
        return Lending(
            Borrowed(defaultdict(int, self.borrowed.worked), defaultdict(int, self.borrowed.asked)),
            list(self.grants),
            {task: list(grants) for task, grants in self._by_task.items()},
            {task: dict(asked) for task, asked in self._asked.items()},
        )

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
            self.borrowed.add(account, work_day=row.day, asked_day=asked_on, minutes=row.minutes)
            return
        back = -row.minutes
        for charged, day in sorted(asked, key=lambda key: key[1], reverse=True):
            part = min(back, asked[charged, day])
            asked[charged, day] -= part
            back -= part
            self.borrowed.add(charged, work_day=row.day, asked_day=day, minutes=-part)

    def grant(self, account: ClientId, row: LedgerRow, at: Instant) -> None:
        """Count a row of spare; what returns is taken off the grant that gave it, at its age."""
        mine = self._by_task.setdefault(row.task, [])
        if row.minutes >= 0:
            self.grants.append((account, at, row.minutes))
            mine.append((account, at, row.minutes))
            return
        back = -row.minutes
        while back > 0 and mine:
            owner, granted_at, minutes = mine.pop()
            part = min(back, minutes)
            self.grants.append((owner, granted_at, -part))
            back -= part
            if minutes > part:
                mine.append((owner, granted_at, minutes - part))
