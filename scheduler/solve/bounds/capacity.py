"""What people have: free minutes of everybody in any window, consented overtime capped week by week."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.instance.records import Instance
from scheduler.solve.bounds.freetime import FreeTime, IntArray
from scheduler.units import Instant


class Capacity:
    """Free minutes per person and window, exact.

    Parameters
    ----------
    instance
        Overtime counts as far as its lines have it: at most the consented minutes of each week.
    """

    def __init__(self, instance: Instance) -> None:
        axis = instance.axis
        self.regular = tuple(FreeTime.of_line(person.free, axis) for person in instance.people)
        self.overtime = tuple(
            tuple(
                (FreeTime.of_line(week.line, axis), week.most_units * axis.grid_minutes)
                for week in person.overtime_weeks
            )
            for person in instance.people
        )

    def windows(self, starts: IntArray, ends: IntArray) -> IntArray:
        """Return the free minutes of each person in each window.

        Parameters
        ----------
        starts, ends
            Instants, shapes (r,) and (d,).

        Returns
        -------
        IntArray
            Shape (people, r, d); 0 where the window is empty.
        """
        result = np.zeros((len(self.regular), len(starts), len(ends)), dtype=np.int64)
        for person, (regular, weeks) in enumerate(zip(self.regular, self.overtime, strict=True)):
            result[person] = _between(regular, starts, ends)
            for extra, most in weeks:
                result[person] += np.minimum(_between(extra, starts, ends), most)
        return result

    def free_minutes(self, people: Iterable[int], start: Instant, end: Instant) -> int:
        """Return the free minutes of some people (indices) in [start, end)."""
        total = 0
        for person in people:
            total += self.regular[person].minutes_between(start, end)
            total += sum(min(most, extra.minutes_between(start, end)) for extra, most in self.overtime[person])
        return total


def _between(time: FreeTime, starts: IntArray, ends: IntArray) -> IntArray:
    spread = time.minutes_before(ends)[None, :] - time.minutes_before(starts)[:, None]
    result: IntArray = np.maximum(spread, 0)
    return result
