"""Bit lines: units inside spans, the axis, and time that is taken away."""

from hypothesis import given
from hypothesis import strategies as st

from scheduler.instance.lines import AxisMaker, bits_to_line, units_in, whole_units
from scheduler.units import Span


def test_free_time_rounds_down_to_whole_units():
    assert whole_units([Span(10, 59)], 0, 15) == [(1, 3)]
    assert whole_units([Span(15, 60)], 0, 15) == [(1, 4)]
    assert whole_units([Span(16, 29)], 0, 15) == []


def axis_of(*ranges):
    maker = AxisMaker(0, grid_minutes=15, units=100)
    maker.mark(ranges)
    return maker, maker.make()


def test_a_break_for_everybody_is_one_dead_position():
    maker, axis = axis_of((0, 2), (10, 12))
    assert axis.starts == (0, 15, 30, 150, 165)
    assert axis.live == 0b11011
    assert maker.line([(10, 12)]) == 0b11000


def test_releases_round_up_and_dues_round_down():
    _, axis = axis_of((0, 2), (10, 12))
    assert [axis.from_instant_up(at) for at in (0, 1, 15, 16, 30, 149, 150, 166)] == [0, 1, 1, 3, 3, 3, 3, 5]
    assert [axis.until_instant_down(at) for at in (14, 15, 29, 30, 149, 164, 165, 999)] == [0, 1, 1, 2, 2, 2, 4, 5]
    assert [axis.end_of(finish) for finish in (1, 2, 4, 5)] == [15, 30, 165, 180]


@given(st.lists(st.integers(0, 1), max_size=80))
def test_lines_and_bits_are_the_same_thing(bits):
    assert units_in(bits_to_line(bytes(bits))) == [position for position, bit in enumerate(bits) if bit]
