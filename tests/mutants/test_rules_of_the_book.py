"""Each rule of the book, broken in the engine, is noticed by its invariant alone."""

import pytest

from scheduler.verify.book.invariants import IDS, UNCHECKED
from tests.mutants.book_rules import (
    answering,
    comparing,
    conforming_rules,
    deciding,
    holding,
    keeping,
    lending,
    losing,
    planning,
    trusting,
    working,
)
from tests.mutants.book_rules.breaking_rules import MUTANTS, Breaking

FAMILIES = (
    answering,
    comparing,
    conforming_rules,
    deciding,
    holding,
    keeping,
    lending,
    losing,
    planning,
    trusting,
    working,
)
"""Modules that enter their mutants by being imported."""


@pytest.mark.parametrize("mutant", [pytest.param(each, id=f"{each.rule}: {each.way}") for each in MUTANTS])
def test_a_broken_rule_is_noticed_by_its_invariant_and_no_other(mutant, monkeypatch, request):
    assert mutant.story() == set(), "the rules as they are"
    mutant.apply(Breaking(monkeypatch))
    named = mutant.story()
    if mutant.escapes:
        request.applymarker(pytest.mark.xfail(strict=True, raises=AssertionError, reason=mutant.escapes))
    assert named == {mutant.rule}


def test_every_invariant_has_a_rule_that_it_alone_guards():
    guarded = {each.rule for each in MUTANTS if not each.escapes}
    assert guarded == {*IDS, *(each.rule for each in UNCHECKED)}


def test_every_mutant_is_one_of_a_kind():
    ways = [(each.rule, each.way) for each in MUTANTS]
    assert len(ways) == len(set(ways))
    assert {each.apply.__module__ for each in MUTANTS} == {family.__name__ for family in FAMILIES}
