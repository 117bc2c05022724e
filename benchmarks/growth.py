"""How times grow: `python -m benchmarks.growth` varies tasks, people, weeks and clients of a drawn team, one at a time.

*build* is from the workspace record to the instance, *first* the first plan and *plan* the whole plan, *fit* the median verdict on a request (ground standing,
as in `fit_latency`). The exponent says by which power of what is varied a time grows between the smallest and the largest case: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any, Literal

from benchmarks.fit_latency import ground_of_workspace
from benchmarks.measure import measure_plan, warm_up
from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of, table_of
from benchmarks.teams import Size, draw_team
from scheduler.instance.build import build
from scheduler.solve.work import ANSWER_PACE, Work
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.fitting.ladder import climb_ladder
from tests.property.random_requests import random_request

COMMAND = "python -m benchmarks.growth"
Axis = Literal["tasks", "people", "weeks", "clients"]
LOAD = 0.85
MIDDLE, MIDDLE_CLIENTS = Size(40, 250, 6, 2), 4
STEPS: dict[Axis, tuple[int, ...]] = {
    "tasks": (125, 250, 500, 1000, 2000),
    "people": (10, 20, 40, 80, 160),
    "weeks": (1, 2, 4, 8),
    "clients": (1, 2, 4, 8),
}
TIMES = ("build_seconds", "first_seconds", "plan_seconds", "fit_seconds")
Row = dict[str, Any]


def case_of(axis: Axis, amount: int) -> tuple[Size, int]:
    """Return the size and the clients of a step.

    Tasks and clients vary alone; with people and weeks the tasks vary in proportion, so that a task stays as large as it is.
    """
    share = {"people": amount / MIDDLE.people, "weeks": amount / MIDDLE.weeks}.get(axis, 1.0)
    size = replace(MIDDLE, tasks=round(MIDDLE.tasks * share))
    if axis == "clients":
        return size, amount
    return replace(size, **{axis: amount}), MIDDLE_CLIENTS


def run_case(axis: Axis, amount: int, *, seeds: int, requests: int, seconds: float) -> Row:
    """Time one step; each figure is the median over seeds.

    Parameters
    ----------
    axis, amount
        What is varied, and how far.
    seeds
        Teams drawn, from seed 0.
    requests
        Verdicts timed per team; 0 leaves them out.
    seconds
        Limit of a plan.
    """
    size, clients = case_of(axis, amount)
    found: dict[str, list[float]] = {name: [] for name in TIMES}
    verified = True
    for seed in range(seeds):
        workspace = draw_team(size, LOAD, seed=seed, clients=clients).workspace
        began = time.perf_counter()
        build(workspace)
        found["build_seconds"].append(time.perf_counter() - began)
        measured = measure_plan(workspace, seconds=seconds)
        verified = verified and measured.verified
        found["first_seconds"].append(measured.seconds if measured.first_seconds is None else measured.first_seconds)
        found["plan_seconds"].append(measured.seconds)
        if requests:
            ground = ground_of_workspace(workspace)
            asked = [
                ask_of(ground.book, ground.workspace, random_request(ground.workspace, seed=number))
                for number in range(requests)
            ]
            for ask in asked:
                began = time.perf_counter()
                climb_ladder(ground, ask, work=Work(5.0, pace=ANSWER_PACE))
                found["fit_seconds"].append(time.perf_counter() - began)
    row: Row = {
        "axis": axis,
        "amount": amount,
        "people": size.people,
        "tasks": size.tasks,
        "weeks": size.weeks,
        "clients": clients,
        "seeds": seeds,
        "verified": verified,
    }
    return row | {name: round(median(times), 5) if times else None for name, times in found.items()}


def exponents_of(rows: Sequence[Row], axis: str) -> dict[str, float | None]:
    """Return for each time the power of the amount by which it grows from the smallest to the largest step; None where it was not taken."""
    own = sorted((row for row in rows if row["axis"] == axis), key=lambda row: row["amount"])
    first, last = own[0], own[-1]
    return {name: _exponent(first, last, name) for name in TIMES}


def _exponent(first: Row, last: Row, name: str) -> float | None:
    if not first[name] or not last[name] or first["amount"] == last["amount"]:
        return None
    return round(math.log(last[name] / first[name]) / math.log(last["amount"] / first["amount"]), 2)


def table_of_rows(rows: Sequence[Row]) -> str:
    """Return the table of the README: the steps of each axis in milliseconds, and below them the exponents."""
    lines: list[list[object]] = []
    for axis in dict.fromkeys(row["axis"] for row in rows):
        for row in rows:
            if row["axis"] == axis:
                where = f"{row['people']} x {row['tasks']:,}, {row['weeks']} weeks, {row['clients']} clients"
                lines.append(
                    [axis, where, *(_milliseconds(row[name]) for name in TIMES), "yes" if row["verified"] else "NO"]
                )
        powers = exponents_of(rows, axis)
        lines.append([axis, "*exponent*", *("" if powers[name] is None else powers[name] for name in TIMES), ""])
    heads = ["varied", "people x tasks", *(f"{name.removesuffix('_seconds')} ms" for name in TIMES), "verified"]
    return table_of(heads, lines)


def _milliseconds(seconds: float | None) -> object:
    return "" if seconds is None else f"{1000 * seconds:,.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Time the steps; the README is written only when all were timed."""
    parser = argparse.ArgumentParser(description="Time building, planning and answering against the size of a team.")
    parser.add_argument("--axis", choices=STEPS, action="append")
    parser.add_argument("--largest", type=int, help="leave out steps above this amount")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args(arguments)
    warm_up()
    rows = []
    for axis in given.axis or STEPS:
        for amount in STEPS[axis]:
            if given.largest is None or amount <= given.largest:
                rows.append(run_case(axis, amount, seeds=given.seeds, requests=given.requests, seconds=given.seconds))
                print(json.dumps(rows[-1]), flush=True)
    text = table_of_rows(rows)
    if (given.axis or given.largest) and elsewhere() is None:
        print(text)
        return
    command = f"{COMMAND} --seeds {given.seeds} --requests {given.requests}"
    put_into_readme("growth", f"`{command}`\n\n{text}")
    powers = {axis: exponents_of(rows, axis) for axis in dict.fromkeys(row["axis"] for row in rows)}
    save_results("growth", setting_of(command) | {"exponents": powers, "rows": rows})


if __name__ == "__main__":
    main()
