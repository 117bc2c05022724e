"""Mutants of planning: frozen work, moves that are not listed, and work that no decision covers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.calendars.horizon import as_of_instant, freeze_end
from scheduler.domain.plan import Plan
from scheduler.instance import bound
from scheduler.solve.changes import changes_of
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from scheduler.verify.book import check_plan_against_book
from scheduler.workflows.record_edits import enter_edits
from scheduler.workflows.row_requests import enter_rows
from tests.building import client, task, time_off, workspace
from tests.fairshare.small_books import opened
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant
from tests.planning import plan_of

INVARIANT_OF = {"frozen_work_stays": "I11", "moves_are_listed": "I11"}
"""The invariant to which a rule of the plan belongs; any other rule is named as it is."""

SETTINGS = PlanSettings(time_limit_seconds=30)


def rules_broken(place: Any, plan: Plan, baseline: Plan) -> set[str]:
    """Return what the check of a plan names."""
    violations = check_plan(place, plan, baseline=baseline).violations
    return {INVARIANT_OF.get(found.rule, found.rule) for found in violations}


def urgent_work_where_other_work_is_frozen() -> set[str]:
    """Plan a task that is due tomorrow at noon, when ana's morning is frozen and she is away today: it is late."""
    before = workspace(tasks=[task("calm", minutes=240, due="27")], time_off=[time_off("ana", "23", "23")])
    baseline = plan_of(before, {"calm": ("ana", [("24 09:00", "24 13:00")])})
    now = before.model_copy(update={"tasks": (*before.tasks, task("urgent", minutes=240, due="24 13:00"))})
    return rules_broken(now, make_plan(now, baseline=baseline, settings=SETTINGS), baseline)


@mutant("I11", story=urgent_work_where_other_work_is_frozen)
def nothing_is_frozen(broken: Breaking) -> None:
    broken.function_in(bound, freeze_end, as_of_instant)


def urgent_work_where_later_work_can_move() -> set[str]:
    """Plan a task that is due at noon next Monday, where other work of that morning is not frozen: that moves, and is listed."""
    before = workspace(
        tasks=[task("calm", minutes=240, due="2026-12-02")],
        time_off=[time_off("ana", "23", "29")],
        horizon_days=14,
    )
    baseline = plan_of(before, {"calm": ("ana", [("30 09:00", "30 13:00")])})
    now = before.model_copy(update={"tasks": (*before.tasks, task("urgent", minutes=240, due="30 13:00"))})
    plan = make_plan(now, baseline=baseline, settings=SETTINGS)
    assert next(each for each in plan.tasks if each.id == "calm").finish != baseline.tasks[0].finish
    return rules_broken(now, plan, baseline)


@mutant("I11", story=urgent_work_where_later_work_can_move)
def moves_are_not_listed(broken: Breaking) -> None:
    broken.function(changes_of, lambda *words, **fields: replace(changes_of(*words, **fields), moves=()))


def a_row_that_somebody_typed() -> set[str]:
    """Open a book, add a row to tasks.csv, read the edits into the book, and plan the row."""
    before = workspace(clients=[client("harrow")])
    after = before.model_copy(update={"tasks": (task("typed", minutes=60, due="25"),)})
    book = opened(before, [])
    enter_edits(book, after)
    plan = plan_of(after, {"typed": ("ana", [("24 09:00", "24 10:00")])})
    return audited(book) | {found.rule for found in check_plan_against_book(plan, book.lines)}


@mutant("I21", story=a_row_that_somebody_typed)
def typed_rows_are_planned_without_a_request(broken: Breaking) -> None:
    broken.function(enter_rows, lambda book, before, workspace, *, actor: None)
