import pickle
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendars.public_holidays import holiday_dates
from scheduler.calendars.working_days import ALWAYS, NEVER, NoWorkingDayError, WorkingDays
from scheduler.calendars.zones import Zone
from scheduler.domain.times import DateRange, Wait, WeeklyHours
from tests.calendars.samples import ENGLAND, at, days, team, weekly
from tests.calendars.zone_oracle import around, wall, zones_and_days

CLOSURES = (DateRange(first=date(2026, 12, 24), last=date(2026, 12, 31)),)
STUDIO = WorkingDays(team(holidays=ENGLAND, closures=CLOSURES))
NO_DAYS = WeeklyHours(days=((),) * 7)
CLOSED = (DateRange(first=date(1900, 1, 1), last=date(2199, 12, 31)),)


def test_holidays_closures_and_days_without_hours_are_no_working_days() -> None:
    assert STUDIO.is_working_day(date(2026, 12, 23))
    assert not any(map(STUDIO.is_working_day, days("2026-12-24", "2026-12-28", "2027-01-01", "2026-12-19")))
    assert STUDIO.next_on(date(2026, 12, 23), 1) == date(2027, 1, 4)
    assert STUDIO.next_on(date(2027, 1, 4), -1) == date(2026, 12, 23)


def test_a_leap_day_works() -> None:
    assert STUDIO.next_on(date(2028, 2, 28), 1) == date(2028, 2, 29)


def test_team_days_open_and_close_with_their_hours() -> None:
    assert STUDIO.open_at(date(2026, 11, 25)) == at("2026-11-25 09:00")
    assert STUDIO.close_at(date(2026, 11, 25)) == at("2026-11-25 17:30")
    assert STUDIO.close_at(date(2026, 11, 28)) == at("2026-11-29 00:00")
    assert STUDIO.close_at(date(2026, 12, 25)) == at("2026-12-25 17:30")


@given(st.dates(date(2016, 1, 1), date(2036, 12, 31)), st.integers(1, 300))
@settings(deadline=None, max_examples=200)
def test_numpy_counts_the_same_days(day: date, number: int) -> None:
    off = {
        *holiday_dates(ENGLAND, range(2010, 2042)),
        *(
            date.fromordinal(ordinal)
            for ordinal in range(CLOSURES[0].first.toordinal(), CLOSURES[0].last.toordinal() + 1)
        ),
    }
    holidays = np.array(sorted(off), dtype="datetime64[D]")
    ahead = np.busday_offset(np.datetime64(day), number, roll="backward", holidays=holidays)
    back = np.busday_offset(np.datetime64(day), -number, roll="forward", holidays=holidays)
    assert STUDIO.next_on(day, number) == ahead.astype(date)
    assert STUDIO.next_on(day, -number) == back.astype(date)
    assert STUDIO.is_working_day(day) == np.is_busday(np.datetime64(day), holidays=holidays)
    last = day + timedelta(days=number)
    assert STUDIO.count_between(day, last) == np.busday_count(
        np.datetime64(day), np.datetime64(last), holidays=holidays
    )
    assert STUDIO.count_between(last, day) == 0


@pytest.mark.parametrize(
    ("finish", "working_days", "expected"),
    [
        ("2026-11-25 15:00", 1, "2026-11-26 15:00"),
        ("2026-11-27 15:00", 1, "2026-11-30 15:00"),
        ("2026-11-28 11:00", 1, "2026-12-01 00:00"),
        ("2026-11-29 11:00", 1, "2026-12-01 00:00"),
        ("2026-11-30 00:00", 1, "2026-12-01 00:00"),
        ("2026-12-22 10:00", 2, "2027-01-04 10:00"),
        ("2026-12-28 10:00", 1, "2027-01-05 00:00"),
    ],
)
def test_waits_in_working_days(finish: str, working_days: int, expected: str) -> None:
    assert STUDIO.after_instant(at(finish), working_days) == at(expected)
    assert STUDIO.after_wait(at(finish), Wait(working_days=working_days)) == at(expected)


def test_waits_of_elapsed_time_and_none() -> None:
    finish = at("2026-03-28 12:00")
    assert STUDIO.after_wait(finish, Wait(minutes=24 * 60)) == at("2026-03-29 13:00")
    assert STUDIO.after_wait(finish, Wait()) == finish
    assert STUDIO.after_instant(finish, 0) == finish
    assert STUDIO.latest_instant(finish, 0) == finish


def test_a_wait_that_ends_in_a_change_of_clocks() -> None:
    round_the_clock = WorkingDays(team(hours=weekly(every="00:00-24:00")))
    assert round_the_clock.after_instant(at("2026-03-28 01:30"), 1) == at("2026-03-29 02:00")
    assert round_the_clock.after_instant(at("2026-10-24 01:30"), 1) == at("2026-10-25 01:30", fold=1)


def test_a_finish_in_a_repeated_hour_never_ends_its_wait_before_an_earlier_finish() -> None:
    round_the_clock = WorkingDays(team(hours=weekly(every="00:00-24:00")))
    assert round_the_clock.after_instant(at("2026-10-25 01:10"), 1) == at("2026-10-26 01:10")
    assert round_the_clock.after_instant(at("2026-10-25 01:10", fold=1), 1) == at("2026-10-26 01:59")
    assert round_the_clock.after_instant(at("2026-10-25 02:10"), 1) == at("2026-10-26 02:10")


