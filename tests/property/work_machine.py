"""The drawn book of a team in which work is done off the plan, and what was reported of it is put right again."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.fairshare import bookkeeping as bk
from tests.property.book_machine import Machine


class WorkMachine(Machine):
    """A machine in which people work on what they like, and say so, and say otherwise later."""

    def __init__(self, seed: int, *, audit: bool = True) -> None:
        super().__init__(seed, audit=audit, edits=True)

    def moves(self) -> list[tuple[str, Callable[[], object]]]:
        return [
            *super().moves(),
            *[("work", self.report_work)] * 3,
            *[("not done", self.report_otherwise)] * 2,
        ]

    def report_work(self) -> None:
        """Report what was worked, on whatever day it was planned, and what remains: more, less, or something else than was said before."""
        if self.book.commitments:
            task = self.rng.choice([*self.book.commitments])
            promised = self.book.commitments[task]
            worked = promised.worked + self.rng.choice([0, 20, 60, 240, -promised.worked, -min(30, promised.worked)])
            left = promised.remaining
            bk.report(
                self.book, task, remaining=self.rng.choice([0, left, max(0, left - 60), left + 60]), worked=worked
            )

    def report_otherwise(self) -> None:
        """Say of work that was done that it is not, or that another amount was worked."""
        over = [task for task in self.book.finished if task not in self.book.commitments]
        if over:
            task = self.rng.choice(over)
            known = self.book.finished[task]
            left = self.rng.choice([0, known.remaining, known.remaining, known.remaining + 45])
            bk.correct(self.book, [bk.Said(task, left, self.rng.choice([0, known.worked, known.worked + 90]))])
