from __future__ import annotations

import pytest

from scheduler.explain.plan import explain_plan, prechecks
from scheduler.verify.plan import check_plan
from tests.planning import plan_of
from tests.property.random_workspaces import random_workspace


@pytest.mark.parametrize("seed", range(25))
def test_every_reason_of_a_plan_without_a_plan_adds_up(seed: int) -> None:
    """Nothing is placed: every open task is asked for its reason, and the independent check adds all of them up."""
    studio = random_workspace(seed, size="mixed")
    plan = explain_plan(studio, plan_of(studio, {}))
    assert [violation.text for violation in check_plan(studio, plan).violations] == []
    for row in plan.unplaced:
        assert row.why.text != "no room was found"


@pytest.mark.parametrize("seed", range(25))
def test_prechecks_speak_of_something(seed: int) -> None:
    for reason in prechecks(random_workspace(seed, size="mixed")):
        assert reason.proven
        assert reason.text.endswith(".")
