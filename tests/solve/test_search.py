"""The search keeps its books: proposals, undo, room, groups, chains and lateness, on random workspaces."""

import random

import pytest

from scheduler.instance.build import build_instance
from scheduler.instance.placement import Placement
from scheduler.solve.evaluate import evaluate
from scheduler.solve.search.chain_order import neighbours_first
from scheduler.solve.search.ejection import Ejection, start_plan
from scheduler.solve.search.late_state import LateState
from scheduler.solve.search.phases import Phases
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.prospects import hopeless_tasks
from scheduler.solve.search.recreate import Recreation
from scheduler.solve.work import Limit, Work
from tests.building import client, overtime, person, task, workspace
from tests.property.random_workspaces import random_workspace

SEEDS = range(25)


def random_problem(seed, size="small"):
    return Problem(build_instance(random_workspace(seed, size=size)))


def late_state(problem):
    hopeless = hopeless_tasks(problem)
    in_play = [each for each in range(problem.count) if each not in hopeless]
    return LateState(problem, Work(30), in_play, lost=sorted(hopeless))


def assert_is_sound(state):
    """Hold every rule that the search takes care of itself."""
    problem = state.problem
    for person_index, tasks in enumerate(state.lists):
        used = 0
        for each in tasks:
            line = state.line[each]
            assert state.person[each] == person_index
            assert person_index in problem.eligible[each]
            assert line & used == 0
            assert line & ~problem.free[person_index] == 0
            assert line.bit_count() == problem.effort[each]
            assert problem.release[each] <= state.start[each] or not line
            assert state.finish[each] <= state.target[each]
            used |= line
        assert state.left[person_index] == problem.free[person_index] & ~used
    for each in range(problem.count):
        if state.person[each] < 0:
            continue
        for before, table in problem.before[each]:
            if state.person[before] >= 0:
                assert table[state.finish[before]] <= state.start[each]
        for mate in problem.mates[each]:
            assert state.person[mate] in (-1, state.person[each])


def fingerprint(state):
    return (
        list(state.person),
        list(state.line),
        [list(tasks) for tasks in state.lists],
        list(state.left),
        list(state.cost),
        state.key(),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_ejection_and_shaking_keep_a_sound_plan(seed):
    problem = random_problem(seed)
    state, left = start_plan(lambda: late_state(problem), late_state(problem).in_play, random.Random(seed))
    ejection = Ejection(state, random.Random(seed), movable=lambda each: not problem.fixed[each])
    ejection.run(left, limit=Limit(state.work.done + 400, float("inf")))
    ejection.shake(20)
    assert_is_sound(state)


@pytest.mark.parametrize("seed", SEEDS)
def test_undoing_brings_everything_back(seed):
    problem = random_problem(seed)
    state, _ = start_plan(lambda: late_state(problem), late_state(problem).in_play, random.Random(seed))
    before = fingerprint(state)
    state.journal.clear()
    recreation = Recreation(state, random.Random(seed), movable=lambda each: not problem.fixed[each])
    recreation.fill()
    Ejection(state, random.Random(seed), movable=lambda each: not problem.fixed[each]).shake(10)
    state.undo_to(0)
    assert fingerprint(state) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_lateness_kept_on_the_way_is_the_lateness_of_the_plan(seed):
    problem = random_problem(seed)
    state = late_state(problem)
    recreation = Recreation(state, random.Random(seed), movable=lambda each: not problem.fixed[each])
    recreation.fill()
    limit = Limit(state.work.done + 600, float("inf"))
    recreation.run(limit=limit, good_enough=lambda key: False, report=lambda rounds: None)
    assert_is_sound(state)
    lines = [line if who >= 0 else 0 for line, who in zip(state.line, state.person, strict=True)]
    values = evaluate(problem.instance, Placement(tuple(state.person), tuple(lines)))
    assert state.key()[:2] == (values["regulatory_lateness"].value, values["agreed_lateness"].value)


def test_nothing_stands_after_unplaced_work():
    tasks = (
        task("huge", minutes=60 * 60, due="27"),
        task("after", minutes=60, due="27", after="huge"),
        task("last", minutes=60, due="27", after="after"),
    )
    problem = Problem(build_instance(workspace(tasks=tasks)))
    assert {problem.tasks[each].id for each in hopeless_tasks(problem)} == {"after", "huge", "last"}


def test_overtime_that_is_not_needed_is_given_up():
    people = (person("ana", overtime=overtime(600)),)
    tasks = (task("long", minutes=41 * 60, due="28"), task("short", minutes=60, due="24"))
    place = workspace(people=people, clients=(client(),), tasks=tasks)
    instance = build_instance(place, overtime=True)
    problem = Problem(instance, overtime=True)
    phases = Phases(problem, Work(30), seed=0, report=lambda stage, state: None)
    assert phases.on_time()
    phases.polish()
    values = evaluate(instance, phases.placement())
    assert values["agreed_lateness"].is_zero
    assert values["overtime"].value == 120


def test_the_order_of_a_chain_needs_no_depth():
    arcs = [[(each - 1, [])] if each else [] for each in range(5000)]
    assert neighbours_first([4999, 3], arcs, among=range(5000)) == list(range(5000))
    assert neighbours_first([2, 0, 1], arcs, among={2, 0}) == [2, 0, 1]
