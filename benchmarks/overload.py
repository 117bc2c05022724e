"""Teams with a tenth more work than is known to fit: how far the first late level is from its proven bound.

`python -m benchmarks.overload` runs every size (10 s of processor time a plan up to 40 people, 60 s beyond) and writes the table
of the README; `--size` picks some.
"""

from __future__ import annotations

import argparse
import json
from statistics import median
from typing import Any

from benchmarks.measure import measure_plan, warm_up
from benchmarks.outcomes import first_late_level, gap_of, late_count, worst_of
from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of, table_of
from benchmarks.team_tasks import Dues
from benchmarks.teams import SIZES, draw_team

LOAD = 0.95
LIMITS = {"12x60": 10.0, "25x120": 10.0, "40x250": 10.0, "100x800": 60.0, "200x2000": 60.0}
CLIENTS = (
    8,
    1,
)  # With one client its lateness is one number: the gap then says how far work is from the least weighted lateness.
EXTRA_SHARE = 0.1
TRACED_SECONDS = (0.5, 2.0, 10.0, 60.0)
"""When the table looks at how far a run has come."""
COMMAND = "python -m benchmarks.overload"
Row = dict[str, Any]


def run_case(size: str, *, seed: int, dues: Dues, clients: int, seconds: float) -> Row:
    """Plan one overloaded team and report value, bound and gap of its first late level (gap 0 where nothing is late)."""
    team = draw_team(SIZES[size], LOAD, seed=seed, dues=dues, clients=clients, extra_share=EXTRA_SHARE)
    measured = measure_plan(team.workspace, seconds=seconds, processor_time=True)
    level = first_late_level(measured.plan)
    return {
        "size": size,
        "seed": seed,
        "dues": dues,
        "clients": clients,
        "limit_seconds": seconds,
        "seconds": round(measured.seconds, 1),
        "cpu_seconds": round(measured.cpu_seconds, 1),
        "late_tasks": late_count(measured.plan),
        "worst_value": worst_of(level.value) if level else 0,
        "worst_bound": worst_of(level.bound) if level else 0,
        "worst_gap": round(1 - worst_of(level.bound) / worst_of(level.value), 4) if level else 0.0,
        "gap": round(gap_of(level), 4) if level else 0.0,
        "optimal": level.optimal if level else True,
        "first_seconds": measured.first_seconds,
        "trace": measured.trace,
        "verified": measured.verified,
        "peak_mib": measured.peak_mib,
    }


def worst_after(row: Row, seconds: float) -> str:
    """Return the worst client's lateness and its bound as they were known after some seconds of a run: `value (bound)`."""
    known = [f"{value} ({bound})" for after, value, bound in row.get("trace", ()) if after <= seconds]
    return known[-1] if known else "none yet"


def summary_of(rows: list[Row]) -> list[list[object]]:
    """Return a line of the table per size, kind of due times and number of clients."""
    lines: list[list[object]] = []
    keys = list(dict.fromkeys((row["size"], row["dues"], row["clients"]) for row in rows))
    for size, dues, clients in keys:
        own = [row for row in rows if (row["size"], row["dues"], row["clients"]) == (size, dues, clients)]
        lines.append(
            [
                SIZES[size].label,
                dues,
                clients,
                f"{own[0]['limit_seconds']:g} s",
                f"{median(row['cpu_seconds'] for row in own):g}",
                ", ".join(worst_after(row, seconds) for seconds in TRACED_SECONDS for row in own[:1]),
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
    parser.add_argument("--seconds", type=float, help="time limit of every plan")
    chosen = parser.parse_args()
    warm_up()
    rows = []
    dues: Dues
    for size in chosen.size or SIZES:
        for dues in ("spread", "end"):
            for clients in CLIENTS:
                for seed in range(chosen.seeds):
                    limit = chosen.seconds or LIMITS[size]
                    rows.append(run_case(size, seed=seed, dues=dues, clients=clients, seconds=limit))
                    print(json.dumps(rows[-1]), flush=True)
    columns = [
        "people x tasks",
        "due times",
        "clients",
        "limit",
        "median CPU s",
        f"worst client (bound) after {', '.join(f'{seconds:g}' for seconds in TRACED_SECONDS)} s, seed 0",
        "late tasks (median)",
        "proven optimal",
        "gap of the worst client",
        "gap (median)",
    ]
    table = table_of([*columns, "gap (largest)", "peak MiB", "verified"], summary_of(rows))
    if (chosen.size or chosen.seconds) and elsewhere() is None:
        print(table)
        return
    command = f"{COMMAND} --seeds {chosen.seeds}"
    put_into_readme("overload", f"`{command}`\n\n{table}")
    save_results("overload", setting_of(command) | {"rows": rows})


if __name__ == "__main__":
    main()
