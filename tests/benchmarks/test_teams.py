"""The teams drawn for benchmarks: what the generator promises by construction."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.full_plan import UNIT_MINUTES, cut_sittings, shares
from benchmarks.team_tasks import instant_of
from benchmarks.teams import SITTING_SIZES, SIZES, Team, draw_team
from scheduler.domain.times import Moment

SMALL = SIZES["12x60"]


def on_clock(moment: Moment | None) -> str:
    """Return a moment as a text that sorts like time."""
    assert moment is not None
    return moment.isoformat()


def wall(unit: int) -> str:
    """Return a unit of the full plan the same way."""
    return instant_of(unit).replace(tzinfo=None).isoformat()


def assert_known_plan_is_on_time(team: Team) -> None:
    """Check the full plan against windows, chains, skills, sittings, hours and absences, without the generator's code."""
    people = team.workspace.people
    away = [(off.person, off.start, off.end) for off in team.workspace.time_off]
    used: set[tuple[int, int]] = set()
    for task in team.workspace.tasks:
        piece = team.pieces[task.id]
        person = people[piece.person]
        assert len(piece.units) * UNIT_MINUTES == task.effort_minutes
        assert person.level_of(task.skill) == 1
        assert wall(piece.finish) <= on_clock(task.due)
        assert task.start is None or on_clock(task.start) <= wall(piece.start)
        assert all(team.pieces[after.task].finish <= piece.start for after in task.after)
        assert not task.one_sitting or all(later == earlier + 1 for earlier, later in pairwise(piece.units))
        for unit in piece.units:
            at = instant_of(unit)
            minute = at.hour * 60 + at.minute
            assert any(span.start_minute <= minute < span.end_minute for span in person.hours.on(at.date()))
            assert not any(who == person.id and first <= at.date() <= last for who, first, last in away)
            assert (piece.person, unit) not in used
            used.add((piece.person, unit))


@given(
    seed=st.integers(0, 10_000), load=st.sampled_from((0.8, 0.93, 0.99, 1.0)), dues=st.sampled_from(("spread", "end"))
)
@settings(deadline=None, max_examples=25)
def test_the_full_plan_meets_every_window_chain_and_calendar(seed, load, dues):
    team = draw_team(SMALL, load, seed=seed, dues=dues)
    assert len(team.workspace.tasks) == len(team.pieces) == SMALL.tasks
    assert_known_plan_is_on_time(team)
    assert team.load == pytest.approx(load, abs=0.005)


def test_a_large_team_has_the_documented_make_up():
    team = draw_team(SIZES["100x800"], 0.9, seed=3)
    tasks = team.workspace.tasks
    chained = {task.id for task in tasks if task.after} | {after.task for task in tasks for after in task.after}
    assert len(tasks) == 800
    assert 0.27 <= len(chained) / 800 <= 0.31
    assert 0.07 <= sum(task.one_sitting for task in tasks) / 800 <= 0.13
    assert {len(person.skills) for person in team.workspace.people} == {1, 2, 3}
    assert len({skill for person in team.workspace.people for skill, _ in person.skills}) == 8
    assert_known_plan_is_on_time(team)


def test_the_same_seed_gives_the_same_team_and_another_seed_another():
    assert draw_team(SMALL, 0.9, seed=1) == draw_team(SMALL, 0.9, seed=1)
    assert draw_team(SMALL, 0.9, seed=1).workspace.tasks != draw_team(SMALL, 0.9, seed=2).workspace.tasks


def test_extra_tasks_stand_on_top_of_the_same_team():
    fits, overloaded = draw_team(SMALL, 0.9, seed=5), draw_team(SMALL, 0.9, seed=5, extra_share=0.1)
    assert overloaded.workspace.tasks[:60] == fits.workspace.tasks
    assert overloaded.extra_tasks == len(overloaded.workspace.tasks) - 60 == 6
    assert overloaded.workspace.people == fits.workspace.people


@given(
    total=st.integers(0, 500), weights=st.lists(st.floats(0.1, 9.0), min_size=1, max_size=12), least=st.integers(0, 3)
)
@settings(deadline=None, max_examples=50)
def test_shares_add_up_and_keep_the_least(total, weights, least):
    if total < least * len(weights):
        with pytest.raises(ValueError, match="cannot be shared"):
            shares(total, weights, least)
        return
    parts = shares(total, weights, least)
    assert sum(parts) == total
    assert min(parts) >= least


@given(seed=st.integers(0, 10_000), load=st.sampled_from((0.6, 0.95, 1.0)))
@settings(deadline=None, max_examples=20)
def test_a_full_plan_of_sittings_fills_the_time_and_is_met(seed, load):
    size = SITTING_SIZES["4x60"]
    team = draw_team(size, load, seed=seed, sitting_share=1.0, extra_share=0.1)
    assert all(task.one_sitting for task in team.workspace.tasks)
    known = [task for task in team.workspace.tasks if task.id in team.pieces]
    assert len(known) == size.tasks
    assert len(team.workspace.tasks) == size.tasks + 6
    assert_known_plan_is_on_time(
        Team(team.workspace.model_copy(update={"tasks": tuple(known)}), team.pieces, team.free, team.load, 0)
    )
    assert team.load == pytest.approx(load, abs=0.01)


def test_more_runs_than_sittings_are_refused():
    with pytest.raises(ValueError, match="1 sittings cannot fill 2 runs"):
        cut_sittings(0, [0, 1, 5, 6], random.Random(1), count=1, load=1.0)
