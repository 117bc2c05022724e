"""The engine and brute force agree on 300 tiny workspaces: the first two levels, and what is claimed of them."""

import pytest

from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from tests.oracle.brute_force import brute_force
from tests.property.random_workspaces import random_workspace

SEEDS = 300
CHUNKS = 30


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_first_two_levels_are_the_best_there_are(chunk):
    for seed in range(chunk, SEEDS, CHUNKS):
        place = random_workspace(seed, size="tiny")
        best = brute_force(place)
        plan = make_plan(place, settings=PlanSettings(seed=0, time_limit_seconds=20))
        result = check_plan(place, plan)
        assert [found.text for found in result.violations] == [], seed
        values = {level.level: level.value for level in result.objective}
        assert (values["regulatory_lateness"], values["agreed_lateness"]) == (best.regulatory, best.agreed), seed
        _assert_claims_are_true(seed, plan, {"regulatory_lateness": best.regulatory, "agreed_lateness": best.agreed})
        if best.all_on_time:
            promised = [row.id for row in plan.tasks if row.late_minutes and row.counts_as in ("regulatory", "agreed")]
            assert promised == [], seed


def _assert_claims_are_true(seed, plan, best):
    """A bound lies at or below the best there is, and what is called optimal is."""
    claimed = {level.level: level for level in plan.objective}
    for name, value in best.items():
        assert claimed[name].bound <= value, (seed, name)
        if claimed[name].optimal:
            assert claimed[name].value == value, (seed, name)
    if plan.status == "optimal":
        assert all(level.optimal for level in plan.objective), seed
