from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.instance.placement import Placement, finish_instant
from scheduler.instance.records import Fixed, Instance
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.proof import MustBeLate, OnTime, Outcome, Unknown, asked_tasks, is_on_time, prove_late
from scheduler.units import Span
from tests.model.brute import all_plans
from tests.model.drawn import Person, Work, drawn
from tests.model.random_drawn import instances

PROMISES = frozenset({"regulatory", "agreed"})


def prove(instance: Instance, *, work_limit: float = 20, wall_limit_seconds: float = 60) -> Outcome:
    return prove_late(instance, ranks=PROMISES, seed=1, budget=Budget.of(work_limit, wall_limit_seconds))


def all_on_time(instance: Instance, plan: Placement) -> bool:
    return all(
        plan.is_placed(task) and finish_instant(instance, task, plan) <= (instance.tasks[task].late_from or 0)
        for task, asked in enumerate(asked_tasks(instance, PROMISES))
        if asked
    )


@settings(max_examples=60, deadline=None)
@given(instance=instances(works=4, overtime=False))
def test_the_answer_is_that_of_all_plans(instance: Instance) -> None:
    possible = {plan for plan in all_plans(instance) if all_on_time(instance, plan)}
    outcome = prove(instance)
    if possible:
        assert isinstance(outcome, OnTime)
        assert all_on_time(instance, outcome.placement)
        assert outcome.placement in set(all_plans(instance))
    else:
        assert isinstance(outcome, MustBeLate)
        assert outcome.refuted_twice


@settings(max_examples=40, deadline=None)
@given(instance=instances(works=3, overtime=True))
def test_with_capped_overtime_a_claim_is_still_true(instance: Instance) -> None:
    possible = any(all_on_time(instance, plan) for plan in all_plans(instance))
    outcome = prove(instance)
    if isinstance(outcome, OnTime):
        assert all_on_time(instance, outcome.placement)
        assert outcome.placement in set(all_plans(instance))
    elif isinstance(outcome, MustBeLate):
        assert not possible


@st.composite
def chained(draw: st.DrawFn) -> Instance:
    """Draw tasks of two people in one long chain with a meeting in the middle, all due at the end."""
    count = draw(st.integers(2, 4))
    works = [
        Work(
            minutes=60 * draw(st.integers(1, 3)),
            due=60 * 9,
            people=draw(st.sampled_from([(0,), (1,), (0, 1)])),
            sitting=draw(st.booleans()),
            after=((index - 1, draw(st.sampled_from([0, 0, 60, 90]))),) if index and draw(st.booleans()) else (),
        )
        for index in range(count)
    ]
    lines = ["".join(draw(st.lists(st.sampled_from("111."), min_size=9, max_size=9))) for _ in range(2)]
    return drawn(lines, works)


@settings(max_examples=40, deadline=None)
@given(instance=chained())
def test_rows_that_cut_through_chains_decide_them(instance: Instance) -> None:
    possible = any(all_on_time(instance, plan) for plan in all_plans(instance))
    outcome = prove(instance)
    assert isinstance(outcome, OnTime if possible else MustBeLate)


def test_work_of_one_person_that_does_not_fit_must_be_late() -> None:
    works = [Work(minutes=120, due=180), Work(minutes=120, due=180)]
    assert prove(drawn(["1111"], works)) == MustBeLate(refuted_twice=True)
    assert isinstance(prove(drawn(["1111", "1111"], [works[0], Work(minutes=120, due=180, people=(1,))])), OnTime)


def test_one_task_alone_is_refuted_by_arithmetic_and_named() -> None:
    assert prove(drawn(["1111"], [Work(), Work(minutes=180, due=150)])) == MustBeLate(refuted_twice=True, task=1)


