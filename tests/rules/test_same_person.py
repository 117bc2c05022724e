from scheduler.verify import check_plan
from tests.building import person, progress, task, workspace
from tests.planning import plan_of, rules_broken

SLOTS = {"a": [("23 09:00", "23 10:00")], "b": [("23 10:00", "23 11:00")], "c": [("23 11:00", "23 12:00")]}


def studio(*done):
    tasks = [task("a", same_person_as="b"), task("b"), task("c", same_person_as="b")]
    return workspace(people=[person("ana"), person("bo"), person("cy")], tasks=tasks, progress=list(done))


def check(place, **who):
    return check_plan(place, plan_of(place, {name: (who[name], SLOTS[name]) for name in who}))


def test_allows_one_person_for_all():
    assert check(studio(), a="ana", b="ana", c="ana").violations == ()


def test_is_transitive_and_counts_people():
    result = check(studio(), a="ana", b="bo", c="cy")
    assert rules_broken(result) == ["same_person"]
    (found,) = result.violations
    assert (found.subject, found.measured, found.limit, found.unit) == ("a", 3, 1, "people")
    assert found.text == "tasks 'a', 'b', 'c': must be one person's work, but 3 people do it: ana, bo, cy"


def test_binds_over_a_member_that_is_not_planned():
    assert rules_broken(check(studio(), a="ana", c="bo")) == ["same_person"]


def test_done_work_binds_by_its_recorded_person():
    place = studio(progress("b", done_on="2026-11-20", person="bo"))
    assert check(place, a="bo", c="bo").violations == ()
    (found,) = check(place, a="ana", c="ana").violations
    assert (found.rule, found.measured) == ("same_person", 2)


def test_done_work_without_a_recorded_person_binds_nobody():
    place = studio(progress("b", done_on="2026-11-20"))
    assert check(place, a="ana", c="ana").violations == ()
