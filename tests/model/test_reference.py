from __future__ import annotations

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.rules import LEVELS
from scheduler.instance.placement import Placement
from scheduler.instance.records import Fixed, Instance
from scheduler.model.objective import LEVELS as LEVEL_MODELS
from scheduler.model.reference import build_reference
from scheduler.solve.evaluate import evaluate
from scheduler.solve.exact.cp import run
from scheduler.units import Span
from tests.model.brute import all_plans, choices
from tests.model.drawn import Work, bits, drawn
from tests.model.random_drawn import instances


def modelled_values(instance: Instance, placement: Placement) -> dict[str, list[int]] | None:
    """Return the levels that the model gives a fixed plan, vectors worst first; None where it forbids the plan."""
    model = build_reference(instance)
    levels = {level: build(model) for level, build in LEVEL_MODELS.items()}
    if not model.fix(placement):
        return None
    result = run(model.cp, seed=1, work_limit=5)
    if not result.has_solution:
        assert result.status == "infeasible"
        return None
    assert model.placement(result.values) == placement
    return {
        level: sorted((result.values[entry.variable.index] for entry in built.entries), reverse=True)
        for level, built in levels.items()
    }


def formula_values(instance: Instance, placement: Placement) -> dict[str, list[int]]:
    values = {level: found.value for level, found in evaluate(instance, placement).items()}
    return {level: list(value) if isinstance(value, tuple) else [value] for level, value in values.items()}


@settings(max_examples=60, deadline=None)
@given(instance=instances(works=4), data=st.data())
def test_any_plan_is_feasible_in_the_model_with_the_values_of_the_formulas(
    instance: Instance, data: st.DataObject
) -> None:
    plans = list(islice(all_plans(instance), 400))
    placement = data.draw(st.sampled_from(plans))
    assert modelled_values(instance, placement) == formula_values(instance, placement)


@settings(max_examples=60, deadline=None)
@given(instance=instances(), data=st.data())
def test_the_model_forbids_exactly_what_the_rules_forbid(instance: Instance, data: st.DataObject) -> None:
    picked = [data.draw(st.sampled_from(list(choices(instance, item)))) for item in instance.tasks]
    placement = Placement(tuple(person for person, _ in picked), tuple(line for _, line in picked))
    allowed = placement in set(all_plans(instance))
    assert (modelled_values(instance, placement) is not None) == allowed


def test_every_level_of_the_catalogue_has_a_model_in_order() -> None:
    assert tuple(LEVEL_MODELS) == LEVELS


def test_frozen_work_takes_part_in_finish_start_and_moves() -> None:
    held = Fixed(0, (Span(60, 120),))
    works = [
        Work(minutes=60, due=110, fixed=held, baseline=held),
        Work(minutes=60, after=((0, 30),), due=240, people=(0, 1)),
        Work(minutes=120, due=240, fixed=Fixed(1, (Span(0, 60),)), baseline=Fixed(1, (Span(0, 120),))),
    ]
    instance = drawn(["1.11", ".111"], works, freeze_end=60, near_end=90)
    placement = Placement((0, 0, 1), (0, bits("...1", "1"), bits("..1.", "1")))
    values = modelled_values(instance, placement)
    assert values == formula_values(instance, placement)
    assert values is not None
    # Ten minutes late of sixty; an hour of the third task left its baseline place, half of it after the near end.
    assert values["agreed_lateness"] == [3]
    assert values["moves"] == [90]
    too_early = Placement((0, 0, 1), (0, bits("..1.", "1"), bits("...1", "1")))
    assert modelled_values(instance, too_early) is None


def test_a_sitting_touches_its_frozen_part_on_the_clock() -> None:
    work = Work(minutes=180, due=300, sitting=True, fixed=Fixed(0, (Span(0, 60),)))
    instance = drawn([".1111"], [work])
    assert modelled_values(instance, Placement((0,), (bits(".11..", "1"),))) is not None
    assert modelled_values(instance, Placement((0,), (bits("..11.", "1"),))) is None


def test_wholly_frozen_work_may_not_be_left_out() -> None:
    instance = drawn([".1"], [Work(minutes=60, fixed=Fixed(0, (Span(0, 60),)))])
    assert modelled_values(instance, Placement((-1,), (0,))) is None
    assert modelled_values(instance, Placement((0,), (0,))) is not None
