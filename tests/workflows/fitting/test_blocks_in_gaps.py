"""Held blocks of others make room in any gap of their day, not only at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.document_desk import DocumentDesk

TEAM = {
    "workspace.yaml": (
        "format: 1\nname: Gap\ntime_zone: Europe/London\n"
        'hours: {mon-fri: "09:00-17:00"}\nhorizon: 2 weeks\nas_of: 2026-11-23T09:00\n'
    ),
    "people.yaml": "people:\n  - {id: mia, name: Mia, skills: [copy]}\n",
    "clients.yaml": (
        "clients:\n  - {id: oak, name: Oak}\n"
        "  - {id: vale, name: Vale, agreement: {since: 2026-01-05, hours: {copy: 5h}, notice: 2 working days}}\n"
    ),
    "tasks.csv": (
        "id,client,title,skill,effort,due,start\nmorning,oak,Morning,copy,4h,2026-11-27T13:00,2026-11-27T09:00\n"
    ),
    "requests/R-1.yaml": (
        "id: R-1\nclient: oak\nasked_at: 2026-11-23T09:00\nneeded_by: 2026-11-27T17:00\n"
        "tasks: [{id: a, skill: copy, effort: 4h, one_sitting: yes, start: 2026-11-27T13:00}]\n"
    ),
}


def test_a_block_goes_to_the_free_morning_for_a_sitting_of_the_whole_afternoon(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "team").mkdir()
    desk = DocumentDesk(tmp_path / "team", capfd)
    desk.lay(TEAM)
    desk("record")
    # The block of Friday was laid after a full morning, which is free now; at the end of the day it would be in the way too.
    desk("cancel", "morning")
    answer = desk("fit", "R-1")
    (held,) = [row["blocks"] for row in answer["plan"]["held"] if row["day"] == "2026-11-27"]
    assert [block["end"] for block in held] <= ["2026-11-27T13:00:00Z"]
    assert answer["finish"] == "2026-11-27T17:00:00Z"
    desk("accept", "R-1")
    assert desk("verify")["clean"]
