"""A recurring deliverable that is edited: what is booked of it stays as it was promised, and whoever edits it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.cli.main import run
from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Case\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-17:00'}\nhorizon: 2 weeks\n"
        "as_of: 2026-11-23T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [copy, seo]}\n",
    "tasks.csv": "id,client,title,skill,effort,due\n",
}
STAYS = "What is booked up to Fri 4 Dec stays as it was promised; the change counts after that."


def clients(task: str = "skill: copy, effort: 4h", due_time: str = "12:00") -> str:
    """Return clients.yaml with one weekly report."""
    return (
        "clients:\n  - id: a\n    name: Alpha\n    agreement: {since: 2026-11-16, hours: {copy: 10h}}\n    recurring:\n"
        f"      - {{id: report, title: Report, rule: FREQ=WEEKLY;BYDAY=FR, due_time: '{due_time}', tasks: [{{id: text, {task}}}]}}\n"
    )


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path, capfd)
    made.lay({**FILES, "clients.yaml": clients()})
    made("record")
    return made


def said(desk: DocumentDesk, capfd: pytest.CaptureFixture[str]) -> str:
    """Record the files and return the notices."""
    capfd.readouterr()
    assert run(["record", str(desk.folder), "--no-color"]) == 0
    return " ".join(capfd.readouterr().err.split())


@pytest.mark.parametrize(
    ("task", "due_time", "what"),
    [
        ("skill: copy, effort: 6h", "12:00", "effort"),
        ("skill: seo, effort: 4h", "12:00", "skill"),
        ("skill: copy, effort: 4h, person: ana", "12:00", "person"),
        ("skill: copy, effort: 4h", "10:00", "due time"),
        ("skill: seo, effort: 6h", "10:00", "effort, skill and due time"),
    ],
)
def test_what_it_says_otherwise_is_named(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str], task: str, due_time: str, what: str
) -> None:
    desk.write("clients.yaml", clients(task, due_time))
    assert f"The tasks of 'report' say another {what} than what is booked. {STAYS}" in said(desk, capfd)


def test_nothing_is_said_of_one_that_is_as_it_was_booked(desk: DocumentDesk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.write("clients.yaml", clients().replace("title: Report", "title: Weekly report"))
    assert "than what is booked" not in said(desk, capfd)


def test_nothing_is_said_of_a_report_of_progress(desk: DocumentDesk, capfd: pytest.CaptureFixture[str]) -> None:
    desk.write("progress.csv", "task,worked,remaining,done_on,person\nreport/2026-11-27/text,,5h,,\n")
    assert "than what is booked" not in said(desk, capfd)


def test_nothing_is_said_of_work_that_is_bound_through_work_without_a_promise_or_that_is_done(
    desk: DocumentDesk, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in (desk.folder / ".evenhand").iterdir():
        path.unlink()
    parts = (
        "{id: text, skill: copy, effort: 2h}, {id: talk, skill: copy, effort: 1h, commitment: target, same_person_as: text}, "
        "{id: page, skill: copy, effort: 2h, same_person_as: talk}, {id: draft, skill: copy, effort: 1h}, "
        "{id: check, skill: copy, effort: 1h, same_person_as: draft}"
    )
    desk.write("clients.yaml", clients().replace("{id: text, skill: copy, effort: 4h}", parts))
    desk.write("progress.csv", "task,worked,remaining,done_on,person\nreport/2026-11-27/draft,1h,,2026-11-20,ana\n")
    desk("record")
    assert "is booked" not in said(desk, capfd)
