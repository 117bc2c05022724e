import pytest

from scheduler.verify import check_plan
from tests.building import closure, person, progress, task, workspace
from tests.planning import plan_of, rules_broken


def check(after, first, second, *, done=(), **fields):
    tasks = [task("draft"), task("review", after=after)]
    place = workspace(people=[person("ana"), person("bo")], tasks=tasks, progress=list(done), horizon_days=14, **fields)
    placings = {"review": ("bo", [second])} | ({"draft": ("ana", [first])} if first else {})
    return check_plan(place, plan_of(place, placings))


def early(after, first, second, **fields):
    result = check(after, first, second, **fields)
    assert rules_broken(result) in ([], ["after_predecessors"])
    return sum(found.measured for found in result.violations)


def test_allows_a_start_at_the_finish():
    assert check("draft", ("23 09:00", "23 10:00"), ("23 10:00", "23 11:00")).violations == ()


def test_forbids_a_start_before_it():
    (found,) = check("draft", ("23 09:00", "23 10:00"), ("23 09:45", "23 10:45")).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("after_predecessors", "review", 15, 0)
    assert found.text == (
        "task 'review' (bo): starts Mon 23 Nov 09:45, 15 minutes too early: 'draft' finishes Mon 23 Nov 10:00, "
        "and the earliest is Mon 23 Nov 10:00"
    )


def test_elapsed_waits_run_on_the_clock():
    assert early("draft + 240", ("23 09:00", "23 10:00"), ("23 14:00", "23 15:00")) == 0
    assert early("draft + 241", ("23 09:00", "23 10:00"), ("23 14:00", "23 15:00")) == 1
    assert early("draft + 240", ("23 17:00", "23 18:00"), ("24 09:00", "24 10:00")) == 0


def test_working_days_keep_the_clock_time():
    assert early("draft + 1 working days", ("25 14:00", "25 15:00"), ("26 15:00", "26 16:00")) == 0
    assert early("draft + 1 working days", ("25 14:00", "25 15:00"), ("26 14:59", "26 15:59")) == 1
    assert early("draft + 1 working days", ("27 14:00", "27 15:00"), ("30 15:00", "30 16:00")) == 0
    assert early("draft + 1 working days", ("27 14:00", "27 15:00"), ("30 14:00", "30 15:00")) == 60


def test_closures_are_no_working_days():
    closed = {"closures": (closure("26"),)}
    assert early("draft + 1 working days", ("25 14:00", "25 15:00"), ("27 15:00", "27 16:00"), **closed) == 0
    assert early("draft + 1 working days", ("25 14:00", "25 15:00"), ("27 14:00", "27 15:00"), **closed) == 60


def test_a_finish_on_a_day_off_counts_as_the_end_of_the_last_working_day():
    week = "mon-sun 09:00-18:00"
    place = workspace(
        people=[person("ana", week=week), person("bo", week="mon-sun 00:00-24:00")],
        tasks=[task("draft"), task("review", after="draft + 1 working days")],
        horizon_days=14,
    )
    draft = ("ana", [("28 10:00", "28 11:00")])
    tuesday = plan_of(place, {"draft": draft, "review": ("bo", [("2026-12-01T00:00", "2026-12-01T01:00")])})
    assert check_plan(place, tuesday).violations == ()
    monday = plan_of(place, {"draft": draft, "review": ("bo", [("30 23:00", "2026-12-01T00:00")])})
    assert [found.measured for found in check_plan(place, monday).violations] == [60]


def test_nothing_comes_after_work_that_is_not_planned():
    (found,) = check("draft", None, ("23 09:00", "23 10:00")).violations
    assert (found.rule, found.measured) == ("after_predecessors", 60)
    assert found.text == "task 'review' (bo): is planned, but 'draft', which must come before it, is not"


@pytest.mark.parametrize(
    ("after", "done_on", "too_early"),
    [
        ("draft", "2026-11-20", 0),
        ("draft + 1 working days", "2026-11-19", 0),
        # Done on Friday 20, so at 18:00: one working day on is Monday 18:00.
        ("draft + 1 working days", "2026-11-20", 9 * 60),
        # A wait never begins after as_of, Monday 09:00; where no date is known it begins then.
        ("draft + 120", "2026-11-25", 120),
        ("draft + 120", None, 120),
    ],
)
def test_done_work_binds_by_its_wait(after, done_on, too_early):
    row = progress("draft", remaining_minutes=0, done_on=done_on)
    assert early(after, None, ("23 09:00", "23 10:00"), done=[row]) == too_early
