from tests.building import progress, task, workspace
from tests.rules.levels import level_of


def test_counts_what_remains_of_tentative_work_outside_the_plan():
    tasks = [
        task("a", minutes=60, commitment="tentative"),
        task("b", minutes=120, commitment="tentative"),
        task("c", minutes=240, commitment="target"),
    ]
    place = workspace(tasks=tasks, progress=[progress("b", worked_minutes=30)])
    assert level_of("tentative_unplaced", place, {}) == 150
    assert level_of("tentative_unplaced", place, {"b": ("ana", [("23 09:00", "23 10:30")])}) == 60
