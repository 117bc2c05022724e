"""The book of the agency in inputs/, and what can happen to it: hours at a level and by the month, chains over weeks, nine people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.files.reading import read_workspace
from scheduler.workflows.kept_book import opened_book
from tests.property.book_machine import Machine

AGENCY = Path(__file__).parents[2] / "inputs" / "agency-week"


@cache
def agency() -> tuple[Workspace, Book]:
    """Return its files, and its book as it is opened."""
    workspace = read_workspace(AGENCY, clock=lambda: datetime.now(UTC))
    return workspace, opened_book(workspace)


class AgencyMachine(Machine):
    """A machine on a real team, in which much is reported and people are away."""

    skills = ("copy", "design", "dev", "seo", "ads", "lead")

    def __init__(self, seed: int, *, audit: bool = True) -> None:
        super().__init__(seed, audit=audit, edits=True)

    def opened(self) -> Book:
        return copy_of(agency()[1])

    def moves(self) -> list[tuple[str, Callable[[], object]]]:
        left_out = {"edit", "sign", "absence", "return"}
        return [
            *(each for each in super().moves() if each[0] not in left_out),
            *[("longer", self.takes_longer)] * 2,
            *[("absence", self.absence)] * 3,
            ("return", self.comes_back),
        ]

    def takes_longer(self) -> None:
        """Report that open work takes longer, whether it has begun or not."""
        task = self.rng.choice(sorted(self.book.commitments))
        left = self.book.commitments[task].remaining
        bk.report(self.book, task, remaining=left + self.rng.choice([15, 30, 120, 480]))
