from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.solve.bounds.capacity import Capacity
from scheduler.solve.bounds.cuts import Cut, cut_of, independent_cuts, most_violated, smallest_around
from scheduler.solve.bounds.pooled import Demand, PooledTable
from scheduler.solve.bounds.pools import base_pools, connected, shortest_pool
from tests.solve.hand_made import Team, make_instance

DAY = 1440


def _capacity(*free: list[tuple[int, int]]) -> Capacity:
    return Capacity(make_instance(Team(free), [], horizon_end=9 * DAY))


def _demand(task: int, minutes: int, end: int, *people: int, start: int = 0) -> Demand:
    return Demand(task, minutes, start, end, frozenset(people))


def _adds_up(cut: Cut, capacity: Capacity) -> None:
    assert cut.needed_minutes == sum(demand.minutes for demand in cut.work)
    assert cut.free_minutes == capacity.free_minutes(cut.people, cut.start, cut.end)
    assert cut.needed_minutes > cut.free_minutes
    for demand in cut.work:
        assert demand.start >= cut.start
        assert demand.end <= cut.end
        assert demand.people <= frozenset(cut.people)


def test_more_work_than_time_is_a_cut() -> None:
    capacity = _capacity([(0, 480)], [(0, 480)], [(0, 480)])
    demands = [
        _demand(0, 400, 480, 0, 1),
        _demand(1, 400, 480, 0, 1),
        _demand(2, 400, 480, 0, 1),
        _demand(3, 9, 480, 2),
    ]
    cut = most_violated(PooledTable(demands, capacity))
    assert cut is not None
    assert (cut.people, cut.start, cut.end) == ((0, 1), 0, 480)
    assert (cut.free_minutes, cut.needed_minutes, cut.excess_minutes) == (960, 1200, 240)
    assert [demand.task for demand in cut.work] == [0, 1, 2]


def test_exactly_full_is_no_cut() -> None:
    capacity = _capacity([(0, 480)])
    assert most_violated(PooledTable([_demand(0, 480, 480, 0)], capacity)) is None
    assert most_violated(PooledTable([_demand(0, 481, 480, 0)], capacity)) is not None


def test_nothing_asked_is_no_cut() -> None:
    assert most_violated(PooledTable([], _capacity([(0, 480)]))) is None


def test_only_the_union_of_two_pools_is_short() -> None:
    # Person 1 could help either side, not both.
    capacity = _capacity([(0, 100)], [(0, 100)], [(0, 100)])
    demands = [_demand(0, 160, 100, 0, 1), _demand(1, 160, 100, 1, 2)]
    cut = most_violated(PooledTable(demands, capacity))
    assert cut is not None
    assert cut.people == (0, 1, 2)
    assert cut.excess_minutes == 20


def test_the_window_is_the_one_that_is_short() -> None:
    week = [(day * DAY, day * DAY + 480) for day in range(5)]
    demands = [
        _demand(0, 600, 5 * DAY, 0),
        _demand(1, 300, 3 * DAY, 0, start=2 * DAY),
        _demand(2, 300, 3 * DAY, 0, start=2 * DAY),
    ]
    cut = most_violated(PooledTable(demands, _capacity(week)))
    assert cut is not None
    assert (cut.start, cut.end, cut.needed_minutes) == (2 * DAY, 3 * DAY, 600)


def test_the_cut_around_a_task_holds_that_task() -> None:
    capacity = _capacity([(0, 480), (DAY, DAY + 480)], [(0, 480), (DAY, DAY + 480)])
    demands = [
        _demand(0, 500, 480, 0),
        _demand(1, 200, 480, 1),
        _demand(2, 400, DAY + 480, 1, start=DAY),
        _demand(3, 100, DAY + 480, 1, start=DAY),
    ]
    table = PooledTable(demands, capacity)
    around = {task: smallest_around(table, task) for task in range(4)}
    assert around[0] is not None
    assert [demand.task for demand in around[0].work] == [0]
    assert around[1] is None
    assert around[2] is not None
    assert around[2].people == (1,)
    assert {demand.task for demand in around[2].work} == {2, 3}


def test_overtime_counts_up_to_what_was_consented() -> None:
    overtime = {0: [([(480, 720)], 60)]}
    capacity = Capacity(make_instance(Team([[(0, 480)]], overtime), [], horizon_end=DAY))
    assert capacity.free_minutes((0,), 0, DAY) == 540
    assert capacity.free_minutes((0,), 0, 500) == 500
    assert most_violated(PooledTable([_demand(0, 540, 720, 0)], capacity)) is None
    cut = most_violated(PooledTable([_demand(0, 541, 720, 0)], capacity))
    assert cut is not None
    assert cut.free_minutes == 540


