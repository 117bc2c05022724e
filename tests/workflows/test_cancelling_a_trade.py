"""A request that was accepted in exchange for own work can be taken back: its hours return where the work that waited leaves room."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.book import Entry
from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Case\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-17:00'}\nhorizon: 3 weeks\n"
        "as_of: 2026-11-23T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [copy]}\n",
    "clients.yaml": (
        "clients:\n  - {id: a, name: Alpha, agreement: {since: 2026-11-16, hours: {copy: 10h}, rush: {copy: 2h}, borrow: 4h}}\n"
        "  - {id: b, name: Beta, agreement: {since: 2026-11-16, hours: {copy: 20h}}}\n"
    ),
    "tasks.csv": "id,client,title,skill,effort,due\n",
}


def _request(name: str, effort: str, needed_by: str) -> str:
    return (
        f"id: {name}\nclient: a\nasked_at: 2026-11-23T09:00\nneeded_by: {needed_by}\n"
        f"tasks: [{{id: t, skill: copy, effort: {effort}}}]\n"
    )


def test_work_that_left_its_blocks_in_a_trade_is_in_the_way_of_what_returns(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = DocumentDesk(tmp_path, capfd)
    desk.lay(FILES)
    desk("record")
    desk.write("requests/R0.yaml", _request("R0", "8h", "2026-11-27T17:00"))
    desk("accept", "R0")
    desk.write("requests/R1.yaml", _request("R1", "6h", "2026-11-25T12:00"))
    offers = desk("fit", "R1", code=4)["offers"]
    trade = next(offer["number"] for offer in offers if offer["kind"] == "trade")
    desk("accept", "R1", "--offer", str(trade))

    (entry,) = (Entry(**each) for each in desk("cancel", "R1")["entries"])

    # R0 stands where its own hours of Tuesday were; of Wednesday there is room beside it.
    assert [(str(row.day), row.fund, row.minutes) for row in entry.rows] == [("2026-11-25", "own", -120)]
    assert desk("verify")["violations"] == []
