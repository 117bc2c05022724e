"""The limit of a search: a count of steps decides, the clock is only a guard."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from scheduler.solve.exact.budget import Budget

PLAN_PACE, ANSWER_PACE = 12_000, 6_000
"""Steps that a second of time limit buys: of a plan less than half of what a quiet core does, so that on a slower one the count decides too, not
the clock; of an answer less, as somebody waits for it."""

STEPS_PER_SOLVER_TIME, INTERLEAVED_TIMES = 22_000, 1.7
"""What a unit of the solver's deterministic time costs of the same account, by the time that both take; and how many times that where its
strategies are interleaved."""


class Limit(NamedTuple):
    """Where a phase ends: at a count of steps, or, as a guard, at a time of the clock."""

    steps: int
    until: float


class Work:
    """Steps done, steps allowed, and the guard.

    A step is a lay-out of one person, or a try that did not come to one; what the solver does is paid in steps too.

    Parameters
    ----------
    pace
        Steps that a second buys.

    Attributes
    ----------
    done
        Steps so far.
    cut_by_clock
        Whether the guard ended a phase, or a question to the solver, before its steps were used.
    """

    def __init__(
        self, time_limit_seconds: float, *, pace: int = PLAN_PACE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.done = 0
        self.cut_by_clock = False
        self._clock = clock
        self._all = Limit(int(time_limit_seconds * pace), clock() + time_limit_seconds)

    def left_seconds(self) -> float:
        """Return the seconds that the guard still gives, at least 0."""
        return max(0.0, self._all.until - self._clock())

    def budget(self, part: float, *, most: float = math.inf, interleaved: bool = False) -> Budget:
        """Return what the solver may spend on a question: `part` (0 to 1) of the steps left, at most so much deterministic time.

        The guard gives it half of the others' time too: steps are to end it.
        """
        price = STEPS_PER_SOLVER_TIME * (INTERLEAVED_TIMES if interleaved else 1.0)
        work = max(0, self._all.steps - self.done) * part / price
        guard = self.left_seconds() * (1 + part) / 2
        charge = partial(self._charge, price)
        return Budget(min(most, work), self._clock() + guard, clock=self._clock, charge=charge)

    def _charge(self, price: float, work: float, is_cut: bool) -> None:
        self.done += round(work * price)
        self.cut_by_clock = self.cut_by_clock or is_cut

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
