from tests.building import person, task, time_off, workspace
from tests.rules.levels import level_of

NAME = "balance"


def test_is_planned_over_available_per_mille_rounded_up_highest_first():
    people = [person("ana"), person("bo"), person("cy", week="mon 09:00-16:00")]
    place = workspace(people=people, tasks=[task("a", minutes=60), task("b", minutes=120)])
    placings = {"a": ("cy", [("23 09:00", "23 10:00")]), "b": ("bo", [("23 09:00", "23 11:00")])}
    # 60 of 420 is 142.86, 120 of 2400 is exactly 50.
    assert level_of(NAME, place, placings) == ((143, 50, 0), ("cy", "bo", "ana"))


def test_people_who_are_away_all_the_time_have_no_entry():
    place = workspace(people=[person("ana"), person("bo")], tasks=[], time_off=[time_off("ana", "23", "29")])
    assert level_of(NAME, place, {}) == ((0,), ("bo",))


def test_ties_stand_by_id():
    place = workspace(people=[person("bo"), person("ana")], tasks=[])
    assert level_of(NAME, place, {}) == ((0, 0), ("ana", "bo"))
