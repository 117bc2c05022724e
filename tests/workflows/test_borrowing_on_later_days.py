"""What a client may borrow on later days is no reason to refuse: by the day of work only the days beside a full window are barred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Tiny\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-13:00, 14:00-17:00'}\nhorizon: 4 weeks\n"
        "grid_minutes: 30\nas_of: 2026-11-16T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana Ruiz, skills: [copy]}\n",
    "clients.yaml": "clients:\n  - {id: vale, name: Vale}\n",
    "time_off.csv": "person,from,to,kind\nana,2026-11-16,2026-11-25,leave\n",
}
NOW = ("--as-of", "2026-11-24T09:00")


class Desk(DocumentDesk):
    """A folder in which a client without an agreement has borrowed on the first day on which somebody works."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder, capfd)
        self.lay(FILES)

    def borrowed(self, effort: str) -> None:
        """Let work of Thursday 26 November be accepted on the Monday of the week before."""
        self.ask("R-1", f"{{id: a, skill: copy, effort: {effort}}}", by="2026-11-27")
        self("accept", "R-1")
        self("record", *NOW)

    def ask(self, name: str, task: str, *, by: str, client: str = "vale") -> None:
        """Write a request."""
        self.write(
            f"requests/{name}.yaml",
            f"id: {name}\nclient: {client}\nasked_at: 2026-11-16T09:00\nneeded_by: {by}\ntasks:\n  - {task}\n",
        )


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capfd)


@pytest.mark.parametrize(
    ("used", "task", "finish"),
    [
        ("4h", "{id: a, skill: copy, effort: 1h}", "2026-12-03T10:00:00Z"),
        ("4h", "{id: a, skill: copy, effort: 4h, one_sitting: yes}", "2026-12-03T13:00:00Z"),
        ("3h", "{id: a, skill: copy, effort: 2h}", "2026-12-03T10:00:00Z"),
        ("3h", "{id: a, skill: copy, effort: 2h, one_sitting: yes}", "2026-12-03T11:00:00Z"),
        (
            "3h",
            "{id: a, skill: copy, effort: 2h}\n  - {id: b, skill: copy, effort: 1h, after: a}",
            "2026-12-03T11:00:00Z",
        ),
    ],
)
def test_what_is_borrowed_waits_for_days_on_which_the_cap_leaves_room(
    desk: Desk, used: str, task: str, finish: str
) -> None:
    desk.borrowed(used)
    desk.ask("R-2", task, by="2026-12-11")
    verdict = desk("fit", "R-2", *NOW)
    assert (verdict["verdict"], verdict["earliest"]["finish"]) == ("fits_as_is", finish)
    desk("accept", "R-2", *NOW)
    assert desk("verify", *NOW)["clean"]
    assert desk("plan", "--publish", *NOW)["tasks"]


def test_others_make_way_on_days_on_which_the_cap_leaves_room(desk: Desk) -> None:
    """What is free passes the cap, and on the two days on which it would not all is taken, by work that can be done later."""
    desk.write(
        "clients.yaml",
        "clients:\n  - {id: vale, name: Vale}\n"
        "  - {id: elm, name: Elm, agreement: {since: 2026-11-16, hours: {copy: 1h/week}, borrow: 20h}}\n",
    )
    desk.borrowed("4h")
    desk.ask("R-1e", "{id: a, skill: copy, effort: 14h, start: 2026-12-03}", by="2026-12-11", client="elm")
    desk("accept", "R-1e", *NOW)
    desk.ask("R-2", "{id: a, skill: copy, effort: 2h}", by="2026-12-04")
    verdict = desk("fit", "R-2", *NOW)
    assert (verdict["verdict"], verdict["earliest"]["finish"]) == ("fits_with_moves", "2026-12-03T11:00:00Z")
    assert {move["task"] for move in verdict["moves"]} == {"R-1e/a"}
    desk("accept", "R-2", *NOW)
    assert desk("verify", *NOW)["clean"]


def test_a_date_inside_the_full_window_is_refused_with_a_proof_and_the_earliest_is_after_it(desk: Desk) -> None:
    desk.borrowed("4h")
    desk.ask("R-2", "{id: a, skill: copy, effort: 1h, start: 2026-11-26}", by="2026-12-02")
    verdict = desk("fit", "R-2", *NOW, code=4)
    assert (verdict["verdict"], verdict["earliest"]["finish"]) == ("fits_later", "2026-12-03T10:00:00Z")
    (reason,) = verdict["reasons"]
    assert (reason["proven"], reason["figures"]["rule"]) == (True, "borrow_by_day_of_work")


def test_more_than_the_cap_is_refused_for_what_is_asked_at_once(desk: Desk) -> None:
    desk.ask("R-2", "{id: a, skill: copy, effort: 5h}", by="2026-12-11")
    (reason, *_) = desk("fit", "R-2", *NOW, code=4)["reasons"]
    assert (reason["proven"], reason["figures"]["rule"]) == (True, "borrow_by_day_of_asking")


def test_headroom_says_what_may_be_borrowed_on_each_day(desk: Desk) -> None:
    desk.borrowed("4h")
    (skill,) = desk("headroom", "--client", "vale", "--days", "9", *NOW)["skills"]
    largest = {day["day"]: day["room"]["largest_minutes"] for day in skill["days"]}
    assert (largest["2026-12-02"], largest["2026-12-03"]) == (0, 240)
