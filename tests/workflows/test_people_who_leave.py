"""People who leave, at the desk: what goes with them is shared as a loss, whether people.yaml says when or forgets them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scheduler.fairshare import losing, loss_periods
from scheduler.fairshare.book import Book
from scheduler.fairshare.misfits import absent_days
from scheduler.workflows import kept_book
from tests.workflows.document_desk import DocumentDesk

LEAVES = "people:\n  - {id: p1, name: p1, skills: [dev]}\n  - {id: p2, name: p2, skills: [dev]}\n  - {id: p3, name: P Three, skills: [dev], until: 2026-11-27}\n"
FORGOTTEN = "people:\n  - {id: p1, name: p1, skills: [dev]}\n  - {id: p2, name: p2, skills: [dev]}\n"
FILES = {
    "workspace.yaml": """\
        format: 1
        name: T
        time_zone: Europe/London
        hours: {mon-fri: "09:00-13:00, 14:00-17:00"}
        horizon: 2 weeks
        """,
    "people.yaml": LEAVES.replace(", until: 2026-11-27", ""),
    "clients.yaml": """\
        clients:
          - {id: a, name: a, agreement: {since: 2026-11-23, hours: {dev: 40h}, notice: 2 working days}}
          - {id: b, name: b, agreement: {since: 2026-11-23, hours: {dev: 30h}, notice: 2 working days}}
          - {id: c, name: c, agreement: {since: 2026-11-23, hours: {dev: 20h}, notice: 2 working days}}
        """,
    "tasks.csv": "id,client,title,skill,effort,due\n",
}
REQUEST = """\
    id: Q
    client: b
    title: T
    asked_at: 2026-11-23T09:11
    needed_by: 2026-12-24T17:00
    tasks:
      - {id: x, skill: dev, effort: 20h, start: 2026-11-30}
    """


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DocumentDesk:
    made = DocumentDesk(tmp_path / "team", capfd)
    made.lay({name: _flush(text) for name, text in FILES.items()})
    made("record", "--as-of", "2026-11-23T09:00")
    return made


def _flush(text: str) -> str:
    indent = len(text) - len(text.lstrip(" "))
    return "".join(line[indent:] if line.strip() else line for line in text.splitlines(keepends=True))


def headlines(document: dict[str, Any]) -> list[str]:
    return [each["headline"] for each in document["told"]]


@pytest.mark.parametrize(
    ("people", "how"),
    [
        (LEAVES, "P Three leaves after Fri 27 Nov, Mon 30 Nov to Sun 27 Dec."),
        (FORGOTTEN, "P Three is in the team no more, Tue 24 Nov to Sun 20 Dec."),
    ],
    ids=["until", "forgotten"],
)
def test_whoever_leaves_is_a_loss_that_everybody_shares(desk: DocumentDesk, people: str, how: str) -> None:
    desk.write("people.yaml", people)
    told = desk("record", "--as-of", "2026-11-23T09:10")
    assert headlines(told)[0] == f"Working time was lost: {how}"
    assert headlines(told)[1].startswith("More working time is lost: P Three is still away ")
    shared = [line for each in told["told"] for line in each["lines"] if line.startswith("Shared alike")]
    ratios = [[float(each) for each in re.findall(r"\(([0-9.]+) %\)", line)] for line in shared]
    assert {len(each) for each in ratios} == {3}
    assert all(abs(ratio - 22.2) < 0.5 for each in ratios[:-1] for ratio in each)
    assert any("held for nobody and shared when it comes nearer" in line for line in told["told"][-1]["lines"])
    desk.write("requests/Q.yaml", _flush(REQUEST))
    assert desk("accept", "Q", "--as-of", "2026-11-23T09:11")["told"][-1]["headline"].startswith("Yes: ")
    assert desk("verify")["clean"]


def test_a_leave_of_years_can_be_recorded(desk: DocumentDesk) -> None:
    desk.write("time_off.csv", "person,from,to\np3,2026-11-30,2028-06-30\n")
    told = desk("record", "--as-of", "2026-11-23T09:10")
    assert headlines(told)[0].endswith("; shared here: Mon 30 Nov to Sun 27 Dec.")
    assert headlines(told)[1].endswith("is still away Mon 28 Dec to Sun 24 Jan 2027.")
    assert desk("verify")["clean"]


def test_what_a_book_has_left_to_nobody_is_shared_before_anything_else(
    desk: DocumentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_the_team(book: Book, **fields: Any) -> Any:
        return [each for each in absent_days(book, **fields) if each[0] in book.team.people]

    with monkeypatch.context() as before:
        before.setattr(losing, "absent_days", of_the_team)
        before.setattr(loss_periods, "absent_days", of_the_team)
        before.setattr(kept_book.Auditor, "take", lambda self, line: [])
        desk.write("people.yaml", FORGOTTEN)
        assert headlines(desk("record", "--as-of", "2026-11-23T09:10")) == ["The files changed. Nobody lost anything."]

    told = desk("record", "--as-of", "2026-11-23T09:20")

    assert headlines(told)
    assert all("orking time" in each for each in headlines(told))
    desk.write("requests/Q.yaml", _flush(REQUEST.replace("09:11", "09:21")))
    assert desk("accept", "Q", "--as-of", "2026-11-23T09:21")["told"][-1]["headline"].startswith("Yes: ")
