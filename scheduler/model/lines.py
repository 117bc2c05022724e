"""Arithmetic on bit lines: the n-th free unit, runs of free units, counts in a window."""

from __future__ import annotations

from collections.abc import Iterator


def below(position: int) -> int:
    """Return the line of all positions below `position`."""
    return (1 << position) - 1 if position > 0 else 0


def between(line: int, first: int, last: int) -> int:
    """Return the part of a line in [first, last)."""
    if last <= first:
        return 0
    return (line & below(last)) >> first << first


def count(line: int, first: int, last: int) -> int:
    """Return the number of units of a line in [first, last)."""
    return between(line, first, last).bit_count()


def positions(line: int) -> Iterator[int]:
    """Yield the positions of a line in ascending order."""
    while line:
        lowest = line & -line
        yield lowest.bit_length() - 1
        line ^= lowest


def runs(line: int) -> Iterator[tuple[int, int]]:
    """Yield the maximal runs [first, last) of a line in ascending order."""
    while line:
        first = (line & -line).bit_length() - 1
        shifted = ~(line >> first)
        length = (shifted & -shifted).bit_length() - 1
        yield first, first + length
        line = line >> (first + length) << (first + length)


def sitting_starts(line: int, units: int) -> int:
    """Return the line of positions at which a run of `units` (>= 1) free units begins."""
    done = 1
    while done < units and line:
        step = min(done, units - done)
        line &= line >> step
        done += step
    return line


def finish_of_units(line: int, units: int) -> int | None:
    """Return the finish position after the lowest `units` (>= 1) of a line; None if it has fewer."""
    if line.bit_count() < units:
        return None
    low, high = 0, line.bit_length()
    while high - low > 1:
        middle = (low + high) // 2
        if (line & below(middle)).bit_count() >= units:
            high = middle
        else:
            low = middle
    return high


def start_of_units(line: int, units: int) -> int | None:
    """Return the first of the highest `units` (>= 1) of a line; None if it has fewer."""
    spare = line.bit_count() - units
    if spare < 0:
        return None
    if not spare:
        return (line & -line).bit_length() - 1
    after = finish_of_units(line, spare)
    rest = line >> (after or 0)
    return (after or 0) + (rest & -rest).bit_length() - 1
