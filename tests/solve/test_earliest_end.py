"""Plans made task by task, each to whoever ends it first: sound, and cheap in what they leave out."""

import pytest

from benchmarks.due_date_greedy import plan_by_due_date
from benchmarks.frozen import FROZEN
from scheduler.instance.build import build_instance
from scheduler.solve.search.earliest_end import RANKS, place_in_order, placed_by_hand
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.placements import lay_placement, placement_of
from scheduler.solve.search.problem import Problem
from scheduler.solve.work import Work
from tests.solve.hand_made import Job, Team, make_instance
from tests.solve.test_search import assert_is_sound, late_state, random_problem

DAY = 1440


@pytest.mark.parametrize("rank", RANKS)
@pytest.mark.parametrize("seed", range(25))
def test_a_plan_in_order_is_sound_and_leaves_nothing_behind_absent_work(seed, rank):
    problem = random_problem(seed)
    state = late_state(problem)
    place_in_order(state, rank)
    assert_is_sound(state)
    for task in range(problem.count):
        if state.person[task] >= 0:
            assert all(state.person[before] >= 0 for before, _ in problem.before[task])


@pytest.mark.parametrize("rank", RANKS)
def test_of_work_due_outside_working_time_what_is_due_last_is_left_out(rank):
    # Both are due after all working time of the horizon, so on one position of the grid; a day lies between them.
    jobs = [Job(300, due=2 * DAY, people=(0,)), Job(300, due=DAY, people=(0,))]
    problem = Problem(make_instance(Team([[(0, 480)]]), jobs, horizon_end=3 * DAY))
    state = LateState(problem, Work(30), [0, 1])
    place_in_order(state, rank)
    assert (state.person[0], state.person[1]) == (-1, 0)


def test_everything_is_placed_with_no_more_lateness_than_in_any_of_the_orders():
    better = 0
    for seed in range(60):
        problem = random_problem(seed)
        phases = Phases(problem, Work(5), seed=0)
        in_order = [Phases(problem, Work(5), seed=0).state for _ in RANKS]
        for state, rank in zip(in_order, RANKS, strict=True):
            place_in_order(state, rank)
        phases.on_time()
        before = phases.state
        phases.place_everything()
        assert_is_sound(phases.state)
        assert phases.state.key() <= min(state.key() for state in in_order)
        better += phases.state is not before
    assert better, "no order was better anywhere: the choice is not tested"


@pytest.mark.parametrize("instance", [each for each in FROZEN if each.size != "large"], ids=lambda each: each.name)
def test_the_plan_by_hand_is_that_of_the_rules_measured_against_and_can_be_laid(instance):
    team = instance.draw()
    problem = Problem(build_instance(team.workspace))
    state = late_state(problem)
    placement = placed_by_hand(state)
    rules = plan_by_due_date(team)
    people = {task.id: place for task, place in zip(problem.tasks, placement.people, strict=True)}
    names = [person.id for person in problem.instance.people]
    assert {task: names[place] for task, place in people.items() if place >= 0} == {
        task: team.workspace.people[piece.person].id for task, piece in rules.items()
    }
    assert lay_placement(state, placement)
    assert_is_sound(state)
    assert placement_of(state) == placement


def test_no_plan_is_later_than_the_one_by_hand():
    better = 0
    for seed in range(60):
        problem = random_problem(seed)
        phases, by_hand = Phases(problem, Work(5), seed=0), Phases(problem, Work(5), seed=0)
        before = by_hand.state
        by_hand.take(placed_by_hand(before))
        phases.on_time()
        phases.place_everything()
        assert_is_sound(phases.state)
        assert phases.state.key() <= by_hand.state.key()
        better += by_hand.state is not before
    assert better > 50
