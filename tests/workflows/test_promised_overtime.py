"""Overtime that was accepted for a promise stands in every plan where it was accepted, and counts as what it is from then on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.workflows.kept_book import stored_book
from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Two Desks\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-13:00, 14:00-17:00'}\n"
        "horizon: 3 weeks\ngrid_minutes: 30\nas_of: 2026-11-27T15:00\n"
    ),
    "people.yaml": "people:\n  - {id: cy, name: Cy Marlow, skills: [copy], overtime: 2h}\n  - {id: di, name: Di, skills: [seo]}\n",
    "clients.yaml": (
        "clients:\n  - {id: thr, name: Third Co, agreement: {since: 2026-01-05, hours: {copy: 12h}, "
        "notice: 1 working days, borrow: 2h, approver: Boss}}\n  - {id: fou, name: Fourth Co}\n"
    ),
}
EVENING = ("2026-11-27T17:00:00Z", "2026-11-27T19:00:00Z", True)


class Desk(DocumentDesk):
    """A folder with one request that only overtime does in time."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder, capfd)
        self.lay(FILES)
        self.ask("R-1", "thr", "effort: 8h30m", by="2026-12-01T17:00")

    def ask(self, request: str, client: str, fields: str, *, by: str, asked: str = "2026-11-27T15:00") -> None:
        """Write a request with one task."""
        self.write(
            f"requests/{request}.yaml",
            f"id: {request}\nclient: {client}\ntitle: Press\nasked_at: {asked}\nneeded_by: {by}\n"
            f"tasks:\n  - {{id: a, skill: copy, {fields}}}\n",
        )

    def report(self, *rows: str) -> None:
        """Write progress.csv."""
        self.write("progress.csv", "\n".join(["task,worked", *rows, ""]))

    def accept_overtime(self, request: str = "R-1") -> None:
        """Accept the offer with overtime."""
        verdict = self("fit", request, code=4)
        (offer,) = (each for each in verdict["offers"] if each["kind"] == "overtime")
        self("accept", request, "--offer", str(offer["number"]))

    def charged(self, request: str = "R-1") -> int:
        """Return the minutes of overtime that a request is charged with in all."""
        book = stored_book(self.folder)
        assert book is not None
        rows = (row for entry in book.entries for row in entry.rows)
        return sum(row.minutes for row in rows if row.fund == "overtime" and row.task == f"{request}/a")


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    found = Desk(tmp_path, capfd)
    found("plan", "--publish")
    found.accept_overtime()
    return found


def blocks_of(plan: dict[str, Any], task: str = "R-1/a") -> list[tuple[str, str, bool]]:
    (row,) = (row for row in plan["tasks"] if row["id"] == task)
    return [(block["start"], block["end"], block["overtime"]) for block in row["blocks"]]


def evenings_of_this_week(verdict: dict[str, Any]) -> list[str]:
    """Return the overtime until Sunday 29 November that offers take."""
    tasks = [task for offer in verdict["offers"] for task in offer["tasks"]]
    blocks = [block for task in tasks for block in task["blocks"] if block["overtime"]]
    return [block["start"] for block in blocks if block["start"] < "2026-11-30"]


