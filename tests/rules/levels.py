"""One level of a plan, for the tests of the levels."""

from scheduler.verify import check_plan
from tests.planning import plan_of


def level_of(name, place, placings, *, baseline=None):
    """Return (value, names) of a level that the verifier recomputes, after making sure that the plan is clean."""
    result = check_plan(place, plan_of(place, placings, baseline=baseline), baseline=baseline)
    assert result.violations == ()
    (level,) = (level for level in result.objective if level.level == name)
    return (level.value, level.names) if isinstance(level.value, tuple) else level.value
