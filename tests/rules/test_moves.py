"""Monday 23 November with two frozen days: weight 4 until Wednesday 25 18:00, 2 until Wednesday 2 December 18:00."""

import pytest

from scheduler.verify import check_plan
from tests.building import person, task, workspace
from tests.planning import given_up, plan_of


def studio(**fields):
    tasks = [task("a", minutes=60, due=fields.pop("due", None))]
    return workspace(people=[person("ana"), person("bo")], tasks=tasks, horizon_days=21, **fields)


def moves(before, after, **fields):
    """Return the level for a task that its client changed, so that frozen work may leave."""
    then, place = studio(**fields), studio(due="2026-12-11", **fields)
    baseline = plan_of(then, {"a": before})
    unfrozen = (given_up("a", "client_change"),)
    result = check_plan(place, plan_of(place, {"a": after}, baseline=baseline, unfrozen=unfrozen), baseline=baseline)
    assert {found.rule for found in result.violations} <= {"moves_are_listed"}
    return next(level.value for level in result.objective if level.level == "moves")


ELSEWHERE = ("bo", [("2026-12-10T09:00", "2026-12-10T10:00")])


def test_what_stays_costs_nothing():
    stays = ("ana", [("24 09:00", "24 10:00")])
    assert moves(stays, stays) == 0


@pytest.mark.parametrize(
    ("start", "end", "weight"),
    [
        ("25 17:00", "25 18:00", 4),
        ("26 09:00", "26 10:00", 2),
        ("2026-12-02T17:00", "2026-12-02T18:00", 2),
        ("2026-12-03T09:00", "2026-12-03T10:00", 1),
    ],
)
def test_nearer_minutes_weigh_more(start, end, weight):
    assert moves(("ana", [(start, end)]), ELSEWHERE) == weight * 60


def test_only_minutes_that_left_count():
    assert moves(("ana", [("26 09:00", "26 10:00")]), ("ana", [("26 09:15", "26 10:15")])) == 2 * 15
    assert moves(("ana", [("26 09:00", "26 10:00")]), ("bo", [("26 09:00", "26 10:00")])) == 2 * 60


def test_a_block_across_the_freeze_is_weighed_in_two_parts():
    late = {"week": "mon-fri 09:00-17:30"}
    assert moves(("ana", [("25 17:00", "25 18:00")]), ELSEWHERE, **late) == 4 * 30 + 2 * 30


def test_without_frozen_days_the_near_span_begins_at_as_of():
    free = {"policy": {"freeze_days": 0}}
    assert moves(("ana", [("23 09:00", "23 10:00")]), ELSEWHERE, **free) == 2 * 60
    assert moves(("ana", [("30 17:00", "30 18:00")]), ELSEWHERE, **free) == 2 * 60
    assert moves(("ana", [("2026-12-01T09:00", "2026-12-01T10:00")]), ELSEWHERE, **free) == 60


def test_what_lay_before_as_of_is_no_move():
    then, place = studio(), studio(as_of="23 09:30")
    baseline = plan_of(then, {"a": ("ana", [("23 09:00", "23 10:00")])})
    kept = ("ana", [("23 09:30", "23 10:00"), ("23 10:00", "23 10:30")])
    result = check_plan(place, plan_of(place, {"a": kept}, baseline=baseline), baseline=baseline)
    assert result.violations == ()
    assert next(level.value for level in result.objective if level.level == "moves") == 0


def test_is_zero_without_a_baseline_and_unchecked_where_the_plan_does_not_say_that_there_was_none():
    first = plan_of(studio(), {"a": ELSEWHERE})
    silent = type(first)(**{name: getattr(first, name) for name in first.model_fields_set - {"baseline_sha256"}})
    for plan, is_unchecked in ((first, False), (silent, True)):
        result = check_plan(studio(), plan)
        assert next(level.value for level in result.objective if level.level == "moves") == 0
        assert ("moves" in dict(result.unchecked)) == is_unchecked
        assert ("moves" in result.checked) != is_unchecked
