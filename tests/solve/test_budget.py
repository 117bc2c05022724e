from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ortools.sat.python import cp_model

from scheduler.solve.exact import budget
from scheduler.solve.exact.budget import Budget
from scheduler.solve.exact.cp import Run
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.solve.work import STEPS_PER_SOLVER_TIME, Work
from tests.property.random_workspaces import random_workspace


def question() -> cp_model.CpModel:
    """Return a question that takes some work."""
    model = cp_model.CpModel()
    some = [model.new_bool_var("") for _ in range(40)]
    for first in range(0, 34, 3):
        model.add(sum(some[first : first + 7]) >= 2)
    model.minimize(sum((3 + index % 5) * each for index, each in enumerate(some)))
    return model


def test_all_runs_of_a_question_share_one_account() -> None:
    given = Budget.of(5.0)
    first = given.run(question(), seed=1)
    second = given.run(question(), seed=1, limit=0.0)
    assert first.status == "optimal"
    assert given.work_left == pytest.approx(5.0 - first.work - second.work)
    assert not given.is_spent()
    assert not given.cut_by_clock


def test_a_budget_says_that_the_clock_ended_it() -> None:
    assert Budget.of(0.0, 0.0).is_spent()
    given = Budget.of(5.0, 0.0)
    assert given.is_spent()
    assert given.cut_by_clock


def test_what_the_solver_does_is_paid_in_steps() -> None:
    work = Work(10.0, pace=1000)
    given = work.budget(0.5)
    assert given.work_left == pytest.approx(5000 / STEPS_PER_SOLVER_TIME)
    found = given.run(question(), seed=1)
    assert work.done == round(found.work * STEPS_PER_SOLVER_TIME)
    assert work.budget(0.5, interleaved=True).work_left < work.budget(0.5).work_left
    assert work.budget(1.0, most=0.01).work_left == 0.01


def test_a_question_that_the_clock_ends_is_said_of_all_work() -> None:
    now = [0.0]
    work = Work(10.0, clock=lambda: now[0])
    given = work.budget(0.5)
    assert not given.is_spent()
    now[0] = 10.0
    assert not work.cut_by_clock
    assert given.is_spent()
    assert work.cut_by_clock


def test_a_plan_of_which_the_clock_cut_a_question_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = budget.run

    def cut(model: Any, **options: Any) -> Run:
        """Answer as a run does that the clock ends before anything is known."""
        return replace(honest(model, **options), status="unknown", values=(), work=0.0, cut_by_clock=True)

    # The clock stands, so that a busy machine cuts nothing.
    place, settings = random_workspace(10, size="small"), PlanSettings(time_limit_seconds=5.0, clock=lambda: 0.0)
    assert make_plan(place, settings=settings).stopped_by is None
    monkeypatch.setattr(budget, "run", cut)
    assert make_plan(place, settings=settings).stopped_by == "wall_clock"
