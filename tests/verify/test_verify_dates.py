"""Working days, waits, and what dates mean, in the workspace's zone."""

from datetime import date

import pytest

from scheduler.domain.times import HolidayCalendar, Wait
from scheduler.verify.dates import FOREVER, TeamDays
from tests.building import closure, hours, instant, moment, workspace

THREE_DAYS = "mon-wed 10:00-16:00"


def team(**fields):
    return TeamDays(workspace(**fields))


def test_a_working_day_has_team_hours_and_is_neither_holiday_nor_closure():
    days = team(
        as_of="2026-12-21T09:00",
        holidays=HolidayCalendar(country="GB", subdivision="ENG"),
        closures=(closure("2026-12-24"),),
    )
    working = [day for day in range(21, 32) if days.is_working_day(date(2026, 12, day))]
    # Christmas is a Friday; Boxing Day, a Saturday, is observed on Monday 28.
    assert working == [21, 22, 23, 29, 30, 31]


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("25 15:00", 1, "26 15:00"),
        ("27 15:00", 1, "30 15:00"),
        ("28 11:00", 1, "2026-12-01T00:00"),
        ("29 23:59", 2, "2026-12-02T00:00"),
        ("24 00:00", 1, "25 00:00"),
        ("28 00:00", 1, "2026-12-01T00:00"),
        ("25 15:00", 5, "2026-12-02T15:00"),
    ],
)
def test_working_days_keep_the_clock_time(start, number, end):
    assert team().after_wait(instant(start), Wait(working_days=number)) == instant(end)


def test_clock_times_that_a_change_skips_or_repeats():
    every_day = {"week": "mon-sun 00:00-24:00"}
    spring = team(as_of="2026-03-27T09:00", **every_day)
    assert spring.after_wait(instant("2026-03-28T01:30"), Wait(working_days=1)) == instant("2026-03-29T01:00:00+00:00")
    autumn = team(as_of="2026-10-23T09:00", **every_day)
    assert autumn.after_wait(instant("2026-10-24T01:30"), Wait(working_days=1)) == instant("2026-10-25T01:30:00+00:00")
    assert autumn.after_wait(instant("2026-10-24T12:00"), Wait(minutes=1440)) == instant("2026-10-25T11:00")


def test_a_wait_without_working_days_never_ends():
    assert team(week=hours()).after_wait(instant("25 15:00"), Wait(working_days=1)) == FOREVER
    closed = team(closures=(closure("2020-01-01", "2050-01-01"),))
    assert closed.after_wait(instant("25 15:00"), Wait(working_days=1)) == FOREVER


def test_dates_are_edges_of_team_hours_and_holidays_do_not_move_them():
    days = team(week=THREE_DAYS, closures=(closure("24"),))
    assert days.due_at(date(2026, 11, 24)) == instant("24 16:00")
    assert days.start_at(date(2026, 11, 24)) == instant("24 10:00")
    assert days.due_at(date(2026, 11, 26)) == instant("27 00:00")
    assert days.start_at(date(2026, 11, 26)) == instant("26 00:00")
    assert days.due_at(moment("26 09:07")) == instant("26 09:07")


def test_a_due_date_keeps_its_date_even_where_it_means_the_next_midnight():
    days = team(week=THREE_DAYS)
    assert days.due_on(date(2026, 11, 26)) == date(2026, 11, 26)
    assert days.due_on(moment("2026-11-27T00:30:00+02:00")) == date(2026, 11, 26)


def test_the_freeze_ends_with_the_hours_of_a_working_day_after_as_of():
    assert team().freeze_end() == instant("25 18:00")
    assert team(policy={"freeze_days": 0}).freeze_end() == instant("23 09:00")
    assert team(as_of="28 12:00").freeze_end() == instant("2026-12-01T18:00")
    assert team(closures=(closure("24"),)).freeze_end() == instant("26 18:00")
    assert team().near_end(5) == instant("2026-12-02T18:00")
    assert team(policy={"freeze_days": 0}).near_end(5) == instant("30 18:00")


def test_the_horizon_ends_with_the_last_of_its_days():
    days = team(as_of="2026-10-23T16:45", horizon_days=3)
    assert (days.first_on, days.last_on) == (date(2026, 10, 23), date(2026, 10, 25))
    assert days.horizon_end == instant("2026-10-26T00:00")
