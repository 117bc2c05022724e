import pytest

from scheduler.verify import check_plan
from tests.building import person, task, workspace
from tests.planning import plan_of, rules_broken

MORNING = [("23 09:00", "23 10:00")]


def studio(*skills, needs="copy:2"):
    return workspace(people=[person("ana", *skills)], tasks=[task("text", needs, 60)])


@pytest.mark.parametrize("skill", ["copy:2", "copy:3"])
def test_allows_the_level_itself_and_more(skill):
    place = studio(skill)
    assert check_plan(place, plan_of(place, {"text": ("ana", MORNING)})).violations == ()


def test_level_zero_is_a_level():
    place = studio("copy:0", needs="copy:0")
    assert check_plan(place, plan_of(place, {"text": ("ana", MORNING)})).violations == ()


def test_forbids_a_lower_level_and_measures_it():
    place = studio("copy:1")
    result = check_plan(place, plan_of(place, {"text": ("ana", MORNING)}))
    (found,) = result.violations
    assert (found.rule, found.subject, found.measured, found.limit) == ("person_has_skill", "text", 1, 2)
    assert found.text == "task 'text' (ana): needs copy at level 2 or more, ana has level 1"


def test_forbids_people_without_the_skill():
    place = studio("design:3")
    result = check_plan(place, plan_of(place, {"text": ("ana", MORNING)}))
    assert rules_broken(result) == ["person_has_skill"]
    assert result.violations[0].measured == -1


def test_forbids_people_outside_the_team():
    place = studio("copy:2")
    result = check_plan(place, plan_of(place, {"text": ("nobody", MORNING)}))
    assert rules_broken(result) == ["person_has_skill"]
    assert "nobody in the team has the id 'nobody'" in result.violations[0].text