def test_24_00_before_a_repeated_midnight_is_the_first_of_them() -> None:
    # In Havana the clocks go back at 01:00 of 1 November 2026, so 00:00 exists twice.
    havana = WorkingDays(team(zone="America/Havana", hours=weekly(mon="09:00-17:00", sat="09:00-17:00")))
    finish = at("2026-10-27 12:00", "America/Havana")
    assert havana.after_instant(finish, 1) == at("2026-11-01 00:00", "America/Havana", fold=0)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[WorkingDays, str, int]:
    """Draw working days of a zone and an instant close to a change of clocks."""
    zone, day = draw(zones_and_days(first_year=2024))
    working = draw(st.lists(st.booleans(), min_size=7, max_size=7).filter(any))
    office = weekly(every="09:00-17:00").days[0]
    hours = WeeklyHours(days=tuple(office if works else () for works in working))
    as_of = f"{day - timedelta(days=10)} 12:00"
    return WorkingDays(team(as_of, zone=zone, hours=hours)), zone, Zone.of(zone).begin_of(day)


@given(calendars(), st.integers(-3000, 3000), st.integers(0, 1500), st.integers(1, 7))
@settings(deadline=None, max_examples=200)
def test_waits_are_monotone(drawn: tuple[WorkingDays, str, int], shift: int, later: int, working_days: int) -> None:
    calendar, _, begin = drawn
    finish = begin + shift
    end = calendar.after_instant(finish, working_days)
    assert finish < end <= calendar.after_instant(finish + later, working_days)


@given(calendars(), st.integers(-3000, 3000), st.integers(1, 4))
@settings(deadline=None, max_examples=80)
def test_waits_end_at_the_same_clock_time_on_the_nth_working_day(
    drawn: tuple[WorkingDays, str, int], shift: int, working_days: int
) -> None:
    calendar, zone, begin = drawn
    finish = begin + shift
    day, minute = wall(finish, zone)
    if max(wall(earlier, zone) for earlier in range(finish - 150, finish)) > (day, minute):
        return  # a repeated hour, which has its own test
    target, left = day, working_days
    while left:
        target += timedelta(days=1)
        left -= calendar.is_working_day(target)
    if not calendar.is_working_day(day):
        target, minute = target + timedelta(days=1), 0
    shown = wall(calendar.after_instant(finish, working_days), zone)
    exists = any(wall(instant, zone) == (target, minute) for instant in around(target))
    assert shown == (target, minute) if exists else shown > (target, minute)


@given(calendars(), st.integers(-3000, 3000), st.integers(1, 7))
@settings(deadline=None, max_examples=200)
def test_the_latest_instant_is_the_last_whose_wait_is_over(
    drawn: tuple[WorkingDays, str, int], shift: int, working_days: int
) -> None:
    calendar, _, begin = drawn
    latest = calendar.latest_instant(begin + shift, working_days)
    assert calendar.after_instant(latest, working_days) <= begin + shift
    assert calendar.after_instant(latest + 1, working_days) > begin + shift


@pytest.mark.parametrize(
    "calendar", [WorkingDays(team(hours=NO_DAYS)), WorkingDays(team(closures=CLOSED, holidays=ENGLAND))]
)
def test_a_team_without_working_days_waits_for_ever(calendar: WorkingDays) -> None:
    now = at("2026-11-23 09:00")
    assert calendar.after_instant(now, 1) == NEVER
    assert calendar.latest_instant(now, 1) == ALWAYS
    assert calendar.count_between(date(2020, 1, 1), date(2030, 1, 1)) == 0
    with pytest.raises(NoWorkingDayError, match="after 2026-11-23"):
        calendar.next_on(date(2026, 11, 23), 1)
    with pytest.raises(NoWorkingDayError, match="before 2026-11-23"):
        calendar.next_on(date(2026, 11, 23), -1)


def test_never_and_always_are_date_times_everywhere() -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert wall(NEVER, zone)[0].year == 9999
        assert Zone.of(zone).aware(ALWAYS).year in (1899, 1900)


def test_waits_far_outside_the_years_looked_at_stay_monotone() -> None:
    instants = [at(f"{year}-06-01 12:00") for year in (1950, 2000, 2026, 2046, 2047, 2100)]
    ends = [STUDIO.after_instant(instant, 3) for instant in instants]
    assert ends == sorted(ends)
    assert ends[-1] == ends[-2] == NEVER
    assert STUDIO.latest_instant(at("1950-06-01 12:00"), 3) == ALWAYS


def test_zero_working_days_from_a_date_are_refused() -> None:
    with pytest.raises(ValueError, match="0th"):
        STUDIO.next_on(date(2026, 11, 23), 0)


def test_working_days_can_be_handed_to_another_process() -> None:
    other = pickle.loads(pickle.dumps(STUDIO))
    assert other.after_instant(at("2026-11-25 15:00"), 1) == at("2026-11-26 15:00")
