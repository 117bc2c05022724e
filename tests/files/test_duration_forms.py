"""Durations, waits, notice, horizons and agreed amounts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.times import Wait
from scheduler.files.durations import (
    MOST_MINUTES,
    parse_after,
    parse_amount,
    parse_horizon_days,
    parse_minutes,
    parse_minutes_above_zero,
    parse_notice,
    parse_wait,
    written_minutes,
)
from scheduler.files.shapes import FormError


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45m", 45),
        ("0m", 0),
        ("1h", 60),
        ("1h30m", 90),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("0.1h", 6),
        ("90m", 90),
        ("1h90m", 150),
        ("0.25 h", 15),
        ("100000h", MOST_MINUTES),
    ],
)
def test_durations_come_to_whole_minutes(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("90", "say of what: 90h or 90m"),
        ("1.5", "write 1.5h"),
        ("1,5h", "write 1.5h"),
        ("2 hours", "write 2h"),
        ("30 min", "write 30m"),
        ("1:30", "write 1h30m"),
        ("2d", "a day of work has no fixed length here: write hours"),
        ("1.5h30m", "write either 1.5h or 1h30m"),
        ("-30m", ""),
        ("", ""),
        ("h", ""),
        ("1h30", ""),
        ("٣h", ""),
        ("1e3m", ""),
    ],
)
def test_anything_else_is_refused_with_a_fix_where_there_is_one(text: str, fix: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_minutes(text)
    assert caught.value.fix == fix


def test_parts_of_a_minute_and_absurd_amounts_are_refused() -> None:
    with pytest.raises(FormError, match="whole minutes"):
        parse_minutes("1.01h")
    with pytest.raises(FormError, match="at most 100000h"):
        parse_minutes("100000h1m")
    with pytest.raises(FormError):
        parse_minutes("9" * 5000 + "h")
    with pytest.raises(FormError):
        parse_minutes_above_zero("0h")


@settings(deadline=None, max_examples=200)
@given(st.integers(min_value=0, max_value=MOST_MINUTES))
def test_what_is_written_is_read_back(minutes: int) -> None:
    assert parse_minutes(written_minutes(minutes)) == minutes


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=30))
def test_any_text_is_a_duration_or_a_form_error(text: str) -> None:
    try:
        minutes = parse_minutes(text)
    except FormError:
        return
    assert parse_minutes(written_minutes(minutes)) == minutes


def test_waits_are_elapsed_time_or_working_days() -> None:
    assert parse_wait("4h") == Wait(minutes=240)
    assert parse_wait("1 working day") == Wait(working_days=1)
    assert parse_wait("2 working days") == Wait(working_days=2)
    with pytest.raises(FormError, match="write 2 working days"):
        parse_wait("2 days")


def test_predecessors_carry_their_wait() -> None:
    assert parse_after("draft") == parse_after("draft ")
    after = parse_after("draft + 2 working days")
    assert (after.task, after.wait) == ("draft", Wait(working_days=2))
    assert parse_after("weekly/2026-11-27/draft + 90m").wait == Wait(minutes=90)
    with pytest.raises(FormError, match="separate several tasks with ;"):
        parse_after("draft, review")
    with pytest.raises(FormError, match="write the wait after a"):
        parse_after("draft 2h")


def test_notice_is_at_least_a_day() -> None:
    assert parse_notice("5 working days") == 5
    with pytest.raises(FormError, match="at least 1 working day"):
        parse_notice("0 working days")
    with pytest.raises(FormError, match="write 2 working days"):
        parse_notice("2 days")
    with pytest.raises(FormError, match="at most 1000"):
        parse_notice("1001 working days")


def test_horizons_are_days_or_weeks() -> None:
    assert parse_horizon_days("4 weeks") == 28
    assert parse_horizon_days("1 day") == 1
    for text in ("0 days", "1097 days", "200 weeks"):
        with pytest.raises(FormError, match="from 1 to 1096 days"):
            parse_horizon_days(text)
    with pytest.raises(FormError, match="say of what"):
        parse_horizon_days("4")


def test_agreed_amounts_are_per_week_or_month() -> None:
    assert parse_amount("10h") == (600, "week")
    assert parse_amount("10h/week") == (600, "week")
    assert parse_amount("40h / month") == (2400, "month")
    for text in ("0h", "40h/year", "40/month"):
        with pytest.raises(FormError):
            parse_amount(text)
