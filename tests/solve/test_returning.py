"""One sittings that share tight windows: when somebody is away, as much as can be stays where it was."""

import random

import pytest

from scheduler.explain.plan import explain_plan
from scheduler.solve import planner
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from tests.building import client, person, task, time_off, workspace

PEOPLE = ("ana", "bo", "cy", "di", "eve", "flo")
SETTINGS = PlanSettings(seed=0, time_limit_seconds=5.0)
SEEDS = (0, 1, 2, 3, 4, 13)


def team(seed, **more):
    """Return six people with sittings of one to three hours in windows of a day or two."""
    rng = random.Random(seed)
    tasks = []
    for number in range(44):
        day = rng.randint(23, 26)
        tasks.append(
            task(
                f"t{number}",
                minutes=30 * rng.randint(2, 7),
                start=f"{day} 09:00",
                due=f"{min(27, day + rng.randint(0, 1))} 18:00",
                one_sitting=True,
            )
        )
    return workspace(
        people=[person(name) for name in PEOPLE], clients=(client(),), tasks=tasks, policy={"freeze_days": 0}, **more
    )


def replanned(seed):
    before = make_plan(team(seed), settings=SETTINGS)
    place = team(seed, time_off=[time_off("ana", "24", "24"), time_off("bo", "26", "26")])
    after = make_plan(place, baseline=before, settings=SETTINGS)
    assert check_plan(place, explain_plan(place, after), baseline=before).violations == ()
    return [(level.level, level.value) for level in after.objective]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_more_moves_than_without_the_solver_and_nothing_later(seed, monkeypatch):
    levels = dict(replanned(seed))
    monkeypatch.setattr(planner, "most_at_home", lambda state, **limits: None)
    without = dict(replanned(seed))
    for level in ("regulatory_lateness", "agreed_lateness", "moves"):
        assert levels[level] <= without[level]


def test_some_stay_that_the_search_alone_would_move(monkeypatch):
    moves = [dict(replanned(seed))["moves"] for seed in SEEDS]
    monkeypatch.setattr(planner, "most_at_home", lambda state, **limits: None)
    assert sum(moves) < sum(dict(replanned(seed))["moves"] for seed in SEEDS)
