"""The limit of a search: a count of steps decides, the clock is only a guard."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

STEPS_PER_SECOND = 6_000
"""Steps that a second of time limit buys: about what a slow shared core does, so the count decides, not the clock."""


SOLVER_TIME_PER_SECOND = 0.8
"""Deterministic time of the solver that a second of time limit buys, for the same reason less than it takes on a quiet machine."""


class Limit(NamedTuple):
    """Where a phase ends: at a count of steps, or, as a guard, at a time of the clock."""

    steps: int
    until: float


class Work:
    """Steps done, steps allowed, and the guard.

    A step is a lay-out of one person, or a try that did not come to one.

    Attributes
    ----------
    done
        Steps so far.
    cut_by_clock
        Whether the guard ended a phase before its steps were used.
    """

    def __init__(self, time_limit_seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.done = 0
        self.cut_by_clock = False
        self._clock = clock
        self._all = Limit(int(time_limit_seconds * STEPS_PER_SECOND), clock() + time_limit_seconds)

    def left_seconds(self) -> float:
        """Return the seconds that the guard still gives, at least 0."""
        return max(0.0, self._all.until - self._clock())

    def solver_time(self, part: float) -> float:
        """Return the deterministic time of the solver that `part` (0 to 1) of the steps left is worth; it, not the clock, is to end a run."""
        return max(0, self._all.steps - self.done) / STEPS_PER_SECOND * part * SOLVER_TIME_PER_SECOND

    def is_over(self, limit: Limit) -> bool:
        """Say whether the steps, or the guarded time, up to `limit` are used up."""
        if self.done >= min(limit.steps, self._all.steps):
            return True
        if self._clock() >= min(limit.until, self._all.until):
            self.cut_by_clock = True
            return True
        return False

    def share(self, part: float, *, most_steps: int | None = None) -> Limit:
        """Return the limit of a phase that may use `part` (0 to 1) of what is left, and at most so many steps."""
        steps = int(max(0, self._all.steps - self.done) * part)
        if most_steps is not None:
            steps = min(steps, most_steps)
        return Limit(self.done + steps, self._clock() + self.left_seconds() * part)
