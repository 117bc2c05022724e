"""A cumulative index of working time: how much lies between two instants, and when an amount has passed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.calendars.spans import merged
from scheduler.units import Instant, Span


class Short(NamedTuple):
    """The outcome of a search for more working time than there is.

    Attributes
    ----------
    missing_minutes
        How much more would have been needed, above zero.
    """

    missing_minutes: int


class WorkingTime:
    """The working minutes of a set of spans, searchable from both sides.

    Parameters
    ----------
    spans
        In any order; overlapping ones count once.

    Attributes
    ----------
    spans
        Sorted, disjoint, not touching.
    total_minutes
        Their length.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = merged(spans)
        self._starts = np.array([span.start for span in self.spans], dtype=np.int64)
        self._ends = np.array([span.end for span in self.spans], dtype=np.int64)
        # Minutes of the spans before each span; one entry more, the total.
        self._before = np.concatenate(([0], np.cumsum(self._ends - self._starts))).astype(np.int64)
        self.total_minutes = int(self._before[-1])

    def minutes_until(self, at: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the working minutes before each of the instants `at`, in the shape of `at`."""
        instants = np.asarray(at, dtype=np.int64)
        if not self.spans:
            return np.zeros(instants.shape, dtype=np.int64)
        last = np.searchsorted(self._starts, instants, side="right") - 1
        inside = np.minimum(instants, self._ends[last]) - self._starts[last]
        return np.where(last < 0, 0, self._before[last] + inside).astype(np.int64)

    def minutes_between(self, start: Instant, end: Instant) -> int:
        """Return the working minutes in [start, end), 0 if `end` is not later."""
        if end <= start:
            return 0
        return int(self.minutes_until(end)) - int(self.minutes_until(start))

    def instant_after(self, at: Instant, minutes: int) -> Instant | Short:
        """Return the earliest instant, not before `at`, by which `minutes` of working time have passed since `at`.

        Returns
        -------
        Instant or Short
            `at` itself for 0 minutes; `Short` if there is not as much working time after `at`.
        """
        if minutes <= 0:
            return at
        wanted = int(self.minutes_until(at)) + minutes
        if wanted > self.total_minutes:
            return Short(wanted - self.total_minutes)
        last = int(np.searchsorted(self._before, wanted, side="left")) - 1
        return int(self._starts[last] + wanted - self._before[last])

    def instant_before(self, at: Instant, minutes: int) -> Instant | Short:
        """Return the latest instant, not after `at`, from which `minutes` of working time pass until `at`.

        Returns
        -------
        Instant or Short
            `at` itself for 0 minutes; `Short` if there is not as much working time before `at`.
        """
        if minutes <= 0:
            return at
        wanted = int(self.minutes_until(at)) - minutes
        if wanted < 0:
            return Short(-wanted)
        last = int(np.searchsorted(self._before, wanted, side="right")) - 1
        return int(self._starts[last] + wanted - self._before[last])
