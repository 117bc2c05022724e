from __future__ import annotations

from itertools import islice

from hypothesis import given, settings

from scheduler.instance.build import build_instance
from scheduler.instance.placement import finish_instant
from scheduler.instance.records import Fixed, Instance
from scheduler.model.windows import compute_windows, latest_finish_on_time, topological_order, with_predecessors
from scheduler.units import Span
from tests import building
from tests.model.brute import all_plans
from tests.model.drawn import Work, drawn
from tests.model.random_drawn import instances


def test_a_chain_moves_heads_by_effort_and_wait() -> None:
    works = [Work(minutes=120), Work(minutes=60, after=((0, 60),)), Work(minutes=60, after=((1, 0),))]
    windows = compute_windows(drawn(["1111 111"], works), due=[False] * 3)
    assert windows.heads == (0, 3, 5)
    assert windows.contradiction is None


def test_a_due_time_moves_the_tails_of_the_whole_chain() -> None:
    works = [Work(minutes=120), Work(minutes=60, after=((0, 60),)), Work(minutes=60, after=((1, 0),), due=1260)]
    windows = compute_windows(drawn(["1111 111"], works), due=[False, False, True])
    # 21:00 is the end of the second unit after the break; the wait of an hour fits into it.
    assert windows.tails == (4, 6, 7)


def test_the_fastest_of_the_people_bounds_a_chain_and_a_sitting_waits_for_a_run() -> None:
    works = [Work(minutes=120, people=(0, 1)), Work(minutes=120, sitting=True, after=((0, 0),), people=(0, 1))]
    windows = compute_windows(drawn(["1.1111", ".11.1."], works), due=[False, False])
    assert windows.heads == (0, 3)
    assert windows.people == ((0, 1), (0,))


def test_one_task_too_long_for_its_window_is_a_contradiction() -> None:
    instance = drawn(["1111"], [Work(minutes=60), Work(minutes=180, due=150)])
    assert compute_windows(instance, due=[False, True]).contradiction == 1
    assert compute_windows(instance, due=[False, False]).contradiction is None


def test_frozen_work_after_a_chain_bounds_the_chain_and_late_frozen_work_contradicts() -> None:
    frozen = Fixed(0, (Span(120, 180),))
    works = [Work(minutes=60), Work(minutes=60, due=180, fixed=frozen, after=((0, 30),))]
    windows = compute_windows(drawn(["11.1"], works), due=[False, True])
    assert windows.tails[0] == 1
    late = [Work(minutes=60, due=170, fixed=frozen)]
    assert compute_windows(drawn(["11.1"], late), due=[True]).contradiction == 0


def test_needed_members_of_a_group_share_their_people() -> None:
    works = [Work(due=240, people=(0, 1), group=1), Work(due=240, people=(1, 2), group=1), Work(people=(0,), group=1)]
    windows = compute_windows(drawn(["1111"] * 3, works), due=[True, True, False])
    assert windows.people == ((1,), (1,), (0,))


def test_order_and_closure_follow_the_arcs() -> None:
    works = [Work(after=((1, 0),)), Work(), Work(after=((0, 0),))]
    instance = drawn(["1111"], works)
    assert topological_order(instance) == (1, 0, 2)
    assert with_predecessors(instance, [True, False, False]) == [True, True, False]


@settings(max_examples=60, deadline=None)
@given(instance=instances())
def test_every_plan_that_is_on_time_keeps_heads_tails_and_people(instance: Instance) -> None:
    due = [item.late_from is not None and item.counts_as in ("agreed", "regulatory") for item in instance.tasks]
    needed = with_predecessors(instance, due)
    windows = compute_windows(instance, due=due)
    for plan in islice(all_plans(instance), 3000):
        finishes = [finish_instant(instance, t, plan) if plan.is_placed(t) else None for t in range(len(due))]
        on_time = all(
            finish is not None and (item.late_from is None or not binds or finish <= item.late_from)
            for finish, item, binds, need in zip(finishes, instance.tasks, due, needed, strict=True)
            if need
        )
        if not on_time:
            continue
        assert windows.contradiction is None
        for task, line in enumerate(plan.lines):
            if line:
                assert windows.heads[task] <= (line & -line).bit_length() - 1
                assert plan.people[task] in windows.people[task] or not needed[task]
                assert line.bit_length() <= windows.tails[task] or not needed[task]


def test_the_last_unit_may_reach_past_the_due_time_by_its_pad() -> None:
    instance = drawn(["111"], [Work(minutes=100, due=105)])
    assert latest_finish_on_time(instance, instance.tasks[0]) == 2
    assert latest_finish_on_time(drawn(["111"], [Work(minutes=100, due=99)]), instance.tasks[0]) == 2


def test_work_that_cannot_begin_contradicts_what_comes_after_it() -> None:
    tasks = (
        building.task("draft", minutes=60, start="2026-12-12", due="27"),
        building.task("check", minutes=60, due="27", after="draft"),
        building.task("sign", minutes=60, due="27", after="check"),
    )
    instance = build_instance(building.workspace(tasks=tasks))
    assert compute_windows(instance, due=[True] * 3).contradiction is not None
