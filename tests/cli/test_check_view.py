"""What `verify` shows of an independent check."""

from __future__ import annotations

import io

from scheduler.cli.check_view import draw_check
from scheduler.cli.screen import console_for
from scheduler.domain.answers import Check, RecomputedMeasure, UncheckedRule
from tests.report import studio


def test_a_rule_that_was_checked_in_part_is_named_once_and_as_such() -> None:
    check = Check(
        workspace="w", as_of="2026-11-23T09:00:00+00:00", evenhand_version="0", seed=0, inputs_sha256="0",
        clean=True, checked=("full_effort", "moves_are_listed"),
        unchecked=(
            UncheckedRule(rule="frozen_work_stays", reason="no baseline was given"),
            UncheckedRule(rule="moves_are_listed", reason="that none was published is not looked at"),
        ),
        objective=(RecomputedMeasure(level="priorities", value=3, claimed=3, unit="weighted minute-minutes", names=()),),
    )  # fmt: skip
    buffer = io.StringIO()
    draw_check(console_for(width=140, color_system=None, file=buffer), studio.calm_plan(), check=check)
    lines = [line.rstrip() for line in buffer.getvalue().splitlines()]
    assert "checked: full_effort" in lines
    assert "not checked: frozen_work_stays: no baseline was given" in lines
    assert "checked in part: moves_are_listed: that none was published is not looked at" in lines
    assert "minute-minutes" not in buffer.getvalue()
