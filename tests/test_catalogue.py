"""The rule catalogue is the spine: model, verifier, README and tests speak of the same rules."""

from __future__ import annotations

import re
from pathlib import Path

from scheduler.domain.rules import BY_ID, LEVELS, RULES
from scheduler.model.registry import RULES as MODELLED
from scheduler.verify.objective import MEASURES
from scheduler.verify.plan import CHECKS
from tests.readme_parts import README, part_of

TESTS = Path(__file__).resolve().parent / "rules"
IDS = [rule.id for rule in RULES]
HARD = {rule.id for rule in RULES if rule.strength == "hard"}
HARD_ON_WORK = {rule.id for rule in RULES if rule.strength == "hard" and rule.scope == "plan"}


def test_ids_are_unique_and_levels_stand_in_the_order_of_importance() -> None:
    assert len(set(IDS)) == len(IDS) == len(BY_ID)
    assert list(LEVELS) == [rule.id for rule in RULES if rule.strength == "soft"]


def test_the_verifier_checks_every_hard_rule_and_measures_every_level() -> None:
    assert set(CHECKS) == HARD
    assert set(MEASURES) == set(LEVELS)
    assert list(CHECKS) == [rule for rule in IDS if rule in CHECKS]


def test_the_model_holds_every_hard_rule_on_work() -> None:
    assert set(MODELLED) == HARD_ON_WORK


def test_the_readme_has_a_row_for_every_rule() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|", part_of(README.read_text(encoding="utf-8"), "rules"), flags=re.MULTILINE)
    assert rows == IDS


def test_every_rule_has_a_test_file() -> None:
    assert {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")} >= set(IDS)


def test_every_test_file_of_rules_is_about_a_rule() -> None:
    assert {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")} <= set(IDS)


def test_sentences_are_sentences() -> None:
    assert all(re.fullmatch(r"[A-Z].*\.", rule.sentence) for rule in RULES)
