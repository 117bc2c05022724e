"""What the tests of the command line share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.calls import ROOT
from tests.cli.desk import Desk


@pytest.fixture
def desk_of(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[[str], Desk]:
    def make(example: str) -> Desk:
        shutil.copytree(ROOT / "inputs" / example, tmp_path / example)
        return Desk(tmp_path / example, capfd)

    return make
