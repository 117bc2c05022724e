import ast
from pathlib import Path

from scheduler.domain.rules import LEVELS, RULES
from scheduler.verify import CHECKS, check_plan
from scheduler.verify.objective import MEASURES
from tests.mutants.good_plan import good_baseline, good_holdings, good_plan, good_workspace

PACKAGE = Path(__file__).parents[2] / "scheduler" / "verify"
ALLOWED = {"scheduler.domain", "scheduler.units", "scheduler.errors", "scheduler.verify", "holidays", "dateutil"}


def test_every_hard_rule_has_a_check_and_every_level_a_measure():
    assert list(CHECKS) == [rule.id for rule in RULES if rule.strength == "hard"]
    assert tuple(MEASURES) == LEVELS


def test_every_rule_is_checked_or_listed_as_unchecked():
    plan = good_plan()
    with_baseline = check_plan(good_workspace(), plan, baseline=good_baseline(), holdings=good_holdings())
    assert set(with_baseline.checked) == {rule.id for rule in RULES}
    without = check_plan(good_workspace(), plan)
    assert set(without.checked) | set(dict(without.unchecked)) == {rule.id for rule in RULES}
    assert set(dict(without.unchecked)) == {"frozen_work_stays", "booked_blocks_stay", "moves_are_listed", "moves"}


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_verifier_stands_alone():
    foreign = {
        (path.name, name)
        for path in PACKAGE.glob("*.py")
        for name in _imported(path)
        if not any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED)
        and name.split(".")[0] in {"scheduler", "numpy", "pandas", "ortools", "whenever", "pydantic"}
    }
    assert foreign == set()
