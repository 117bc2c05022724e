"""A request asks for what is left of it: progress.csv and `spent` count for its tasks as for any other."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.fairshare.handing import for_planning
from scheduler.verify.verdict import check_verdict
from scheduler.workflows.decide_requests import request_named
from scheduler.workflows.fit_request import answered, done_already
from scheduler.workflows.fitting.ground import ground_for
from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Case\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-17:00'}\nhorizon: 2 weeks\n"
        "as_of: 2026-11-24T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [dev, qa]}\n  - {id: bo, name: Bo, skills: [dev, qa]}\n",
    "clients.yaml": "clients:\n  - {id: acme, name: Acme}\n  - {id: birch, name: Birch}\n",
    "tasks.csv": "id,client,title,skill,effort,due\nb1,birch,Other work,dev,4h,2026-12-01\n",
}
ONE = "tasks: [{id: a, title: Code, skill: dev, effort: 1h}]"
TWO = (
    "tasks:\n  - {id: a, title: Code, skill: dev, effort: 2h}\n"
    "  - {id: b, title: Check, skill: qa, effort: 1h, after: a + 1 working day, same_person_as: a}"
)


class Desk(DocumentDesk):
    """A folder with one request at which commands are given."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder, capfd)
        self.lay(FILES)

    def ask(self, tasks: str, *rows: str) -> None:
        """Write the request and progress.csv."""
        text = (
            f"id: R-1\nclient: acme\ntitle: Thing\nasked_at: 2026-11-24T09:00\nneeded_by: 2026-11-27T17:00\n{tasks}\n"
        )
        self.write("requests/R-1.yaml", text)
        progress = "\n".join(["task,worked,remaining,done_on,person", *rows, ""])
        self.write("progress.csv", progress)

    def minutes(self, plan: dict[str, Any]) -> dict[str, int]:
        """Return the planned minutes of each task of the request."""
        return {
            task["id"]: sum(_minutes(block) for block in task["blocks"])
            for task in plan["tasks"]
            if task["id"].startswith("R-1/")
        }


def _minutes(block: dict[str, str]) -> int:
    spent = datetime.fromisoformat(block["end"]) - datetime.fromisoformat(block["start"])
    return int(spent.total_seconds()) // 60


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capfd)


@pytest.mark.parametrize(
    ("tasks", "rows", "left"),
    [
        (ONE, ["R-1/a,45m,15m,,ana"], 15),
        (ONE, ["R-1/a,40m,,,ana"], 20),
        (ONE, ["R-1/a,,1h30m,,ana"], 90),
        (ONE.replace("1h}", "1h, spent: 30m}"), [], 30),
        (ONE.replace("1h}", "1h, spent: 30m}"), ["R-1/a,45m,,,"], 15),
    ],
)
def test_what_is_left_is_planned_paid_and_promised(desk: Desk, tasks: str, rows: list[str], left: int) -> None:
    desk.ask(tasks, *rows)
    desk("plan", "--publish")
    verdict = desk("fit", "R-1")
    assert (verdict["verdict"], verdict["effort_minutes"]) == ("fits_as_is", left)
    assert desk.minutes(verdict["plan"]) == {"R-1/a": left}
    assert sum(charge["minutes"] for charge in verdict["charged"]) == left
    decision = desk("accept", "R-1")
    assert sum(row["minutes"] for row in decision["entries"][-1]["rows"]) == left
    assert desk.minutes(desk("plan")) == {"R-1/a": left}
    assert desk("verify")["clean"]


def test_progress_after_the_answer_counts_from_what_was_left_then(desk: Desk) -> None:
    desk.ask(TWO, "R-1/a,30m,,,ana")
    desk("record")
    assert desk("fit", "R-1")["effort_minutes"] == 150
    desk("accept", "R-1")
    assert desk.minutes(desk("plan"))["R-1/a"] == 90
    desk.ask(TWO, "R-1/a,75m,,,ana")
    assert desk.minutes(desk("plan"))["R-1/a"] == 45
    desk("record")
    assert desk.minutes(desk("plan"))["R-1/a"] == 45
    assert desk("verify")["clean"]


