"""What new agreements let their blocks hold less, as a week is had once or other work stands there, and what came back of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.book import Entry, LedgerRow
    from scheduler.units import ClientId

ENDS_WORK = frozenset({"cancelled", "expired", "progressed"})
"""Kinds of entries by which a client's work ends without other work in its place."""


@dataclass(slots=True)
class HeldLess:
    """What the last signature of each client let its new blocks hold less, on which days, and what came back of it."""

    _new: dict[ClientId, tuple[str, ...]] = field(default_factory=dict)
    _less: dict[tuple[str, date], int] = field(default_factory=dict)

    def take(self, entry: Entry, client: ClientId) -> None:
        """Take an entry into account."""
        if entry.kind == "signed":
            begin = min((end.from_day for end in entry.ended), default=date.min)
            self._new[client] = tuple(each.id for each in entry.blocks if each.day is None or each.day >= begin)
        new = self._new.get(client, ())
        for row in entry.rows:
            if row.fund == "cut" and row.block in new and (entry.kind == "signed" or is_own_return(entry, row)):
                key = (row.block, row.day)
                self._less[key] = self._less.get(key, 0) + row.minutes

    def new_blocks(self, client: ClientId) -> tuple[str, ...]:
        """Return the blocks that the last signature of a client laid for its agreement."""
        return self._new.get(client, ())

    def less(self, key: tuple[str, date]) -> int:
        """Return what a dated block holds less since its agreement was signed."""
        return self._less.get(key, 0)


def is_own_return(entry: Entry, row: LedgerRow) -> bool:
    """Say whether a row cuts a block of the client whose work an entry ends no longer; what an override took of others is another matter."""
    return entry.kind in ENDS_WORK and row.fund == "cut" and row.minutes < 0 and row.client == entry.client
