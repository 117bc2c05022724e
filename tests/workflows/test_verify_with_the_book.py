"""`verify WORKSPACE PLAN` looks at all that the workspace knows: what the book bound, and the plan that was published then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.document_desk import DocumentDesk

INPUTS = Path(__file__).resolve().parents[2] / "inputs"
WEDNESDAY, THURSDAY = "2026-11-25T09:00", "2026-11-26T09:00"
OTHER_FILES = (
    "the files are not those from which the plan was made (inputs_sha256): it was compared with them as they are now"
)
FROM_THE_BASELINE = {"frozen_work_stays", "moves_are_listed", "moves"}


class Desk(DocumentDesk):
    """A copy of an example at which commands are given."""

    def check(self, plan: dict[str, Any], *arguments: str, code: int = 0) -> dict[str, Any]:
        """Write a plan down and check it."""
        path = self.folder.parent / "plan.json"
        path.write_text(json.dumps(plan), encoding="utf-8")
        return self("verify", str(path), *arguments, code=code)


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    shutil.copytree(INPUTS / "fits-with-moves", tmp_path / "team")
    return Desk(tmp_path / "team", capfd)


def unchecked(check: dict[str, Any]) -> dict[str, str]:
    return {row["rule"]: row["reason"] for row in check["unchecked"]}


def test_the_published_plan_and_the_book_of_then_are_used(desk: Desk) -> None:
    first = desk("plan", "--publish", "--as-of", WEDNESDAY)
    later = desk("plan", "--as-of", THURSDAY)
    check = desk.check(later)
    assert (check["clean"], check["unchecked"]) == (True, [])
    assert {*FROM_THE_BASELINE, "booked_blocks_stay"} <= set(check["checked"])
    told = unchecked(desk.check(first))
    assert "booked_blocks_stay" not in told
    assert told.keys() == FROM_THE_BASELINE - {"moves"}  # The plan says that it was compared with no other.
    assert set(told.values()) == {"no plan was published before it, and no baseline was given"}


def test_frozen_work_that_moved_untold_is_found(desk: Desk) -> None:
    desk("plan", "--publish", "--as-of", WEDNESDAY)
    plan = desk("plan", "--as-of", WEDNESDAY)
    (audit,) = plan["tasks"]
    for block in audit["blocks"]:
        block["start"], block["end"] = (block[end].replace("-25T", "-27T") for end in ("start", "end"))
    found = {row["rule"] for row in desk.check(plan, code=4)["violations"]}
    assert {"frozen_work_stays", "moves_are_listed"} <= found


def test_answers_after_the_plan_do_not_count_for_it(desk: Desk) -> None:
    desk("plan", "--publish", "--as-of", WEDNESDAY)
    before = desk("plan", "--as-of", WEDNESDAY)
    (desk.folder / "requests" / "R-1.yaml").write_text(
        (desk.folder / "requests" / "R-1.yaml")
        .read_text(encoding="utf-8")
        .replace("needed_by: 2026-11-25", "needed_by: 2026-12-03"),
        encoding="utf-8",
    )
    desk("accept", "R-1", "--as-of", WEDNESDAY)
    assert unchecked(desk.check(before)) == {"figures_add_up": OTHER_FILES}
    after = desk("plan", "--as-of", THURSDAY)
    assert "R-1/mend" in after["added"]
    assert desk.check(after)["unchecked"] == []
    desk("plan", "--publish", "--as-of", THURSDAY)
    assert desk.check(after)["unchecked"] == []


def test_another_baseline_has_to_be_given(desk: Desk, tmp_path: Path) -> None:
    published = desk("plan", "--publish", "--as-of", WEDNESDAY)
    other = tmp_path / "other.json"
    for block in published["tasks"][0]["blocks"]:
        block["start"], block["end"] = (block[end].replace("-25T", "-30T") for end in ("start", "end"))
    other.write_text(json.dumps(published), encoding="utf-8")
    plan = desk("plan", "--baseline", str(other), "--as-of", THURSDAY)
    told = unchecked(desk.check(plan))
    assert told.keys() == FROM_THE_BASELINE
    assert all("--baseline" in reason for reason in told.values())
    assert desk.check(plan, "--baseline", str(other))["unchecked"] == []


def test_a_book_that_is_another_by_now_is_said(desk: Desk) -> None:
    desk("plan", "--publish", "--as-of", WEDNESDAY)
    plan = desk("plan", "--as-of", THURSDAY)
    told = unchecked(desk.check(plan | {"book": "0" * 64}))
    assert told.keys() == {*FROM_THE_BASELINE, "held_blocks_stand", "booked_blocks_stay"}
    assert set(told.values()) == {
        "the book of this workspace, with its files as they are now, is not the one on which the plan was made"
    }


def test_the_plan_of_an_answer_names_the_plan_that_it_was_compared_with(desk: Desk) -> None:
    desk("plan", "--publish", "--as-of", WEDNESDAY)
    path = desk.folder / "requests" / "R-1.yaml"
    text = path.read_text(encoding="utf-8").replace("needed_by: 2026-11-25", "needed_by: 2026-12-03")
    path.write_text(text, encoding="utf-8")
    verdict = desk("fit", str(path), "--as-of", WEDNESDAY)
    batch = desk("absorb", "--as-of", WEDNESDAY)
    assert verdict["plan"]["added"]
    assert verdict["plan"]["baseline_sha256"] == verdict["baseline_sha256"] == batch["plan"]["baseline_sha256"]
    check = desk.check(verdict["plan"] | {"book": "0" * 64})
    assert check["clean"]
    assert unchecked(check).keys() >= FROM_THE_BASELINE


@pytest.mark.parametrize("example", ["agency-week", "quarter-to-five", "clock-change"])
def test_plans_of_the_examples_are_clean_with_the_book(
    example: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(INPUTS / example, tmp_path / "team")
    desk = Desk(tmp_path / "team", capfd)
    desk("plan", "--publish")
    check = desk.check(desk("plan"))
    assert (check["clean"], check["unchecked"]) == (True, [])


@pytest.fixture
def asking(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    """A desk at which two requests are open, one of them in part done."""
    shutil.copytree(INPUTS / "fits-with-moves", tmp_path / "asking")
    desk = Desk(tmp_path / "asking", capfd)
    (desk.folder / "requests" / "R-2.yaml").write_text(
        "id: R-2\nclient: vale\ntitle: A look\nasked_at: 2026-11-25T09:00\nneeded_by: 2026-12-04T17:00\n"
        "tasks:\n  - {id: look, skill: seo, effort: 2h}\n  - {id: word, skill: seo, effort: 1h, after: look + 1 working day}\n",
        encoding="utf-8",
    )
    (desk.folder / "progress.csv").write_text("task,worked\nR-2/look,45m\n", encoding="utf-8")
    return desk


@pytest.mark.parametrize("is_published", [False, True])
def test_the_plan_of_an_answer_is_checked_with_its_request(asking: Desk, *, is_published: bool) -> None:
    if is_published:
        asking("plan", "--publish")
    verdict = asking("fit", "R-2")
    check = asking.check(verdict["plan"])
    assert (check["clean"], check["violations"]) == (True, [])
    assert "every_task_once" in check["checked"]
    assert "figures_add_up" not in unchecked(check)
    assert unchecked(check)["booked_blocks_stay"] == (
        "the plan holds R-2, which is not accepted: the book as it would be then is not known"
    )


def test_the_plan_of_a_batch_is_checked_with_all_its_requests(asking: Desk) -> None:
    batch = asking("absorb")
    assert {each["request"] for each in batch["absorbed"]} == {"R-1", "R-2"}
    check = asking.check(batch["plan"])
    assert (check["clean"], check["violations"]) == (True, [])
    assert "the plan holds R-1 and R-2, which are not accepted" in unchecked(check)["booked_blocks_stay"]
    asking("absorb", "--record")
    assert "booked_blocks_stay" in asking.check(asking("plan"))["checked"]


def test_a_request_that_a_plan_holds_in_part_late_or_short_is_a_violation(asking: Desk) -> None:
    plan = asking("fit", "R-2")["plan"]
    rows = [row for row in plan["tasks"] if row["id"] != "R-2/word"]
    assert "every_task_once" in rules(asking.check(plan | {"tasks": rows}, code=4))
    late = json.loads(json.dumps(plan).replace('"due": "2026-12-04T17', '"due": "2026-12-05T17'))
    assert "figures_add_up" in rules(asking.check(late, code=4))
    short = json.loads(json.dumps(plan))
    look = next(row for row in short["tasks"] if row["id"] == "R-2/look")
    look["blocks"] = look["blocks"][:-1]
    assert "full_effort" in rules(asking.check(short, code=4))


def test_a_request_that_the_folder_has_not_is_work_that_nobody_knows(asking: Desk) -> None:
    plan = asking("fit", "R-2")["plan"]
    (asking.folder / "requests" / "R-2.yaml").unlink()
    (asking.folder / "progress.csv").unlink()
    assert "every_task_once" in rules(asking.check(plan, code=4))


def test_work_that_waits_for_a_trade_is_due_as_the_plan_says_and_that_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(INPUTS / "fits-with-trade", tmp_path / "trade")
    desk = Desk(tmp_path / "trade", capfd)
    desk("plan", "--publish")
    verdict = desk("fit", "R-1", code=4)
    assert verdict["verdict"] == "fits_with_trade"
    check = desk.check(verdict["plan"])
    assert check["clean"]
    assert unchecked(check)["figures_add_up"] == (
        "'page-words' is due when the plan says: that its client lets it wait for R-1 is not looked at"
    )
    path = desk.folder / "tasks.csv"
    text = path.read_text(encoding="utf-8").replace("effort,due\n", "effort,due,commitment,agreed_on\n")
    path.write_text(text.rstrip() + ",regulatory,2026-11-02\n", encoding="utf-8")
    assert "figures_add_up" in rules(desk.check(verdict["plan"], code=4))


def rules(check: dict[str, Any]) -> set[str]:
    return {row["rule"] for row in check["violations"]}