def test_independent_cuts_share_no_task() -> None:
    capacity = _capacity([(0, 480)], [(0, 480)], [(0, 480)])
    demands = [_demand(0, 500, 480, 0), _demand(1, 600, 480, 1), _demand(2, 480, 480, 2)]
    cuts = independent_cuts(PooledTable(demands, capacity))
    assert [(cut.people, cut.excess_minutes) for cut in cuts] == [((1,), 120), ((0,), 20)]


@pytest.mark.parametrize("count", [3, 14])
def test_few_sets_give_all_unions_that_hang_together_and_many_give_sets_pairs_and_everything(count: int) -> None:
    sets = [frozenset({number, number + 1}) for number in range(count)]
    pools = base_pools(sets)
    assert set(sets) <= set(pools)
    assert frozenset(range(count + 1)) in pools
    assert frozenset({0, 1, 2}) in pools
    assert len(pools) == len(set(pools))
    if count == 3:
        assert set(pools) == {*sets, sets[0] | sets[1], sets[1] | sets[2], frozenset(range(4))}


def test_a_union_that_the_family_leaves_out_is_found_by_a_minimum_cut() -> None:
    # Twelve people in a row; each job fits two neighbours. Only five jobs in a row together are too much.
    capacity = _capacity(*[[(0, 100)]] * 14)
    demands = [_demand(number, 20, 100, number, number + 1) for number in range(13)]
    demands += [_demand(20 + number, 105, 100, number, number + 1) for number in range(3, 8)]
    cut = most_violated(PooledTable(demands, capacity))
    assert cut is not None
    assert cut.people == (3, 4, 5, 6, 7, 8)
    assert cut.excess_minutes == 5 * 125 - 600


SETS = [frozenset({0}), frozenset({0, 1}), frozenset({1, 2}), frozenset({0, 2, 3}), frozenset({3})]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.integers(0, 3), st.integers(1, 4), st.sampled_from(SETS)),
        min_size=1,
        max_size=7,
    )
)
def test_a_cut_is_found_where_there_is_one_and_it_hangs_together(
    rows: list[tuple[int, int, int, frozenset[int]]],
) -> None:
    capacity = _capacity([(0, 60)], [(30, 90)], [(60, 120)], [(0, 15), (45, 120)])
    demands = [
        Demand(index, minutes, begin * 30, min(120, begin * 30 + length * 30), people)
        for index, (minutes, begin, length, people) in enumerate(rows)
    ]
    worst = 0
    for size in range(1, len(demands) + 1):
        for some in combinations(demands, size):
            if len(connected([demand.people for demand in some])) > 1:
                continue
            cut = cut_of(some, capacity)
            worst = max(worst, cut.excess_minutes if cut else 0)
    found = most_violated(PooledTable(demands, capacity))
    assert (found is None) == (worst == 0)
    if found is not None:
        assert found.excess_minutes <= worst
        assert len(connected([demand.people for demand in found.work])) == 1
        _adds_up(found, capacity)
    for demand in demands:
        around = smallest_around(PooledTable(demands, capacity), demand.task)
        if around is not None:
            _adds_up(around, capacity)
            assert demand.task in {each.task for each in around.work}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 60), min_size=5, max_size=5), st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_the_minimum_cut_names_the_shortest_pool(need: list[int], free: list[int]) -> None:
    def short(pool: frozenset[int]) -> int:
        wanted = sum(minutes for minutes, members in zip(need, SETS, strict=True) if members <= pool)
        return wanted - sum(free[person] for person in pool)

    best = max(short(frozenset().union(*some)) for size in range(6) for some in combinations(SETS, size))
    pool = shortest_pool(SETS, np.array(need), free=np.array(free))
    assert short(pool) == best


def test_thinning_edges_keeps_what_it_finds_true() -> None:
    days = [(day * DAY, day * DAY + 480) for day in range(200)]
    capacity = _capacity(days)
    demands = [_demand(day, 481, day * DAY + 480, 0, start=day * DAY) for day in range(200)]
    table = PooledTable(demands, capacity)
    assert len(table.starts) <= 65
    assert len(table.ends) <= 97
    cut = most_violated(table)
    assert cut is not None
    _adds_up(cut, capacity)
    assert cut.excess_minutes == 200
