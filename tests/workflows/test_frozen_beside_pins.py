"""Work whose first hours are frozen keeps them, also where what the book has of other work would leave its rest no time."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scheduler.workflows.plan_week import PlanOptions, plan_week

INPUTS = Path(__file__).resolve().parents[2] / "inputs"
EDITS = {
    "workspace.yaml": ('"09:00-13:00, 14:00-17:30"', '"12:30-13:00, 14:00-17:30"'),
    "clients.yaml": ("notice: 2 working days", "notice: 10 working days"),
    "progress.csv": ("refund-words,5h", "refund-words,200h"),
}


def test_what_is_frozen_stays_where_the_rest_finds_no_time_beside_the_books_work(tmp_path: Path) -> None:
    """Short days, everybody behind, nothing reported for two days: the book's places take what the rest of a task needs."""
    folder = tmp_path / "illness"
    shutil.copytree(INPUTS / "illness", folder)
    for name, (before, after) in EDITS.items():
        file = folder / name
        file.write_text(file.read_text().replace(before, after, 1))
    options = PlanOptions(
        as_of=None, clock=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC), publish=True, time_limit_seconds=2.0
    )
    plan_week(folder, options=options)
    later = plan_week(folder, options=replace(options, as_of="2026-11-26T09:00", reproduction_near=tmp_path))
    assert not [path for path in tmp_path.iterdir() if path != folder], (
        "the first plan broke a rule, and another is shown"
    )
    assert "timetable" in {row.id for row in later.plan.tasks} | {row.task for row in later.plan.unfrozen}
