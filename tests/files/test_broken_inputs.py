"""Every folder of inputs/broken gets exactly the messages that stand beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from scheduler.errors import InputError
from scheduler.files import read_workspace

BROKEN = Path(__file__).resolve().parents[2] / "inputs" / "broken"
CASES = sorted(path.parent.name for path in BROKEN.glob("*/expected.yaml"))


def test_there_are_enough_of_them_and_the_list_names_all() -> None:
    assert len(CASES) >= 25
    listed = (BROKEN / "README.md").read_text(encoding="utf-8")
    assert [name for name in CASES if f"[{name}]({name}/)" not in listed] == []


@pytest.mark.parametrize("name", CASES)
def test_the_messages_are_the_expected_ones(name: str) -> None:
    expected = yaml.safe_load((BROKEN / name / "expected.yaml").read_text(encoding="utf-8"))
    with pytest.raises(InputError) as caught:
        read_workspace(BROKEN / name, clock=lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    assert [problem.text for problem in caught.value.problems] == expected["problems"]
    assert expected["exit_code"] == 3
