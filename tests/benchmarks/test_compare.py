"""Two sets of results by ratio: what is worse, what is gone, and what the exit code says."""

import json
import math
from pathlib import Path

import pytest

from benchmarks import compare as comparing
from benchmarks.compare import Limits, compare, compare_measure, results_in
from benchmarks.measures import MEASURES, case_of, rows_in
from benchmarks.tables import RESULTS

SETTING = {"python": "3", "ortools": "9", "machine": "m", "cores": 2, "command": "c"}


def results(**changes: object) -> dict[str, dict[str, object]]:
    row = {"size": "12x60", "load": 0.9, "on_time": 3, "median_seconds": 1.0, "verified": True, "late_tasks": 10}
    return {"on_time": SETTING | {"rows": [row | changes]}}


def verdicts(old: dict, new: dict, **given: object) -> dict[str, str]:
    found = compare(old, new, limits=Limits(), **given)
    return {change.measure: change.verdict for change in found.changes}


@pytest.mark.parametrize(
    ("name", "old", "new", "limit", "expected"),
    [
        ("median_seconds", 1.0, 1.4, 1.5, "same"),
        ("median_seconds", 1.0, 1.6, 1.5, "worse"),
        ("median_seconds", 1.6, 1.0, 1.5, "better"),
        ("median_seconds", 0.01, 0.09, 1.5, "same"),  # below the floor
        ("late_minutes", 0, 15, 1.02, "worse"),
        ("late_minutes", 15, 0, 1.02, "better"),
        ("late_minutes", 0, 0, 1.02, "same"),
        ("kept", 40, 50, 1.02, "better"),
        ("kept", 50, 40, 1.02, "worse"),
        ("on_time", 0, 1, 1.02, "better"),
        ("verified", True, False, 1.0, "worse"),
        ("verified", True, True, 1.0, "same"),
    ],
)
def test_a_measure_is_worse_in_its_own_direction(name, old, new, limit, expected):
    assert compare_measure(MEASURES[name], float(old), float(new), limit=limit)[1] == expected


def test_from_zero_is_infinitely_more():
    assert compare_measure(MEASURES["late_minutes"], 0.0, 5.0, limit=1.02)[0] == math.inf


def test_equal_sets_are_the_same_all_over():
    assert set(verdicts(results(), results()).values()) == {"same"}


def test_what_depends_on_the_machine_is_compared_only_on_an_equal_one():
    slow = results(median_seconds=9.0)
    other = {"on_time": slow["on_time"] | {"cores": 64}}
    assert verdicts(results(), slow)["median_seconds"] == "worse"
    assert "median_seconds" not in verdicts(results(), other)
    assert verdicts(results(), other, times="always")["median_seconds"] == "worse"
    assert "median_seconds" not in verdicts(results(), slow, times="never")
    assert verdicts(results(), other)["on_time"] == "same"


def test_a_case_that_is_gone_is_worse_and_a_new_one_is_not():
    more = results()
    more["on_time"]["rows"] = [*more["on_time"]["rows"], {"size": "25x120", "load": 0.9, "on_time": 3}]
    lost = compare(more, results(), limits=Limits())
    assert lost.gone == ("on_time: size 25x120, load 0.9",)
    assert lost.is_worse
    assert not compare(results(), more, limits=Limits()).is_worse
    assert compare(results() | {"x": {"rows": []}}, results(), limits=Limits()).gone == ("x: all of it",)


def test_a_plan_that_is_no_longer_found_is_gone():
    old, new = ({"makespans": {"rows": [{"file": "f", "plan_hours": hours}]}} for hours in (9, None))
    assert compare(old, new, limits=Limits()).gone == ("makespans: file f: plan_hours",)
    assert not compare(new, old, limits=Limits()).is_worse


def test_other_schedulers_may_become_worse():
    rows = [{"case": "a", "method": "Evenhand", "late_minutes": 5}, {"case": "a", "method": "Other", "late_minutes": 5}]
    worse = [rows[0], rows[1] | {"late_minutes": 500}]
    assert not compare({"p": {"rows": rows}}, {"p": {"rows": worse}}, limits=Limits()).is_worse
    worse = [rows[0] | {"late_minutes": 6}, rows[1]]
    assert compare({"p": {"rows": rows}}, {"p": {"rows": worse}}, limits=Limits()).is_worse


def write(folder: Path, content: dict[str, dict[str, object]]) -> str:
    folder.mkdir()
    for name, each in content.items():
        (folder / f"{name}.json").write_text(json.dumps(each), encoding="utf-8")
    return str(folder)


def test_the_exit_code_says_worse_same_and_nothing_to_compare(tmp_path, capsys):
    old, same = write(tmp_path / "old", results()), write(tmp_path / "same", results())
    worse = write(tmp_path / "worse", results(verified=False, late_tasks=20))
    assert comparing.main([old, same]) == 0
    assert comparing.main([old, worse]) == 1
    printed = capsys.readouterr().out
    assert "| on_time | size 12x60, load 0.9 | verified | 1 | 0 | 0.00 | worse |" in printed
    assert "| on_time | size 12x60, load 0.9 | late_tasks | 10 | 20 | 2.00 | worse |" in printed
    assert comparing.main([worse, old]) == 0
    assert comparing.main([old, str(tmp_path / "none")]) == 2
    assert comparing.main([f"{old}/on_time.json", f"{same}/on_time.json"]) == 0
    assert comparing.main([old, worse, "--amount-ratio", "3"]) == 1  # a plan that is not verified is worse at any ratio


def test_every_recorded_result_has_cases_of_different_names_and_something_to_measure():
    for name, content in results_in(RESULTS).items():
        if name in comparing.NOT_COMPARED:
            continue
        ours = [row for row in rows_in(content) if row.get("method") in (None, comparing.OURS)]
        assert ours, name
        assert len({case_of(row) for row in ours}) == len(ours), name
        assert any(MEASURES.keys() & row.keys() for row in ours), name
