"""The book decides what is open: where the file of an accepted request is gone, its work stays promised, planned and reported on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.one_request_desk import FOUR, LATER, TWO, OneRequestDesk, planned_minutes


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> OneRequestDesk:
    desk = OneRequestDesk(tmp_path, capfd)
    desk.ask()
    desk("record")
    desk("accept", "R1")
    desk("plan", "--publish")
    (desk.folder / "requests" / "R1.yaml").unlink()
    return desk


@pytest.mark.parametrize(
    ("row", "left"), [("R1/t,1h,2h,,bo", 120), ("R1/t,1h,,,bo", 120), ("R1/t,,4h,,bo", 240), ("R1/t,,,,bo", 180)]
)
def test_its_progress_counts(desk: OneRequestDesk, row: str, left: int) -> None:
    desk.progress(row)
    for _ in range(2):
        plan = desk("plan", "--as-of", FOUR)
        assert (planned_minutes(plan), plan["uncovered"]) == ({"R1/t": left}, [])
        desk("record", "--as-of", FOUR)
    assert desk("verify", "--as-of", FOUR)["clean"]
    out = str(desk.folder / "plan.json")
    desk("plan", "--publish", "--out", out, "--as-of", FOUR)
    assert desk("verify", out)["clean"]


def test_done_it_is_listed_as_done_and_open_again_it_is_promised(desk: OneRequestDesk) -> None:
    desk.progress("R1/t,3h,,2026-11-23,bo")
    for _ in range(2):
        plan = desk("plan", "--as-of", FOUR)
        assert (plan["tasks"], plan["done"]) == ([], ["R1/t"])
        desk("record", "--as-of", FOUR)
    assert "no file" not in desk.notices("plan", "--as-of", LATER)
    desk.progress("R1/t,30m,,,bo")
    plan = desk("plan", "--as-of", LATER)
    assert (planned_minutes(plan), plan["uncovered"]) == ({"R1/t": 150}, [])


@pytest.mark.parametrize("verb", ["plan", "record"])
def test_a_notice_says_that_the_promise_stands(desk: OneRequestDesk, verb: str) -> None:
    said = desk.notices(verb, "--as-of", FOUR)
    assert "no file of request 'R1' in requests/, but its work is promised for Alpha by Fri 27 Nov 17:30" in said
    assert said.count("evenhand cancel ") == 1
    assert f"{desk.folder} R1" in said
    desk("cancel", "R1", "--as-of", FOUR)
    assert "no file" not in desk.notices(verb, "--as-of", FOUR)
    assert desk("plan", "--as-of", FOUR)["tasks"] == []


def test_every_command_reads_its_progress(desk: OneRequestDesk) -> None:
    desk.progress("R1/t,1h,2h,,bo")
    for verb, *more in (["validate"], ["headroom"], ["fairness"], ["contacts", "--at", "2026-11-24T10:00"], ["verify"]):
        desk(verb, *more, "--as-of", FOUR)


def test_progress_of_what_the_book_does_not_know_either_is_wrong(desk: OneRequestDesk) -> None:
    desk.progress("R1/t,1h,2h,,bo", "R2/t,1h,,,bo", "R1/v,1h,,,bo")
    problems = desk("plan", "--as-of", FOUR, code=3)["problems"]
    assert [(each["file"], each["line"], each["got"]) for each in problems] == [
        ("progress.csv", 3, "R2/t"),
        ("progress.csv", 4, "R1/v"),
    ]


def test_a_task_that_the_file_no_longer_has_is_reported_on_too(desk: OneRequestDesk) -> None:
    desk.ask(TWO.replace("id: t,", "id: s,").replace("after: t", "after: s"))
    desk.progress("R1/t,1h,2h,,bo")
    assert planned_minutes(desk("plan", "--as-of", FOUR)) == {"R1/t": 120}
