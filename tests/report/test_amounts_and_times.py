"""Amounts and times in words."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.report.words import (
    clock_words,
    count_words,
    date_words,
    day_words,
    duration_words,
    end_words,
    hours_words,
    list_words,
    moment_words,
    near_moment_words,
    shortened,
    span_of_days_words,
)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (195, "3 h 15 min"),
        (1439, "23 h 59 min"),
        (1440, "1 d"),
        (3060, "2 d 3 h"),
        (3119, "2 d 3 h"),
    ],
)
def test_durations_have_at_most_two_units(minutes: int, words: str) -> None:
    assert duration_words(minutes) == words


@given(st.integers(0, 10**6))
def test_a_duration_never_says_more_than_is_there(minutes: int) -> None:
    sizes = {"d": 1440, "h": 60, "min": 1}
    parts = duration_words(minutes).split()
    said = sum(int(number) * sizes[unit] for number, unit in zip(parts[::2], parts[1::2], strict=True))
    assert said <= minutes < said + 60


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 h"), (15, "15 min"), (240, "4 h"), (1890, "31 h 30 min"), (7870, "131 h 10 min")]
)
def test_amounts_of_work_are_said_in_hours(minutes: int, words: str) -> None:
    assert hours_words(minutes) == words


def test_dates() -> None:
    assert day_words(date(2026, 11, 23)) == "Mon 23 Nov"
    assert date_words(date(2026, 12, 2)) == "2 Dec"
    today = date(2026, 11, 23)
    assert day_words(date(2026, 11, 20), today=today) == "Fri 20 Nov"
    assert day_words(date(2030, 1, 2), today=today) == "Wed 2 Jan 2030"
    assert near_moment_words(datetime.fromisoformat("2026-11-27T09:05+00:00"), today=today) == "Fri 27 09:05"
    assert near_moment_words(datetime.fromisoformat("2026-12-01T09:05+00:00"), today=today) == "Tue 1 Dec 09:05"
    assert near_moment_words(datetime.fromisoformat("2030-01-02T09:05+00:00"), today=today) == "Wed 2 Jan 2030 09:05"
    assert moment_words(datetime.fromisoformat("2026-11-27T09:05+00:00")) == "Fri 27 Nov 09:05"
    assert clock_words(datetime.fromisoformat("2026-11-27T00:00+00:00")) == "00:00"
    assert span_of_days_words(date(2026, 11, 23), date(2026, 11, 29)) == "23 to 29 Nov 2026"
    assert span_of_days_words(date(2026, 11, 30), date(2026, 12, 6)) == "30 Nov to 6 Dec 2026"
    assert span_of_days_words(date(2026, 12, 28), date(2027, 1, 3)) == "28 Dec 2026 to 3 Jan 2027"


def test_counts_and_lists() -> None:
    assert count_words(1, "task") == "1 task"
    assert count_words(2, "person", "people") == "2 people"
    assert list_words(["a"]) == "a"
    assert list_words(["a", "b", "c"]) == "a, b and c"
    assert list_words(["a", "b", "c", "d"], most=2) == "a, b and 2 more"
    assert list_words([]) == ""


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Harrow & Co", "Harrow & Co"),
        ("Solway Housing Association", "Solway Housing…"),
        ("Pell & Daughters of Old", "Pell & Daughters…"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifff…"),
    ],
)
def test_long_names_are_cut_after_a_word(text: str, short: str) -> None:
    assert shortened(text, most=18) == short
    assert len(short) <= 18


def test_midnight_ends_the_day_before_unless_something_begins_then() -> None:
    midnight = datetime.fromisoformat("2026-11-30T00:00+00:00")
    assert moment_words(midnight) == "Sun 29 Nov 24:00"
    assert moment_words(midnight, begins=True) == "Mon 30 Nov 00:00"
    assert near_moment_words(midnight, today=date(2026, 11, 23)) == "Sun 29 24:00"


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("23T23:30", "23:30"),
        ("24T00:00", "24:00"),
        ("24T02:00", "Tue 24 Nov 02:00"),
        ("25T00:00", "Tue 24 Nov 24:00"),
    ],
)
def test_a_piece_over_midnight_ends_with_its_date(end: str, words: str) -> None:
    start = datetime.fromisoformat("2026-11-23T22:00+00:00")
    assert end_words(start, datetime.fromisoformat(f"2026-11-{end}+00:00")) == words
