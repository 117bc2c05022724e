"""The benchmarks in the project's README: met and missed bars are both said, from the recorded results alone."""

import json
from pathlib import Path

import pytest

from benchmarks import keep as keeping
from benchmarks.summary import (
    MET,
    MISSED,
    PARTS,
    latency_lines,
    makespan_lines,
    on_time_lines,
    overload_lines,
    peer_lines,
    repair_lines,
    summary_of,
)
from benchmarks.tables import RESULTS


def on_time(**changes: object) -> dict[str, object]:
    row = {"size": "12x60", "load": 0.9, "on_time": 3, "seeds": 3, "largest_seconds": 0.1, "verified": True}
    return {"rows": [row | {"by_due_date_on_time": 1} | changes]}


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [({}, MET), ({"on_time": 2}, MISSED), ({"largest_seconds": 0.3}, MISSED), ({"verified": False}, MISSED)],
)
def test_a_bar_is_met_only_by_all_in_time_and_verified(changes, verdict):
    (line,) = on_time_lines(on_time(**changes))
    assert line[3] == verdict


def test_the_gap_of_every_team_counts():
    rows = [{"size": "12x60", "gap": 0.01}, {"size": "12x60", "gap": 0.03}]
    (line,) = overload_lines({"rows": rows})
    assert line[1:] == ["within it in 1 of 2 teams, at most 3.0%", "at most 2%", MISSED]


def test_a_makespan_that_is_not_found_is_no_success():
    rows = [{"plan_hours": 9, "gap_percent": 0.0, "verified": True}, {"plan_hours": None}]
    (line,) = makespan_lines({"rows": rows})
    assert line[1:] == ["within it in 1 of 2 files, at most 0%; proven optimal in 1", "at most 1%", MISSED]
    assert [line[3] for line in makespan_lines({"rows": rows[:1]})] == [MET]


@pytest.mark.parametrize(
    ("by_date", "contradicted", "verdicts"),
    [(15, 0, [MET, MET, MET]), (25, 0, [MISSED, MET, MET]), (15, 1, [MET, MET, MISSED])],
)
def test_an_answer_has_to_be_soon_and_never_wrong_while_a_plan_it_missed_is_only_said(by_date, contradicted, verdicts):
    times = {"by_date_p95_ms": by_date, "whole_p95_ms": 200}
    beside = {"anew_contradicted": contradicted, "anew_fit_better": 2, "anew_planner_better": 3}
    lines = list(latency_lines({"rows": [{"size": "12x60", "load": 0.9, "planned_anew": 40} | times | beside]}))
    assert [line[3] for line in lines] == verdicts
    assert lines[-1][1].endswith("a yes that the planner did not find 2, a plan where the answer had none 3")


def test_a_repair_is_behind_where_the_model_keeps_more_and_no_number_is_no_case():
    rows = [
        {"kept": 5, "interval_model_kept": "5 (optimal)"},
        {"kept": 5, "interval_model_kept": "7 (feasible)"},
        {"kept": 5, "interval_model_kept": "infeasible"},
    ]
    (line,) = repair_lines({"rows": rows})
    assert line[1] == "10 tasks kept, the model 12: ahead in 0, level in 1, behind in 1"
    assert line[3] == MISSED


def row(case: str, method: str, value: int, **more: object) -> dict[str, object]:
    head = {"set": "teams", "case": case, "method": method, "ended": "planned", "verified": True}
    return head | {"value": value, "late_minutes": 10 * value} | more


def test_beside_others_losses_count_and_what_has_no_valid_plan_is_no_win():
    rows = [
        *(row("a", "Evenhand", 4), row("b", "Evenhand", 0), row("c", "Evenhand", 9), row("d", "Evenhand", 9)),
        *(row("a", "Other", 8), row("b", "Other", 0), row("c", "Other", 3), row("d", "Other", 1, verified=False)),
    ]
    (line,) = peer_lines({"rows": rows})
    assert line[1].startswith("ahead in 1, level in 1, behind in 1; our late minutes 1.22 times")
    assert line[1].endswith("it has no valid plan in 1 and cannot say 0")
    assert line[3] == MISSED
    (line,) = peer_lines(
        {"rows": [row("a", "Evenhand", 4), {**row("a", "Other", 0), "verified": None, "ended": "cannot say: x"}]}
    )
    assert line[1].startswith("ahead in 0, level in 0, behind in 0; it has no valid plan in 0 and cannot say 1")


def test_a_plan_of_ours_that_is_not_valid_is_behind():
    (line,) = peer_lines({"rows": [row("a", "Evenhand", 4, verified=False), row("a", "Other", 8)]})
    assert line[3] == MISSED


def test_a_repair_is_compared_where_the_other_plan_is_no_later():
    repair = {"set": "workforce repair", "kept": 5, "moved": 2, "shifted": 1}
    rows = [
        *(row("a", "Evenhand", 0, **repair), row("a", "Other", 0, **repair | {"kept": 6})),
        *(row("b", "Evenhand", 0, **repair), row("b", "Other", 7, **repair | {"kept": 9})),
        *(row("c", "Evenhand", 0, **repair), row("c", "Other", 0, **repair | {"moved": 3})),
    ]
    *_, line = peer_lines({"rows": rows})
    assert line[1:] == ["in 1 of the 2 where its plan is no later than ours", "in all", MISSED]


@pytest.mark.parametrize(("shifted", "word"), [(2, MET), (0, MISSED)])
def test_another_time_is_a_move_as_another_person_is(shifted, word):
    ours = {"set": "workforce repair", "kept": 5, "moved": 2, "shifted": 0}
    rows = [row("a", "Evenhand", 0, **ours), row("a", "Other", 0, **ours | {"moved": 1, "shifted": shifted})]
    *_, line = peer_lines({"rows": rows})
    reached = "in 1 of the 1" if word == MET else "in 0 of the 1"
    assert line[1].startswith(f"{reached} where its plan is no later than ours; in 1 of them it gives fewer")
    assert line[3] == word


def test_what_is_not_recorded_is_named_and_not_passed_over(tmp_path: Path):
    setting = {"python": "3", "ortools": "9", "cores": 2, "date": "2026-11-26"}
    (tmp_path / "on_time.json").write_text(json.dumps(setting | on_time()), encoding="utf-8")
    text = summary_of(tmp_path)
    assert text.startswith("1 of these 1 bars are met:")
    assert "Recorded with Python 3, OR-Tools 9, 2 cores on 2026-11-26." in text
    for name in PARTS.keys() - {"on_time"}:
        assert f"`{name}`" in text.splitlines()[-1]


def test_results_of_a_release_are_kept_once(tmp_path: Path):
    (tmp_path / "on_time.json").write_text("{}", encoding="utf-8")
    folder = keeping.keep("1.2.3", results=tmp_path)
    assert [path.name for path in folder.iterdir()] == ["on_time.json"]
    with pytest.raises(FileExistsError):
        keeping.keep("1.2.3", results=tmp_path)


def test_the_summary_speaks_of_results_that_are_there():
    assert {path.stem for path in RESULTS.glob("*.json")} >= PARTS.keys() - {"beside_peers"}
