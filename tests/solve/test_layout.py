"""Lay-outs of one person: bit tricks against lists, and the earliest-due-date schedule against brute force."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.instance.build import build_instance
from scheduler.instance.lines import units_in
from scheduler.solve.search.layout import NOTHING_LAID, Timeline, lowest, pieces, runs_of
from scheduler.solve.search.problem import Problem
from scheduler.solve.search.state import State
from scheduler.solve.work import Work
from tests.building import client, person, task, workspace
from tests.solve.test_search import random_problem

LINES = st.integers(0, 2**40)


@given(LINES, st.integers(1, 12))
def test_runs_begin_where_so_many_bits_stand_together(line, length):
    set_bits = set(units_in(line))
    expected = [at for at in sorted(set_bits) if all(at + step in set_bits for step in range(length))]
    assert units_in(runs_of(line, length)) == expected


@given(LINES.filter(bool), st.data())
def test_the_lowest_bits_of_a_line(line, data):
    count = data.draw(st.integers(1, line.bit_count()))
    assert units_in(lowest(line, count)) == units_in(line)[:count]


@given(LINES)
def test_pieces_are_the_maximal_runs(line):
    runs = [units_in(piece) for piece in pieces(line)]
    assert [at for run in runs for at in run] == units_in(line)
    assert all(run == list(range(run[0], run[-1] + 1)) for run in runs)
    assert all(after[0] > before[-1] + 1 for before, after in pairwise(runs))


def person_state(*tasks):
    place = workspace(people=(person("ana"),), clients=(client(),), tasks=tasks, horizon_days=1, grid_minutes=30)
    problem = Problem(build_instance(place))
    return problem, State(problem, Work(10))


def can_meet_all_dues(problem):
    """Say by the demand in every window whether interruptible tasks of one person can all be on time."""
    free = problem.free[0]
    for release in problem.release:
        for due in problem.due:
            inside = [
                effort
                for effort, start, end in zip(problem.effort, problem.release, problem.due, strict=True)
                if start >= release and end <= due
            ]
            window = (free >> release << release) & ((1 << due) - 1)
            if sum(inside) > window.bit_count():
                return False
    return True


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(0, 12), st.integers(1, 16)).filter(lambda each: each[1] < each[2]),
        min_size=1,
        max_size=5,
    )
)
def test_a_lay_out_exists_exactly_when_no_window_is_overfull(rows):
    clock = [f"23 {9 + unit // 2:02}:{30 * (unit % 2):02}" for unit in range(17)]
    tasks = [
        task(f"t{number}", minutes=30 * effort, start=clock[start], due=clock[end])
        for number, (effort, start, end) in enumerate(rows)
    ]
    problem, state = person_state(*tasks)
    order = sorted(range(problem.count), key=lambda each: problem.due[each])
    layout = state.lay_out(0, order, {})
    assert (layout is not None) == can_meet_all_dues(problem)
    if layout is not None:
        used = 0
        for laid in layout.laid:
            assert laid.line & used == 0
            assert laid.line & ~problem.free[0] == 0
            assert laid.line.bit_count() == problem.effort[laid.task]
            assert problem.release[laid.task] <= laid.start
            assert laid.finish <= problem.due[laid.task]
            used |= laid.line


def test_a_sitting_does_not_cross_lunch():
    tasks = (task("talk", minutes=150, due="23 17:00", one_sitting=True), task("note", minutes=120, due="23 17:00"))
    people = (person("ana", week="mon-fri 09:00-12:00 13:00-17:00"),)
    place = workspace(people=people, clients=(client(),), tasks=tasks, horizon_days=1, grid_minutes=30)
    problem = Problem(build_instance(place))
    state = State(problem, Work(10))
    layout = state.lay_out(0, range(problem.count), {})
    assert layout is not None
    sitting = next(laid for laid in layout.laid if problem.sitting[laid.task])
    assert sitting.finish - sitting.start == 5


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_failed_lay_out_changes_nothing(order):
    tasks = (task("a", minutes=300, due="23 17:00"), task("b", minutes=300, due="23 17:00"))
    problem, state = person_state(*tasks)
    assert state.lay_out(0, order, {}) is None
    assert state.left == problem.free


@pytest.mark.parametrize("seed", range(40))
def test_what_was_laid_before_changes_no_lay_out(seed):
    problem, rng = random_problem(seed), Random(seed)
    for each in range(problem.count):
        person = problem.keep_person[each] = rng.choice(problem.eligible[each] or (-1,))
        first = rng.randrange(problem.size)
        line = 0 if person < 0 else problem.free[person] >> first << first
        if problem.effort[each] and not problem.sitting[each] and line.bit_count() >= problem.effort[each]:
            problem.keep[each] = lowest(line, problem.effort[each])
    warm, together = Timeline(problem, Work(10)), 0
    for _ in range(60):
        person = rng.randrange(len(problem.free))
        able = [each for each in range(problem.count) if person in problem.eligible[each]]
        for each in rng.sample(range(problem.count), 1 + problem.count // 8):
            warm.target[each] = rng.choice([problem.due[each], problem.size, rng.randrange(problem.size)])
            warm.release[each] = rng.choice([problem.release[each], rng.randrange(problem.size)])
            warm.held[each] = problem.keep_person[each] == person and rng.random() < 0.5
        order = sorted(rng.sample(able, rng.randint(0, min(len(able), 8))), key=lambda each: (warm.target[each], each))
        fresh = Timeline(problem, Work(10))
        fresh.target, fresh.release, fresh.held = list(warm.target), list(warm.release), list(warm.held)
        for tasks in [order, order[:-1], order, *(order[:at] + order[at + 1 :] for at in range(len(order)))]:
            fresh._known = [[NOTHING_LAID] * 3 for _ in problem.free]
            releases = {each: rng.randrange(problem.size) for each in rng.sample(tasks, min(1, len(tasks)))}
            steps = warm.work.done, fresh.work.done
            expected, found = fresh.lay_out(person, tasks, releases), warm.lay_out(person, tasks, releases)
            assert found == expected
            assert warm.work.done - steps[0] == fresh.work.done - steps[1]
            together += found is not None and len(tasks) > 1
    assert together, "no order of several tasks could be laid: nothing is tested"
