"""More work than time: which work is left out, by the search and by the bound in whole tasks."""

import random

import pytest

from scheduler.solve.bounds.lateness_bound import lateness_bound
from scheduler.solve.search.insertion import free_after
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.recreate import Recreation
from scheduler.solve.search.ruin import Ruins
from scheduler.solve.work import Limit, Work
from tests.solve.hand_made import Job, Team, make_instance

DAY = 1440


def team_of_two(minutes, *, clients=1, grid_minutes=20):
    jobs = [Job(each, due=DAY, people=(0, 1), client=index % clients) for index, each in enumerate(minutes)]
    return make_instance(Team([[(0, 480)], [(0, 480)]]), jobs, horizon_end=DAY, grid_minutes=grid_minutes)


def searched(instance, *, seed, steps=20_000):
    problem = Problem(instance)
    state = LateState(problem, Work(30), list(range(problem.count)))
    recreation = Recreation(state, random.Random(seed), movable=lambda each: True)
    recreation.fill()
    recreation.run(limit=Limit(steps, float("inf")), good_enough=lambda key: False, report=lambda rounds: None)
    return state


@pytest.mark.parametrize("seed", range(5))
def test_the_cheapest_work_that_makes_the_rest_fit_is_left_out(seed):
    # 40 of 1,000 minutes have no place. 380 + 40 + 40 and 440 would leave out 100; 380 + 100 and 440 + 40 leave out 40.
    instance = team_of_two([40, 40, 100, 380, 440])
    state = searched(instance, seed=seed)
    assert [instance.tasks[task].remaining_minutes for task in state.unplaced] == [40]
    assert state.key()[1] == lateness_bound(instance, "agreed") == (2,)


@pytest.mark.parametrize("seed", range(5))
def test_a_search_of_many_steps_meets_a_tight_bound(seed):
    # Halves of an hour fill everything; 120 minutes over: the four tasks of 30.
    instance = team_of_two([30, 30, 30, 30, *[60] * 16], grid_minutes=30)
    assert searched(instance, seed=seed).key()[1] == lateness_bound(instance, "agreed") == (-(-4 * 900 // 1080),)


def test_the_others_are_seen_beside_a_client_that_is_late_in_every_plan():
    # Client 0 asks for what nobody can give in time; the energy still tells two plans of client 1 apart, well above nothing.
    jobs = [Job(400, due=0, client=0), Job(60, due=DAY, client=1, people=(1,))]
    problem = Problem(make_instance(Team([[(0, 480)], [(0, 480)]]), jobs, horizon_end=DAY))
    state = LateState(problem, Work(30), [0, 1])
    for task, person in ((0, 0), (1, 1)):
        state.aim(task, problem.size)
        proposal = state.propose({person: [task]})
        assert proposal is not None
        state.commit(proposal)
    assert state.energy() == pytest.approx(state.least_energy())
    with_it = state.energy()
    assert state.propose({1: []}) is not None
    state.commit(state.propose({1: []}))
    assert state.energy() - with_it >= 60


def test_a_trade_makes_room_with_the_cheapest_work_of_one_person():
    instance = team_of_two([40, 400, 440, 60])
    problem = Problem(instance)
    state = LateState(problem, Work(30), [0, 1, 2, 3])
    state.commit(state.propose({0: [0, 1], 1: [2]}))
    ruins = Ruins(state, random.Random(1), movable=lambda each: True)
    trades = [ruin for ruin in (ruins.choose() for _ in range(200)) if ruin.wanted == 3]
    assert trades
    assert all(3 not in ruin.tasks for ruin in trades)
    assert any(ruin.tasks == {0} for ruin in trades)


def test_a_layout_that_is_known_gives_the_same_proposal():
    problem = Problem(team_of_two([40, 100, 200]))
    state = LateState(problem, Work(30), [0, 1, 2])
    state.commit(state.propose({0: [0]}))
    _, tasks, layout = free_after(state, 1, 0)
    assert state.propose({0: tasks}, known={0: layout}) == state.propose({0: tasks})
