"""Which task of a request a reason names: one that the same answer finishes in time is not what was not found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.workflows.document_desk import DocumentDesk

INPUTS = Path(__file__).resolve().parents[3] / "inputs"

CHAIN = """\
id: R-1
client: bellwether
title: Banner
asked_at: 2026-11-23T09:00
needed_by: {by}
tasks:
  - {{id: words, title: Words, skill: copy, effort: 2h}}
  - {{id: draw, title: Draw, skill: design, effort: 3h, after: words}}
  - {{id: ok, title: Ok, skill: lead, effort: 1h, after: draw}}
"""


@pytest.mark.parametrize(("by", "stuck"), [("2026-11-24T17:00", "Draw"), ("2026-11-27T12:00", "Ok")])
def test_the_reason_names_the_task_that_no_plan_was_found_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], by: str, stuck: str
) -> None:
    folder = tmp_path / "studio"
    shutil.copytree(INPUTS / "agency-week", folder)
    desk = DocumentDesk(folder, capfd)
    desk.write("requests/R-1.yaml", CHAIN.format(by=by))
    answer = desk("fit", "R-1", code=4)
    assert answer["verdict"] == "fits_later"
    words = next(task for task in answer["tasks"] if task["title"] == "Words")
    assert words["finish"] <= answer["needed_by"]
    (reason,) = answer["reasons"]
    assert reason["text"].startswith(f"No plan was found that has “{stuck}” done by ")
