from __future__ import annotations

from dataclasses import replace
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.instance.records import Fixed, Instance
from scheduler.solve.bounds.lower_levels import (
    balance_bound,
    moves_bound,
    overtime_bound,
    preferences_bound,
    surely_placed,
    tentative_bound,
)
from scheduler.units import Span
from tests.solve.hand_made import Job, Team, make_instance

DAY = 1440


@st.composite
def teams_at_work(draw: st.DrawFn) -> Instance:
    """Up to three people with some working minutes, up to four tasks of two deliverables, wishes for people."""
    count = draw(st.integers(1, 3))
    free = [[(0, draw(st.integers(0, 4)) * 100)] for _ in range(count)]
    jobs = [
        Job(
            draw(st.integers(1, 4)) * 25,
            due=400,
            people=tuple(sorted(draw(st.sets(st.integers(0, count - 1), min_size=1)))),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]
    instance = make_instance(Team(free), jobs, horizon_end=DAY, grid_minutes=25)
    wish = st.none() | st.frozensets(st.integers(0, count - 1), min_size=1)
    tasks = tuple(replace(task, deliverable=draw(st.integers(0, 1)), preferred=draw(wish)) for task in instance.tasks)
    return replace(instance, tasks=tasks)


def _preferences(instance: Instance, people: tuple[int, ...]) -> int:
    """Return the level of a choice of people, by the words of `scheduler.domain.levels`."""
    total, by_deliverable = 0, {}
    for task, person in zip(instance.tasks, people, strict=True):
        if task.preferred is not None and person not in task.preferred:
            total += task.remaining_minutes
        shares = by_deliverable.setdefault(task.deliverable, {})
        shares[person] = shares.get(person, 0) + task.remaining_minutes
    return total + sum(sum(shares.values()) - max(shares.values()) for shares in by_deliverable.values())


def _balance(instance: Instance, people: tuple[int, ...]) -> tuple[int, ...]:
    planned = [0] * len(instance.people)
    for task, person in zip(instance.tasks, people, strict=True):
        planned[person] += task.remaining_minutes
    entries = [
        -(-1000 * planned[person.index] // person.available_minutes)
        for person in instance.people
        if person.available_minutes
    ]
    return tuple(sorted(entries, reverse=True))


@settings(deadline=None, max_examples=150)
@given(teams_at_work())
def test_no_choice_of_people_is_below_the_bounds(instance: Instance) -> None:
    everything = [True] * len(instance.tasks)
    choices = [
        people
        for people in product(*(task.eligible for task in instance.tasks))
        if all(instance.people[person].available_minutes for person in people)
    ]
    for people in choices:
        assert preferences_bound(instance, everything) <= _preferences(instance, people)
        assert balance_bound(instance, everything) <= _balance(instance, people)


def test_one_person_for_a_deliverable_costs_nothing_and_two_cost_the_smaller_share() -> None:
    jobs = [Job(100, people=(0, 1)), Job(50, people=(1,))]
    instance = make_instance(Team([[(0, 400)], [(0, 400)]]), jobs, horizon_end=DAY)
    apart = [True, True]
    assert preferences_bound(instance, apart) == 0
    one = replace(instance, tasks=tuple(replace(task, deliverable=0) for task in instance.tasks))
    assert preferences_bound(one, apart) == 0
    parted = replace(one, tasks=(replace(one.tasks[0], eligible=(0,)), one.tasks[1]))
    assert preferences_bound(parted, apart) == 50
    assert preferences_bound(parted, [True, False]) == 0


def test_balance_is_at_least_the_load_of_the_fullest_pool() -> None:
    jobs = [Job(300, people=(0,)), Job(100, people=(0, 1))]
    instance = make_instance(Team([[(0, 400)], [(0, 400)]]), jobs, horizon_end=DAY)
    assert balance_bound(instance, [True, True]) == (750, 250)
    assert balance_bound(instance, [False, True]) == (125, 125)
    assert balance_bound(instance, [False, False]) == (0, 0)


def test_what_must_be_placed_follows_from_the_levels_before() -> None:
    jobs = [
        Job(100, due=400),
        Job(100, due=3 * DAY, client=1),
        Job(100, counts_as="target"),
        Job(100, counts_as="tentative"),
    ]
    instance = make_instance(Team([[(0, 400)]]), jobs, horizon_end=DAY)
    assert surely_placed(instance, {}) == [False, False, False, False]
    assert surely_placed(instance, {"agreed": (0, 0)}) == [True, False, False, False]
    assert surely_placed(instance, {"agreed": (DAY - 301, 0), "target": (0,)}) == [True, False, True, False]
    assert surely_placed(instance, {"agreed": (DAY - 300, 0)}) == [False, False, False, False]
    assert surely_placed(instance, {}, all_tentative=True) == [False, False, False, True]


def test_minutes_of_the_baseline_that_nobody_can_keep_are_moves() -> None:
    instance = make_instance(Team([[(0, 200)], [(0, 400)]]), [Job(200, people=(0, 1))], horizon_end=DAY)
    instance = replace(instance, freeze_end=150, near_end=300)

    def with_baseline(person: int, *spans: Span) -> Instance:
        task = replace(instance.tasks[0], baseline=Fixed(person, spans))
        return replace(instance, tasks=(task,))

    assert moves_bound(instance) == 0
    assert moves_bound(with_baseline(0, Span(0, 200))) == 0
    # Away from 200 on: 100 minutes at weight 2 and 50 at weight 1.
    assert moves_bound(with_baseline(0, Span(100, 350))) == 250
    stranger = with_baseline(0, Span(100, 200))
    stranger = replace(stranger, tasks=(replace(stranger.tasks[0], eligible=(1,)),))
    assert moves_bound(stranger) == 50 * 4 + 50 * 2


def test_tentative_work_that_has_no_place_is_counted() -> None:
    jobs = [Job(500, counts_as="tentative"), Job(100, counts_as="tentative")]
    assert tentative_bound(make_instance(Team([[(0, 400)]]), jobs, horizon_end=DAY)) == 500


def test_fixed_overtime_of_work_that_is_surely_placed_is_in_every_plan() -> None:
    instance = make_instance(Team([[(0, 400)]]), [Job(200), Job(100)], horizon_end=DAY)
    first, second = instance.tasks
    instance = replace(instance, tasks=(replace(first, fixed=Fixed(0, (Span(400, 500),), 100)), second))
    assert overtime_bound(instance, [True, True]) == 100
    assert overtime_bound(instance, [False, True]) == 0
