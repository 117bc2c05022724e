"""Free time on the clock: how much of it lies before an instant, and where work would end or have to begin.

Everything here is in minutes and instants, exact whatever the grid of the instance, so that what is proven with it holds
on the minute. An instant that does not exist (more work than time) is `NEVER`; one before all time is `ALWAYS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from scheduler.instance.records import Axis, Instance, PersonLine

IntArray: TypeAlias = npt.NDArray[np.int64]

NEVER = 1 << 40
ALWAYS = -NEVER


@dataclass(frozen=True, slots=True, eq=False)
class FreeTime:
    """Stretches of free time, disjoint and in order; stretches that touch on the clock are one.

    Attributes
    ----------
    starts, ends
        Instants, shape (stretches,).
    done
        Free minutes up to the end of each stretch, shape (stretches,).
    """

    starts: IntArray
    ends: IntArray
    done: IntArray

    @classmethod
    def of_stretches(cls, stretches: Iterable[tuple[int, int]]) -> FreeTime:
        """Return the free time of stretches in any order, which may touch and overlap; their union counts."""
        merged: list[list[int]] = []
        for start, end in sorted(stretches):
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            elif start < end:
                merged.append([start, end])
        edges = np.array(merged, dtype=np.int64).reshape(-1, 2)
        return cls(edges[:, 0], edges[:, 1], np.cumsum(edges[:, 1] - edges[:, 0]))

    @classmethod
    def of_line(cls, line: int, axis: Axis) -> FreeTime:
        """Return the free time of a bit line of `axis`."""
        size = axis.size
        packed = np.frombuffer(line.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
        positions = np.flatnonzero(np.unpackbits(packed, count=size, bitorder="little"))
        if not len(positions):
            return cls.of_stretches(())
        starts = np.asarray(axis.starts, dtype=np.int64)[positions]
        breaks = np.flatnonzero(np.diff(starts) != axis.grid_minutes)
        first = starts[np.concatenate(([0], breaks + 1))]
        last = starts[np.concatenate((breaks, [len(starts) - 1]))] + axis.grid_minutes
        return cls(first, last, np.cumsum(last - first))

    @property
    def total_minutes(self) -> int:
        """All free minutes."""
        return int(self.done[-1]) if len(self.done) else 0

    def minutes_before(self, at: IntArray) -> IntArray:
        """Return the free minutes before each instant."""
        if not len(self.starts):
            return np.zeros_like(at)
        index = np.searchsorted(self.starts, at, side="right") - 1
        held = np.maximum(index, 0)
        inside = self.done[held] - (self.ends[held] - np.minimum(at, self.ends[held]))
        result: IntArray = np.where(index < 0, 0, inside)
        return result

    def minutes_between(self, start: int, end: int) -> int:
        """Return the free minutes in [start, end), 0 for an empty window."""
        before, upto = self.minutes_before(np.array([start, max(start, end)], dtype=np.int64))
        return int(upto - before)

    def longest_between(self, start: int, end: int) -> int:
        """Return the length in minutes of the longest unbroken stretch in [start, end)."""
        lengths = np.minimum(self.ends, end) - np.maximum(self.starts, start)
        return max(0, int(lengths.max())) if len(lengths) else 0

    def finishes(self, start: IntArray, minutes: IntArray) -> IntArray:
        """Return when work of so many minutes, begun no earlier than `start` and interrupted at will, ends at the earliest."""
        return self._at(self.minutes_before(start) + minutes, start=start, minutes=minutes)

    def _at(self, target: IntArray, *, start: IntArray, minutes: IntArray) -> IntArray:
        if not len(self.starts):
            return np.where(minutes > 0, NEVER, start)
        index = np.searchsorted(self.done, target, side="left")
        held = np.minimum(index, len(self.done) - 1)
        ends = np.where(index == len(self.done), NEVER, self.ends[held] - (self.done[held] - target))
        return np.where(minutes > 0, np.where(start >= NEVER, NEVER, ends), start)

    def latest_starts(self, end: IntArray, minutes: IntArray) -> IntArray:
        """Return when work of so many minutes, done by `end` and interrupted at will, must begin at the latest."""
        if not len(self.starts):
            return np.where(minutes > 0, ALWAYS, end)
        target = self.minutes_before(end) - minutes
        index = np.minimum(np.searchsorted(self.done, target, side="right"), len(self.done) - 1)
        starts = np.where(target < 0, ALWAYS, self.ends[index] - (self.done[index] - target))
        return np.where(minutes > 0, starts, end)

    def run_finishes(self, start: IntArray, minutes: IntArray) -> IntArray:
        """Return when work of so many minutes in one unbroken run, begun no earlier than `start`, ends at the earliest."""
        if not len(self.starts):
            return np.where(minutes > 0, NEVER, start)
        begin = np.maximum(start[:, None], self.starts[None, :])
        fits = self.ends[None, :] - begin >= minutes[:, None]
        first = fits.argmax(axis=1)
        rows = np.arange(len(start))
        ends = np.where(fits[rows, first], begin[rows, first] + minutes, NEVER)
        return np.where(minutes > 0, ends, start)

    def run_latest_starts(self, end: IntArray, minutes: IntArray) -> IntArray:
        """Return when work of so many minutes in one unbroken run, done by `end`, must begin at the latest."""
        if not len(self.starts):
            return np.where(minutes > 0, ALWAYS, end)
        stop = np.minimum(end[:, None], self.ends[None, :])
        fits = stop - self.starts[None, :] >= minutes[:, None]
        last = fits.shape[1] - 1 - fits[:, ::-1].argmax(axis=1)
        rows = np.arange(len(end))
        starts = np.where(fits[rows, last], stop[rows, last] - minutes, ALWAYS)
        return np.where(minutes > 0, starts, end)


def free_time_of(person: PersonLine, axis: Axis) -> FreeTime:
    """Return a person's free time, consented overtime included as if all of it could be used (a relaxation)."""
    return FreeTime.of_line(person.free | person.overtime, axis)


def free_times(instance: Instance) -> tuple[FreeTime, ...]:
    """Return the free time of each person, in the order of `instance.people`."""
    return tuple(free_time_of(person, instance.axis) for person in instance.people)


def united(times: Sequence[FreeTime]) -> FreeTime:
    """Return the time in which anybody is free."""
    return FreeTime.of_stretches(
        (int(start), int(end)) for time in times for start, end in zip(time.starts, time.ends, strict=True)
    )
