"""A cumulative index of working time: how much lies between two instants, and when an amount has passed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

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
        self._starts = [span.start for span in self.spans]
        # Minutes of the spans before each span; one entry more, the total.
        self._before = list(accumulate((span.minutes for span in self.spans), initial=0))
        self.total_minutes = self._before[-1]

    def minutes_until(self, at: Instant) -> int:
        """Return the working minutes before an instant."""
        last = bisect_right(self._starts, at) - 1
        if last < 0:
            return 0
        span = self.spans[last]
        return self._before[last] + min(at, span.end) - span.start

    def minutes_between(self, start: Instant, end: Instant) -> int:
        """Return the working minutes in [start, end), 0 if `end` is not later."""
        if end <= start:
            return 0
        return self.minutes_until(end) - self.minutes_until(start)

    def instant_after(self, at: Instant, minutes: int) -> Instant | Short:
        """Return the earliest instant, not before `at`, by which `minutes` of working time have passed since `at`.

        Returns
        -------
        Instant or Short
            `at` itself for 0 minutes; `Short` if there is not as much working time after `at`.
        """
        if minutes <= 0:
            return at
        wanted = self.minutes_until(at) + minutes
        if wanted > self.total_minutes:
            return Short(wanted - self.total_minutes)
        last = bisect_left(self._before, wanted) - 1
        return self._starts[last] + wanted - self._before[last]

    def instant_before(self, at: Instant, minutes: int) -> Instant | Short:
        """Return the latest instant, not after `at`, from which `minutes` of working time pass until `at`.

        Returns
        -------
        Instant or Short
            `at` itself for 0 minutes; `Short` if there is not as much working time before `at`.
        """
        if minutes <= 0:
            return at
        wanted = self.minutes_until(at) - minutes
        if wanted < 0:
            return Short(-wanted)
        last = bisect_right(self._before, wanted) - 1
        return self._starts[last] + wanted - self._before[last]
