"""iMOPSE files as workspaces, and the interval model to compare with."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.datasets import files_in
from benchmarks.imopse import read_project, workspace_of
from benchmarks.interval_model import least_makespan

TEXT = """=====
File name: tiny.def
Tasks: 4
=====
ResourceID \t Salary \t Skills
1\t \t 12.8\t \t Q6: 0 \t  Q2: 0 \t
2\t \t 77.0\t \t Q2: 2 \t
=====
TaskID \t Duration \t Skill \t Predecessor IDs
1\t \t 15\t Q2: 0\t \t
2\t \t 10\t Q2: 1\t \t
3\t \t 22\t Q6: 0\t \t1\t2\t
4\t \t 7\t Q2: 2\t \t1\t
=====
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.def"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_levels_start_at_zero_and_a_task_needs_at_least_its_level(path):
    project = read_project(path)
    assert project.resources == {1: {"Q6": 0, "Q2": 0}, 2: {"Q2": 2}}
    assert [project.able(job) for job in project.jobs] == [[1, 2], [2], [1], [2]]
    assert [job.after for job in project.jobs] == [(), (), (1, 2), (1,)]


def test_the_workspace_has_round_the_clock_people_and_one_due_time(path):
    workspace = workspace_of(read_project(path), 37)
    assert workspace.grid_minutes == 30
    assert all(len(spans) == 1 and spans[0] == (0, 1440) for person in workspace.people for spans in person.hours.days)
    assert {task.due for task in workspace.tasks} == {(workspace.as_of + timedelta(hours=37)).replace(tzinfo=None)}
    assert all(task.one_sitting for task in workspace.tasks)
    assert [task.effort_minutes for task in workspace.tasks] == [900, 600, 1320, 420]
    third = workspace.tasks[2]
    assert (third.skill, third.level, [after.task for after in third.after]) == ("Q6", 0, ["t1", "t2"])


@pytest.mark.parametrize("hours", [1, 23, 24, 95, 96, 97, 473])
def test_the_horizon_reaches_past_the_due_time(path, hours):
    workspace = workspace_of(read_project(path), hours)
    due = workspace.tasks[0].due
    assert isinstance(due, datetime)
    end = workspace.as_of.replace(tzinfo=None) + timedelta(days=workspace.horizon_days)
    assert end - due >= timedelta(hours=hours // 4)
    assert due < end


def test_the_interval_model_finds_the_least_makespan(path):
    # Task 3 follows tasks 1 and 2 (15 h and 10 h on two people): 15 + 22; task 4 fits beside it.
    row = least_makespan(read_project(path), seconds=20, workers=1)
    assert (row["makespan_hours"], row["bound_hours"], row["status"]) == (37, 37, "optimal")


def test_a_file_without_tables_is_refused(tmp_path):
    empty = tmp_path / "empty.def"
    empty.write_text("nothing here", encoding="utf-8")
    with pytest.raises(ValueError, match="no resource table"):
        read_project(empty)


def test_an_absent_folder_is_skipped_with_a_message(tmp_path, capsys):
    assert files_in(tmp_path / "absent", ".def") == []
    assert "skipped" in capsys.readouterr().out
