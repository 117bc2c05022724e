"""Plans of 1,000 random workspaces pass the independent check, reasons included, whatever became of their work."""

import pytest

from scheduler.explain.plan import explain_plan
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.verify import check_plan
from tests.property.a_day_later import a_day_later
from tests.property.random_workspaces import random_workspace

SEEDS = 1000
CHUNKS = 50
QUICK = PlanSettings(seed=0, time_limit_seconds=0.1)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_plans_break_no_rule(chunk):
    for seed in range(chunk, SEEDS, CHUNKS):
        place = random_workspace(seed, size="mixed")
        # Every fifth is asked for with overtime, which is planned twice and so takes twice as long.
        overtime = seed % 5 == 0
        settings = PlanSettings(seed=0, time_limit_seconds=0.1, overtime=overtime)
        plan = explain_plan(place, make_plan(place, settings=settings), overtime=overtime)
        result = check_plan(place, plan)
        assert [(found.rule, found.text) for found in result.violations] == [], seed


@pytest.mark.parametrize("seed", range(60))
def test_plans_made_again_against_a_baseline_break_no_rule(seed):
    place = random_workspace(seed, size="small")
    baseline = make_plan(place, settings=QUICK)
    later = a_day_later(place, baseline, seed=seed)
    again = explain_plan(later, make_plan(later, baseline=baseline, settings=QUICK))
    result = check_plan(later, again, baseline=baseline)
    assert [(found.rule, found.text) for found in result.violations] == []
    assert {"frozen_work_stays", "moves_are_listed", "moves"} <= set(result.checked)


@pytest.mark.parametrize("seed", range(20))
def test_planning_again_with_no_change_moves_nothing_unless_that_is_better(seed):
    """A short run may be bettered by the next; only lateness of promised work is worth a move."""
    place = random_workspace(seed, size="small")
    baseline = make_plan(place, settings=QUICK)
    again = make_plan(place, baseline=baseline, settings=QUICK)
    result = check_plan(place, again, baseline=baseline)
    assert result.violations == ()
    before, now = promised(check_plan(place, baseline).objective), promised(result.objective)
    moved = next(level.value for level in result.objective if level.level == "moves")
    assert (now, moved) <= (before, 0)
    assert (again.added, again.dropped, again.unfrozen) == ((), (), ())


def promised(levels):
    """Return the values of the levels above `moves`."""
    return [level.value for level in levels][: [level.level for level in levels].index("moves")]
