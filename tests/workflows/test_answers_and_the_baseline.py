"""An accepted answer decides where work stands; what changes is told against the plan that was published, until another is."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli.main import run
from scheduler.workflows.kept_plans import kept_plans

WORKSPACE = """format: 1
name: Two Rivers Search
time_zone: Europe/London
hours: {mon-fri: "09:00-13:00, 14:00-17:00"}
horizon: 3 weeks
policy: {walk_in_borrow: 100h}
"""
PEOPLE = "people:\n  - {id: ana, name: Ana Ruiz, skills: [seo]}\n"
CLIENTS = """clients:
  - id: harrow
    name: Harrow & Co
  - id: vale
    name: Vale Pensions
"""
TASKS = """id,client,title,skill,effort,due
brief,vale,Brief,seo,28h,2026-11-30
audit,vale,Audit of the site,seo,7h,2026-12-11
"""
REQUEST = """id: R-1
client: harrow
title: Broken links
asked_at: 2026-11-24T09:00
needed_by: 2026-11-27T17:00
tasks:
  - {id: mend, title: Mend the broken links, skill: seo, effort: 6h}
"""
MONDAY, TUESDAY, WEDNESDAY = "2026-11-23T09:00", "2026-11-24T09:00", "2026-11-25T09:00"


class Desk:
    """A folder at which commands are given."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capfd = folder, capfd

    def __call__(self, verb: str, *arguments: str, at: str, code: int = 0) -> dict[str, Any]:
        """Give a command, expect its exit code, and return its document."""
        self._capfd.readouterr()
        found = run([verb, str(self.folder), *arguments, "--as-of", at, "--json", "--quiet"])
        said = self._capfd.readouterr()
        assert found == code, said.out + said.err
        document: dict[str, Any] = json.loads(said.out)
        return document

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    made = Desk(tmp_path, capfd)
    made.write(workspace_yaml=WORKSPACE, people_yaml=PEOPLE, clients_yaml=CLIENTS, tasks_csv=TASKS)
    made("record", at=MONDAY)
    made("plan", "--publish", at=MONDAY)
    return made


def ask(desk: Desk, text: str = REQUEST) -> None:
    (desk.folder / "requests").mkdir(exist_ok=True)
    (desk.folder / "requests" / "R-1.yaml").write_text(text, encoding="utf-8")


