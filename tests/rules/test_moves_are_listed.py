import pytest

from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from tests.building import person, progress, task, workspace
from tests.planning import given_up, plan_of, rules_broken

LATER = {"policy": {"freeze_days": 0}}
THEN = {"a": ("ana", [("26 09:00", "26 10:00")]), "b": ("ana", [("26 10:00", "26 11:00")])}
NOW = {"a": ("bo", [("26 09:00", "26 10:00")]), "b": ("ana", [("26 10:00", "26 11:00")])}


def studio(*names, **fields):
    return workspace(people=[person("ana"), person("bo")], tasks=[task(name) for name in names], **LATER | fields)


def plans(now=NOW, then=THEN, *, where=None, before=None):
    where = where or studio("a", "b")
    baseline = plan_of(before or studio("a", "b"), then)
    return where, plan_of(where, now, baseline=baseline), baseline


def changed(place, plan, baseline, **lists):
    result = check_plan(place, plan.model_copy(update=lists), baseline=baseline)
    assert rules_broken(result) in ([], ["moves_are_listed"])
    return [(found.subject, found.measured, found.limit) for found in result.violations]


def test_allows_what_changed_and_is_listed():
    place, plan, baseline = plans()
    assert [move.task for move in plan.moves] == ["a"]
    assert changed(place, plan, baseline) == []


def test_forbids_a_move_that_is_not_listed():
    place, plan, baseline = plans()
    assert changed(place, plan, baseline, moves=()) == [("a", 0, 1)]


def test_forbids_a_move_that_did_not_happen():
    place, plan, baseline = plans()
    stays = plan.moves[0].model_copy(update={"task": "b"})
    assert ("b", 1, 0) in changed(place, plan, baseline, moves=(*plan.moves, stays))


def test_a_minute_is_a_move():
    now = NOW | {"a": ("ana", [("26 09:00", "26 09:59"), ("26 11:00", "26 11:01")])}
    place, plan, baseline = plans(now)
    assert changed(place, plan, baseline, moves=()) == [("a", 0, 1)]


def test_blocks_cut_in_two_that_touch_are_no_move():
    now = THEN | {"a": ("ana", [("26 09:00", "26 09:30"), ("26 09:30", "26 10:00")])}
    place, plan, baseline = plans(now)
    assert plan.moves == ()
    assert changed(place, plan, baseline) == []


def test_the_places_of_a_move_are_the_true_ones():
    place, plan, baseline = plans()
    wrong = plan.moves[0].model_copy(update={"to": plan.moves[0].from_})
    assert changed(place, plan, baseline, moves=(wrong,)) == [("a", 1, 0)]


def test_work_that_is_unplaced_now_has_no_place_to_go():
    now = {"b": THEN["b"]}
    place, plan, baseline = plans(now)
    assert plan.moves[0].to is None
    assert changed(place, plan, baseline) == []
    assert changed(place, plan, baseline, moves=()) == [("a", 0, 1)]


def test_new_work_is_added_and_vanished_work_dropped_and_neither_is_a_move():
    now = {"b": THEN["b"], "c": ("bo", [("26 09:00", "26 10:00")])}
    place, plan, baseline = plans(now, where=studio("b", "c"))
    assert (plan.moves, plan.added, plan.dropped) == ((), ("c",), ("a",))
    assert changed(place, plan, baseline) == []
    assert changed(place, plan, baseline, added=()) == [("c", 0, 1)]
    assert changed(place, plan, baseline, dropped=()) == [("a", 0, 1)]
    assert changed(place, plan, baseline, added=("b", "c")) == [("b", 1, 0)]
    assert changed(place, plan, baseline, dropped=("a", "b")) == [("b", 1, 0)]


def test_done_work_is_neither_moved_nor_dropped():
    where = studio("a", "b", progress=[progress("a", done_on="2026-11-23")])
    place, plan, baseline = plans({"b": THEN["b"]}, where=where)
    assert changed(place, plan, baseline) == []
    assert changed(place, plan, baseline, dropped=("a",)) == [("a", 1, 0)]


def test_done_work_that_is_open_again_may_be_told_as_a_move_from_nowhere():
    done = studio("a", "b", progress=[progress("a", done_on="2026-11-23")])
    baseline = plan_of(done, {"b": THEN["b"]})
    plan = make_plan(studio("a", "b"), baseline=baseline, settings=PlanSettings(time_limit_seconds=5))
    assert [(move.task, move.from_) for move in plan.moves] == [("a", None)]
    assert check_plan(studio("a", "b"), plan, baseline=baseline).violations == ()
    untold = plan.model_copy(update={"moves": ()})
    assert check_plan(studio("a", "b"), untold, baseline=baseline).violations == ()
    placed = next(move for move in plan.moves)
    wrong = placed.model_copy(update={"task": "b"})
    broken = check_plan(studio("a", "b"), plan.model_copy(update={"moves": (placed, wrong)}), baseline=baseline)
    assert [(found.rule, found.subject) for found in broken.violations] == [("moves_are_listed", "b")] * 2


@pytest.mark.parametrize("listed", [(), (given_up("a", "client_change"),)])
def test_frozen_work_that_was_given_up_is_listed_as_unfrozen(listed):
    frozen = {"policy": {"freeze_days": 2}}
    then = {"a": ("ana", [("24 09:00", "24 10:00")])}
    now = {"a": ("bo", [("24 09:00", "24 10:00")])}
    before = workspace(people=[person("ana"), person("bo")], tasks=[task("a")], **frozen)
    place = workspace(people=[person("ana"), person("bo")], tasks=[task("a", person="bo")], **frozen)
    baseline = plan_of(before, then)
    plan = plan_of(place, now, baseline=baseline)
    assert changed(place, plan, baseline, unfrozen=listed) == ([] if listed else [("a", 0, 1)])


def test_nothing_is_unfrozen_that_was_not_frozen():
    place, plan, baseline = plans()
    assert changed(place, plan, baseline, unfrozen=(given_up("a", "client_change"),)) == [("a", 1, 0)]
