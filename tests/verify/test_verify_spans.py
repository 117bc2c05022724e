"""The algebra of spans against sets of minutes, and the counting of free time against going through it."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.units import Span
from scheduler.verify.spans import FreeTime, common, joined, total, without

any_spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Span(*pair)), max_size=8)
span_lists = any_spans.map(joined)
quick = settings(deadline=None, max_examples=80)


def minutes(spans):
    return {minute for span in spans for minute in range(span.start, span.end)}


def assert_tidy(spans):
    assert all(span.start < span.end for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(any_spans)
@quick
def test_joined_is_the_union(spans):
    found = joined(spans)
    assert minutes(found) == minutes(spans)
    assert all(left.end < right.start for left, right in pairwise(found))
    assert total(found) == len(minutes(spans))


@given(span_lists, span_lists)
@quick
def test_common_and_without_part_a_list(left, right):
    assert minutes(common(left, right)) == minutes(left) & minutes(right)
    assert minutes(without(left, right)) == minutes(left) - minutes(right)
    assert_tidy(common(left, right))
    assert_tidy(without(left, right))


@given(span_lists, st.integers(-5, 70), st.integers(1, 70))
@quick
def test_work_ends_where_its_minutes_are_used_up(spans, start, amount):
    ahead = sorted(minute for minute in minutes(spans) if minute >= start)
    finish = ahead[amount - 1] + 1 if len(ahead) >= amount else None
    assert FreeTime(spans).finish_of(start, amount) == finish


@given(span_lists, st.integers(-5, 70), st.integers(1, 70))
@quick
def test_work_starts_where_its_minutes_are_left(spans, end, amount):
    before = sorted((minute for minute in minutes(spans) if minute < end), reverse=True)
    start = before[amount - 1] if len(before) >= amount else None
    assert FreeTime(spans).start_of(end, amount) == start


@given(span_lists, st.integers(-5, 70), st.integers(-5, 70))
@quick
def test_free_minutes_are_those_inside_the_window(spans, start, end):
    inside = {minute for minute in minutes(spans) if start <= minute < end}
    assert FreeTime(spans).minutes_in(Span(start, end)) == len(inside)
