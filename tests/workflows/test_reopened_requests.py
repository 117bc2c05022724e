"""Work of an accepted request that was reported as done by mistake is promised again once progress.csv says so, where its time is still free.

Where somebody uses that time by now, it is planned without a promise, and nothing of it is lost.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.fairshare.returning import net_rows
from scheduler.units import TaskId
from scheduler.workflows.kept_book import stored_book
from tests.workflows.one_request_desk import FOUR, LATER, TWO, OneRequestDesk, planned_minutes


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> OneRequestDesk:
    return OneRequestDesk(tmp_path, capfd)


def taken(desk: OneRequestDesk) -> None:
    """Let the other client take half an hour of the time in which R1 stood."""
    task = "{id: x, skill: copy, effort: 30m, start: 2026-11-24T14:00, person: ana}"
    desk.write(
        "requests/R2.yaml",
        f"id: R2\nclient: b\nasked_at: {FOUR}\nneeded_by: 2026-11-24T14:30\ntasks: [{task}]\n",
    )
    desk("accept", "R2", "--as-of", FOUR)


def promise_of(desk: OneRequestDesk) -> tuple[object, ...]:
    """Return the date and the floor of R1, and the hours that its plan is charged."""
    book = stored_book(desk.folder)
    assert book is not None
    promised = book.commitments[TaskId("R1/t")]
    return (
        promised.due,
        promised.floor_at,
        sorted(str(row) for row in net_rows(book, TaskId("R1/t")) if not row.off_plan),
    )


WRONG_AND_RIGHT = pytest.mark.parametrize(
    ("wrong", "right", "left"),
    [
        ("R1/t,3h,,2026-11-23,bo", ["R1/t,30m,,,bo"], 150),
        ("R1/t,3h,,2026-11-23,bo", ["R1/t,3h,45m,,bo"], 45),
        ("R1/t,3h,,,bo", ["R1/t,30m,,,bo"], 150),
        ("R1/t,3h,,2026-11-23,bo", [], 180),
    ],
)


@WRONG_AND_RIGHT
def test_work_that_was_not_done_is_promised_again(
    desk: OneRequestDesk, wrong: str, right: list[str], left: int
) -> None:
    desk.ask()
    desk("record")
    desk("accept", "R1")
    before = promise_of(desk)
    desk.progress(wrong)
    desk("record", "--as-of", FOUR)
    desk.progress(*right)
    (told,) = [each for each in desk("record", "--as-of", LATER)["told"] if "R1/t" in each["headline"]]
    assert "was not done, is promised again and has" in told["headline"]
    assert desk("record", "--as-of", LATER)["entries"] == []
    assert promise_of(desk) == before
    plan = desk("plan", "--publish", "--as-of", LATER)
    assert (planned_minutes(plan), plan["uncovered"], plan["done"]) == ({"R1/t": left}, [], [])
    assert plan["tasks"][0]["due"] == "2026-11-27T17:30:00Z"
    assert desk("verify", "--as-of", LATER)["clean"]


@WRONG_AND_RIGHT
def test_work_that_was_not_done_is_planned_again(desk: OneRequestDesk, wrong: str, right: list[str], left: int) -> None:
    desk.ask()
    desk("record")
    desk("accept", "R1")
    desk("plan", "--publish")
    desk.progress(wrong)
    desk("record", "--as-of", FOUR)
    assert desk("plan", "--as-of", FOUR)["done"] == ["R1/t"]
    taken(desk)
    desk.progress(*right)
    for _ in range(2):
        plan = desk("plan", "--as-of", LATER)
        assert (planned_minutes(plan), plan["uncovered"], plan["done"]) == ({"R1/t": left, "R2/x": 30}, ["R1/t"], [])
        assert plan["tasks"][0]["due"] == "2026-11-27T17:30:00Z"
        desk("record", "--as-of", LATER)
    assert desk("verify", "--as-of", LATER)["clean"]
    out = str(desk.folder / "plan.json")
    desk("plan", "--publish", "--out", out, "--as-of", LATER)
    assert desk("verify", out)["clean"]
    desk.progress("R1/t,,0m,,bo")
    done = desk("plan", "--as-of", LATER)
    assert (planned_minutes(done), done["done"], done["uncovered"]) == ({"R2/x": 30}, ["R1/t"], [])


@pytest.mark.parametrize("verb", ["plan", "record"])
@pytest.mark.parametrize("rows", [["R1/t,30m,,,bo"], []])
def test_a_notice_says_what_to_do(desk: OneRequestDesk, verb: str, rows: list[str]) -> None:
    desk.ask()
    desk("record")
    desk("accept", "R1")
    desk.progress("R1/t,3h,,2026-11-23,bo")
    desk("record", "--as-of", FOUR)
    taken(desk)
    desk.progress(*rows)
    said = desk.notices(verb, "--as-of", LATER)
    left = "2 h 30 min" if rows else "3 h"
    assert f"'R1/t' was done and has {left} left again, which is planned without a promise" in said
    assert "in a request with an id of its own" in said


@pytest.mark.parametrize("verb", ["fit", "accept"])
def test_the_request_asked_again_says_how_to_get_a_promise(desk: OneRequestDesk, verb: str) -> None:
    desk.ask()
    desk("record")
    desk("accept", "R1")
    desk.progress("R1/t,3h,,2026-11-23,bo")
    desk("record", "--as-of", FOUR)
    taken(desk)
    desk.progress("R1/t,30m,,,bo")
    said = desk.refused(verb, "R1", "--as-of", LATER)
    assert "'R1/t' (2 h 30 min left) was done and is open again" in said
    assert "in a request with an id of its own" in said


def test_what_comes_after_waits_for_it_again(desk: OneRequestDesk) -> None:
    desk.ask(TWO)
    desk("record")
    desk("accept", "R1")
    desk("plan", "--publish")
    desk.progress("R1/t,3h,,2026-11-23,bo")
    desk("record", "--as-of", FOUR)
    taken(desk)
    desk.progress("R1/t,30m,,,bo")
    desk("record", "--as-of", LATER)
    plan = desk("plan", "--as-of", LATER)
    assert (planned_minutes(plan), plan["uncovered"]) == ({"R1/t": 150, "R1/u": 60, "R2/x": 30}, ["R1/t"])
    at = {task["id"]: task for task in plan["tasks"]}
    assert at["R1/t"]["finish"] <= at["R1/u"]["start"]
    assert desk("verify", "--as-of", LATER)["clean"]


def test_what_was_done_when_the_request_was_accepted_is_planned_too(desk: OneRequestDesk) -> None:
    desk.ask(TWO)
    desk.progress("R1/t,3h,,2026-11-23,bo")
    desk("record")
    desk("accept", "R1")
    assert planned_minutes(desk("plan")) == {"R1/u": 60}
    desk.progress("R1/t,30m,,,bo")
    plan = desk("plan", "--as-of", LATER)
    assert (planned_minutes(plan), plan["uncovered"]) == ({"R1/t": 150, "R1/u": 60}, ["R1/t"])
    assert "'R1/t' was done and has 2 h 30 min left again" in desk.notices("record", "--as-of", LATER)


def test_a_request_that_was_put_away_with_its_progress_stays_done(desk: OneRequestDesk) -> None:
    desk.ask()
    desk("record")
    desk("accept", "R1")
    desk.progress("R1/t,3h,,2026-11-23,bo")
    desk("record", "--as-of", FOUR)
    desk.progress()
    (desk.folder / "requests" / "R1.yaml").unlink()
    plan = desk("plan", "--as-of", LATER)
    assert (plan["tasks"], plan["uncovered"]) == ([], [])
    assert "R1" not in desk.notices("record", "--as-of", LATER)


def test_work_taken_back_does_not_come_back(desk: OneRequestDesk) -> None:
    desk.ask(TWO)
    desk("record")
    desk("accept", "R1")
    desk("cancel", "R1", "--part", "u", "--as-of", FOUR)
    desk.progress("R1/t,3h,,2026-11-23,bo")
    desk("record", "--as-of", FOUR)
    assert desk("plan", "--as-of", LATER)["tasks"] == []


def test_a_line_that_is_taken_out_says_that_nothing_was_worked(desk: OneRequestDesk) -> None:
    desk.ask()
    desk.write("tasks.csv", "id,client,title,skill,effort,due\nrow,b,Row,copy,3h,2026-11-27\n")
    desk("record")
    desk("accept", "R1")
    desk("plan", "--publish")
    desk.progress("R1/t,1h,,,bo", "row,,1h,,bo")
    desk("record", "--as-of", FOUR)
    assert planned_minutes(desk("plan", "--as-of", FOUR)) == {"R1/t": 120, "row": 60}
    desk.progress()
    told = [each["headline"] for each in desk("record", "--as-of", LATER)["told"]]
    assert [each for each in told if "left" in each] == ["Alpha: “R1/t” has 3 h left.", "Beta: “Row” has 3 h left."]
    plan = desk("plan", "--as-of", LATER)
    assert (planned_minutes(plan), plan["uncovered"]) == ({"R1/t": 180, "row": 180}, [])
    assert desk("record", "--as-of", LATER)["entries"] == []
    assert desk("verify", "--as-of", LATER)["clean"]


def test_what_is_put_away_with_its_line_keeps_what_was_said_of_it(desk: OneRequestDesk) -> None:
    desk.ask()
    desk.write("tasks.csv", "id,client,title,skill,effort,due\nrow,b,Row,copy,3h,2026-11-27\n")
    desk("record")
    desk("accept", "R1")
    desk.progress("R1/t,1h,,,bo", "row,,1h,,bo")
    desk("record", "--as-of", FOUR)
    desk.progress()
    desk.write("tasks.csv", "id,client,title,skill,effort,due\n")
    (desk.folder / "requests" / "R1.yaml").unlink()
    desk("record", "--as-of", LATER)
    assert planned_minutes(desk("plan", "--as-of", LATER)) == {"R1/t": 120, "row": 60}
