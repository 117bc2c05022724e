"""Growth: what is varied in each step, and the exponents."""

import pytest

from benchmarks import growth
from benchmarks.growth import STEPS, case_of, exponents_of, run_case, table_of_rows
from benchmarks.teams import Size


def row_of(amount: int, **times: float | None) -> growth.Row:
    row = {"axis": "people", "amount": amount, "people": amount, "tasks": 5 * amount, "weeks": 2, "clients": 4}
    return row | {"verified": True} | dict.fromkeys(growth.TIMES) | times


def test_one_thing_is_varied_at_a_time_and_tasks_keep_their_size():
    assert case_of("tasks", 1000) == (Size(40, 1000, 6, 2), 4)
    assert case_of("people", 160) == (Size(160, 1000, 6, 2), 4)
    assert case_of("weeks", 4) == (Size(40, 500, 6, 4), 4)
    assert case_of("clients", 8) == (Size(40, 250, 6, 2), 8)
    middles = {
        case_of(axis, amount) for axis, amounts in STEPS.items() for amount in amounts if amount in (250, 40, 2, 4)
    }
    assert (growth.MIDDLE, growth.MIDDLE_CLIENTS) in middles


def test_the_exponent_is_the_power_by_which_a_time_grows():
    rows = [row_of(40, build_seconds=0.4, plan_seconds=1.6), row_of(10, build_seconds=0.1, plan_seconds=0.1)]
    powers = exponents_of(rows, "people")
    assert (powers["build_seconds"], powers["plan_seconds"]) == (pytest.approx(1), pytest.approx(2))
    assert powers["fit_seconds"] is None
    assert exponents_of(rows[:1], "people")["build_seconds"] is None


def test_the_table_has_a_line_per_step_and_one_of_exponents():
    lines = table_of_rows([row_of(10, build_seconds=0.1), row_of(40, build_seconds=0.4)]).splitlines()
    assert lines[2] == "| people | 10 x 50, 2 weeks, 4 clients | 100.0 |  |  |  | yes |"
    assert lines[4] == "| people | *exponent* | 1.0 |  |  |  |  |"


def test_a_step_times_everything_and_checks_the_plan():
    row = run_case("people", 10, seeds=1, requests=2, seconds=5)
    assert row["verified"]
    assert all(row[name] > 0 for name in growth.TIMES)
    assert row["first_seconds"] <= row["plan_seconds"]
