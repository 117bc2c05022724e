from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scheduler.model.lines import (
    between,
    count,
    finish_of_units,
    positions,
    runs,
    sitting_starts,
    start_of_units,
)

LINES = st.integers(0, 2**40)


def listed(line: int) -> list[int]:
    return [position for position in range(line.bit_length()) if line >> position & 1]


@given(LINES)
def test_positions_and_runs_list_the_same_units(line: int) -> None:
    assert list(positions(line)) == listed(line)
    assert [k for first, last in runs(line) for k in range(first, last)] == listed(line)
    ends = list(runs(line))
    assert all(left[1] < right[0] for left, right in pairwise(ends))


@given(LINES, st.integers(0, 45), st.integers(0, 45))
def test_between_keeps_the_half_open_window(line: int, first: int, last: int) -> None:
    kept = [k for k in listed(line) if first <= k < last]
    assert listed(between(line, first, last)) == kept
    assert count(line, first, last) == len(kept)


@given(LINES, st.integers(1, 9))
def test_a_sitting_starts_where_enough_units_follow(line: int, units: int) -> None:
    free = set(listed(line))
    assert listed(sitting_starts(line, units)) == [k for k in listed(line) if all(k + j in free for j in range(units))]


@given(LINES, st.integers(1, 45))
def test_lowest_and_highest_units(line: int, units: int) -> None:
    free = listed(line)
    enough = len(free) >= units
    assert finish_of_units(line, units) == (free[units - 1] + 1 if enough else None)
    assert start_of_units(line, units) == (free[-units] if enough else None)
