import pytest

from scheduler.verify import check_plan
from tests.building import progress, task, workspace
from tests.planning import plan_of, rules_broken


def check(minutes, *rows, effort=120, **of_task):
    place = workspace(tasks=[task("text", minutes=effort, **of_task)], progress=list(rows))
    end = f"23 {9 + minutes // 60:02}:{minutes % 60:02}"
    return check_plan(place, plan_of(place, {"text": ("ana", [("23 09:00", end)])}))


def test_allows_exactly_what_remains():
    assert check(120).violations == ()
    assert check(50, progress("text", worked_minutes=70)).violations == ()
    assert check(75, spent_minutes=45).violations == ()


@pytest.mark.parametrize("planned", [119, 121])
def test_forbids_a_minute_less_or_more(planned):
    (found,) = check(planned).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("full_effort", "text", planned, 120)


def test_says_both_amounts():
    assert check(45).violations[0].text == "task 'text' (ana): 45 minutes are planned, 2 h remain to be done"


def test_remaining_wins_over_worked_and_worked_over_spent():
    assert check(90, progress("text", worked_minutes=100, remaining_minutes=90)).violations == ()
    assert check(60, progress("text", worked_minutes=60), spent_minutes=30).violations == ()
    assert check(200, progress("text", remaining_minutes=200)).violations == ()


def test_a_task_without_blocks_lacks_everything():
    place = workspace(tasks=[task("text", minutes=120)])
    result = check_plan(place, plan_of(place, {"text": ("ana", [])}))
    assert rules_broken(result) == ["full_effort", "figures_add_up"]
    assert result.violations[0].measured == 0
