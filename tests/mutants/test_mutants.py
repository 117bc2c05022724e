import pytest

from scheduler.domain.rules import RULES
from scheduler.verify import check_plan
from tests.mutants.breaking import MUTANTS, WITHOUT_A_BASELINE, WITHOUT_THE_BOOK, all_mutants, claiming
from tests.mutants.good_plan import PLACINGS, good_baseline, good_holdings, good_plan, good_workspace, with_reasons
from tests.planning import plan_of, rules_broken, without_claims


def test_the_good_plan_is_good():
    result = check_plan(good_workspace(), good_plan(), baseline=good_baseline(), holdings=good_holdings())
    assert result.violations == ()
    assert result.unchecked == ()


@pytest.mark.parametrize(
    ("rule", "way", "mutant"), [pytest.param(*each, id=f"{each[0]}: {each[1]}") for each in all_mutants()]
)
def test_a_mutant_is_caught_by_its_rule_and_no_other(rule, way, mutant):
    broken = mutant(good_plan())
    assert broken != good_plan(), way
    assert rules_broken(check_plan(good_workspace(), broken, baseline=good_baseline(), holdings=good_holdings())) == [
        rule
    ]


def test_the_good_plan_is_good_by_the_files_alone():
    assert check_plan(good_workspace(), good_plan(), baseline=good_baseline()).violations == ()


@pytest.mark.parametrize("way", WITHOUT_THE_BOOK)
def test_held_hours_that_nobody_agreed_on_are_caught_without_the_book(way):
    broken = WITHOUT_THE_BOOK[way](good_plan())
    assert broken != good_plan(), way
    assert rules_broken(check_plan(good_workspace(), broken, baseline=good_baseline())) == ["held_blocks_stand"]


def first_plan():
    """Return a plan of the same work that was compared with no other."""
    return with_reasons(plan_of(good_workspace(), PLACINGS))


@pytest.mark.parametrize("way", WITHOUT_A_BASELINE)
def test_a_plan_that_was_compared_with_no_other_lists_no_changes(way):
    assert check_plan(good_workspace(), first_plan()).violations == ()
    rule, mutant = WITHOUT_A_BASELINE[way]
    assert rules_broken(check_plan(good_workspace(), mutant(first_plan()))) == [rule]


def test_a_plan_that_does_not_say_what_it_was_compared_with_may_list_changes():
    silent = without_claims(good_plan())
    assert silent.moves
    fields = {
        name: getattr(silent, name) for name in silent.model_fields_set - {"baseline_sha256", "verified", "policy"}
    }
    silent = type(silent)(**fields)
    told = {rule for rule, _ in check_plan(good_workspace(), silent).unchecked}
    assert check_plan(good_workspace(), silent).violations == ()
    assert {"frozen_work_stays", "moves_are_listed", "moves"} <= told


def test_other_files_than_those_of_then_are_said_and_are_no_violation():
    other = claiming(inputs_sha256="0" * 64)(good_plan())
    result = check_plan(good_workspace(), other, baseline=good_baseline(), holdings=good_holdings())
    assert result.violations == ()
    ((rule, why),) = result.unchecked
    assert (rule, "inputs_sha256" in why) == ("figures_add_up", True)


def test_frozen_work_that_has_no_place_lets_a_plan_call_itself_infeasible():
    placings = {name: place for name, place in PLACINGS.items() if name != "pair-1"}
    plan = with_reasons(plan_of(good_workspace(), placings, baseline=good_baseline()))
    broken = check_plan(good_workspace(), claiming(status="infeasible")(plan), baseline=good_baseline())
    assert rules_broken(broken) == ["frozen_work_stays"]


def test_every_hard_rule_has_a_mutant():
    assert set(MUTANTS) == {rule.id for rule in RULES if rule.strength == "hard"}
