"""What moves for a request can be work of which time has passed without a word of progress: the plan has more of it to do than the book."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Case\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-13:00, 14:00-17:00'}\nhorizon: 2 weeks\n"
        "policy: {freeze_days: 0}\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [copy]}\n",
    "clients.yaml": (
        "clients:\n  - {id: a, name: Alpha, agreement: {since: 2026-01-05, hours: {copy: 10h}}}\n  - {id: o, name: Oak}\n"
    ),
    "tasks.csv": "id,client,title,skill,effort,due\nletter,a,Letter,copy,8h,2026-11-26\n",
    "requests/R1.yaml": (
        "id: R1\nclient: o\nasked_at: 2026-11-23T09:00\nneeded_by: 2026-11-24T13:00\ntasks: [{id: t, skill: copy, effort: 2h}]\n"
    ),
}
MONDAY, LATER = "2026-11-23T09:00", "2026-11-23T16:00"


def test_what_is_left_of_unreported_work_moves_and_the_answer_holds(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = DocumentDesk(tmp_path / "desk", capfd)
    desk.folder.mkdir()
    desk.lay(FILES)
    desk("plan", "--publish", "--as-of", MONDAY)
    answer = desk("fit", "requests/R1.yaml", "--as-of", LATER)
    assert answer["verdict"] == "fits_with_moves"
    assert [move["task"] for move in answer["moves"]] == ["letter"]
    desk("accept", "R1", "--as-of", LATER)
    assert desk("verify")["violations"] == []


def test_the_earliest_date_fits_when_it_is_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk = DocumentDesk(tmp_path / "desk", capfd)
    desk.folder.mkdir()
    desk.lay(FILES)
    desk("plan", "--publish", "--as-of", MONDAY)
    options = ["--client", "o", "--skill", "copy", "--effort", "2h", "--as-of", LATER, "--by"]
    at_once = desk("fit", *options, "2026-11-23T16:30", code=4)
    assert at_once["verdict"] == "fits_later"
    again = desk("fit", *options, at_once["earliest"]["finish"])
    assert (again["verdict"], again["earliest"]["finish"]) == ("fits_with_moves", at_once["earliest"]["finish"])
