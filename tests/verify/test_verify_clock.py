"""Wall clocks: the days that change their clocks, zones with odd offsets, years that do not fit."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.units import Span
from scheduler.verify.clock import (
    clock_of,
    day_end,
    day_start,
    instant_at,
    instant_of,
    minute_of,
    say,
    say_amount,
    say_minutes,
    wall_spans,
)
from tests.building import instant

ZONES = (
    "Europe/London",
    "Europe/Madrid",
    "America/New_York",
    "America/Havana",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "UTC",
)


@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    edges=st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True),
)
@settings(deadline=None, max_examples=60)
def test_wall_spans_are_the_minutes_whose_clock_lies_inside(zone, day, edges):
    start, end = sorted(edges)
    found = {minute for span in wall_spans(day, start, end, zone) for minute in range(span.start, span.end)}
    noon = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        minutes=1
    )
    shown = {
        minute
        for minute in range(noon - 2 * 1440, noon + 2 * 1440, 7)
        if (clock := datetime.fromtimestamp(minute * 60, tz=ZoneInfo(zone))).date() == day
        and start <= clock.hour * 60 + clock.minute < end
    }
    assert shown <= found
    clocks = [datetime.fromtimestamp(minute * 60, tz=ZoneInfo(zone)) for minute in found]
    assert all(clock.date() == day and start <= clock.hour * 60 + clock.minute < end for clock in clocks)


@pytest.mark.parametrize(
    ("day", "zone", "minutes"),
    [
        (date(2026, 3, 29), "Europe/London", 23 * 60),
        (date(2026, 10, 25), "Europe/London", 25 * 60),
        (date(2026, 10, 26), "Europe/London", 24 * 60),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24 * 60 + 30),
        (date(2026, 11, 1), "America/Havana", 25 * 60),
        (date(2026, 3, 8), "America/Havana", 23 * 60),
    ],
)
def test_days_are_as_long_as_their_clocks_make_them(day, zone, minutes):
    assert day_end(day, zone) - day_start(day, zone) == minutes
    assert day_end(day, zone) == day_start(day + timedelta(days=1), zone)


def test_hours_inside_a_repeated_hour_stand_there_twice():
    day = date(2026, 10, 25)
    spans = wall_spans(day, 90, 180, "Europe/London")
    begin = instant("2026-10-25T00:00:00+00:00")
    assert spans == [Span(begin + 30, begin + 60), Span(begin + 90, begin + 180)]


def test_a_skipped_clock_time_is_the_change_and_a_repeated_one_the_later():
    change = instant("2026-03-29T01:00:00+00:00")
    assert instant_at(date(2026, 3, 29), 60, "Europe/London") == change
    assert instant_at(date(2026, 3, 29), 90, "Europe/London") == change
    assert instant_at(date(2026, 3, 29), 120, "Europe/London") == change
    assert instant_at(date(2026, 10, 25), 90, "Europe/London") == instant("2026-10-25T01:30:00+00:00")
    assert instant_at(date(2026, 10, 25), 1440, "Europe/London") == instant("2026-10-26T00:00:00+00:00")


def test_a_written_offset_wins_over_the_zone():
    written = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert instant_of(written, "Europe/London") == instant("2026-11-23T03:30:00+00:00")
    assert instant_of(written.replace(tzinfo=None), "Europe/Madrid") == instant("2026-11-23T08:00:00+00:00")


def test_no_year_overflows():
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    last = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-14)))
    assert minute_of(last) - minute_of(first) == (date.max - date.min).days * 1440 + 1439 + 28 * 60
    assert clock_of(minute_of(first), "Europe/London").year == 1900
    assert say(minute_of(last), "Asia/Kathmandu") == "Mon 1 Jan 9900 05:45"


def test_seconds_are_rounded_down():
    assert minute_of(datetime(2026, 11, 23, 9, 0, 59, tzinfo=UTC)) == instant("2026-11-23T09:00:00+00:00")
    with pytest.raises(ValueError, match="no offset"):
        minute_of(datetime(2026, 11, 23, 9))  # noqa: DTZ001 - that it is naive is the point


def test_amounts_are_said_as_people_say_them():
    assert [say_minutes(amount) for amount in (0, 1, 90, 120, 150, -150)] == [
        "0 minutes",
        "1 minute",
        "90 minutes",
        "2 h",
        "2 h 30 min",
        "-2 h 30 min",
    ]
    assert [say_amount(1, "lie"), say_amount(2, "lie"), say_amount(1, "are")] == [
        "1 minute lies",
        "2 minutes lie",
        "1 minute is",
    ]