def level(plan: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (each for each in plan["objective"] if each["level"] == name)
    return found


def test_a_plan_has_the_work_where_it_was_accepted_in_overtime(desk: Desk) -> None:
    plan = desk("plan")
    assert plan["verified"]
    blocks = blocks_of(plan)
    assert EVENING in blocks
    assert sum(overtime for _, _, overtime in blocks) == 1
    assert blocks[0] == ("2026-11-27T15:00:00Z", "2026-11-27T17:00:00Z", False)
    (cy,) = (row for row in plan["people"] if row["id"] == "cy")
    assert (cy["planned_minutes"], cy["overtime_minutes"]) == (510, 120)
    found = level(plan, "overtime")
    assert (found["value"], found["bound"], found["optimal"]) == (120, 120, True)
    assert plan["status"] == "optimal"


def test_what_was_accepted_stays_when_it_is_published_and_planned_again(desk: Desk) -> None:
    first = blocks_of(desk("plan", "--publish"))
    again = desk("plan")
    assert blocks_of(again) == first
    assert (again["moves"], again["added"], again["unfrozen"]) == ([], [], [])
    assert EVENING in blocks_of(desk("plan", "--overtime"))
    assert desk("verify")["clean"]


def test_the_check_of_a_plan_wants_the_promised_overtime(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    plan = desk("plan", "--out", str(path))
    assert desk("verify", str(path))["clean"]
    (row,) = plan["tasks"]
    row["blocks"] = [{"start": "2026-11-30T09:00:00Z", "end": "2026-11-30T13:00:00Z"}]
    path.write_text(json.dumps(plan), encoding="utf-8")
    check = desk("verify", str(path), code=4)
    assert "booked_blocks_stay" in {each["rule"] for each in check["violations"]}


def test_work_as_it_was_planned_is_no_overrun(desk: Desk) -> None:
    desk("plan", "--publish")
    desk.report("R-1/a,2h")
    document = desk("record", "--as-of", "2026-11-27T17:00")
    assert [row for entry in document["entries"] for row in entry["rows"] if row["minutes"] > 0] == []
    plan = desk("plan", "--as-of", "2026-11-27T17:00")
    assert blocks_of(plan)[0] == EVENING
    desk.report("R-1/a,4h")
    document = desk("record", "--as-of", "2026-11-27T21:00")
    assert [row for entry in document["entries"] for row in entry["rows"] if row["minutes"] > 0] == []
    plan = desk("plan", "--publish", "--as-of", "2026-11-27T21:00")
    assert sum(task["late_minutes"] for task in plan["tasks"]) == 0
    assert desk.charged() == 120


def test_a_part_of_the_evening_that_has_begun_stays(desk: Desk) -> None:
    desk.report("R-1/a,3h")
    plan = desk("plan", "--as-of", "2026-11-27T18:00")
    assert blocks_of(plan)[0] == ("2026-11-27T18:00:00Z", EVENING[1], True)


def test_less_work_gives_overtime_up_first(desk: Desk) -> None:
    desk.report("R-1/a,3h")
    plan = desk("plan", "--as-of", "2026-11-27T17:00")
    assert [block for block in blocks_of(plan) if block[2]] == [("2026-11-27T17:00:00Z", "2026-11-27T18:00:00Z", True)]


def test_a_cancel_frees_the_evening_and_gives_its_charge_back(desk: Desk) -> None:
    desk("cancel", "R-1")
    assert desk.charged() == 0
    assert desk("verify")["clean"]
    assert desk("plan")["tasks"] == []


def test_a_cancel_after_the_evening_keeps_its_charge(desk: Desk) -> None:
    desk.report("R-1/a,4h")
    desk("cancel", "R-1", "--as-of", "2026-11-27T20:00")
    assert desk.charged() == 120
    assert desk("plan", "--as-of", "2026-11-27T20:00")["tasks"] == []
    assert desk("verify")["clean"]


def test_no_second_offer_takes_the_same_overtime(desk: Desk) -> None:
    desk.ask("R-2", "thr", "effort: 2h", by="2026-11-27T23:00")
    assert evenings_of_this_week(desk("fit", "R-2", code=4)) == []
    # Once the evening is worked, the consent of its week is used up all the same.
    desk.report("R-1/a,4h")
    desk.write(
        "people.yaml",
        FILES["people.yaml"].replace("overtime: 2h", "overtime: {hours: 2h, when: {mon-sun: '17:00-21:00'}}"),
    )
    desk("record", "--as-of", "2026-11-27T20:00")
    desk.ask("R-2", "thr", "effort: 1h", by="2026-11-27T23:00", asked="2026-11-27T20:00")
    assert evenings_of_this_week(desk("fit", "R-2", "--as-of", "2026-11-27T20:00", code=4)) == []


def test_a_request_of_another_client_stands_beside_it(desk: Desk) -> None:
    desk("plan", "--publish")
    desk.ask("R-2", "fou", "effort: 1h", by="2026-12-01T17:00")
    verdict = desk("fit", "R-2")
    assert EVENING in blocks_of(verdict["plan"])
    desk("accept", "R-2")
    assert EVENING in blocks_of(desk("plan"))
    assert desk("verify")["clean"]


def test_somebody_elses_day_off_moves_nothing(desk: Desk) -> None:
    desk.write("time_off.csv", "person,from,to\ndi,2026-12-02,2026-12-02\n")
    document = desk("record")
    assert [stand for entry in document["entries"] for stand in entry["work"]] == []
    assert EVENING in blocks_of(desk("plan"))


def test_who_takes_back_their_consent_works_no_overtime(desk: Desk) -> None:
    desk.write("people.yaml", FILES["people.yaml"].replace(", overtime: 2h", ""))
    desk("record")
    plan = desk("plan")
    assert [block for block in blocks_of(plan) if block[2]] == []
    assert desk("verify")["clean"]


def test_who_is_away_in_the_evening_does_the_work_at_another_time(desk: Desk) -> None:
    desk.write("time_off.csv", "person,from,to\ncy,2026-11-27T17:00,2026-11-27T19:00\n")
    desk("record")
    plan = desk("plan")
    assert [block for block in blocks_of(plan) if block[2]] == []
    assert level(plan, "agreed_lateness")["value"] == [0]
    assert desk("verify")["clean"]


def test_a_sitting_that_reaches_into_the_evening_stays_whole(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    desk = Desk(tmp_path, capfd)
    desk.ask("R-1", "thr", "effort: 4h, one_sitting: yes", by="2026-11-27T23:00")
    desk("plan", "--publish")
    desk.accept_overtime()
    plan = desk("plan")
    assert blocks_of(plan) == [("2026-11-27T15:00:00Z", "2026-11-27T17:00:00Z", False), EVENING]
    assert level(plan, "agreed_lateness")["value"] == [0]


QUARTER_TO_FIVE = Path("inputs/quarter-to-five")


def overtime_offer(desk: DocumentDesk) -> dict[str, Any]:
    (offer,) = (each for each in desk("fit", "R-104", code=4)["offers"] if each["kind"] == "overtime")
    return offer


def test_ordinary_time_before_the_close_goes_first_and_others_move_for_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A quarter of an hour is left of Bo's day, and his work of it can go to Cy: with it one hour of overtime is enough for six o'clock."""
    desk = DocumentDesk(tmp_path, capfd)
    for path in QUARTER_TO_FIVE.rglob("*.*"):
        desk.write(str(path.relative_to(QUARTER_TO_FIVE)), path.read_text(encoding="utf-8"))
    request = (tmp_path / "requests" / "R-104.yaml").read_text(encoding="utf-8")
    desk.write("requests/R-104.yaml", request.replace("needed_by: 2026-11-25T17:00", "needed_by: 2026-11-25T18:00"))
    offer = overtime_offer(desk)
    assert (offer["finish"], offer["funding"]["overtime_minutes"]) == ("2026-11-25T18:00:00Z", 60)
    assert (offer["verified"], offer["needs"]) == (True, ["Bo Lindqvist works overtime"])
    assert sorted(move["task"] for move in offer["moves"]) == ["autumn-mail", "members-letter"]
    desk("accept", "R-104", "--offer", str(offer["number"]))
    plan = desk("plan", "--publish")
    assert sum(task["late_minutes"] for task in plan["tasks"]) == 0
    assert blocks_of(plan, "R-104/text")[-1] == ("2026-11-25T17:00:00Z", "2026-11-25T17:45:00Z", True)
    assert desk("verify")["clean"]


def test_what_is_frozen_does_not_make_way_for_overtime(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The published work of Bo starts today: it stays, and the whole of the request is overtime."""
    desk = DocumentDesk(tmp_path, capfd)
    for path in QUARTER_TO_FIVE.rglob("*.*"):
        desk.write(str(path.relative_to(QUARTER_TO_FIVE)), path.read_text(encoding="utf-8"))
    desk("plan", "--publish")
    offer = overtime_offer(desk)
    assert (offer["finish"], offer["funding"]["overtime_minutes"]) == ("2026-11-25T18:15:00Z", 75)
    assert offer["moves"] == []
