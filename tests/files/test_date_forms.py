"""Dates, clock times and ranges: ISO only, and never a guess."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.files.dates import parse_clock_minute, parse_date, parse_date_range, parse_date_time, parse_moment
from scheduler.files.shapes import FormError


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("03/04/2026", "it can be read in two ways: write 2026-04-03 or 2026-03-04"),
        ("03-04-2026", "it can be read in two ways: write 2026-04-03 or 2026-03-04"),
        ("3.4.26", "write year-month-day with four digits for the year"),
        ("26.11.2026", "write 2026-11-26"),
        ("11/26/2026", "write 2026-11-26"),
        ("04/04/2026", "write 2026-04-04"),
        ("2026/11/25", "write 2026-11-25"),
        ("2026-1-5", "write 2026-01-05"),
        ("2026-13-01", "there is no such month: the order is year-month-day"),
        ("2026-02-30", "February 2026 has 28 days"),
        ("2028-02-30", "February 2028 has 29 days"),
        ("20261125", ""),
        ("tomorrow", ""),
        ("1.5", ""),
        ("", ""),
    ],
)
def test_other_dates_are_refused(text: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_date(text)
    assert caught.value.fix == fix


def test_absurd_years_are_refused() -> None:
    for text in ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"):
        with pytest.raises(FormError, match="a year from 1900 to 2199"):
            parse_date(text)
    assert parse_date("2028-02-29") == date(2028, 2, 29)


@settings(deadline=None, max_examples=100)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)), st.integers(0, 1439), st.sampled_from("T "))
def test_moments_round_trip(day: date, minute: int, between: str) -> None:
    assert parse_moment(day.isoformat()) == day
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    assert parse_moment(wall.isoformat(sep=between, timespec="minutes")) == wall
    assert type(parse_moment(day.isoformat())) is date


def test_date_times_have_no_zone_unless_one_is_written() -> None:
    assert parse_date_time("2026-11-25T16:45").tzinfo is None
    assert parse_date_time("2026-11-25 16:45:00").tzinfo is None
    assert parse_date_time("2026-11-25T16:45Z") == datetime(2026, 11, 25, 16, 45, tzinfo=UTC)
    assert parse_date_time("2026-11-25T16:45-05:30").utcoffset() == -timedelta(hours=5, minutes=30)
    assert parse_date_time("2026-11-25T16:45 +0100").tzinfo == timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-25T16:45:30", "leave the seconds out"),
        ("2026-11-25T24:00", "write 2026-11-26T00:00"),
        ("2026-11-25T9:00", "write 2026-11-25T09:00"),
        ("2026-11-25 4:45pm", "from 00:00 to 23:59"),
        ("2026-11-25T16:45+25:00", "an offset from"),
        ("2026-11-25T25:00", "a clock time from"),
        ("2026-11-31T09:00", "November 2026 has 30 days"),
        ("25.11.2026 16:45", "write 2026-11-25"),
        ("2026-11-25", "add the time"),
        ("2026-13-25", "no such month"),
    ],
)
def test_other_date_times_are_refused(text: str, words: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_date_time(text)
    assert words in caught.value.fix + caught.value.expected


def test_clock_times_end_at_24() -> None:
    assert parse_clock_minute("24:00") == 1440
    assert parse_clock_minute("9:05") == 545
    for text in ("24:01", "12:60", "25:00"):
        with pytest.raises(FormError, match="from 00:00 to 24:00"):
            parse_clock_minute(text)
    with pytest.raises(FormError, match="write 09:00"):
        parse_clock_minute("9")


def test_ranges_include_both_ends() -> None:
    days = parse_date_range("2026-12-24..2026-12-31")
    assert (days.first, days.last) == (date(2026, 12, 24), date(2026, 12, 31))
    assert parse_date_range("2026-12-24").last == date(2026, 12, 24)
    with pytest.raises(FormError, match=r"write 2026-12-24\.\.2026-12-31"):
        parse_date_range("2026-12-31..2026-12-24")
    with pytest.raises(FormError):
        parse_date_range("2026-12-24..")
