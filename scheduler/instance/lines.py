"""Bit lines: exact spans of time to positions on the compressed axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.instance.records import Axis
from scheduler.units import Instant, Span


def whole_units(spans: Iterable[Span], origin: Instant, grid_minutes: int) -> list[tuple[int, int]]:
    """Return the ranges [first, last) of units that lie wholly inside each span: free time rounds down."""
    ranges: list[tuple[int, int]] = []
    for span in spans:
        first = -((origin - span.start) // grid_minutes)
        last = (span.end - origin) // grid_minutes
        if first < last:
            ranges.append((first, last))
    return ranges


class AxisMaker:
    """Collects the units in which anybody may work and numbers them.

    Parameters
    ----------
    origin
        A midnight of the workspace's zone at or before every span; unit u is [origin + u*grid, origin + (u+1)*grid).
    """

    def __init__(self, origin: Instant, *, grid_minutes: int, units: int) -> None:
        self.origin = origin
        self.grid_minutes = grid_minutes
        self._used = bytearray(units)
        self._position: list[int] = []

    def mark(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Mark units as live."""
        for first, last in ranges:
            self._used[first:last] = b"\x01" * (last - first)

    def make(self) -> Axis:
        """Return the axis; call once, after all marks."""
        starts: list[Instant] = []
        live = bytearray()
        self._position = [-1] * (len(self._used) + 1)
        for unit, used in enumerate(self._used):
            if not used:
                continue
            if starts and not self._used[unit - 1]:
                starts.append(starts[-1] + self.grid_minutes)
                live.append(0)
            self._position[unit] = len(starts)
            starts.append(self.origin + unit * self.grid_minutes)
            live.append(1)
        return Axis(grid_minutes=self.grid_minutes, starts=tuple(starts), live=bits_to_line(live))

    def line(self, ranges: Sequence[tuple[int, int]]) -> int:
        """Return the bit line of units that were marked before `make`."""
        line = 0
        for first, last in ranges:
            low, high = self._position[first], self._position[last - 1]
            line |= (1 << (high + 1)) - (1 << low)
        return line


def bits_to_line(bits: bytes | bytearray) -> int:
    """Return the integer whose bit k is `bits[k]` (0 or 1)."""
    if not bits:
        return 0
    return int(bytes(48 + bit for bit in reversed(bits)), 2)


def units_in(line: int) -> list[int]:
    """Return the positions of a line, ascending."""
    text = bin(line)[:1:-1]
    return [position for position, bit in enumerate(text) if bit == "1"]
