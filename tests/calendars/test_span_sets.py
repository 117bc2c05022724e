import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.units import Span
from tests.calendars.zone_oracle import minutes_in

spans = st.builds(Span, st.integers(0, 60), st.integers(0, 60))
unions = st.lists(spans, max_size=8).map(merged)


@given(st.lists(spans, max_size=8))
@settings(deadline=None)
def test_a_union_has_every_minute_once_in_the_fewest_spans(parts: list[Span]) -> None:
    union = merged(parts)
    assert minutes_in(union) == sorted(set(minutes_in(parts)))
    assert all(first.end < second.start for first, second in itertools.pairwise(union))
    assert total_minutes(union) == len(minutes_in(union))


@given(unions, unions)
@settings(deadline=None)
def test_a_difference_keeps_the_minutes_that_are_not_cut(kept: tuple[Span, ...], cuts: tuple[Span, ...]) -> None:
    rest = without(kept, cuts)
    assert minutes_in(rest) == [minute for minute in minutes_in(kept) if minute not in minutes_in(cuts)]
    assert all(span.start < span.end for span in rest)


@given(unions, spans)
@settings(deadline=None)
def test_a_window_keeps_the_minutes_inside(kept: tuple[Span, ...], window: Span) -> None:
    inside = within(kept, window)
    assert minutes_in(inside) == [minute for minute in minutes_in(kept) if window.start <= minute < window.end]
    assert all(span.start < span.end for span in inside)
