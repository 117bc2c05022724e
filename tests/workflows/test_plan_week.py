"""The use cases around one plan."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from scheduler.domain.workspace import Workspace
from scheduler.workflows.plan_week import PlanOptions, due_after_horizon, plan_week
from scheduler.workflows.reproduction import input_files, save_reproduction
from scheduler.workflows.validate_workspace import validate_workspace
from tests.report import studio

MINIMAL = Path(__file__).resolve().parents[2] / "inputs" / "minimal"


def clock() -> datetime:
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def with_due(due: date | datetime | None) -> Workspace:
    workspace = studio.workspace()
    task = workspace.tasks[0].model_copy(update={"due": due, "commitment": "target"})
    return workspace.model_copy(update={"tasks": (task,)})


def test_work_is_due_after_the_horizon_from_its_end_on() -> None:
    # The horizon ends with Sunday 6 December.
    assert due_after_horizon(with_due(date(2026, 12, 6))) == frozenset()
    assert due_after_horizon(with_due(studio.at("12-07 00:00"))) == frozenset()
    assert due_after_horizon(with_due(studio.at("12-07 00:01"))) == frozenset({"filing"})
    assert due_after_horizon(with_due(date(2026, 12, 7))) == frozenset({"filing"})
    assert due_after_horizon(with_due(None)) == frozenset()


def test_a_plan_comes_explained_and_verified() -> None:
    progress: list[object] = []
    outcome = plan_week(MINIMAL, options=PlanOptions(as_of=None, clock=clock, progress=progress.append))
    assert outcome.plan.verified
    assert outcome.plan.violations == ()
    assert outcome.standing.verdict == "kept"
    assert "full_effort" in outcome.checked_rules


def test_validation_counts_what_is_there() -> None:
    _, counts = validate_workspace(MINIMAL, as_of=None, clock=clock)
    assert (counts.people, counts.clients, counts.recurring, counts.requests) == (2, 2, 0, 0)


def test_a_reproduction_holds_the_inputs_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "studio"
    (folder / "requests").mkdir(parents=True)
    (folder / ".evenhand").mkdir()
    for name in ("workspace.yaml", "requests/R-1.yaml", "secret.txt", ".evenhand/book.sqlite"):
        (folder / name).write_text(name, encoding="utf-8")
    assert [path.name for path in input_files(folder)] == ["workspace.yaml", "R-1.yaml"]
    saved = save_reproduction(folder, near=tmp_path, plan=studio.calm_plan(), notes=["it broke"])
    assert sorted(str(path.relative_to(saved)) for path in saved.rglob("*") if path.is_file()) == [
        "plan.json",
        "what-happened.txt",
        "workspace/requests/R-1.yaml",
        "workspace/workspace.yaml",
    ]
    assert "it broke" in (saved / "what-happened.txt").read_text(encoding="utf-8")
    assert json.loads((saved / "plan.json").read_text(encoding="utf-8"))["kind"] == "plan"
