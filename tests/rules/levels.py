"""One level of a plan, for the tests of the levels."""

from scheduler.verify import check_plan
from tests.planning import plan_of


def level_of(name, place, placings, *, baseline=None, holdings=None, held=()):
    """Return (value, names) of a level that the verifier recomputes, after making sure that the plan is clean."""
    plan = plan_of(place, placings, baseline=baseline, holdings=holdings, held=held)
    result = check_plan(place, plan, baseline=baseline, holdings=holdings)
    assert result.violations == ()
    (level,) = (level for level in result.objective if level.level == name)
    return (level.value, level.names) if isinstance(level.value, tuple) else level.value
