from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.instance.records import Instance
from scheduler.solve.bounds.lateness_bound import lateness_bound
from scheduler.solve.exact.assigned import assigned_bound
from scheduler.solve.exact.budget import Budget
from tests.solve.every_plan import client_vector, every_plan
from tests.solve.hand_made import Job, Team, make_instance
from tests.solve.test_bounds import tiny_instances

DAY = 1440
DAYS = [(0, 480), (DAY, DAY + 480), (2 * DAY, 2 * DAY + 480)]


def _budget() -> Budget:
    return Budget.of(work=5.0, wall_seconds=600.0)


@settings(deadline=None, max_examples=40)
@given(tiny_instances(), st.data())
def test_no_plan_is_below_the_bound_whatever_plan_is_known(instance: Instance, data: st.DataObject) -> None:
    plans = list(every_plan(instance))
    for counts_as in ("regulatory", "agreed", "target"):
        best = min(client_vector(instance, plan, counts_as) for plan in plans)
        known = client_vector(instance, data.draw(st.sampled_from(plans)), counts_as)
        for value in (best, known):
            bound = assigned_bound(instance, counts_as, value=value, seed=1, budget=_budget())
            assert len(bound) == len(best)
            assert bound <= best


@settings(deadline=None, max_examples=25)
@given(tiny_instances())
def test_with_earlier_levels_fixed_no_plan_that_keeps_them_is_below_the_bound(instance: Instance) -> None:
    plans = list(every_plan(instance))
    first = min(client_vector(instance, plan, "regulatory") for plan in plans)
    keeping = [plan for plan in plans if client_vector(instance, plan, "regulatory") == first]
    best = min(client_vector(instance, plan, "agreed") for plan in keeping)
    bound = assigned_bound(instance, "agreed", value=best, seed=1, budget=_budget(), fixed={"regulatory": first})
    assert bound <= best


def test_hours_that_are_in_no_ones_hands() -> None:
    # Three jobs of 300 minutes, two people with 480 minutes a day: together 960 are enough for 900, but nobody has two.
    jobs = [Job(300, due=480, people=(0, 1)) for _ in range(3)]
    instance = make_instance(Team([DAYS, DAYS]), jobs, horizon_end=3 * DAY)
    assert lateness_bound(instance, "agreed") == (0,)
    # One job does 180 minutes on the first day and 120 on the second: a third of DAY + 120 - 480, whoever does it.
    best = (DAY - 360) // 3
    assert assigned_bound(instance, "agreed", value=(best,), seed=1, budget=_budget()) == (best,)


def test_a_plan_that_can_be_beaten_is_bounded_from_below() -> None:
    jobs = [Job(300, due=480, people=(0, 1)) for _ in range(3)]
    instance = make_instance(Team([DAYS, DAYS]), jobs, horizon_end=3 * DAY)
    (bound,) = assigned_bound(instance, "agreed", value=(1000,), seed=1, budget=_budget())
    assert (DAY - 360) // 3 - 20 <= bound <= (DAY - 360) // 3


def test_the_second_worst_client_is_proven_after_the_worst() -> None:
    # Two days' work for one person, due on the first, of two clients, twice: two clients are late, the others not.
    pair = [Job(480, due=480, client=0), Job(480, due=480, client=1)]
    other = [Job(480, due=480, client=2, people=(1,)), Job(240, due=480, client=3, people=(1,))]
    instance = make_instance(Team([DAYS, DAYS]), [*pair, *other], horizon_end=3 * DAY)
    best = (DAY, DAY - 240, 0, 0)
    assert assigned_bound(instance, "agreed", value=best, seed=1, budget=_budget()) == best


def test_nothing_is_claimed_where_nothing_is_late_or_no_work_may_be_spent() -> None:
    jobs = [Job(300, due=480, people=(0, 1)) for _ in range(3)]
    instance = make_instance(Team([DAYS, DAYS]), jobs, horizon_end=3 * DAY)
    assert assigned_bound(instance, "agreed", value=(0,), seed=1, budget=_budget()) == (0,)
    assert assigned_bound(instance, "agreed", value=(360,), seed=1, budget=Budget.of(0.0, 60.0)) == (0,)
