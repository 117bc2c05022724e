"""The baselines that plans are compared with: their plans are real plans."""

import pytest

from benchmarks.due_date_greedy import late_tasks, plan_by_due_date
from benchmarks.tables import put_into_readme, table_of
from benchmarks.team_intervals import seconds_to_on_time
from benchmarks.team_tasks import unit_of
from benchmarks.teams import SIZES, Size, draw_team

TINY = Size(3, 9, 2, 2)


@pytest.mark.parametrize("load", [0.6, 0.95])
def test_by_due_date_nobody_works_twice_at_once_or_before_release_or_predecessor(load):
    team = draw_team(SIZES["25x120"], load, seed=1)
    placed = plan_by_due_date(team)
    free = {(person, unit) for person, units in enumerate(team.free) for unit in units}
    for task in team.workspace.tasks:
        if task.id not in placed:
            continue
        piece = placed[task.id]
        assert len(piece.units) * 15 == task.effort_minutes
        assert team.workspace.people[piece.person].level_of(task.skill) is not None
        assert task.start is None or piece.start >= unit_of(task.start)
        assert all(placed[after.task].finish <= piece.start for after in task.after)
        assert not task.one_sitting or piece.finish - piece.start == len(piece.units)
        for unit in piece.units:
            free.remove((piece.person, unit))


def test_the_full_plan_has_no_late_task_and_an_empty_one_has_all_late():
    team = draw_team(SIZES["12x60"], 0.95, seed=2)
    assert late_tasks(team, team.pieces) == 0
    assert late_tasks(team, {}) == 60


def test_the_interval_model_finds_a_plan_where_the_load_is_low():
    assert seconds_to_on_time(draw_team(TINY, 0.3, seed=4), limit_seconds=60, workers=1) is not None


def test_the_interval_model_finds_none_where_work_exceeds_time():
    team = draw_team(TINY, 1.0, seed=4, extra_share=1.0)
    assert seconds_to_on_time(team, limit_seconds=60, workers=1) is None


def test_a_table_is_put_between_its_markers_and_nothing_else_changes(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- one -->\nold\n<!-- end of one -->\nafter\n", encoding="utf-8")
    put_into_readme("one", table_of(("a", "b"), [(1, "x")]), readme=readme)
    assert readme.read_text(encoding="utf-8") == (
        "before\n<!-- one -->\n| a | b |\n| --- | --- |\n| 1 | x |\n<!-- end of one -->\nafter\n"
    )
    with pytest.raises(ValueError, match="no markers"):
        put_into_readme("two", "x", readme=readme)
