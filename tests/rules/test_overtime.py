from tests.building import block, overtime, person, task, workspace
from tests.rules.levels import level_of


def test_counts_the_minutes_of_marked_blocks():
    people = [person("ana", overtime=overtime(120)), person("bo", overtime=overtime(120))]
    place = workspace(people=people, tasks=[task("a", minutes=60), task("b", minutes=45)])
    normal = {"a": ("ana", [("23 17:00", "23 18:00")]), "b": ("bo", [("23 09:00", "23 09:45")])}
    assert level_of("overtime", place, normal) == 0
    late = {
        "a": ("ana", [("23 17:30", "23 18:00"), block("23 18:00", "23 18:30", overtime=True)]),
        "b": ("bo", [block("23 18:00", "23 18:45", overtime=True)]),
    }
    assert level_of("overtime", place, late) == 75
