"""A row of tasks.csv that is gone though its work is promised: its line in progress.csv still counts, until the promise is kept or cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.cli.main import run
from tests.workflows.document_desk import DocumentDesk

HEAD = "id,client,title,skill,effort,due\n"
PAGE = "page,a,Page,dev,6h,2026-11-30 17:00\n"
FILES = {
    "workspace.yaml": (
        "format: 1\nname: Studio\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-17:00'}\nhorizon: 2 weeks\n"
        "as_of: 2026-11-23T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [dev]}\n",
    "clients.yaml": "clients:\n  - {id: a, name: Aaa}\n",
    "tasks.csv": f"{HEAD}text,a,Text,dev,6h,2026-11-30 17:00\n{PAGE}",
}
LATER = "2026-11-24T09:00"


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path, capfd)
    made.lay(FILES)
    made("record")
    made.write("tasks.csv", HEAD + PAGE)
    return made


def planned(desk: DocumentDesk) -> dict[str, int]:
    """Record the files and return the planned minutes by task."""
    desk("record", "--as-of", LATER)
    rows = desk("plan", "--as-of", LATER)["tasks"]
    assert desk("verify")["violations"] == []
    return {row["id"]: sum(_minutes(block) for block in row["blocks"]) for row in rows}


def _minutes(block: dict[str, str]) -> int:
    start, end = (int(block[key][11:13]) * 60 + int(block[key][14:16]) for key in ("start", "end"))
    return end - start


def test_what_its_line_says_was_worked_counts(desk: DocumentDesk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.write("progress.csv", "task,worked\ntext,2h\n")
    assert planned(desk) == {"page": 360, "text": 240}
    assert run(["validate", str(desk.folder), "--as-of", LATER, "--no-color"]) == 0
    said = "tasks.csv has no task 'text' any more, so this row counts only for what the book still promises of it."
    assert said in " ".join(capfd.readouterr().err.split())


def test_its_line_can_say_that_it_is_done(desk: DocumentDesk) -> None:
    desk.write("progress.csv", "task,worked,done_on,person\ntext,5h,2026-11-23,ana\n")
    assert planned(desk) == {"page": 360}


def test_its_line_does_not_stand_in_the_way_of_a_cancel(desk: DocumentDesk) -> None:
    desk.write("progress.csv", "task,worked\ntext,2h\n")
    desk("record", "--as-of", LATER)
    desk("cancel", "text", "--as-of", LATER)
    assert planned(desk) == {"page": 360}


def test_a_task_that_the_book_does_not_know_is_a_problem(desk: DocumentDesk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.write("progress.csv", "task,worked\npages,2h\n")
    assert run(["record", str(desk.folder), "--as-of", LATER, "--no-color"]) == 3
    said = "task is 'pages'; expected the id of a task in tasks.csv. Did you mean 'page'?"
    assert said in " ".join(capfd.readouterr().err.split())
