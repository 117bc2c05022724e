import pytest

from scheduler.domain.rules import RULES
from scheduler.verify import check_plan
from tests.mutants.breaking import MUTANTS, WITHOUT_THE_BOOK, all_mutants
from tests.mutants.good_plan import good_baseline, good_holdings, good_plan, good_workspace
from tests.planning import rules_broken


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


def test_every_hard_rule_has_a_mutant():
    assert set(MUTANTS) == {rule.id for rule in RULES if rule.strength == "hard"}