def placed(plan: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    return {task["id"]: [(block["start"], block["end"]) for block in task["blocks"]] for task in plan["tasks"]}


def progress(desk: Desk, row: str) -> None:
    desk.write(progress_csv=f"task,worked,remaining,done_on,person\n{row}\n")


def test_moves_are_told_against_the_published_plan_also_after_an_answer(desk: Desk) -> None:
    before = desk("plan", at=TUESDAY)
    assert [move["task"] for move in before["moves"]]  # nobody reported what was done on Monday
    ask(desk, REQUEST.replace("6h", "1h").replace("11-27", "12-04"))
    desk("accept", "R-1", at=TUESDAY)
    after = desk("plan", at=TUESDAY)
    assert after["moves"] == before["moves"]
    assert after["added"] == ["R-1/mend"]


def test_what_an_answer_moved_is_not_frozen_where_it_was_published(desk: Desk) -> None:
    progress(desk, "brief,7h,,,")
    ask(desk)
    told = desk("fit", "R-1", at=TUESDAY)
    assert (told["verdict"], [move["task"] for move in told["moves"]]) == ("fits_with_moves", ["audit"])
    desk("accept", "R-1", at=TUESDAY)
    progress(desk, "brief,14h,,,")
    plan = desk("plan", at=WEDNESDAY)
    # On Wednesday, Friday is frozen: the published plan has the audit there, the answer the request.
    assert plan["verified"]
    assert plan["unfrozen"] == [{"task": "audit", "cause": "answered"}]
    assert [move["task"] for move in plan["moves"]] == ["audit"]
    assert plan["added"] == ["R-1/mend"]
    stood = {task["id"]: task["blocks"] for task in told["tasks"]}
    assert placed(plan)["R-1/mend"] == [(block["start"], block["end"]) for block in stood["R-1/mend"]]
    desk("plan", "--publish", at=WEDNESDAY)
    again = desk("plan", at=WEDNESDAY)
    assert (again["moves"], again["added"], again["unfrozen"]) == ([], [], [])


def test_the_next_answer_stands_on_the_one_before(desk: Desk) -> None:
    progress(desk, "brief,7h,,,")
    ask(desk)
    first = desk("accept", "R-1", at=TUESDAY)
    assert first["entries"][-1]["kind"] == "accepted"
    plans = kept_plans(desk.folder)
    assert plans.published is not None
    assert plans.standing is not None
    assert {task.id for task in plans.published.tasks} == {"audit", "brief"}
    assert {task.id for task in plans.standing.tasks} == {"R-1/mend", "audit", "brief"}
    assert sorted(plans.answered()) == ["R-1/mend", "audit"]
    progress(desk, "brief,14h,,,")
    said = desk("fit", "--client", "vale", "--skill", "seo", "--effort", "1h", "--by", "2026-12-09", at=WEDNESDAY)
    assert said["verdict"] == "fits_as_is"
    stands = {task.id: [(block.start, block.end) for block in task.blocks] for task in plans.standing.tasks}
    now = {
        task: [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in blocks]
        for task, blocks in placed(said["plan"]).items()
    }
    assert now["R-1/mend"] == stands["R-1/mend"]
    assert now["audit"] == stands["audit"]


def test_frozen_work_that_no_answer_moved_stays_frozen(desk: Desk) -> None:
    progress(desk, "brief,7h,,,")
    published = placed(desk("plan", at=TUESDAY))
    ask(desk)
    desk("accept", "R-1", at=TUESDAY)
    progress(desk, "brief,14h,,,")
    plan = desk("plan", at=WEDNESDAY)
    ahead = [block for block in published["brief"] if block[0] >= "2026-11-25"]
    assert placed(plan)["brief"] == ahead


def test_a_baseline_from_a_file_is_bound_by_no_answer(desk: Desk, tmp_path: Path) -> None:
    progress(desk, "brief,7h,,,")
    other = tmp_path / "other.json"
    other.write_text(json.dumps(desk("plan", at=TUESDAY)), encoding="utf-8")
    ask(desk)
    desk("accept", "R-1", at=TUESDAY)
    plan = desk("plan", "--baseline", str(other), at=TUESDAY)
    assert [move["task"] for move in plan["moves"]] == ["audit"]
    assert plan["unfrozen"] == []


def test_a_decision_names_what_moves_also_without_a_promise(desk: Desk) -> None:
    rows = TASKS.replace("effort,due", "effort,due,commitment").replace("2026-12-11", "2026-12-11,target")
    desk.write(tasks_csv=rows.replace("2026-11-30", "2026-11-30,agreed"))
    shutil.rmtree(desk.folder / ".evenhand")
    desk("plan", "--publish", at=MONDAY)
    progress(desk, "brief,7h,,,")
    ask(desk)
    told = desk("fit", "R-1", at=TUESDAY)
    assert [move["task"] for move in told["moves"]] == ["audit"]
    decision = desk("accept", "R-1", at=TUESDAY)
    assert decision["moves"] == told["moves"]
    (line,) = [line for line in decision["told"][-1]["lines"] if line.startswith("Moves: ")]
    assert line == (
        "Moves: “Audit of the site” of Vale Pensions, now Ana Ruiz, 7 h between Fri 27 Nov 16:00 and Mon 30 Nov 16:00 "
        "(before: Ana Ruiz, Fri 27 Nov 09:00 to 13:00 and 14:00 to 17:00)."
    )


def test_what_the_entry_tells_is_told_once(desk: Desk) -> None:
    progress(desk, "brief,7h,,,")
    ask(desk)
    decision = desk("accept", "R-1", at=TUESDAY)
    assert [move["task"] for move in decision["moves"]] == ["audit"]
    assert len([line for line in decision["told"][-1]["lines"] if line.startswith("Moves: ")]) == 1


def test_of_a_batch_the_later_move_the_earlier_inside_their_floors(desk: Desk) -> None:
    desk.write(tasks_csv=TASKS.splitlines()[0] + "\n")
    shutil.rmtree(desk.folder / ".evenhand")
    desk("plan", "--publish", at=MONDAY)
    for name, client, hours, by in (
        ("R-1", "harrow", "2h", "13"),
        ("R-2", "vale", "3h", "17"),
        ("R-3", "harrow", "30m", "12"),
    ):
        (desk.folder / "requests").mkdir(exist_ok=True)
        (desk.folder / "requests" / f"{name}.yaml").write_text(
            f"id: {name}\nclient: {client}\nasked_at: {MONDAY}\nneeded_by: 2026-11-23T{by}:00\n"
            f"tasks: [{{id: a, skill: seo, effort: {hours}}}]\n",
            encoding="utf-8",
        )
    batch = desk("absorb", at=MONDAY)
    assert [each["request"] for each in batch["absorbed"]] == ["R-1", "R-2", "R-3"]
    assert [move["task"] for move in batch["absorbed"][2]["moves"]] == ["R-2/a"]
    assert batch["plan"]["verified"]
    recorded = desk("absorb", "--record", at=MONDAY)
    assert [each["request"] for each in recorded["absorbed"]] == ["R-1", "R-2", "R-3"]
    assert desk("verify", at=MONDAY)["clean"]
    assert desk("plan", at=MONDAY)["verified"]
