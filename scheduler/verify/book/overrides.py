"""What overrides took of others, by the tasks for which it was taken: a cancel gives it back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from scheduler.domain.book import Entry
    from scheduler.units import ClientId, TaskId
    from scheduler.verify.book.records import Was


@dataclass(slots=True)
class Overrides:
    """What each override took of others and has not given back, and which tasks stand by it.

    Of blocks of other clients, minutes by dated block; for work of others that it made late, what it credited each client with, and where
    that work stood before.
    """

    _stands_by: dict[TaskId, int] = field(default_factory=dict)
    _taken: dict[int, dict[tuple[str, date], int]] = field(default_factory=dict)
    _for_work: dict[int, dict[ClientId, int]] = field(default_factory=dict)
    _stood: dict[int, dict[TaskId, Was]] = field(default_factory=dict)

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
            for_work = Counter(entry.credits)
            for row in entry.rows:
                if row.fund == "cut" and row.client != entry.client and row.block is not None:
                    cut[row.block, row.day] += row.minutes
                    for_work[row.client] -= row.minutes
            self._taken[entry.seq] = dict(cut)
            self._for_work[entry.seq] = dict(for_work)
            self._stands_by |= dict.fromkeys(made, entry.seq)

    def remember(self, entry: Entry, tasks: Mapping[TaskId, Was]) -> None:
        """Remember where work of others stood that an override makes late."""
        if entry.kind == "overridden" and entry.loss is not None:
            self._stood[entry.seq] = {
                name: tasks[name] for name in entry.loss.late if name in tasks and tasks[name].client != entry.client
            }

    def taken_for(self, entry: Entry) -> Counter[tuple[str, date]]:
        """Return what is still taken for the tasks that an entry releases."""
        found: Counter[tuple[str, date]] = Counter()
        for seq in self._behind(entry):
            found.update(self._taken[seq])
        return found

    def owed_for_work(self, entry: Entry) -> Counter[ClientId]:
        """Return what is still credited for work that overrides made late for the tasks that an entry releases."""
        found: Counter[ClientId] = Counter()
        for seq in self._behind(entry):
            found.update(self._for_work[seq])
        return found

    def stood(self, entry: Entry) -> dict[TaskId, Was]:
        """Return where work stood that overrides made late for the tasks that an entry releases."""
        return {name: was for seq in self._behind(entry) for name, was in self._stood.get(seq, {}).items()}

    def _give_back(self, entry: Entry) -> None:
        for key, minutes in given_back(entry).items():
            left = minutes
            for seq in self._behind(entry):
                part = min(left, self._taken[seq].get(key, 0))
                if part > 0:
                    self._taken[seq][key] -= part
                    left -= part
        fallen = Counter({client: -minutes for client, minutes in entry.credits.items()})
        for row in entry.rows:
            if row.fund == "cut":
                fallen[row.client] += row.minutes
        for client, minutes in fallen.items():
            for seq in self._behind(entry):
                part = min(minutes, self._for_work[seq].get(client, 0))
                if part > 0:
                    self._for_work[seq][client] -= part
                    minutes -= part

    def _behind(self, entry: Entry) -> list[int]:
        return sorted({self._stands_by[task] for task in entry.released if task in self._stands_by})


def given_back(entry: Entry) -> Counter[tuple[str, date]]:
    """Return the minutes of blocks of others that an entry cuts no longer, by dated block."""
    found: Counter[tuple[str, date]] = Counter()
    for row in entry.rows:
        if row.fund == "cut" and row.client != entry.client and row.block is not None:
            found[row.block, row.day] -= row.minutes
    return found
