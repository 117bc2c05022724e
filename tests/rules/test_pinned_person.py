from scheduler.verify import check_plan
from tests.building import person, task, workspace
from tests.planning import plan_of


def check(who):
    place = workspace(people=[person("ana"), person("bo")], tasks=[task("text", minutes=45, person="bo")])
    return check_plan(place, plan_of(place, {"text": (who, [("23 09:00", "23 09:45")])}))


def test_allows_the_pinned_person():
    assert check("bo").violations == ()


def test_forbids_anybody_else_and_measures_the_minutes():
    (found,) = check("ana").violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("pinned_person", "text", 45, 0)
    assert found.text == "task 'text' (ana): 45 minutes are planned with ana, but it is pinned to bo"
