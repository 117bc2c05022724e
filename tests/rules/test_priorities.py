import pytest

from tests.building import person, task, workspace
from tests.rules.levels import level_of

LATE = {"a": ("ana", [("23 09:00", "23 10:00")])}


def studio(*tasks):
    return workspace(people=[person("ana"), person("bo")], tasks=list(tasks))


def test_on_time_is_zero():
    assert level_of("priorities", studio(task("a", due="23 10:00", priority=1)), LATE) == 0


@pytest.mark.parametrize(("priority", "weight"), [(1, 16), (2, 8), (3, 4), (4, 2), (5, 1)])
def test_weighs_effort_times_lateness_by_priority(priority, weight):
    place = studio(task("a", due="23 09:50", priority=priority))
    assert level_of("priorities", place, LATE) == weight * 60 * 10


def test_sums_promised_work_alone():
    place = studio(
        task("a", due="23 09:50"),
        task("b", due="23 09:40"),
        task("c", due="23 09:00", commitment="target"),
        task("d", due="23 09:00", commitment="tentative"),
    )
    placings = LATE | {"b": ("bo", [("23 09:00", "23 10:00")])}
    placings |= {"c": ("ana", [("23 10:00", "23 11:00")]), "d": ("bo", [("23 10:00", "23 11:00")])}
    assert level_of("priorities", place, placings) == 4 * 60 * 10 + 4 * 60 * 20


def test_counts_regulatory_work_in_whichever_class_it_counts():
    place = studio(task("a", due="23 09:50", commitment="regulatory"))
    assert level_of("priorities", place, LATE) == 4 * 60 * 10
