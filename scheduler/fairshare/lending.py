"""Spare as it is lent: counted for the caps by day, and for the decayed share by the moment of the grant."""

from __future__ import annotations

from dataclasses import dataclass, field

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

    def shares_of(self, row: LedgerRow, account: ClientId) -> list[tuple[ClientId, int]]:
        """Return the accounts on which a row of spare counts, with the minutes: what returns goes back to the account that was charged.

        Parameters
        ----------
        account
            Of the row's client now; it may have borrowed on another one before it signed an agreement.
        """
        if row.minutes >= 0:
            return [(account, row.minutes)]
        back, found = -row.minutes, list[tuple[ClientId, int]]()
        for owner, _, minutes in reversed(self._by_task.get(row.task, [])):
            part = min(back, minutes)
            found.append((owner, -part))
            back -= part
        return [*found, (account, -back)] if back else found

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
