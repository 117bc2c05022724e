"""Each benchmark runs from end to end on something small, and its rows agree with one another."""

import json

from benchmarks import on_time, overload, published
from tests.benchmarks.floors import BASE, REPAIR


def test_base_instances_are_planned_and_checked(tmp_path, capsys):
    (tmp_path / "one.json").write_text(json.dumps(BASE), encoding="utf-8")
    rows = published.run_base(tmp_path, 5)
    assert [(row["file"], row["outcome"], row["late_or_unplaced"], row["verified"]) for row in rows] == [
        ("one", "on time", 0, True)
    ]
    assert json.loads(capsys.readouterr().out) == rows[0]


def test_a_window_that_is_too_short_is_proven_late(tmp_path):
    # Tasks 1 and 2 in a row need 75 minutes by minute 60.
    short = BASE | {"end_window": BASE["end_window"] | {"2": [0, 60]}}
    (tmp_path / "one.json").write_text(json.dumps(short), encoding="utf-8")
    assert published.run_base(tmp_path, 5)[0]["outcome"] == "late, proven"


def test_a_repair_reports_as_many_moves_as_there_are_changes(tmp_path):
    # The team of task 3 is out when the baseline has it at work, so at least that task changes.
    (tmp_path / "one.json").write_text(json.dumps(REPAIR), encoding="utf-8")
    (row,) = published.run_repair(tmp_path, 5)
    assert row["outcome"] == "on time"
    assert row["verified"]
    assert row["kept"] + row["shifted"] + row["moved"] + row["dropped"] == 3
    assert row["moves_reported"] == row["shifted"] + row["moved"] + row["dropped"] == 1


def test_a_small_team_is_on_time_where_the_load_is_low():
    row = on_time.run_case("12x60", 0.7, seeds=1, seconds=5, interval_seconds=0)
    assert (row["on_time"], row["verified"], row["intervals_on_time"]) == (1, True, "not run")


def test_an_overloaded_team_has_a_bound_at_most_its_value():
    row = overload.run_case("12x60", seed=0, dues="spread", clients=1, seconds=2)
    assert row["verified"]
    assert 0 < row["worst_bound"] <= row["worst_value"]
    assert row["gap"] == row["worst_gap"] < 1
    trace = row["trace"]
    assert trace
    assert row["first_seconds"] == trace[0][0]
    assert [after for after, _, _ in trace] == sorted(after for after, _, _ in trace)
    assert all(bound <= row["worst_value"] for _, _, bound in trace)
    (line,) = overload.summary_of([row])
    assert line[0] == "12 x 60"


def test_a_run_is_looked_at_while_it_goes_on():
    row = {"trace": [(0.2, 50, 3), (1.5, 20, 7)]}
    assert [overload.worst_after(row, seconds) for seconds in (0.1, 1, 2)] == ["none yet", "50 (3)", "20 (7)"]
