"""What is reported or changed after a plan was published can move work in the book: the next plan keeps what the book says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.document_desk import DocumentDesk

WORKSPACE = """format: 1
name: T
time_zone: Europe/London
hours: {mon-fri: "09:00-13:00, 14:00-17:00"}
horizon: 3 weeks
"""
PEOPLE = {
    "p1": "  - {id: p1, name: P1, skills: [design]}\n",
    "p2": "  - {id: p2, name: P2, skills: [design, copy]}\n",
    "p3": "  - {id: p3, name: P3, skills: [design, copy]}\n",
    "p4": "  - {id: p4, name: P4, skills: [copy, lead]}\n",
}
WEEKLY = """    recurring:
      - id: {id}
        title: Weekly
        rule: FREQ=WEEKLY;BYDAY={day}
        due_time: "17:00"
        tasks: [{{id: d, skill: design, effort: 2h}}]
"""
PROGRESS = "task,worked,remaining,done_on,person\n"


def clients(*, a: str, b: str, c: str, notice_of_a: int) -> str:
    """Return three clients with weekly hours, of whom the first two have something due every week."""
    said = "    agreement: {{since: 2026-11-02, hours: {{{}}}, notice: {} working days}}\n"
    return (
        "clients:\n"
        + ("  - id: A\n    name: A\n" + said.format(a, notice_of_a) + WEEKLY.format(id="wkA", day="FR"))
        + ("  - id: B\n    name: B\n" + said.format(b, 2) + WEEKLY.format(id="wkB", day="TH"))
        + ("  - id: C\n    name: C\n" + said.format(c, 3))
    )


def stands(plan: dict[str, Any], task: str) -> list[tuple[str, str, str]]:
    """Return where a plan has a task: person, beginning and end of each block."""
    (row,) = (each for each in plan["tasks"] if each["id"] == task)
    return [(row["person"], block["start"][:16], block["end"][11:16]) for block in row["blocks"]]


@pytest.fixture
def reopened(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    """Work that was told done by mistake before the plan was published, and is open again since: other work of its client made room for it."""
    desk = DocumentDesk(tmp_path, capfd)
    desk.lay(
        {
            "workspace.yaml": WORKSPACE,
            "people.yaml": "people:\n" + "".join(PEOPLE.values()),
            "clients.yaml": clients(
                a="design: 20h, copy: 4h", b="design: 15h", c="design: 5h, copy: 5h", notice_of_a=2
            ),
            "tasks.csv": "id,client,title,skill,effort,due\nT1,B,row,design,1h,2026-12-03\n",
        }
    )
    desk("record", "--as-of", "2026-11-23T09:00")
    desk.write("progress.csv", PROGRESS + "wkB/2026-11-26/d,10h,0m,,\n")
    desk("plan", "--publish", "--out", str(tmp_path / "published.json"), "--as-of", "2026-11-24T09:30")
    desk.write("progress.csv", PROGRESS + "wkA/2026-12-11/d,120m,,2026-11-24,\n")
    return desk


HALVES = [("p2", "2026-11-26T15:00", "16:00"), ("p2", "2026-11-27T09:00", "10:00")]


def test_what_a_report_moved_is_not_frozen_where_it_was_published(reopened: DocumentDesk) -> None:
    reopened("record", "--as-of", "2026-11-24T10:15")
    plan = reopened("plan", "--as-of", "2026-11-24T10:15")
    assert plan["verified"]
    assert stands(plan, "wkB/2026-12-03/d") == HALVES
    assert plan["unfrozen"] == [{"task": "wkB/2026-12-03/d", "cause": "answered"}]


def test_nor_while_the_report_is_only_looked_at(reopened: DocumentDesk, tmp_path: Path) -> None:
    out = tmp_path / "looked.json"
    plan = reopened("plan", "--out", str(out), "--as-of", "2026-11-24T10:15")
    assert stands(plan, "wkB/2026-12-03/d") == HALVES
    reopened("verify", str(out))


def test_an_answer_after_it_stands_on_the_same_places(reopened: DocumentDesk) -> None:
    reopened("record", "--as-of", "2026-11-24T10:15")
    reopened.write(
        "requests/R-1.yaml",
        "id: R-1\nclient: C\ntitle: More\nasked_at: 2026-11-24T10:15\nneeded_by: 2026-12-04T17:00\n"
        "tasks: [{id: a, skill: design, effort: 1h}]\n",
    )
    verdict = reopened("fit", "R-1", "--as-of", "2026-11-24T10:15")
    assert stands(verdict["plan"], "wkB/2026-12-03/d") == HALVES
    reopened("accept", "R-1", "--as-of", "2026-11-24T10:15")
    plan = reopened("plan", "--as-of", "2026-11-24T10:15")
    assert stands(plan, "wkB/2026-12-03/d") == HALVES


def test_another_baseline_freezes_it_as_it_says(reopened: DocumentDesk, tmp_path: Path) -> None:
    reopened("record", "--as-of", "2026-11-24T10:15")
    given = json.loads((tmp_path / "published.json").read_text(encoding="utf-8"))
    other = tmp_path / "other.json"
    other.write_text(json.dumps(given | {"seed": 7}), encoding="utf-8")
    plan = reopened("plan", "--baseline", str(other), "--as-of", "2026-11-24T10:15")
    assert plan["verified"]
    assert stands(plan, "wkB/2026-12-03/d") == [("p2", "2026-11-26T14:00", "16:00")]


@pytest.fixture
def chained(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    """A request in two steps, of which the first is published to run at once, elsewhere than in the book, as somebody left."""
    desk = DocumentDesk(tmp_path, capfd)
    desk.lay(
        {
            "workspace.yaml": WORKSPACE,
            "people.yaml": "people:\n" + "".join(PEOPLE.values()),
            "clients.yaml": clients(
                a="design: 20h, copy: 4h", b="design: 15h, copy: 6h", c="design: 8h", notice_of_a=1
            ),
            "tasks.csv": "id,client,title,skill,effort,due\n"
            "T1,B,row,design,6h,2026-11-27\nT2,A,row,design,6h,2026-11-26\n",
        }
    )
    desk("record", "--as-of", "2026-11-23T09:00")
    desk.write(
        "requests/R4.yaml",
        "id: R4\nclient: B\ntitle: x\nasked_at: 2026-11-24T09:00\nneeded_by: 2026-11-30T12:00\n"
        "tasks:\n  - {id: a, skill: design, effort: 1h}\n  - {id: b, skill: copy, effort: 1h, after: a}\n",
    )
    desk("accept", "R4", "--as-of", "2026-11-24T09:00")
    desk.write("people.yaml", "people:\n" + "".join(line for who, line in PEOPLE.items() if who != "p1"))
    desk("plan", "--publish", "--as-of", "2026-11-24T12:00")
    return desk


@pytest.mark.parametrize("passed", ["12:15", "13:00", "14:30"])
def test_booked_work_waits_for_what_comes_before_it_when_time_has_passed(
    chained: DocumentDesk, tmp_path: Path, passed: str
) -> None:
    out = tmp_path / "plan.json"
    plan = chained("plan", "--out", str(out), "--as-of", f"2026-11-24T{passed}", code=4)
    first, second = (next(row for row in plan["tasks"] if row["id"] == f"R4/{part}") for part in "ab")
    assert plan["verified"]
    assert first["finish"] <= second["start"]
    assert (first["late_minutes"], second["late_minutes"]) == (0, 0)
    chained("verify", str(out))


def test_an_answer_can_be_given_then_too(chained: DocumentDesk) -> None:
    chained.write(
        "requests/R-5.yaml",
        "id: R-5\nclient: C\ntitle: More\nasked_at: 2026-11-24T12:15\nneeded_by: 2026-12-04T17:00\n"
        "tasks: [{id: a, skill: design, effort: 1h}]\n",
    )
    assert chained("fit", "R-5", "--as-of", "2026-11-24T12:15")["verdict"] == "fits_as_is"
