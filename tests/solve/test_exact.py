from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from scheduler.instance.placement import Placement
from scheduler.instance.records import Fixed, Instance
from scheduler.solve.evaluate import evaluate, key_of
from scheduler.solve.exact import budget
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.cp import Run
from scheduler.solve.exact.exact_levels import LevelRuns
from scheduler.solve.exact.small import Contradicted, NotSolved, Solved, exact_size, solve_exact
from scheduler.units import Span
from tests.model.brute import all_plans
from tests.model.drawn import Work, bits, drawn
from tests.model.random_drawn import instances


def solved(instance: Instance, **options: object) -> Solved:
    result = solve_exact(instance, seed=1, budget=Budget.of(60), **options)  # type: ignore[arg-type]
    assert isinstance(result, Solved)
    return result


@settings(max_examples=25, deadline=None)
@given(instance=instances(works=3))
def test_every_level_is_the_best_of_all_plans(instance: Instance) -> None:
    best = min(key_of(evaluate(instance, plan)) for plan in all_plans(instance))
    result = solved(instance)
    assert tuple(level.value for level in result.levels) == best
    assert result.placement in set(all_plans(instance))
    for level in result.levels:
        assert level.optimal
        assert level.bound == level.value
    for level in result.levels[:2]:
        assert level.refuted_twice
        assert isinstance(level.value, tuple)
        assert level.cannot_be_zero == any(level.value)


def test_lateness_that_must_be_is_refuted_twice_with_its_clients() -> None:
    works = [Work(minutes=120, due=120), Work(minutes=60, due=120, client=1)]
    result = solved(drawn(["1111"], works), levels=("regulatory_lateness", "agreed_lateness"))
    regulatory, agreed = result.levels
    assert (regulatory.value, regulatory.bound, regulatory.cannot_be_zero) == ((), (), False)
    # The short task last: one hour late; the long one last would be as late, and leximin leaves the other at nought.
    assert (agreed.value, agreed.bound) == ((60, 0), (60, 0))
    assert agreed.subjects is not None
    assert set(agreed.subjects) == {"c0", "c1"}
    assert agreed.refuted_twice
    assert agreed.cannot_be_zero


def test_levels_that_are_left_out_are_not_looked_at() -> None:
    works = [Work(minutes=60, due=60, people=(0, 1), prefers=(1,))]
    result = solved(drawn(["11", "11"], works), levels=("preferences",))
    assert [level.level for level in result.levels] == ["preferences"]
    assert result.levels[0].value == 0


def test_a_hint_is_never_made_worse_even_without_work() -> None:
    works = [Work(minutes=60, due=60, people=(0, 1)), Work(minutes=120, due=120, people=(0, 1))]
    instance = drawn(["11", "11"], works)
    hint = Placement((0, 1), (bits("1.", "1"), bits("11", "1")))
    full = solved(instance, hint=hint, levels=("agreed_lateness",))
    assert full.levels[0].value == (0,)
    assert full.levels[0].optimal
    assert full.placement == hint


def test_a_hint_that_breaks_a_rule_is_not_taken() -> None:
    instance = drawn(["11"], [Work(minutes=60, due=60), Work(minutes=60, due=120)])
    clash = Placement((0, 0), (bits("1.", "1"), bits("1.", "1")))
    outside = Placement((0, 0), (bits("1.", "1"), bits("..1", "1")))
    for hint in (clash, outside):
        assert solved(instance, hint=hint).levels[1].value == (0,)


def test_frozen_work_before_its_predecessor_is_a_contradiction() -> None:
    works = [
        Work(minutes=60, fixed=Fixed(0, (Span(60, 120),))),
        Work(minutes=60, fixed=Fixed(0, (Span(0, 60),)), after=((0, 0),)),
    ]
    result = solve_exact(drawn(["..1"], works), seed=1, budget=Budget.of(10))
    assert result == Contradicted(refuted_twice=True)


def test_without_work_nothing_is_claimed() -> None:
    instance = drawn(["1111", "1111"], [Work(minutes=120, due=60, people=(0, 1)) for _ in range(3)])
    assert solve_exact(instance, seed=1, budget=Budget.of(0.0)) == NotSolved(cut_by_clock=False)


def test_the_clock_is_reported_when_it_decides() -> None:
    instance = drawn(["1111", "1111"], [Work(minutes=120, due=60, people=(0, 1)) for _ in range(3)])
    assert solve_exact(instance, seed=1, budget=Budget.of(10, 0.0)) == NotSolved(cut_by_clock=True)


def test_a_second_opinion_that_finds_a_plan_takes_the_first_claim_back() -> None:
    from scheduler.model.objective import LEVELS
    from scheduler.model.reference import build_reference
    from scheduler.solve.exact.exact_levels import Bounds

    instance = drawn(["1111"], [Work(minutes=60, due=60)])
    model = build_reference(instance)
    late = LEVELS["agreed_lateness"](model).entries[0].variable
    runs = LevelRuns(model=model, seed=1, budget=Budget.of(10))
    runs.first_plan(Placement((0,), (bits("..1.", "1"),)))
    assert runs.values[late.index] == 120
    found = Bounds([], refuted_twice=True, cannot_be_zero=False)
    # The lie: "it cannot be below 60".
    assert runs.refute_again(late, 60, found=found, limit=5) == 0
    assert not found.refuted_twice
    assert not found.cannot_be_zero
    assert runs.values[late.index] < 60


def test_a_bound_below_the_variable_of_a_run_that_ended_early_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = budget.run

    def early(model: object, **options: Any) -> Run:
        """Answer as a run does that the clock ends before its first bound."""
        found = honest(model, **options)  # type: ignore[arg-type]
        return replace(found, status="feasible", bound=-21_592) if found.objective else found

    instance = drawn(["1111"], [Work(minutes=120, due=60)])
    monkeypatch.setattr(budget, "run", early)
    result = solved(instance, levels=("agreed_lateness",))
    assert (result.levels[0].value, result.levels[0].bound) == ((60,), (0,))
    assert not result.levels[0].optimal


def test_the_size_counts_places_and_order_literals() -> None:
    assert exact_size(drawn(["111", "111"], [Work(minutes=120, people=(0, 1))])) == 2 * 3 + 3
    assert exact_size(drawn(["111", "111"], [Work(minutes=120, people=(0, 1), sitting=True)])) == 2 * 2 + 2
    assert exact_size(drawn(["11"], [Work(minutes=60, fixed=Fixed(0, (Span(0, 60),)))])) == 0


def test_the_same_seed_gives_the_same_plan() -> None:
    works = [Work(minutes=60, due=120, people=(0, 1), client=k % 2) for k in range(5)]
    instance = drawn(["11 11", "11 11"], works)
    assert solved(instance) == solved(instance)
