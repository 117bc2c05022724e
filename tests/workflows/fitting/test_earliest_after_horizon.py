"""The earliest date after the horizon: spare is in the mix there as well as before it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.workflows.document_desk import DocumentDesk

INPUTS = Path(__file__).resolve().parents[3] / "inputs"


def test_spare_makes_the_date_earlier_also_after_the_horizon(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "team"
    shutil.copytree(INPUTS / "quarter-to-five", folder)
    desk = DocumentDesk(folder, capfd)
    desk.write(
        "requests/R-1.yaml",
        "id: R-1\nclient: harrow\nasked_at: 2026-11-25T16:45\nneeded_by: 2026-11-27T17:00\n"
        "tasks: [{id: words, skill: copy, effort: 12h}]\n",
    )
    answer = desk("fit", "R-1", code=4)
    assert answer["earliest"]["finish"] == "2026-12-11T09:45:00Z"
    assert answer["earliest"]["guaranteed_by"] == "2026-12-16T17:00:00Z"
    later = next(offer for offer in answer["offers"] if offer["kind"] == "later")
    assert (later["finish"], later["funding"]["spare_minutes"]) == ("2026-12-11T09:45:00Z", 240)
    desk("accept", "R-1", "--offer", str(later["number"]))
    assert desk("verify")["clean"]
