from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.instance.records import Axis
from scheduler.solve.bounds.freetime import ALWAYS, NEVER, FreeTime, united

MINUTES = 60


@st.composite
def stretches(draw: st.DrawFn) -> list[tuple[int, int]]:
    pairs = draw(st.lists(st.tuples(st.integers(0, MINUTES - 1), st.integers(1, 12)), max_size=6))
    return [(start, min(start + length, MINUTES)) for start, length in pairs]


def _free(spans: list[tuple[int, int]]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}


@settings(deadline=None, max_examples=200)
@given(stretches(), st.integers(-5, MINUTES + 5), st.integers(0, 15))
def test_counting_minute_by_minute_gives_the_same(spans: list[tuple[int, int]], at: int, minutes: int) -> None:
    time, free = FreeTime.of_stretches(spans), _free(spans)
    where, work = np.array([at]), np.array([minutes])
    assert time.minutes_before(where)[0] == sum(minute < at for minute in free)
    assert time.total_minutes == len(free)
    later = sorted(minute for minute in free if minute >= at)[:minutes]
    expected = at if not minutes else later[-1] + 1 if len(later) == minutes else NEVER
    assert time.finishes(where, work)[0] == expected
    earlier = sorted((minute for minute in free if minute < at), reverse=True)[:minutes]
    expected = at if not minutes else earlier[-1] if len(earlier) == minutes else ALWAYS
    assert time.latest_starts(where, work)[0] == expected


@settings(deadline=None, max_examples=200)
@given(stretches(), st.integers(-5, MINUTES + 5), st.integers(1, 15))
def test_runs_are_found_minute_by_minute(spans: list[tuple[int, int]], at: int, minutes: int) -> None:
    time, free = FreeTime.of_stretches(spans), _free(spans)
    where, work = np.array([at]), np.array([minutes])
    runs = [start for start in range(MINUTES) if all(minute in free for minute in range(start, start + minutes))]
    first = min((start for start in runs if start >= at), default=None)
    assert time.run_finishes(where, work)[0] == (NEVER if first is None else first + minutes)
    last = max((start for start in runs if start + minutes <= at), default=None)
    assert time.run_latest_starts(where, work)[0] == (ALWAYS if last is None else last)
    inside = [
        length
        for length in range(1, MINUTES + 1)
        for start in range(at, MINUTES + 6 - length)
        if all(minute in free for minute in range(start, start + length))
    ]
    assert time.longest_between(at, MINUTES + 5) == max(inside, default=0)


def test_a_line_becomes_stretches_that_touch_on_the_clock() -> None:
    # Units of 15 minutes at 0, 15, a dead position, 60, 75 and 90.
    axis = Axis(15, (0, 15, 30, 60, 75, 90), 0b111011)
    time = FreeTime.of_line(0b111011, axis)
    assert time.starts.tolist() == [0, 60]
    assert time.ends.tolist() == [30, 105]
    assert FreeTime.of_line(0, axis).total_minutes == 0


def test_the_union_counts_time_once() -> None:
    both = united([FreeTime.of_stretches([(0, 10), (20, 30)]), FreeTime.of_stretches([(5, 25)])])
    assert both.starts.tolist() == [0]
    assert both.ends.tolist() == [30]
    assert both.minutes_between(8, 22) == 14
    assert both.minutes_between(22, 8) == 0
