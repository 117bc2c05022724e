from scheduler.verify import check_plan
from tests.building import instant, person, task, workspace
from tests.planning import plan_of


def check(end, *, minutes=60, **fields):
    ana = person("ana", week="mon-sun 00:00-24:00")
    place = workspace(people=[ana], tasks=[task("text", minutes=minutes)], **fields)
    start = instant(end) - minutes
    return check_plan(place, plan_of(place, {"text": ("ana", [(start, start + minutes)])}))


def test_allows_work_up_to_the_end_of_the_last_day():
    assert check("30 00:00").violations == ()


def test_forbids_a_minute_more():
    (found,) = check("30 00:01").violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("within_horizon", "text", 1, 0)
    assert found.text == "task 'text' (ana): 1 minute lies after the end of the horizon, Mon 30 Nov 00:00"


def test_measures_only_what_lies_after_the_end():
    (found,) = check("30 00:40").violations
    assert found.measured == 40


def test_the_horizon_counts_days_of_the_workspaces_zone():
    autumn = {"as_of": "2026-10-25T00:00", "horizon_days": 1}
    assert check("2026-10-26T00:00", minutes=25 * 60, **autumn).violations == ()
    assert [found.measured for found in check("2026-10-26T00:01", minutes=25 * 60, **autumn).violations] == [1]
