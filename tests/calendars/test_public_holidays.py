from datetime import date

import pytest

from scheduler.calendars.public_holidays import UnknownHolidayCalendarError, holiday_dates
from scheduler.domain.times import HolidayCalendar
from tests.calendars.samples import ENGLAND


def test_boxing_day_on_a_saturday_is_observed_on_the_monday() -> None:
    december = {day for day in holiday_dates(ENGLAND, [2026]) if day.month == 12}
    assert december == {date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28)}


def test_subdivisions_differ() -> None:
    scotland = holiday_dates(HolidayCalendar(country="GB", subdivision="SCT"), [2026])
    assert date(2026, 11, 30) in scotland
    assert date(2026, 11, 30) not in holiday_dates(ENGLAND, [2026])


def test_a_new_years_day_is_observed_in_the_year_before() -> None:
    # 1 January 2028 is a Saturday.
    assert date(2027, 12, 31) in holiday_dates(HolidayCalendar(country="US"), [2027])


def test_only_the_years_asked_for() -> None:
    found = holiday_dates(ENGLAND, range(2025, 2027))
    assert {day.year for day in found} == {2025, 2026}
    assert found == holiday_dates(ENGLAND, [2025]) | holiday_dates(ENGLAND, [2026])


def test_without_a_calendar_there_are_none() -> None:
    assert holiday_dates(None, [2026]) == frozenset()


@pytest.mark.parametrize("calendar", [HolidayCalendar(country="XX"), HolidayCalendar(country="GB", subdivision="ZZ")])
def test_an_unknown_calendar_is_named(calendar: HolidayCalendar) -> None:
    with pytest.raises(UnknownHolidayCalendarError, match=calendar.subdivision or calendar.country):
        holiday_dates(calendar, [2026])
