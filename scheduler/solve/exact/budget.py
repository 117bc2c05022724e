"""What the solver may spend on one question: its deterministic time decides, the clock is only a guard, and tells where it cut."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.solve.exact.cp import DEFAULT_WALL_LIMIT_SECONDS, Presolve, Run, run

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

NO_WORK = 0.001
"""Deterministic time that is not worth a run."""


def _free_of_charge(work: float, is_cut: bool) -> None:
    """Charge nobody."""


@dataclass(slots=True)
class Budget:
    """One account of work and time for all runs of a question.

    Attributes
    ----------
    work_left
        Deterministic time.
    deadline
        Reading of the clock at which the guard ends the question.
    clock
        What the guard reads. A run is itself ended by a clock that goes on while others work, and by no other.
    charge
        Is told of the work of every run, and whether the clock cut it short.
    cut_by_clock
        Whether the clock did.
    """

    work_left: float
    deadline: float = math.inf
    clock: Callable[[], float] = time.monotonic
    charge: Callable[[float, bool], None] = _free_of_charge
    cut_by_clock: bool = False

    @classmethod
    def of(cls, work: float, wall_seconds: float = math.inf) -> Budget:
        """Return a budget from now on."""
        return cls(work, time.monotonic() + wall_seconds)

    def is_spent(self) -> bool:
        """Say whether nothing more may be spent."""
        if self.work_left <= NO_WORK:
            return True
        if self.clock() < self.deadline:
            return False
        self._spend(0.0, is_cut=True)
        return True

    def run(
        self,
        model: cp_model.CpModel,
        *,
        seed: int,
        limit: float = math.inf,
        presolve: Presolve = "full",
        interleave: bool = False,
        fix_to_hint: bool = False,
    ) -> Run:
        """Solve a model as `cp.run` does, with at most `limit` of what is left."""
        found = run(
            model,
            seed=seed,
            work_limit=min(self.work_left, limit),
            wall_limit_seconds=self._wall_seconds(),
            presolve=presolve,
            interleave=interleave,
            fix_to_hint=fix_to_hint,
        )
        self._spend(found.work, is_cut=found.cut_by_clock)
        return found

    def _wall_seconds(self) -> float:
        if self.clock is not time.monotonic:
            return DEFAULT_WALL_LIMIT_SECONDS
        return min(self.deadline - self.clock(), DEFAULT_WALL_LIMIT_SECONDS)

    def _spend(self, work: float, *, is_cut: bool) -> None:
        self.work_left -= work
        self.cut_by_clock = self.cut_by_clock or is_cut
        self.charge(work, is_cut)
