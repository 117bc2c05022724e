import pytest

from scheduler.domain.times import HolidayCalendar
from scheduler.verify import check_plan
from tests.building import available, closure, event, instant, person, task, time_off, workspace
from tests.planning import plan_of, rules_broken


def check(*blocks, ana=None, minutes=60, **fields):
    place = workspace(people=[ana or person("ana")], tasks=[task("logo", minutes=minutes)], **fields)
    return check_plan(place, plan_of(place, {"logo": ("ana", blocks)}))


def outside(*blocks, **fields):
    """Return the minutes outside working time, after making sure that no other rule is named."""
    result = check(*blocks, **fields)
    assert rules_broken(result) in ([], ["within_working_time"])
    return sum(found.measured for found in result.violations)


@pytest.mark.parametrize("start", ["23 09:00", "23 12:00", "23 14:00", "23 17:00", "27 17:00"])
def test_allows_hours_up_to_both_edges(start):
    hour, minute = start.split()[1].split(":")
    assert check((start, f"{start.split()[0]} {int(hour) + 1:02}:{minute}")).violations == ()


def test_says_where_and_how_much():
    (found,) = check(("25 12:45", "25 13:45")).violations
    assert (found.rule, found.subject, found.measured, found.limit, found.unit) == (
        "within_working_time",
        "logo",
        45,
        0,
        "minutes",
    )
    assert found.text == "task 'logo' (ana): 45 minutes on Wed 25 Nov 13:00 lie outside ana's working time"


def test_one_minute_counts():
    assert outside(("23 17:01", "23 18:01")) == 1


def test_weekends_closures_and_holidays_are_no_working_time():
    assert outside(("28 10:00", "28 11:00")) == 60
    assert outside(("24 10:00", "24 11:00"), closures=(closure("24"),)) == 60
    ana = person("ana", holidays=HolidayCalendar(country="GB", subdivision="ENG"))
    boxing_day = {"as_of": "2026-12-28T09:00", "ana": ana}
    assert outside(("2026-12-28T10:00", "2026-12-28T11:00"), **boxing_day) == 60
    assert outside(("2026-12-29T10:00", "2026-12-29T11:00"), **boxing_day) == 0


def test_time_off_and_meetings_cut_it():
    assert outside(("24 10:00", "24 11:00"), time_off=[time_off("ana", "24", "24")]) == 60
    assert outside(("24 10:00", "24 11:00"), time_off=[time_off("ana", "24 10:30", "24 12:00")]) == 30
    assert outside(("24 10:00", "24 11:00"), events=[event(["bo", "ana"], "24 10:50", "24 11:30")]) == 10
    assert outside(("24 10:00", "24 11:00"), events=[event("ana", "24 11:00", "24 12:00")]) == 0
    assert outside(("24 10:00", "24 11:00"), events=[event("bo", "24", "24")]) == 0


def test_employment_has_a_first_and_a_last_day():
    ana = person("ana", from_on="2026-11-24", until_on="2026-11-25")
    assert outside(("24 10:00", "24 11:00"), ana=ana) == 0
    assert outside(("25 10:00", "25 11:00"), ana=ana) == 0
    assert outside(("23 10:00", "23 11:00"), ana=ana) == 60
    assert outside(("26 10:00", "26 11:00"), ana=ana) == 60


def test_availability_replaces_hours_closures_and_holidays():
    rows = [available("ana", "24 06:00", "24 07:30"), available("ana", "24 07:00", "24 08:00")]
    assert outside(("24 07:00", "24 08:00"), availability=rows, closures=(closure("24"),)) == 0
    assert outside(("24 09:00", "24 10:00"), availability=rows) == 60
    assert (
        outside(("24 07:00", "24 08:00"), availability=rows, time_off=[time_off("ana", "24 07:45", "24 09:00")]) == 15
    )
    ana = person("ana", until_on="2026-11-23")
    assert outside(("24 07:00", "24 08:00"), availability=rows, ana=ana) == 60


def test_hours_are_read_in_the_persons_zone():
    ana = person("ana", zone="Europe/Madrid")
    assert outside(("24 08:00", "24 09:00"), ana=ana) == 0
    assert outside(("24 17:00", "24 18:00"), ana=ana) == 60


def test_meetings_are_read_in_the_workspaces_zone_and_leave_in_the_persons():
    ana = person("ana", zone="Europe/Madrid")
    assert outside(("24 09:00", "24 10:00"), ana=ana, events=[event("ana", "24 10:00", "24 11:00")]) == 0
    assert outside(("24 09:00", "24 10:00"), ana=ana, time_off=[time_off("ana", "24 10:00", "24 11:00")]) == 60


def test_hours_that_a_change_of_clocks_repeats_count_twice():
    ana = person("ana", week="mon-sun 00:00-24:00")
    start = instant("2026-10-25T00:00")
    blocks = [(start, start + 25 * 60)]
    assert outside(*blocks, ana=ana, as_of="2026-10-25T00:00", minutes=1500) == 0
    ana = person("ana", week="sun 01:00-02:00")
    assert outside((start + 60, start + 180), ana=ana, as_of="2026-10-25T00:00", minutes=120) == 0
    assert outside((start + 60, start + 181), ana=ana, as_of="2026-10-25T00:00", minutes=121) == 1


def test_hours_that_a_change_of_clocks_skips_are_not_there():
    ana = person("ana", week="sun 00:30-03:00")
    start = instant("2026-03-29T00:30")
    spring = {"ana": ana, "as_of": "2026-03-29T00:00", "minutes": 90}
    assert outside((start, start + 90), **spring) == 0
    assert outside((start, start + 91), **{**spring, "minutes": 91}) == 1


def test_a_block_through_the_night_measures_the_night():
    assert outside(("23 17:00", "24 10:00"), minutes=17 * 60) == 15 * 60
