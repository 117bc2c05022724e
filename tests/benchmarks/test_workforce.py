"""Workforce instances as workspaces."""

from datetime import UTC, date, datetime

import pytest

from benchmarks.repair_model import most_kept
from benchmarks.workforce import ANY_TEAM, baseline_of, read_floor, workspace_of
from tests.benchmarks.floors import BASE, REPAIR, written


def test_windows_become_start_and_due_whichever_side_binds(tmp_path):
    floor = read_floor(written(tmp_path, BASE))
    # Task 1: the latest end (55) binds before latest start + 30; task 2: earliest end 90 asks for a start at 45, latest start 90 for an end at 135.
    assert [(floor.release_of(task), floor.due_of(task)) for task in ("1", "2", "3")] == [(0, 55), (45, 135), (0, 75)]
    workspace = workspace_of(floor)
    assert workspace.as_of == datetime(2025, 8, 9, 22, 0, tzinfo=UTC)
    assert workspace.tasks[1].start == datetime(2025, 8, 9, 22, 45)  # noqa: DTZ001 - wall clock, as a file says it
    assert workspace.grid_minutes == 1
    assert workspace.policy.freeze_days == 0


def test_compatible_teams_are_a_skill_and_other_tasks_ask_for_the_common_one(tmp_path):
    workspace = workspace_of(read_floor(written(tmp_path, BASE)))
    assert [task.skill for task in workspace.tasks] == [ANY_TEAM, "teams-1", ANY_TEAM]
    assert {person.id: [skill for skill, _ in person.skills] for person in workspace.people} == {
        "aa": [ANY_TEAM, "teams-1"],
        "bb": [ANY_TEAM, "teams-1"],
        "cc": [ANY_TEAM],
    }
    assert [[after.task for after in task.after] for task in workspace.tasks] == [[], ["1"], ["1"]]
    assert workspace.tasks[0].same_person_as == ("2",)
    assert all(task.one_sitting for task in workspace.tasks)


def test_availability_is_cut_to_the_horizon_of_the_windows(tmp_path):
    workspace = workspace_of(read_floor(written(tmp_path, BASE)))
    assert workspace.horizon_days == 2  # the last due time is 135 minutes after 22:00
    ends = {span.person: span.end for span in workspace.availability}
    assert ends["bb"] == datetime(2025, 8, 11, 0, 0)  # noqa: DTZ001 - wall clock
    assert len([span for span in workspace.availability if span.person == "bb"]) == 2


def test_a_scenario_has_outages_a_team_that_left_and_a_baseline(tmp_path):
    floor = read_floor(written(tmp_path, REPAIR))
    workspace = workspace_of(floor)
    assert [(off.person, off.start, off.end) for off in workspace.time_off] == [("bb", floor.at(10), floor.at(40))]
    assert {person.id: person.until_on for person in workspace.people} == {
        "aa": None,
        "bb": None,
        "cc": date(2025, 8, 8),
    }
    assert "cc" not in {span.person for span in workspace.availability}
    assert floor.unsaid_limits == []
    baseline = baseline_of(floor, workspace)
    assert baseline is not None
    placed = {task.id: (task.person, task.start, task.finish, task.late_minutes) for task in baseline.tasks}
    at = {minute: datetime(2025, 8, 9, 22 + minute // 60, minute % 60, tzinfo=UTC) for minute in (0, 30, 45, 90)}
    assert placed == {"1": ("aa", at[0], at[30], 0), "2": ("aa", at[45], at[90], 0), "3": ("bb", at[30], at[45], 0)}
    assert baseline_of(read_floor(written(tmp_path, BASE)), workspace) is None


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"nb_teams_bounds": [None, 1]}, "at most 1 teams"),
        ({"nb_teams_bounds": [2, None]}, "at least 2 teams"),
        ({"team_used_constraint": {"1": True}}, "team 1 must be used"),
    ],
)
def test_a_limit_that_a_workspace_cannot_say_is_named(tmp_path, limits, said):
    floor = read_floor(written(tmp_path, BASE | {"additional_constraint": limits}))
    assert floor.unsaid_limits == [said]


def test_the_interval_model_keeps_all_but_what_the_outage_hits(tmp_path):
    # Only task 3 stands on the team that is out; without the outage all three stay.
    kept = most_kept(read_floor(written(tmp_path, REPAIR)), seconds=20, workers=1)
    assert (kept.tasks, kept.status) == (2, "optimal")
    calm = REPAIR | {"disruption": {"type": "resource", "disruptions": []}}
    assert most_kept(read_floor(written(tmp_path, calm)), seconds=20, workers=1).tasks == 3


def test_the_interval_model_says_when_not_everything_fits(tmp_path):
    # Both teams that are left are out all day.
    out = REPAIR | {"disruption": {"type": "resource", "disruptions": [[0, 2000, 0], [0, 2000, 1]]}}
    kept = most_kept(read_floor(written(tmp_path, out)), seconds=20, workers=1)
    assert (kept.tasks, kept.status) == (None, "infeasible")
