"""The limit of a search: a count of steps decides, the clock is only a guard."""

from __future__ import annotations

import time
from collections.abc import Callable

LAYOUTS_PER_SECOND = 8_000
"""Lay-outs that a second of time limit buys: about what a slow shared core does, so the count decides, not the clock."""


class Work:
    """Steps done, steps allowed, and the guard.

    Attributes
    ----------
    done
        Lay-outs so far.
    cut_by_clock
        Whether the guard ended a search before its steps were used.
    """

    def __init__(self, time_limit_seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.done = 0
        self.most = int(time_limit_seconds * LAYOUTS_PER_SECOND)
        self.cut_by_clock = False
        self._clock = clock
        self._until = clock() + time_limit_seconds

    def left_seconds(self) -> float:
        """Return the seconds that the guard still gives, at least 0."""
        return max(0.0, self._until - self._clock())

    def is_over(self, limit: int | None = None) -> bool:
        """Say whether the steps up to `limit` (of all steps) or the guarded time are used up."""
        if self.done >= min(self.most, self.most if limit is None else limit):
            return True
        if self._clock() >= self._until:
            self.cut_by_clock = True
            return True
        return False

    def share(self, part: float) -> int:
        """Return the step count at which `part` (0 to 1) of the steps still left will be used."""
        return self.done + int(max(0, self.most - self.done) * part)
