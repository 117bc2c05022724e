"""The least makespans of the iMOPSE files: a bound that is proven beside a plan that is made, `python -m benchmarks.makespans DATA`.

DATA holds imopse/. The bound of a file is one more than the largest hour M for which our relaxations prove that not everything can be done by
hour M; it takes no search. The plan is the first that is on time, tried from the bound on upwards, each try with the same limit of processor
time; every plan is read by the independent check.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from benchmarks.datasets import files_in
from benchmarks.imopse import Project, read_project, workspace_of
from benchmarks.measure import Measured, measure_plan
from benchmarks.outcomes import late_count
from benchmarks.tables import put_into_readme, save_results, setting_of, table_of
from scheduler.instance.build import build_instance
from scheduler.solve.prove import Prover
from scheduler.solve.work import Work

COMMAND = "python -m benchmarks.makespans DATA"
MOST_HOURS_ABOVE = 8
"""Hours above the bound that are tried at most."""

BOUND_SECONDS = 5.0
Row = dict[str, Any]


def proves_late(project: Project, hours: int) -> bool:
    """Say whether relaxations prove that a project cannot be done in so many hours."""
    instance = build_instance(workspace_of(project, hours))
    prover = Prover(instance, lambda: instance, restricted=False, overtime=False, work=Work(BOUND_SECONDS))
    prover.bounds()
    return prover.proofs.says_late()


def bound_of(project: Project) -> int:
    """Return an hour before which no plan finishes the project."""
    low, high = 1, 1 + sum(job.hours for job in project.jobs)
    while low < high:
        middle = (low + high) // 2
        if proves_late(project, middle):
            low = middle + 1
        else:
            high = middle
    return low


def least_plan(project: Project, first: int, *, seconds: float) -> tuple[int, Measured] | None:
    """Return the least due hour from `first` on for which a plan on time is found, with the plan; None where none is."""
    for hours in range(first, first + MOST_HOURS_ABOVE + 1):
        measured = measure_plan(workspace_of(project, hours), seconds=seconds, processor_time=True)
        if not late_count(measured.plan):
            return hours, measured
    return None


def row_of(project: Project, *, seconds: float) -> Row:
    """Measure one file."""
    began = time.process_time()
    bound = bound_of(project)
    row: Row = {"file": project.name, "bound_hours": bound, "bound_cpu_seconds": round(time.process_time() - began, 1)}
    found = least_plan(project, bound, seconds=seconds)
    if found is None:
        return row | {"plan_hours": None}
    hours, measured = found
    return row | {
        "plan_hours": hours,
        "gap_percent": round(100 * (hours - bound) / bound, 1),
        "plan_cpu_seconds": round(measured.cpu_seconds, 1),
        "verified": measured.verified,
    }


def table_of_rows(rows: list[Row]) -> str:
    """Return the table of the README."""
    columns = ["file", "proven bound, hours", "plan, hours", "gap", "bound, CPU s", "plan, CPU s", "verified"]
    cells: list[list[object]] = []
    for row in rows:
        plan = [row["file"], row["bound_hours"], "none found", "", row["bound_cpu_seconds"], "", ""]
        if row["plan_hours"] is not None:
            gap = f"{row['gap_percent']} %" if row["gap_percent"] else "optimal"
            verified = "yes" if row["verified"] else "NO"
            plan[2:] = [row["plan_hours"], gap, row["bound_cpu_seconds"], row["plan_cpu_seconds"], verified]
        cells.append(plan)
    return table_of(columns, cells)


def main() -> None:
    """Measure every file and write the table."""
    parser = argparse.ArgumentParser(description="Bound and reach the makespans of the iMOPSE files.")
    parser.add_argument("data", type=Path, help="folder that holds imopse/")
    parser.add_argument("--seconds", type=float, default=10.0, help="processor time of each plan")
    chosen = parser.parse_args()
    rows: list[Row] = []
    for path in files_in(chosen.data / "imopse", ".def"):
        rows.append(row_of(read_project(path), seconds=chosen.seconds))
        print(table_of_rows(rows[-1:]).splitlines()[-1], flush=True)
    if rows:
        put_into_readme("makespans", f"`{COMMAND}`\n\n{table_of_rows(rows)}")
        save_results("makespans", setting_of(COMMAND) | {"rows": rows})


if __name__ == "__main__":
    main()
