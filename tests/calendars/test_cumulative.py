from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.cumulative import Short, WorkingTime
from scheduler.calendars.working_time import working_spans
from scheduler.calendars.zones import instant_of
from scheduler.units import Span
from tests.calendars.samples import at, person, team, weekly
from tests.calendars.zone_oracle import minutes_in

pieces = st.lists(st.builds(Span, st.integers(0, 120), st.integers(0, 120)), max_size=6)
PLAIN = person(zone="UTC", hours=weekly(week="09:00-17:00"))
YEAR = Span(at("2025-12-01 00:00", "UTC"), at("2027-02-01 00:00", "UTC"))
PLAIN_YEAR = WorkingTime(working_spans(team(zone="UTC", people=(PLAIN,)), PLAIN, YEAR))


def test_minutes_of_an_office_day() -> None:
    time = WorkingTime([Span(540, 780), Span(840, 1050)])
    assert time.total_minutes == 450
    assert time.minutes_between(0, 1440) == 450
    assert time.minutes_between(770, 850) == 20
    assert time.minutes_between(850, 770) == 0


def test_an_amount_ends_before_the_break_and_begins_after_it() -> None:
    time = WorkingTime([Span(540, 780), Span(840, 1050)])
    assert time.instant_after(540, 240) == 780
    assert time.instant_after(540, 241) == 841
    assert time.instant_after(800, 0) == 800
    assert time.instant_before(1050, 210) == 840
    assert time.instant_before(1050, 211) == 779
    assert time.instant_before(800, 0) == 800


def test_more_than_there_is_says_how_much_is_missing() -> None:
    time = WorkingTime([Span(540, 780)])
    assert time.instant_after(600, 200) == Short(20)
    assert time.instant_before(600, 100) == Short(40)
    assert WorkingTime([]).instant_after(0, 5) == Short(5)
    assert WorkingTime([]).minutes_between(0, 1000) == 0


def test_minutes_before_an_instant() -> None:
    time = WorkingTime([Span(10, 20), Span(30, 40)])
    assert [time.minutes_until(at) for at in (0, 10, 15, 25, 35, 99)] == [0, 0, 5, 10, 15, 20]
    assert WorkingTime([]).minutes_until(99) == 0


@given(pieces, st.integers(-10, 130), st.integers(-10, 130))
@settings(deadline=None, max_examples=200)
def test_minutes_between_are_those_counted_one_by_one(spans: list[Span], start: int, end: int) -> None:
    worked = set(minutes_in(spans))
    assert WorkingTime(spans).minutes_between(start, end) == sum(1 for minute in worked if start <= minute < end)


@given(pieces, st.integers(-10, 130), st.integers(0, 80))
@settings(deadline=None, max_examples=200)
def test_an_amount_has_passed_at_the_first_instant_counted_one_by_one(
    spans: list[Span], start: int, amount: int
) -> None:
    worked = set(minutes_in(spans))
    time = WorkingTime(spans)
    after = [end for end in range(start, 140) if sum(start <= minute < end for minute in worked) >= amount]
    before = [begin for begin in range(start, -20, -1) if sum(begin <= minute < start for minute in worked) >= amount]
    ahead, behind = (sum(minute >= start for minute in worked), sum(minute < start for minute in worked))
    assert time.instant_after(start, amount) == (after[0] if after else Short(amount - ahead))
    assert time.instant_before(start, amount) == (before[0] if before else Short(amount - behind))


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)), st.integers(1, 400))  # noqa: DTZ001 - pandas' own clock
@settings(deadline=None, max_examples=100)
def test_pandas_finds_the_same_end_in_business_hours(start: datetime, hours: int) -> None:
    begin = start.replace(second=0, microsecond=0)
    offset = pd.offsets.BusinessHour(n=hours, start="09:00", end="17:00")
    theirs = instant_of((pd.Timestamp(begin) + offset).to_pydatetime().replace(tzinfo=UTC))
    ours = PLAIN_YEAR.instant_after(instant_of(begin.replace(tzinfo=UTC)), hours * 60)
    assert isinstance(ours, int)
    # Where the hours end with the day, pandas goes on to the next opening: no working time lies between.
    assert ours <= theirs
    assert PLAIN_YEAR.minutes_between(ours, theirs) == 0


@given(st.dates(datetime(2026, 1, 1).date(), datetime(2026, 6, 1).date()), st.integers(0, 200))  # noqa: DTZ001
@settings(deadline=None, max_examples=100)
def test_numpy_counts_the_same_days_of_eight_hours(first: datetime, days: int) -> None:
    last = first + timedelta(days=days)
    start, end = (at(f"{day} 00:00", "UTC") for day in (first, last))
    assert PLAIN_YEAR.minutes_between(start, end) == 480 * np.busday_count(first, last)


@pytest.mark.parametrize("amount", [1, 60, 479, 480, 481])
def test_back_and_forth(amount: int) -> None:
    start = at("2026-06-03 09:00", "UTC")
    end = PLAIN_YEAR.instant_after(start, amount)
    assert isinstance(end, int)
    assert PLAIN_YEAR.instant_before(end, amount) == start
