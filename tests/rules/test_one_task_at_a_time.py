from scheduler.verify import check_plan
from tests.building import person, task, workspace
from tests.planning import plan_of, rules_broken


def check(first, second, *, other="ana"):
    tasks = [task("a", minutes=first[2]), task("b", minutes=second[2])]
    place = workspace(people=[person("ana"), person("bo")], tasks=tasks)
    placings = {"a": ("ana", [first[:2]]), "b": (other, [second[:2]])}
    return check_plan(place, plan_of(place, placings))


def test_allows_blocks_that_touch():
    assert check(("23 09:00", "23 10:00", 60), ("23 10:00", "23 11:00", 60)).violations == ()


def test_allows_two_people_at_once():
    assert check(("23 09:00", "23 10:00", 60), ("23 09:00", "23 10:00", 60), other="bo").violations == ()


def test_forbids_a_minute_of_overlap():
    (found,) = check(("23 09:00", "23 10:00", 60), ("23 09:59", "23 10:59", 60)).violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("one_task_at_a_time", "b", 1, 0)
    assert found.text == "ana: works on 'a' and 'b' at once for 1 minute on Mon 23 Nov 09:59"


def test_measures_a_block_inside_another():
    (found,) = check(("23 09:00", "23 12:00", 180), ("23 10:00", "23 10:45", 45)).violations
    assert found.measured == 45


def test_a_task_does_not_overlap_itself():
    place = workspace(tasks=[task("a", minutes=90)])
    result = check_plan(place, plan_of(place, {"a": ("ana", [("23 09:00", "23 10:00"), ("23 09:30", "23 10:00")])}))
    assert rules_broken(result) == ["one_task_at_a_time"]
    assert result.violations[0].measured == 30
