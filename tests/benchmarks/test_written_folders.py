"""A workspace written as a folder reads as the same records."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.folder import write_workspace
from benchmarks.teams import SIZES, draw_team
from benchmarks.workforce import read_floor, workspace_of
from scheduler.domain.people import Event
from scheduler.domain.record import Source
from scheduler.domain.times import Wait
from scheduler.domain.workspace import Workspace
from scheduler.files.reading import read_workspace
from tests.benchmarks.floors import REPAIR, written


def content(workspace: Workspace) -> Any:
    """Return all that a workspace says, without where it was written."""

    def stripped(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: stripped(part) for key, part in value.items() if key not in ("source", "notices", "inputs_sha256")
            }
        return [stripped(part) for part in value] if isinstance(value, (list, tuple)) else value

    return stripped(workspace.model_dump())


def read(folder: Path) -> Workspace:
    return read_workspace(folder, clock=lambda: datetime(2030, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(("seed", "load", "extra_share"), [(1, 0.9, 0.0), (2, 0.95, 0.2)])
def test_a_team_reads_as_it_was_drawn(tmp_path, seed, load, extra_share):
    workspace = draw_team(SIZES["25x120"], load, seed=seed, extra_share=extra_share).workspace
    write_workspace(workspace, tmp_path)
    assert content(read(tmp_path)) == content(workspace)


def test_a_scenario_reads_as_it_was_converted(tmp_path):
    workspace = workspace_of(read_floor(written(tmp_path, REPAIR)))
    write_workspace(workspace, tmp_path / "out")
    assert content(read(tmp_path / "out")) == content(workspace)


@pytest.mark.parametrize("wait", [Wait(minutes=90), Wait(working_days=2)])
def test_waits_are_written(tmp_path, wait):
    workspace = draw_team(SIZES["12x60"], 0.9, seed=1).workspace
    chained = next(task for task in workspace.tasks if task.after)
    waiting = chained.model_copy(update={"after": (chained.after[0].model_copy(update={"wait": wait}),)})
    changed = workspace.model_copy(
        update={"tasks": tuple(waiting if task.id == chained.id else task for task in workspace.tasks)}
    )
    write_workspace(changed, tmp_path)
    assert content(read(tmp_path)) == content(changed)


def test_what_the_writer_does_not_know_is_refused_and_nothing_is_written(tmp_path):
    workspace = draw_team(SIZES["12x60"], 0.9, seed=1).workspace
    at = datetime(2026, 11, 2, 10, tzinfo=UTC)
    event = Event(people=("p001",), start=at, end=at.replace(hour=11), source=Source(file="events.csv", line=2))
    with pytest.raises(ValueError, match="does not write events"):
        write_workspace(workspace.model_copy(update={"events": (event,)}), tmp_path / "new")
    assert not (tmp_path / "new").exists()
