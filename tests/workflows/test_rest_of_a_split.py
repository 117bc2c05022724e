"""A request that is delivered in two parts is worked like any other: its rest has progress, and no minute worked on it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.workflows.kept_book import stored_book
from tests.workflows.document_desk import DocumentDesk
from tests.workflows.one_request_desk import planned_minutes

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Two Desks\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-13:00, 14:00-17:00'}\n"
        "horizon: 2 weeks\ngrid_minutes: 30\nas_of: 2026-11-23T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana Ruiz, skills: [copy]}\n",
    "clients.yaml": (
        "clients:\n  - {id: acme, name: Acme Ltd, agreement: {since: 2026-01-05, hours: {copy: 10h}, borrow: 20h}}\n"
    ),
}
REQUEST = (
    "id: R-1\nclient: acme\ntitle: Press\nasked_at: 2026-11-23T09:00\nneeded_by: 2026-11-23T12:00\n"
    "tasks:\n  - {id: a, skill: copy, effort: 8h}\n"
)
EVENING = ("--as-of", "2026-11-23T17:00")


class Desk(DocumentDesk):
    """A folder in which eight hours of copy were promised: three by noon, five by the next morning."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder, capfd)
        self.lay({**FILES, "requests/R-1.yaml": REQUEST})
        self("plan", "--publish")
        offers = self("fit", "R-1", code=4)["offers"]
        self("accept", "R-1", "--offer", str(next(each["number"] for each in offers if each["kind"] == "split")))

    def worked(self, *rows: str) -> None:
        """Write progress.csv."""
        text = "\n".join(["task,worked,remaining,done_on", *rows, ""])
        self.write("progress.csv", text)

    def left(self) -> dict[str, int]:
        """Return what is left of each open commitment of the book, in minutes."""
        book = stored_book(self.folder)
        assert book is not None
        return {task: promised.remaining for task, promised in book.commitments.items()}


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capfd)


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (["R-1/a,3h,,", "R-1/a.rest,2h,,"], {"R-1/a.rest": 180}),
        (["R-1/a.rest,2h,,", "R-1/a,3h,,"], {"R-1/a.rest": 180}),
        (["R-1/a,5h,,"], {"R-1/a.rest": 180}),
        (["R-1/a,4h,,", "R-1/a.rest,1h,,"], {"R-1/a.rest": 180}),
        (["R-1/a,5h,,2026-11-23"], {"R-1/a.rest": 300}),
        (["R-1/a,5h,0m,"], {"R-1/a.rest": 300}),
        (["R-1/a,5h,,", "R-1/a.rest,,1h30m,"], {"R-1/a.rest": 90}),
        (["R-1/a,2h,,"], {"R-1/a": 60, "R-1/a.rest": 300}),
        (["R-1/a,8h,,"], {}),
        (["R-1/a,3h,,", "R-1/a.rest,,,2026-11-23"], {}),
    ],
)
def test_what_is_worked_on_either_part_counts_once(desk: Desk, rows: list[str], left: dict[str, int]) -> None:
    desk.worked(*rows)
    desk("record", *EVENING)
    assert desk.left() == left
    planned = {
        task["id"]: task for task in desk("plan", *EVENING, code=4 if left.get("R-1/a.rest", 0) > 60 else 0)["tasks"]
    }
    assert set(planned) == set(left)
    assert desk("verify")["clean"]


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (["R-1/a,3h,,", "R-1/a.rest,2h,,"], {"R-1/a.rest": 180}),
        (["R-1/a,5h,,"], {"R-1/a.rest": 180}),
        (["R-1/a,8h,,"], {}),
    ],
)
def test_both_parts_have_progress_where_the_file_is_gone(desk: Desk, rows: list[str], left: dict[str, int]) -> None:
    (desk.folder / "requests" / "R-1.yaml").unlink()
    desk.worked(*rows)
    desk("record", *EVENING)
    assert desk.left() == left


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        (["R-1/a,5h,,"], {"R-1/a.rest": 180}),
        (["R-1/a,2h,,"], {"R-1/a": 60, "R-1/a.rest": 300}),
        (["R-1/a,3h,,", "R-1/a.rest,1h,,"], {"R-1/a.rest": 240}),
    ],
)
def test_parts_that_were_not_done_are_promised_again(desk: Desk, rows: list[str], left: dict[str, int]) -> None:
    desk.worked("R-1/a,8h,,")
    desk("record", "--as-of", "2026-11-23T15:00")
    desk.worked(*rows)
    desk("record", *EVENING)
    plan = desk("plan", *EVENING, code=4)
    assert {task: minutes for task, minutes in planned_minutes(plan).items() if task.startswith("R-1/")} == left
    assert plan["uncovered"] == []


def test_more_work_on_the_first_part_is_more_of_the_rest(desk: Desk) -> None:
    desk.worked("R-1/a,3h,,")
    desk("record", "--as-of", "2026-11-23T12:00")
    assert desk.left() == {"R-1/a.rest": 300}
    desk.worked("R-1/a,5h,,")
    said = desk("record", "--as-of", "2026-11-23T15:00")
    assert [entry["headline"] for entry in said["told"] if "left" in entry["headline"]] == [
        "Acme Ltd: “Press (rest)” has 3 h left."
    ]
    assert desk("record", "--as-of", "2026-11-23T15:00")["entries"] == []
    desk.worked("R-1/a,5h,,", "R-1/a.rest,1h,,")
    desk("record", "--as-of", "2026-11-23T16:00")
    assert desk.left() == {"R-1/a.rest": 120}


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        (["R-1/a,3h,,", "R-1/a.rest,2h,,"], 180),
        (["R-1/a.rest,2h,,"], 360),
        (["R-1/a,3h,,2026-11-23", "R-1/a.rest,,30m,"], 30),
        (["R-1/a,5h,,"], 180),
    ],
)
def test_asked_for_again_it_asks_for_what_is_left_of_both(desk: Desk, rows: list[str], minutes: int) -> None:
    desk("cancel", "R-1")
    desk.worked(*rows)
    verdict = desk("fit", "R-1", "--as-of", "2026-11-23T11:00", code=0 if minutes <= 60 else 4)
    assert verdict["effort_minutes"] == minutes


def test_asked_for_again_it_is_done_with_its_rest(desk: Desk) -> None:
    desk("cancel", "R-1")
    desk.worked("R-1/a,3h,,", "R-1/a.rest,,,2026-11-23")
    verdict = desk("fit", "R-1", *EVENING)
    assert (verdict["verdict"], verdict["effort_minutes"]) == ("fits_as_is", 0)


def test_a_request_with_a_task_named_like_a_rest_is_not_delivered_in_two_parts(desk: Desk) -> None:
    desk("cancel", "R-1")
    text = REQUEST.replace("R-1", "R-2")
    for other, is_split in (("other", True), ("a.rest", False)):
        desk.write("requests/R-2.yaml", text.replace("8h}", f"4h}}\n  - {{id: {other}, skill: copy, effort: 4h}}"))
        kinds = {each["kind"] for each in desk("fit", "R-2", code=4)["offers"]}
        assert ("split" in kinds) == is_split
    desk.write("progress.csv", "task,worked\nR-2/a.rest,1h\n")
    assert desk("fit", "R-2", code=4)["effort_minutes"] == 420


def test_progress_of_a_task_named_like_a_rest_is_its_own(desk: Desk) -> None:
    desk.write("requests/R-2.yaml", REQUEST.replace("R-1", "R-2").replace("id: a,", "id: only.rest,"))
    desk.write("progress.csv", "task,worked\nR-2/only.rest,1h\n")
    desk("validate")
