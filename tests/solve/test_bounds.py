from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.instance.records import Instance
from scheduler.solve.bounds.lateness_bound import lateness_bound, priorities_bound
from tests.solve.every_plan import client_vector, every_plan, priorities
from tests.solve.hand_made import Job, Team, make_instance

HOUR = 60
DAY = 1440


@st.composite
def tiny_instances(draw: st.DrawFn) -> Instance:
    """Two people with a few hours on two days, three tasks of one to three hours, chains, sittings, two classes."""
    free = []
    for _ in range(2):
        first = draw(st.integers(0, 3))
        second = draw(st.integers(0, 3))
        start = draw(st.integers(0, 2))
        free.append([(start * HOUR, (start + first) * HOUR), (DAY, DAY + second * HOUR)])
    jobs = []
    for index in range(draw(st.integers(2, 3))):
        before = draw(st.lists(st.integers(0, index - 1), max_size=1)) if index else []
        jobs.append(
            Job(
                minutes=draw(st.integers(1, 3)) * HOUR,
                due=draw(
                    st.sampled_from([None, 0, HOUR, 2 * HOUR, 4 * HOUR, DAY, DAY + HOUR, DAY + 5 * HOUR, 3 * DAY])
                ),
                release=draw(st.sampled_from([0, 0, HOUR, DAY])),
                people=draw(st.sampled_from([(0,), (1,), (0, 1), ()])),
                client=draw(st.integers(0, 1)),
                counts_as=draw(st.sampled_from(["agreed", "agreed", "target", "regulatory"])),
                after=tuple((each, draw(st.sampled_from([0, HOUR, DAY]))) for each in before),
                one_sitting=draw(st.booleans()),
                priority=draw(st.integers(1, 5)),
            )
        )
    return make_instance(
        Team(free),
        jobs,
        horizon_end=2 * DAY,
        grid_minutes=HOUR,
        guaranteed={0: draw(st.sampled_from([0, 5 * HOUR]))},
    )


@settings(deadline=None, max_examples=120)
@given(tiny_instances())
def test_no_plan_is_below_the_bounds(instance: Instance) -> None:
    plans = list(every_plan(instance))
    for counts_as in ("regulatory", "agreed", "target"):
        best = min(client_vector(instance, plan, counts_as) for plan in plans)
        bound = lateness_bound(instance, counts_as)
        assert len(bound) == len(best)
        assert bound <= best
    assert priorities_bound(instance) <= min(priorities(instance, plan) for plan in plans)


@st.composite
def overloaded(draw: st.DrawFn) -> Instance:
    """Four or five tasks of up to four clients for two people of few hours: much has no place, and which is the question."""
    free = [[(0, draw(st.integers(1, 3)) * HOUR), (DAY, DAY + draw(st.integers(0, 2)) * HOUR)] for _ in range(2)]
    jobs = [
        Job(
            minutes=draw(st.integers(1, 3)) * HOUR,
            due=draw(st.sampled_from([2 * HOUR, DAY, DAY + HOUR, 2 * DAY])),
            people=draw(st.sampled_from([(0,), (0, 1), (0, 1)])),
            client=draw(st.integers(0, 3)),
            after=((index - 1, 0),) if index and draw(st.integers(0, 3)) == 0 else (),
        )
        for index in range(draw(st.integers(4, 5)))
    ]
    return make_instance(Team(free), jobs, horizon_end=2 * DAY, grid_minutes=HOUR)


@settings(deadline=None, max_examples=100)
@given(overloaded())
def test_no_plan_of_an_overloaded_team_is_below_the_bound(instance: Instance) -> None:
    best = min(client_vector(instance, plan, "agreed") for plan in every_plan(instance))
    assert lateness_bound(instance, "agreed") <= best


@settings(deadline=None, max_examples=80)
@given(tiny_instances())
def test_with_earlier_levels_fixed_no_plan_that_keeps_them_is_below_the_bound(instance: Instance) -> None:
    plans = list(every_plan(instance))
    first = min(client_vector(instance, plan, "regulatory") for plan in plans)
    keeping = [plan for plan in plans if client_vector(instance, plan, "regulatory") == first]
    best = min(client_vector(instance, plan, "agreed") for plan in keeping)
    assert lateness_bound(instance, "agreed", fixed={"regulatory": first}) <= best
    rest = [plan for plan in keeping if client_vector(instance, plan, "agreed") == best]
    assert priorities_bound(instance, fixed={"regulatory": first, "agreed": best}) <= min(
        priorities(instance, plan) for plan in rest
    )


