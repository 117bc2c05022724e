"""What is shown passes its check, whatever the search says: else another plan is, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.domain.plan import Plan
from scheduler.errors import VerificationError
from scheduler.solve import around
from scheduler.verify import check_plan
from scheduler.workflows.passing_plan import Footing, PassingPlan, passing_plan
from tests.building import client, person, task, workspace
from tests.mutants.breaking import Mutant, all_mutants, on_task
from tests.mutants.good_plan import good_baseline, good_holdings, good_plan, good_workspace
from tests.planning import plan_of

TO_LATE = on_task("pinned", person="nobody")


def shown_for(found: Plan) -> PassingPlan:
    """Return what is shown where the search found a plan; it is checked here once more."""
    footing = Footing(good_workspace(), good_baseline(), good_holdings(), overtime=True)
    passing = passing_plan(footing, found, seed=0)
    result = check_plan(good_workspace(), passing.plan, baseline=good_baseline(), holdings=good_holdings())
    assert result.violations == ()
    assert passing.plan.verified
    assert passing.plan.violations == ()
    return passing


def spoil(monkeypatch: pytest.MonkeyPatch, *, first: int) -> Callable[[], int]:
    """Let the first so many plans around what stands be broken too; return how many were asked for."""
    real, asked = around.plan_around, [0]

    def sometimes(*arguments: Any, **more: Any) -> Plan:
        asked[0] += 1
        plan = real(*arguments, **more)
        return plan.model_copy(update={"tasks": plan.tasks[1:]}) if asked[0] <= first else plan

    monkeypatch.setattr(around, "plan_around", sometimes)
    return lambda: asked[0]


def test_a_plan_that_passes_is_shown_as_it_was_found() -> None:
    passing = shown_for(good_plan())
    assert passing.refused is None
    assert {task.id: task.blocks for task in passing.plan.tasks} == {task.id: task.blocks for task in good_plan().tasks}


@pytest.mark.parametrize(
    ("rule", "mutant"), [pytest.param(rule, mutant, id=f"{rule}: {way}") for rule, way, mutant in all_mutants()]
)
def test_no_mutant_is_ever_shown(rule: str, mutant: Mutant) -> None:
    passing = shown_for(mutant(good_plan()))
    if passing.refused is None:
        # What was wrong is said anew for every plan.
        assert rule in ("reasons_add_up", "figures_add_up")
        return
    assert {violation.rule for violation in passing.refused.violations} == {rule}
    assert not passing.refused.verified
    # Nothing is proven of it, and most of what stood stands.
    assert all(
        level.bound == (0,) * len(level.bound) for level in passing.plan.objective if isinstance(level.bound, tuple)
    )
    stood = {task.id: task.blocks for task in good_plan().tasks}
    assert sum(task.blocks == stood.get(task.id) for task in passing.plan.tasks) >= 10


def test_the_refused_search_is_followed_where_it_breaks_nothing() -> None:
    shown = {task.id: (task.person, task.blocks) for task in shown_for(TO_LATE(good_plan())).plan.tasks}
    found = {task.id: (task.person, task.blocks) for task in good_plan().tasks}
    assert {task for task, place in found.items() if shown[task] != place} <= {"pinned"}
    assert shown["pinned"][0] == "bo"


@pytest.mark.parametrize("first", range(6))
def test_the_next_plan_is_tried_where_one_around_what_stands_is_broken_too(
    monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    asked = spoil(monkeypatch, first=first)
    passing = shown_for(TO_LATE(good_plan()))
    assert asked() == first + 1
    assert passing.refused is not None


def test_new_work_is_left_without_a_place_at_last_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, first=3)
    rows = [
        task("old", "seo", 60, due="24"),
        task("new", "seo", 60, due="25"),
        task("check", "seo", 30, due="25", after="new"),
    ]
    place = workspace(people=[person("ana", "seo")], clients=[client("harrow")], tasks=rows)
    before = place.model_copy(update={"tasks": tuple(rows[:1])})
    baseline = plan_of(before, {"old": ("ana", [("24 09:00", "24 10:00")])})
    broken = plan_of(
        place,
        {
            "old": ("ana", [("24 09:00", "24 10:00")]),
            "new": ("ana", [("24 11:00", "24 12:00")]),
            "check": ("ana", [("24 10:00", "24 10:30")]),
        },
        baseline=baseline,
    )
    passing = passing_plan(Footing(place, baseline), broken, seed=0)
    assert check_plan(place, passing.plan, baseline=baseline).violations == ()
    assert [row.id for row in passing.plan.tasks] == ["old"]
    why = {row.id: (row.cause, row.why.text) for row in passing.plan.unplaced}
    assert why["new"] == (
        "capacity",
        "It is left without a place for now: the plan that was found with it did not pass its own check.",
    )
    assert why["check"][0] == "chain"
    assert passing.plan.status == "undecided"


def test_nothing_is_shown_where_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, first=99)
    with pytest.raises(VerificationError, match="of its own rules, first: task 'pinned'") as caught:
        shown_for(TO_LATE(good_plan()))
    assert caught.value.refused is not None
    assert not caught.value.refused.verified
