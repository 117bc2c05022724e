"""Answers beside plans made anew: the same question, told apart by who moved what, and every pair counted once."""

from dataclasses import replace

import pytest

from benchmarks import fit_latency
from benchmarks.fit_latency import (
    Verdict,
    ground_of_team,
    ground_of_workspace,
    side_by_side,
    table_beside,
    table_of_times,
    verdict_on,
)
from benchmarks.planned_anew import Anew, beside, broken_limits, limits_of, plan_anew, question_of
from benchmarks.teams import Size, draw_team
from scheduler.calendars.zones import instant_of
from scheduler.domain.plan import Unfrozen
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.fitting.ground import Ground
from tests.property.random_requests import random_request


@pytest.fixture(scope="module")
def ground() -> Ground:
    return ground_of_workspace(draw_team(Size(6, 30, 2, 1), 0.6, seed=1).workspace)


@pytest.mark.parametrize(
    ("said", "found", "expected"),
    [
        ("yes", "in time", "same"),
        ("yes", "none found", "fit better"),
        ("yes", "over a limit", "fit better"),
        ("yes", "proven late", "contradicted"),
        ("no plan found", "in time", "planner better"),
        ("no plan found", "none found", "same"),
        ("no plan found", "proven late", "same"),
        ("proven no", "in time", "contradicted"),
        ("proven no", "over a limit", "same"),
        ("proven no", "none found", "same"),
    ],
)
def test_only_a_proof_against_a_plan_is_a_contradiction(said, found, expected):
    assert beside(said, found) == expected


def test_each_pair_is_counted_once_and_times_are_compared_request_by_request():
    verdicts = [
        Verdict("fits_as_is", "as the plan stands", "yes", 0.01, 0.1),
        Verdict("fits_later", "later, with moves", "proven no", 0.02, 0.1),
        Verdict("needs_approval", "override", "no plan found", 0.04, 0.2),
    ]
    plans = [Anew("in time", 1.0), Anew("in time", 1.0), Anew("in time", 8.0)]
    row = side_by_side(verdicts, plans, limit_seconds=2.0)
    assert row["both_found"] == {"yes | in time": 1, "proven no | in time": 1, "no plan found | in time": 1}
    counts = [row[f"anew_{name}"] for name in ("same", "fit_better", "planner_better", "contradicted")]
    assert counts == [1, 0, 1, 1]
    assert (row["anew_over_by_date"], row["anew_over_verdict"]) == (100.0, 10.0)


def test_what_stands_keeps_all_limits_and_later_work_breaks_one(ground):
    request = random_request(ground.workspace, seed=0)
    ask = replace(ask_of(ground.book, ground.workspace, request), tasks=())
    assert list(broken_limits(ground, ask, ground.plan)) == []
    task, limit = next(iter(limits_of(ground)))
    zone = task.finish.tzinfo
    late = task.model_copy(update={"finish": type(task.finish).fromtimestamp(60 * (limit + 15), zone)})
    plan = ground.plan.model_copy(
        update={"tasks": tuple(late if each.id == task.id else each for each in ground.plan.tasks)}
    )
    assert list(broken_limits(ground, ask, plan)) == [f"{task.id} ends after its limit"]
    moved = ground.plan.model_copy(update={"unfrozen": (Unfrozen(task=task.id, cause="person_away"),)})
    assert list(broken_limits(ground, ask, moved)) == [f"{task.id} is frozen and moved"]


def test_the_request_has_to_be_done_by_its_date(ground):
    request = random_request(ground.workspace, seed=0)
    ask = ask_of(ground.book, ground.workspace, request)
    assert list(broken_limits(ground, ask, ground.plan)) == [f"{task.id} is not done by its date" for task in ask.tasks]


def test_the_planner_is_asked_for_the_limits_that_a_fit_keeps(ground):
    ask = ask_of(ground.book, ground.workspace, random_request(ground.workspace, seed=0))
    workspace, holdings = question_of(ground, ask)
    limits = {task.id: limit for task, limit in limits_of(ground)}
    assert limits.keys() == holdings.commitments.keys()
    assert {task: each.floor_at for task, each in holdings.commitments.items()} == limits
    # Floors are earlier than promised dates here, so that planning for the dates alone would be another question.
    assert any(each.floor_at < ground.book.commitments[task].due for task, each in holdings.commitments.items())
    assert {task.id for task in workspace.tasks} - {task.id for task in ground.facts[0].tasks} == {
        task.id for task in ask.tasks
    }


def test_what_is_late_already_is_asked_for_by_when_it_is_done_now(ground):
    task = next(task for task in ground.plan.tasks if task.due is not None)
    late = task.model_copy(update={"due": task.start, "late_minutes": 60})
    plan = ground.plan.model_copy(
        update={"tasks": tuple(late if each.id == task.id else each for each in ground.plan.tasks)}
    )
    ask = ask_of(ground.book, ground.workspace, random_request(ground.workspace, seed=0))
    workspace, _ = question_of(replace(ground, plan=plan), ask)
    (asked,) = (each for each in workspace.tasks if each.id == task.id)
    assert instant_of(asked.due) == instant_of(task.finish)


def test_a_yes_and_a_proven_no_are_borne_out_on_a_team_with_room(ground):
    found = set()
    for seed in range(12):
        request = random_request(ground.workspace, seed=seed)
        said = verdict_on(ground, request).said
        plan = plan_anew(ground, request, seconds=1.0)
        assert beside(said, plan.found) in ("same", "planner better")
        found.add((said, plan.found))
    assert ("yes", "in time") in found
    assert any(said == "proven no" for said, _ in found)


def test_a_case_counts_every_request_by_word_and_by_rung(monkeypatch):
    monkeypatch.setitem(fit_latency.ANEW_SECONDS, "12x60", 0.5)
    row = fit_latency.run_case("12x60", 0.7, requests=8, whole=1, anew=2)
    assert sum(row["words"].values()) == sum(row["rungs"].values()) == 8
    assert row["refused"] == 8 - row["words"].get("fits_as_is", 0) - row["words"].get("fits_with_moves", 0)
    assert row["planned_anew"] == sum(row["both_found"].values()) == 2
    assert row["anew_contradicted"] == 0
    assert "2 of 8" in table_beside([row])
    assert f"| {', '.join(f'{rung} {count}' for rung, count in row['rungs'].items())} |" in table_of_times([row])


def test_rungs_refine_the_words():
    ground = ground_of_team("12x60", 0.7, seed=0)
    parts = {
        "fits_as_is": {"own hours, added up", "as the plan stands", "room that nothing moves for"},
        "fits_with_moves": {"with moves", "looking for the earliest date"},
        "fits_with_trade": {"trade"},
        "fits_later": {"later, with moves", "later, as the plan stands"},
        "needs_approval": {"override"},
        "does_not_fit": {"none, proven", "none, not proven"},
    }
    for seed in range(12):
        each = verdict_on(ground, random_request(ground.workspace, seed=seed))
        assert each.rung in parts[each.word]