def test_the_bound_is_zero_where_a_plan_is_on_time() -> None:
    instance = make_instance(Team([[(0, 480)]]), [Job(240, due=240), Job(240, due=480, client=1)], horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (0, 0)


def test_one_task_alone_is_bounded_exactly() -> None:
    # Eight hours are asked by the end of a day that has six; the rest is done the next day from 0:00 to 2:00.
    instance = make_instance(Team([[(0, 360), (DAY, DAY + 360)]]), [Job(480, due=360)], horizon_end=2 * DAY)
    assert lateness_bound(instance, "agreed") == (DAY + 120 - 360,)


def test_a_task_that_nobody_may_do_is_late_as_an_unplaced_one() -> None:
    instance = make_instance(Team([[(0, 360)]]), [Job(60, due=100, people=())], horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (DAY + 60 - 100,)


def test_a_sitting_longer_than_any_stretch_is_unplaced() -> None:
    team = Team([[(0, 120), (180, 300)]])
    instance = make_instance(team, [Job(150, due=300, one_sitting=True)], horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (DAY + 150 - 300,)
    assert lateness_bound(make_instance(team, [Job(150, due=300)], horizon_end=DAY), "agreed") == (0,)


def test_a_chain_is_late_by_its_waits() -> None:
    team = Team([[(0, 600)], [(0, 600)]])
    jobs = [Job(60, due=600), Job(60, due=150, people=(1,), after=((0, 60),), client=1)]
    assert lateness_bound(make_instance(team, jobs, horizon_end=DAY), "agreed") == (30, 0)


def test_a_pool_that_is_short_must_be_late() -> None:
    # Two people have 480 minutes each day; three tasks of 400 are due at the end of the first. 240 minutes go over, so
    # a task ends no earlier than 240 minutes into the second day: 400 * (DAY + 240 - 480) / 800 for its client.
    free = [(0, 480), (DAY, DAY + 480)]
    jobs = [Job(400, due=480, people=(0, 1)) for _ in range(3)]
    instance = make_instance(Team([free, free]), jobs, horizon_end=2 * DAY)
    bound = lateness_bound(instance, "agreed")
    # Choices are ten minutes apart (400 minutes in 40), and the start of the one that reaches 240 counts.
    assert bound == (400 * (DAY + 231 - 480) // 1200,)


def test_work_is_left_out_task_by_task() -> None:
    # 60 minutes have no place. A share of the shortest task would do, but a task has a place or none: 60 alone, or 40 and 40.
    team = Team([[(0, 480)], [(0, 480)]])
    jobs = [Job(minutes, due=DAY, people=(0, 1)) for minutes in (40, 40, 100, 400, 440)]
    instance = make_instance(team, jobs, horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (-(-(40 * 40 + 40 * 40) // 1020),)
    jobs[0] = Job(60, due=DAY, people=(0, 1))
    instance = make_instance(team, jobs, horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (-(-(40 * 40 + 60 * 60) // 1040),)


def test_clients_leave_out_work_one_after_the_other() -> None:
    # Each of three clients has one task of 100; 150 minutes have no place, so two of them leave out all they have.
    team = Team([[(0, 150)]])
    jobs = [Job(100, due=DAY, client=client) for client in range(3)]
    instance = make_instance(team, jobs, horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (100, 100, 0)


def test_time_that_only_overtime_gives_counts() -> None:
    jobs = [Job(300, due=480), Job(300, due=480)]
    without = make_instance(Team([[(0, 480), (DAY, DAY + 480)]]), jobs, horizon_end=2 * DAY)
    assert lateness_bound(without, "agreed") > (0,)
    overtime = {0: [([(480, 600)], 120)]}
    enough = make_instance(
        Team([[(0, 480), (DAY, DAY + 480)]], overtime), [replace(job, due=600) for job in jobs], horizon_end=2 * DAY
    )
    assert lateness_bound(enough, "agreed") == (0,)
    capped = {0: [([(480, 600)], 60)]}
    short = make_instance(
        Team([[(0, 480), (DAY, DAY + 480)]], capped), [replace(job, due=600) for job in jobs], horizon_end=2 * DAY
    )
    assert lateness_bound(short, "agreed") > (0,)


def test_regulatory_work_that_must_be_on_time_takes_the_time_of_the_rest() -> None:
    free = [(0, 480), (DAY, DAY + 480)]
    jobs = [Job(400, due=480, counts_as="regulatory"), Job(200, due=480, client=1)]
    instance = make_instance(Team([free]), jobs, horizon_end=2 * DAY)
    assert lateness_bound(instance, "agreed") == (0,)
    fixed = lateness_bound(instance, "agreed", fixed={"regulatory": (0,)})
    assert fixed > (0,)
    # The 120 minutes that go over end at DAY + 120 at the earliest.
    assert fixed <= (DAY + 120 - 480,)


def test_work_due_after_the_horizon_is_not_late() -> None:
    instance = make_instance(Team([[(0, 60)]]), [Job(600, due=3 * DAY)], horizon_end=DAY)
    assert lateness_bound(instance, "agreed") == (0,)


def test_a_class_without_tasks_has_an_empty_vector() -> None:
    instance = make_instance(Team([[(0, 60)]]), [Job(60, due=60)], horizon_end=DAY)
    assert lateness_bound(instance, "target") == ()


@pytest.mark.parametrize("rounds", [0, 1, 60])
def test_fewer_rounds_never_raise_the_bound(rounds: int) -> None:
    free = [(0, 480), (DAY, DAY + 480)]
    jobs = [Job(300, due=480, people=(0, 1), client=client) for client in (0, 1, 2, 2)]
    instance = make_instance(Team([free, free]), jobs, horizon_end=2 * DAY)
    assert lateness_bound(instance, "agreed", rounds=rounds) <= lateness_bound(instance, "agreed")
    assert lateness_bound(instance, "agreed") > (0, 0, 0)
