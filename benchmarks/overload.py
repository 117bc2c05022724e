"""Teams with a tenth more work than is known to fit: how far the first late level is from its proven bound.

`python -m benchmarks.overload` runs every size with limits of 10 s and 60 s and writes the table of the README; `--size` picks some.
"""

from __future__ import annotations

import argparse
import json
from statistics import median
from typing import Any

from benchmarks.measure import measure_plan, warm_up
from benchmarks.outcomes import first_late_level, gap_of, late_count, worst_of
from benchmarks.tables import put_into_readme, save_results, setting_of, table_of
from benchmarks.teams import SIZES, Dues, draw_team

LOADS = (0.95, 0.99)
LIMITS = (10.0, 60.0)
EXTRA_SHARE = 0.1
COMMAND = "python -m benchmarks.overload"
Row = dict[str, Any]


def run_case(size: str, load: float, *, seed: int, dues: Dues, seconds: float) -> Row:
    """Plan one overloaded team and report value, bound and gap of its first late level (gap 0 where nothing is late)."""
    team = draw_team(SIZES[size], load, seed=seed, dues=dues, extra_share=EXTRA_SHARE)
    measured = measure_plan(team.workspace, seconds=seconds)
    level = first_late_level(measured.plan)
    return {
        "size": size,
        "load": load,
        "seed": seed,
        "dues": dues,
        "limit_seconds": seconds,
        "seconds": round(measured.seconds, 1),
        "late_tasks": late_count(measured.plan),
        "worst_value": worst_of(level.value) if level else 0,
        "worst_bound": worst_of(level.bound) if level else 0,
        "worst_gap": round(1 - worst_of(level.bound) / worst_of(level.value), 4) if level else 0.0,
        "gap": round(gap_of(level), 4) if level else 0.0,
        "optimal": level.optimal if level else True,
        "verified": measured.verified,
        "peak_mib": measured.peak_mib,
    }


def summary_of(rows: list[Row]) -> list[list[object]]:
    """Return a line of the table per size, kind of due times and limit."""
    lines: list[list[object]] = []
    keys = list(dict.fromkeys((row["size"], row["dues"], row["limit_seconds"]) for row in rows))
    for size, dues, limit in keys:
        own = [row for row in rows if (row["size"], row["dues"], row["limit_seconds"]) == (size, dues, limit)]
        lines.append(
            [
                SIZES[size].label,
                dues,
                f"{limit:g} s",
                f"{median(row['late_tasks'] for row in own):g}",
                f"{sum(row['optimal'] for row in own)} of {len(own)}",
                f"{median(row['worst_gap'] for row in own):.1%}",
                f"{median(row['gap'] for row in own):.1%}",
                f"{max(row['gap'] for row in own):.1%}",
                max(row["peak_mib"] for row in own),
                "yes" if all(row["verified"] for row in own) else "NO",
            ]
        )
    return lines


def main() -> None:
    """Run the chosen cases; the README is written only when all were run."""
    parser = argparse.ArgumentParser(description="Measure the gap of the lateness levels on overloaded teams.")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--seconds", type=float, action="append", help="time limit of a plan; may be repeated")
    chosen = parser.parse_args()
    warm_up()
    rows = []
    limits = chosen.seconds or LIMITS
    dues: Dues
    for size in chosen.size or SIZES:
        for dues in ("spread", "end"):
            for load in LOADS:
                for seed in range(chosen.seeds):
                    for limit in limits:
                        rows.append(run_case(size, load, seed=seed, dues=dues, seconds=limit))
                        print(json.dumps(rows[-1]), flush=True)
    columns = [
        "people x tasks",
        "due times",
        "limit",
        "late tasks (median)",
        "proven optimal",
        "gap of the worst client",
        "gap (median)",
    ]
    table = table_of([*columns, "gap (largest)", "peak MiB", "verified"], summary_of(rows))
    if chosen.size or chosen.seconds:
        print(table)
        return
    command = f"{COMMAND} --seeds {chosen.seeds}"
    put_into_readme("overload", f"`{command}`\n\n{table}")
    save_results("overload", setting_of(command) | {"rows": rows})


if __name__ == "__main__":
    main()
