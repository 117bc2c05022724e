import pytest

from scheduler.verify import check_plan
from tests.building import client, closure, part, recurring, task, workspace
from tests.planning import plan_of


def check(start, block, **fields):
    place = workspace(tasks=[task("text", start=start)], **fields)
    return check_plan(place, plan_of(place, {"text": ("ana", [block])}))


@pytest.mark.parametrize("start", ["24 09:00", "24 10:00", "24", "23 08:00", None])
def test_allows_work_from_its_earliest_start_on(start):
    assert check(start, ("24 10:00", "24 11:00")).violations == ()


def test_forbids_an_earlier_minute():
    (found,) = check("24 10:01", ("24 10:00", "24 11:00")).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("not_before_start", "text", 1, 0)
    assert found.text == (
        "task 'text' (ana): starts Tue 24 Nov 10:00, 1 minute too early: its earliest start is Tue 24 Nov 10:01"
    )


def test_a_date_is_the_beginning_of_its_team_hours():
    hours = {"week": "mon-fri 10:00-17:00"}
    (found,) = check("24", ("24 09:30", "24 10:30"), **hours).violations
    assert found.measured == 30
    assert check("24", ("24 10:00", "24 11:00"), **hours).violations == ()


def test_forbids_the_past():
    (found,) = check(None, ("23 09:00", "23 10:00"), as_of="23 09:20").violations
    assert (found.rule, found.measured) == ("not_before_start", 20)
    assert "the plan is made at Mon 23 Nov 09:20" in found.text


def test_the_window_of_recurring_work_opens_working_days_before_it_is_due():
    report = recurring("report", "FREQ=WEEKLY;BYDAY=FR", part("draft"), since="2026-01-02", start_before_working_days=2)
    place = workspace(tasks=[], clients=[client(recurring=(report,))], closures=(closure("25"),))
    name = "report/2026-11-27/draft"
    early = check_plan(place, plan_of(place, {name: ("ana", [("23 17:00", "23 18:00")])}))
    assert [(found.rule, found.measured) for found in early.violations] == [("not_before_start", 16 * 60)]
    assert check_plan(place, plan_of(place, {name: ("ana", [("24 09:00", "24 10:00")])})).violations == ()
