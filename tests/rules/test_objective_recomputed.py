"""Late work of two clients: harrow 60 minutes of effort 20 late, vale 90 minutes of effort 30 late."""

import pytest

from scheduler.domain.rules import LEVELS
from scheduler.verify import check_plan
from tests.building import client, person, task, workspace
from tests.planning import plan_of, rules_broken, without_claims

PLACING = {"a": ("ana", [("23 09:00", "23 10:00")]), "b": ("bo", [("23 09:00", "23 10:30")])}


def studio():
    work = [task("a", minutes=60, due="23 09:40"), task("b", minutes=90, due="23 10:00", client="vale")]
    clients = [client("harrow"), client("vale")]
    return workspace(people=[person("ana"), person("bo")], tasks=work, clients=clients)


def claiming(name, **fields):
    plan = plan_of(studio(), PLACING)
    levels = tuple(level.model_copy(update=fields) if level.level == name else level for level in plan.objective)
    return plan.model_copy(update={"objective": levels})


def found_in(plan):
    result = check_plan(studio(), plan)
    assert rules_broken(result) in ([], ["objective_recomputed"])
    return [(found.subject, found.measured, found.limit) for found in result.violations]


def test_allows_what_the_blocks_give():
    plan = plan_of(studio(), PLACING)
    agreed = next(level for level in plan.objective if level.level == "agreed_lateness")
    assert (agreed.value, agreed.clients) == ((30, 20), ("vale", "harrow"))
    assert found_in(plan) == []


@pytest.mark.parametrize(
    ("fields", "measured", "limit"),
    [
        ({"value": (30, 19)}, 19, 20),
        ({"value": (20, 30), "clients": ("harrow", "vale")}, 20, 30),
        ({"value": (30,), "clients": ("vale",)}, 1, 2),
        ({"clients": ("harrow", "vale")}, 1, 0),
        ({"bound": (30, 21)}, 21, 20),
        ({"bound": (31, 0)}, 31, 30),
        ({"bound": (30,)}, 1, 2),
        ({"optimal": True}, 0, 30),
    ],
)
def test_forbids_another_value_order_or_bound(fields, measured, limit):
    assert found_in(claiming("agreed_lateness", **fields)) == [("agreed_lateness", measured, limit)]


def test_a_bound_compares_the_worst_first():
    assert found_in(claiming("agreed_lateness", bound=(29, 500))) == []


def test_a_number_may_reach_its_bound_but_not_fall_below():
    value = next(level.value for level in plan_of(studio(), PLACING).objective if level.level == "priorities")
    assert value == 4 * (60 * 20 + 90 * 30)
    assert found_in(claiming("priorities", bound=value, optimal=True)) == []
    assert found_in(claiming("priorities", bound=value + 1, optimal=False)) == [("priorities", value + 1, value)]


def test_says_both_values():
    (found,) = check_plan(studio(), claiming("agreed_lateness", value=(30, 19))).violations
    assert found.text == "level agreed_lateness is (30, 19) in the plan, but its blocks give (30, 20) minutes"


def test_an_optimal_plan_has_optimal_levels():
    plan = plan_of(studio(), PLACING, status="optimal")
    assert found_in(plan) == [("agreed_lateness", 0, 1), ("balance", 0, 1)]
    proven = tuple(level.model_copy(update={"bound": level.value, "optimal": True}) for level in plan.objective)
    assert found_in(plan.model_copy(update={"objective": proven})) == []


def found_with(*levels):
    return found_in(plan_of(studio(), PLACING, objective=levels))


def test_levels_stand_once_in_order_of_importance():
    first, second, *rest = plan_of(studio(), PLACING).objective
    assert found_with(second, first, *rest) == [("objective", 1, 0)]
    assert found_with(first, second, *rest, first) == [("objective", 1, 0), ("regulatory_lateness", 2, 1)]
    assert found_with(first, first, second, *rest) == [("regulatory_lateness", 2, 1)]


def test_an_objective_has_every_level():
    first, _, *rest = plan_of(studio(), PLACING).objective
    assert found_with(first, *rest) == [("objective", len(LEVELS) - 1, len(LEVELS))]
    assert found_with() == [("objective", 0, len(LEVELS))]
    (found,) = check_plan(studio(), plan_of(studio(), PLACING, objective=(first, *rest))).violations
    assert found.text == f"the objective lacks 1 of its {len(LEVELS)} levels: agreed_lateness"


def test_an_objective_has_no_other_level():
    first, *rest = plan_of(studio(), PLACING).objective
    foreign = first.model_copy(update={"level": "colour"})
    assert found_with(first, *rest, foreign) == [("colour", 1, 0)]
    assert found_with(foreign, *rest) == [("colour", 1, 0), ("objective", len(LEVELS) - 1, len(LEVELS))]


def test_a_document_without_the_field_claims_nothing_and_is_not_called_checked():
    result = check_plan(studio(), without_claims(plan_of(studio(), PLACING)))
    assert result.violations == ()
    assert [level.value for level in result.objective if level.level == "agreed_lateness"] == [(30, 20)]
    assert {level.claimed for level in result.objective} == {None}
    assert "objective_recomputed" not in result.checked
    assert dict(result.unchecked)["objective_recomputed"] == "the plan gives no objective"