def test_what_waits_for_a_done_task_waits_from_then_and_stays_with_its_person(desk: Desk) -> None:
    desk.ask(TWO, "R-1/a,2h,,2026-11-23,bo")
    verdict = desk("fit", "R-1")
    (task,) = verdict["tasks"]
    assert (task["id"], task["person"], verdict["effort_minutes"]) == ("R-1/b", "bo", 60)
    assert task["start"] >= "2026-11-24T17:00"  # one whole working day after the day on which it was done
    desk("accept", "R-1")
    assert desk.minutes(desk("plan")) == {"R-1/b": 60}


@pytest.mark.parametrize("recorded", [True, False])
def test_done_work_of_an_accepted_request_is_listed_as_done(desk: Desk, recorded: bool) -> None:
    desk.ask(TWO)
    desk("accept", "R-1")
    desk.ask(TWO, "R-1/a,2h,0m,2026-11-24,bo")
    if recorded:
        desk("record", "--as-of", "2026-11-24T17:00")
    plan = desk("plan", "--publish", "--as-of", "2026-11-24T17:00")
    assert (plan["done"], desk.minutes(plan)) == (["R-1/a"], {"R-1/b": 60})
    assert [task["person"] for task in plan["tasks"] if task["id"] == "R-1/b"] == ["bo"]
    assert desk("verify", "--as-of", "2026-11-24T17:00")["clean"]
    desk("cancel", "R-1", "--as-of", "2026-11-24T17:00")
    assert desk("plan", "--as-of", "2026-11-24T17:00")["done"] == []


@pytest.mark.parametrize("row", ["R-1/a,1h,0m,,ana", "R-1/a,1h,,,ana", "R-1/a,,,2026-11-23,ana"])
def test_a_request_that_is_done_needs_nothing(desk: Desk, row: str) -> None:
    desk.ask(ONE, row)
    desk("plan", "--publish")
    verdict = desk("fit", "R-1")
    assert (verdict["verdict"], verdict["effort_minutes"], verdict["finish"]) == ("fits_as_is", 0, None)
    assert (verdict["tasks"], verdict["charged"], verdict["moves"], verdict["offers"]) == ([], [], [], [])
    assert verdict["reply"]["phone"] == ["“Thing” is done: nothing is left to do."]
    assert desk.minutes(verdict["plan"]) == {}
    refused = desk("accept", "R-1", code=4)
    assert refused["refused"] == "nothing of it is left to do, so there is nothing to promise"
    batch = desk("absorb")
    assert (batch["absorbed"], batch["declined"], batch["order"]) == ([], [], [])
    named = desk("absorb", "R-1", code=2)
    assert named["problems"][0]["text"] == "nothing is left to do of: R-1"


@pytest.mark.parametrize(
    "rows", [["R-1/a,30m,,,ana"], ["R-1/a,2h,,2026-11-23,bo"], ["R-1/a,2h,,,", "R-1/b,,0m,,"], ["R-1/a,,3h,,"]]
)
def test_the_independent_check_counts_the_same(desk: Desk, rows: list[str]) -> None:
    desk.ask(TWO, *rows)
    ground = ground_for(desk.folder, as_of=None, clock=lambda: datetime.now(UTC))
    request = request_named(ground.workspace, "R-1")
    verdict, holdings = done_already(ground, request), None
    if verdict is None:
        answer = answered(ground, request)
        assert answer.after is not None
        verdict, holdings = answer.verdict, for_planning(ground.workspace, answer.after.book)[1]
    found = check_verdict(
        ground.workspace,
        request,
        verdict,
        log_lines=ground.book.lines,
        baseline=ground.plan,
        baseline_is_published=False,
        holdings=holdings,
    )
    assert found.violations == ()
    more = verdict.model_copy(update={"effort_minutes": verdict.effort_minutes + 15})
    wrong = check_verdict(ground.workspace, request, more, log_lines=ground.book.lines, baseline=ground.plan)
    assert "answer_repeats_request" in wrong.rules_broken
