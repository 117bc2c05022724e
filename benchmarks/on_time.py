"""Random teams that are known to fit: how long until there is an on-time plan, and what plain methods make of the same teams.

`python -m benchmarks.on_time` runs every size and load and writes the table of the README; `--size` and `--load` pick some.
"""

from __future__ import annotations

import argparse
import json
import time
from statistics import median
from typing import Any

from benchmarks.due_date_greedy import late_tasks, plan_by_due_date
from benchmarks.measure import measure_plan, warm_up
from benchmarks.outcomes import late_count, outcome_of
from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of, table_of
from benchmarks.team_intervals import seconds_to_on_time
from benchmarks.teams import SIZES, Team, draw_team

LOADS = (0.85, 0.90, 0.95, 0.98)
INTERVAL_SIZES = (
    "12x60",
    "25x120",
    "40x250",
)  # Beyond these the interval model has no plan within any limit we can afford.
COMMAND = "python -m benchmarks.on_time"
Row = dict[str, Any]


def run_case(size: str, load: float, *, seeds: int, seconds: float, interval_seconds: float) -> Row:
    """Plan `seeds` teams of one size and load by every method.

    Parameters
    ----------
    size, load
        Which teams.
    seeds
        How many, from seed 0.
    seconds, interval_seconds
        Limit of each plan of ours and of the interval model; 0 leaves that model out.

    Returns
    -------
    dict
        Median and largest seconds and the number of teams planned on time, per method.
    """
    ours, by_date, intervals = [], [], []
    for seed in range(seeds):
        team = draw_team(SIZES[size], load, seed=seed)
        ours.append(_ours(team, seconds))
        by_date.append(_by_due_date(team))
        if interval_seconds and size in INTERVAL_SIZES:
            intervals.append(seconds_to_on_time(team, limit_seconds=interval_seconds, workers=2))
    solved = [each for each in intervals if each is not None]
    return {
        "size": size,
        "load": load,
        "seeds": seeds,
        "on_time": sum(each["on_time"] for each in ours),
        "median_seconds": round(median(each["seconds"] for each in ours), 2),
        "largest_seconds": round(max(each["seconds"] for each in ours), 2),
        "median_cpu_seconds": round(median(each["cpu_seconds"] for each in ours), 2),
        "largest_cpu_seconds": round(max(each["cpu_seconds"] for each in ours), 2),
        "median_late_tasks": median(each["late"] for each in ours),
        "verified": all(each["verified"] for each in ours),
        "by_due_date_on_time": sum(not late for late, _ in by_date),
        "by_due_date_median_late_tasks": median(late for late, _ in by_date),
        "intervals_on_time": f"{len(solved)} of {len(intervals)}" if intervals else "not run",
        "intervals_median_seconds": round(median(solved), 1) if solved else None,
        "intervals_limit_seconds": interval_seconds if intervals else None,
    }


def _ours(team: Team, seconds: float) -> Row:
    measured = measure_plan(team.workspace, seconds=seconds)
    return {
        "on_time": outcome_of(measured.plan) == "on time",
        "late": late_count(measured.plan),
        "seconds": measured.seconds if measured.on_time_seconds is None else measured.on_time_seconds,
        "cpu_seconds": measured.cpu_seconds if measured.on_time_cpu_seconds is None else measured.on_time_cpu_seconds,
        "verified": measured.verified,
    }


def _by_due_date(team: Team) -> tuple[int, float]:
    began = time.perf_counter()
    placed = plan_by_due_date(team)
    return late_tasks(team, placed), time.perf_counter() - began


def _cells(row: Row) -> list[object]:
    interval = row["intervals_on_time"]
    if row["intervals_median_seconds"] is not None:
        interval += f", {row['intervals_median_seconds']} s"
    elif row["intervals_limit_seconds"]:
        interval += f" in {row['intervals_limit_seconds']:g} s"
    return [
        SIZES[row["size"]].label,
        f"{row['load']:.0%}",
        f"{row['on_time']} of {row['seeds']}",
        row["median_seconds"],
        row["largest_seconds"],
        row["median_cpu_seconds"],
        row["largest_cpu_seconds"],
        "yes" if row["verified"] else "NO",
        f"{row['by_due_date_on_time']} of {row['seeds']}, {row['by_due_date_median_late_tasks']:g} late",
        interval,
    ]


def table_of_rows(rows: list[Row]) -> str:
    """Return the table of the README."""
    columns = [
        "people x tasks",
        "load",
        "on time",
        "median s",
        "largest s",
        "median CPU s",
        "largest CPU s",
        "verified",
        "by due date",
        "intervals",
    ]
    return table_of(columns, [_cells(row) for row in rows])


def record(rows: list[Row], *, seeds: int, seconds: float, interval_seconds: float) -> None:
    """Write the results and the table of the README, with the command that makes them."""
    command = f"{COMMAND} --seeds {seeds} --seconds {seconds:g} --interval-seconds {interval_seconds:g}"
    put_into_readme("on time", f"`{command}`\n\n{table_of_rows(rows)}")
    save_results("on_time", setting_of(command) | {"rows": rows})


def main() -> None:
    """Run the chosen cases; the README is written only when all were run."""
    parser = argparse.ArgumentParser(description="Time the way to an on-time plan on teams that are known to fit.")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--load", type=float, action="append")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of each plan")
    parser.add_argument(
        "--interval-seconds", type=float, default=30.0, help="limit of the interval model, 0 to leave it out"
    )
    chosen = parser.parse_args()
    warm_up()
    rows = []
    for size in chosen.size or SIZES:
        for load in chosen.load or LOADS:
            rows.append(
                run_case(
                    size, load, seeds=chosen.seeds, seconds=chosen.seconds, interval_seconds=chosen.interval_seconds
                )
            )
            print(json.dumps(rows[-1]), flush=True)
    if (chosen.size or chosen.load) and elsewhere() is None:
        print(table_of_rows(rows))
    else:
        record(rows, seeds=chosen.seeds, seconds=chosen.seconds, interval_seconds=chosen.interval_seconds)


if __name__ == "__main__":
    main()
