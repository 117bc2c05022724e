"""How late a task must be if so many of its minutes are worked past a point in time by one person: stretch by stretch.

A person's free time past an instant is a row of stretches. Whoever works into a stretch finishes after its start; a
minute further is a minute later. So lateness as a function of the minutes worked past it is a few straight pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from scheduler.instance.records import Instance
from scheduler.solve.bounds.lateness_ground import Ground
from scheduler.units import Instant


class LateAfter(NamedTuple):
    """A task, its least minutes late after the first minute of a piece, and whether each minute more adds one."""

    task: int
    least: int
    rises: bool


class Piece(NamedTuple):
    """A stretch of free time past an instant: its minutes, and who is how late if work reaches into it."""

    minutes: int
    late: tuple[LateAfter, ...]


@dataclass(frozen=True)
class Late:
    """The pieces of every demand, person and instant, made when they are asked for.

    Attributes
    ----------
    carriers
        Per demand the tasks whose lateness depends on it: itself where it counts, and the task after it that would be late.
    """

    instance: Instance
    ground: Ground
    carriers: tuple[tuple[int, ...], ...]
    _known: dict[tuple[int, int, int], list[Piece]] = field(default_factory=dict)

    def pieces(self, index: int, person: int, at: Instant) -> list[Piece]:
        """Return the person's stretches past an instant until the demand's minutes are worked or the horizon ends."""
        key = (index, person, at)
        if key not in self._known:
            self._known[key] = self._pieces(index, person, at)
        return self._known[key]

    def _pieces(self, index: int, person: int, at: Instant) -> list[Piece]:
        instance, time = self.instance, self.ground.times[person]
        left = self.ground.table.demands[index].minutes
        found: list[Piece] = []
        first = int(np.searchsorted(time.ends, at, side="right"))
        for start, stop in zip(time.starts[first:].tolist(), time.ends[first:].tolist(), strict=True):
            begin, stop = max(start, at), min(stop, instance.horizon_end)
            if left <= 0 or begin >= stop:
                break
            minutes = min(left, stop - begin)
            found.append(Piece(minutes, self._late(index, begin + 1)))
            left -= minutes
        return found

    def _late(self, index: int, finish: Instant) -> tuple[LateAfter, ...]:
        """Return who is how late if the demand's task ends at `finish`."""
        demand, maker = self.ground.table.demands[index], self.ground.maker
        found = []
        for task in self.carriers[index]:
            own = task == demand.task
            path = () if own else maker.path(demand.task, task, tails=self.ground.tails)
            late = int(maker.late_after(np.array([finish]), path, task=task)[0])
            # Before its due time an own finish may be early by some minutes that the pieces then use up.
            found.append(LateAfter(task, late, own))
        return tuple(found)

    def most_past(self, index: int, person: int, at: Instant, *, late: Mapping[int, int]) -> int:
        """Return the minutes of the demand that the person may work past an instant if tasks are so late."""
        return _allowed(self.pieces(index, person, at), late)


def _allowed(pieces: Sequence[Piece], late: Mapping[int, int]) -> int:
    allowed = 0
    for piece in pieces:
        reach = piece.minutes
        for task, least, rises in piece.late:
            if late[task] < least:
                reach = 0
            elif rises:
                reach = min(reach, late[task] - least + 1)
        allowed += reach
        if reach < piece.minutes:
            break
    return allowed


def stretches_after(instance: Instance, ground: Ground) -> Late:
    """Return the pieces of an instance's demands."""
    carriers = []
    for demand in ground.table.demands:
        own = (demand.task,) if ground.measured.late_from[demand.task] is not None else ()
        carrier = ground.tails.carriers[demand.task]
        is_after = carrier not in (-1, demand.task)
        reached = is_after and bool(ground.maker.path(demand.task, carrier, tails=ground.tails))
        carriers.append((*own, carrier) if reached else own)
    return Late(instance, ground, tuple(carriers))
