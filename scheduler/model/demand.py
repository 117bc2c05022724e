"""One person's work with windows: does it fit, where, and if not, which stretch of time is overloaded.

For interruptible work with fixed windows a lay-out exists if and only if in every stretch [first, last) the work whose windows
lie inside fits the free time there; taking the earliest end first finds it. A sitting with a fixed place is work whose
window is exactly as long as itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from scheduler.model.lines import below, between, count, finish_of_units


@dataclass(frozen=True, slots=True)
class Piece:
    """Units of work of a task that must lie in positions [first, last)."""

    task: int
    units: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Overload:
    """A stretch [first, last) in which these tasks need more than is free."""

    first: int
    last: int
    tasks: tuple[int, ...]
    excess: int


def overloads(line: int, pieces: Sequence[Piece], *, most: int) -> list[Overload]:
    """Return the worst overloaded stretches of a person's free line, at most `most`, worst first."""
    found: list[Overload] = []
    for first in sorted({piece.first for piece in pieces}):
        inside = sorted((piece for piece in pieces if piece.first >= first), key=lambda piece: piece.last)
        needed, worst, reach = 0, 0, 0
        for number, piece in enumerate(inside):
            needed += piece.units
            excess = needed - count(line, first, piece.last)
            if excess > worst:
                worst, reach = excess, number
        if worst:
            last = inside[reach].last
            tasks = tuple(sorted(piece.task for piece in inside if piece.last <= last))
            found.append(Overload(first, last, tasks, worst))
    found.sort(key=lambda overload: (-overload.excess, overload.last - overload.first, overload.first))
    return found[:most]


def lay_by_earliest_end(line: int, pieces: Sequence[Piece]) -> Mapping[int, int] | None:
    """Return the line of each task, working always on the piece that must end first; None where the work does not fit."""
    waiting = sorted(pieces, key=lambda piece: (piece.first, piece.last, piece.task))
    waiting.reverse()
    ready: list[tuple[int, int, int]] = []  # (last, task, units left)
    laid: dict[int, int] = {piece.task: 0 for piece in pieces}
    now = 0
    while waiting or ready:
        if not ready:
            now = max(now, waiting[-1].first)
        while waiting and waiting[-1].first <= now:
            piece = waiting.pop()
            heappush(ready, (piece.last, piece.task, piece.units))
        last, task, left = heappop(ready)
        until = min(last, waiting[-1].first) if waiting else last
        room = between(line, now, until)
        if room.bit_count() >= left:
            now = finish_of_units(room, left) or now
            laid[task] |= room & below(now)
            continue
        if until == last:
            return None
        laid[task] |= room
        now = until
        heappush(ready, (last, task, left - room.bit_count()))
    return laid
