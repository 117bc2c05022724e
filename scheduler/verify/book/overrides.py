"""What overrides took of blocks of others, by the tasks for which it was taken: a cancel gives it back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.book import Entry
    from scheduler.units import TaskId


@dataclass(slots=True)
class Overrides:
    """What each override took of blocks of other clients and has not given back, and which tasks stand by it."""

    _stands_by: dict[TaskId, int] = field(default_factory=dict)
    _taken: dict[int, dict[tuple[str, date], int]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Take an entry into account."""
        if entry.kind == "cancelled":
            self._give_back(entry)
        made = {each.task for each in entry.committed}
        for task in entry.released:
            if task not in made:
                self._stands_by.pop(task, None)
        if entry.kind == "overridden":
            cut: Counter[tuple[str, date]] = Counter()
            for row in entry.rows:
                if row.fund == "cut" and row.client != entry.client and row.block is not None:
                    cut[row.block, row.day] += row.minutes
            self._taken[entry.seq] = dict(cut)
            self._stands_by |= dict.fromkeys(made, entry.seq)

    def taken_for(self, entry: Entry) -> Counter[tuple[str, date]]:
        """Return what is still taken for the tasks that an entry releases."""
        found: Counter[tuple[str, date]] = Counter()
        for seq in self._behind(entry):
            found.update(self._taken[seq])
        return found

    def _give_back(self, entry: Entry) -> None:
        for key, minutes in given_back(entry).items():
            left = minutes
            for seq in self._behind(entry):
                part = min(left, self._taken[seq].get(key, 0))
                if part > 0:
                    self._taken[seq][key] -= part
                    left -= part

    def _behind(self, entry: Entry) -> list[int]:
        return sorted({self._stands_by[task] for task in entry.released if task in self._stands_by})


def given_back(entry: Entry) -> Counter[tuple[str, date]]:
    """Return the minutes of blocks of others that an entry cuts no longer, by dated block."""
    found: Counter[tuple[str, date]] = Counter()
    for row in entry.rows:
        if row.fund == "cut" and row.client != entry.client and row.block is not None:
            found[row.block, row.day] -= row.minutes
    return found
