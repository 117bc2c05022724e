from tests.building import client, person, task, workspace
from tests.holding import holdings
from tests.rules.levels import level_of

NAME = "uncovered_lateness"
PLACINGS = {"a": ("ana", [("23 10:00", "23 11:00")]), "b": ("ana", [("23 09:00", "23 10:00")])}


def studio(**of_client):
    tasks = [task("a", due="23 09:30"), task("b", due="23 09:40")]
    return workspace(people=[person("ana")], tasks=tasks, clients=[client("harrow", **of_client)])


def levels(place, holds):
    return [level_of(name, place, PLACINGS, holdings=holds) for name in ("agreed_lateness", NAME)]


def test_before_there_is_a_book_all_agreed_work_is_agreed_lateness():
    # 60 * 90 and 60 * 20 over 120 minutes.
    assert levels(studio(), None) == [((55,), ("harrow",)), ((), ())]


def test_work_that_no_decision_covers_counts_apart():
    covered = holdings(promised={"a": ("23 09:30", "23 09:30")})
    assert levels(studio(), covered) == [((90,), ("harrow",)), ((20,), ("harrow",))]


def test_a_book_without_decisions_leaves_all_uncovered():
    assert levels(studio(), holdings()) == [((), ()), ((55,), ("harrow",))]


def test_other_classes_are_never_uncovered():
    place = workspace(tasks=[task("a", due="23 09:30", commitment="target"), task("b", commitment="tentative")])
    assert level_of(NAME, place, PLACINGS, holdings=holdings()) == ((), ())
