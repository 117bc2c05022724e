"""Where a plan stands on its promises."""

import pytest

from scheduler.domain.plan import Plan
from scheduler.domain.standing import standing_of
from scheduler.units import TaskId
from tests.report import studio


def plan_with(*commitments: str, bound: int = 0) -> Plan:
    tasks = tuple(
        studio.planned(
            f"task-{number}",
            "harrow",
            "bo",
            (studio.block("26 09:00-10:00"),),
            due=studio.at("25 17:00"),
            commitment=commitment,
        )
        for number, commitment in enumerate(commitments)
    )
    level = studio.strained_plan().objective[1].model_copy(update={"bound": (bound,)})
    return studio.calm_plan().model_copy(update={"tasks": tasks, "objective": (level,)})


@pytest.mark.parametrize(
    ("commitments", "bound", "verdict"),
    [
        ((), 0, "kept"),
        (("target", "tentative"), 1, "kept"),
        (("agreed",), 0, "open"),
        (("agreed",), 1, "proven"),
        (("regulatory", "target"), 1, "proven"),
    ],
)
def test_only_promises_count_and_only_a_bound_proves(commitments: tuple[str, ...], bound: int, verdict: str) -> None:
    assert standing_of(plan_with(*commitments, bound=bound), frozenset()).verdict == verdict


def test_the_class_that_work_counts_as_decides() -> None:
    plan = plan_with("regulatory")
    counted = plan.tasks[0].model_copy(update={"counts_as": "agreed"})
    assert standing_of(plan.model_copy(update={"tasks": (counted,)}), frozenset()).late == ("task-0",)


def test_work_due_after_the_horizon_may_stay_unplaced() -> None:
    plan = studio.calm_plan().model_copy(update={"unplaced": (studio.unplaced("far", "harrow", "agreed", 60),)})
    assert standing_of(plan, frozenset()).verdict == "open"
    assert standing_of(plan, frozenset({TaskId("far")})).verdict == "kept"


def test_a_bound_on_a_lesser_level_proves_nothing_about_promises() -> None:
    plan = plan_with("agreed")
    moves = plan.objective[0].model_copy(update={"level": "priorities", "value": 5, "bound": 5})
    both = plan.model_copy(update={"objective": (*plan.objective, moves)})
    assert standing_of(both, frozenset()).verdict == "open"


def test_frozen_work_that_contradicts_a_rule_says_so() -> None:
    plan = plan_with().model_copy(update={"status": "infeasible"})
    assert standing_of(plan, frozenset()).verdict == "impossible"