def test_sittings_that_fit_in_total_but_not_in_pieces_must_be_late() -> None:
    works = [Work(minutes=120, due=1200, sitting=True) for _ in range(2)]
    assert prove(drawn(["111 1"], works)) == MustBeLate(refuted_twice=True)
    assert isinstance(prove(drawn(["11 11"], [Work(minutes=120, due=2000, sitting=True) for _ in range(2)])), OnTime)


def test_work_that_does_not_count_or_is_due_after_the_horizon_is_not_asked_for() -> None:
    works = [
        Work(minutes=120, due=60, counts_as="target"),
        Work(minutes=300, due=100_000),
        Work(minutes=60, due=60),
    ]
    outcome = prove(drawn(["1111"], works))
    assert isinstance(outcome, OnTime)
    assert outcome.placement.people == (-1, -1, 0)


def test_what_a_promise_comes_after_is_placed_although_it_does_not_count() -> None:
    works = [Work(minutes=120, counts_as="target"), Work(minutes=60, due=180, after=((0, 0),))]
    outcome = prove(drawn(["1111"], works))
    assert isinstance(outcome, OnTime)
    assert outcome.placement.lines == (0b11, 0b100)
    assert prove(drawn(["1111"], [works[0], Work(minutes=60, due=170, after=((0, 0),))])) == MustBeLate(True, task=0)


def test_groups_need_one_person_for_all() -> None:
    apart = [Work(minutes=120, due=120, people=(0, 1), group=group) for group in (1, 2)]
    assert isinstance(prove(drawn(["11", "11"], apart)), OnTime)
    together = [Work(minutes=120, due=120, people=(0, 1), group=1) for _ in range(2)]
    assert prove(drawn(["11", "11"], together)) == MustBeLate(refuted_twice=True)


def test_frozen_work_is_part_of_the_answer() -> None:
    frozen = Work(minutes=60, due=60, fixed=Fixed(0, (Span(0, 60),)))
    outcome = prove(drawn([".11"], [frozen, Work(minutes=120, due=180, after=((0, 0),))]))
    assert isinstance(outcome, OnTime)
    assert outcome.placement.people == (0, 0)
    late = Work(minutes=60, due=59, fixed=Fixed(0, (Span(0, 60),)))
    assert prove(drawn([".11"], [late])) == MustBeLate(refuted_twice=True, task=0)


def test_consented_overtime_counts_up_to_its_cap() -> None:
    works = [Work(minutes=60, due=180), Work(minutes=120, due=180)]
    assert isinstance(prove(drawn([Person("1oo", overtime=2)], works)), OnTime)
    assert prove(drawn([Person("1oo", overtime=1)], works)) == MustBeLate(refuted_twice=True)


def test_without_work_or_time_it_stays_open() -> None:
    works = [Work(minutes=60, due=240, people=(0, 1)) for _ in range(6)]
    instance = drawn(["1111", "1111"], works)
    assert prove(instance, work_limit=0.0) == Unknown(cut_by_clock=False)
    assert prove(instance, wall_limit_seconds=0.0) == Unknown(cut_by_clock=True)


def test_a_lay_out_shortens_the_way_but_is_believed_only_if_on_time() -> None:
    # Both tasks of a chain share a person, so the first solution is likely to hand over at an impossible moment.
    works = [Work(minutes=120, due=540), Work(minutes=120, due=240, after=((0, 0),)), Work(minutes=240, due=540)]
    instance = drawn(["111111111"], works)
    late = Placement((0, 0, 0), (0b1111 << 5, 0b11 << 3, 0b1))
    asked: list[dict[int, int]] = []

    def lies(_: Instance, people: Mapping[int, int]) -> Placement | None:
        asked.append(dict(people))
        return late

    outcome = prove_late(instance, ranks=PROMISES, seed=1, budget=Budget.of(20, 60), lay_out=lies)
    assert isinstance(outcome, OnTime)
    assert all_on_time(instance, outcome.placement)
    assert not is_on_time(instance, late, due=[True] * 3)
    assert all(people == {0: 0, 1: 0, 2: 0} for people in asked)
