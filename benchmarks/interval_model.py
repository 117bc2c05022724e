"""The plain interval model to compare with: iMOPSE makespan in CP-SAT, as a textbook would write it.

`python -m benchmarks.interval_model DATA` solves each file (optional intervals, no overlap per resource, precedence, least makespan) and records the makespan reached
and the bound in `benchmarks/results/interval_model.json`; recorded files are left alone unless `--again` is given.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.datasets import files_in
from benchmarks.imopse import read_project
from benchmarks.tables import save_results, saved_results, setting_of

if TYPE_CHECKING:
    from benchmarks.imopse import Project

NAME = "interval_model"
COMMAND = "python -m benchmarks.interval_model DATA"


def least_makespan(project: Project, *, seconds: float, workers: int, seed: int = 0) -> dict[str, Any]:
    """Minimise the makespan of a project with the plain model.

    Parameters
    ----------
    project
        What to schedule.
    seconds
        Time limit.
    workers, seed
        Of the solver.

    Returns
    -------
    dict
        `makespan_hours` (None where no schedule was found), `bound_hours`, `status`, `seconds`.
    """
    from ortools.sat.python import cp_model

    horizon = sum(job.hours for job in project.jobs)
    model = cp_model.CpModel()
    makespan = model.new_int_var(0, horizon, "makespan")
    lines: dict[int, list[cp_model.IntervalVar]] = {number: [] for number in project.resources}
    starts = {job.number: model.new_int_var(0, horizon, f"start {job.number}") for job in project.jobs}
    hours = {job.number: job.hours for job in project.jobs}
    for job in project.jobs:
        start = starts[job.number]
        chosen = []
        for resource in project.able(job):
            here = model.new_bool_var(f"{job.number} by {resource}")
            name = f"interval {job.number} by {resource}"
            lines[resource].append(model.new_optional_fixed_size_interval_var(start, job.hours, here, name))
            chosen.append(here)
        model.add_exactly_one(chosen)
        model.add(makespan >= start + job.hours)
        for before in job.after:
            model.add(start >= starts[before] + hours[before])
    for intervals in lines.values():
        model.add_no_overlap(intervals)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    began = time.perf_counter()
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "makespan_hours": round(solver.objective_value) if found else None,
        "bound_hours": round(solver.best_objective_bound),
        "status": solver.status_name(status).lower(),
        "seconds": round(time.perf_counter() - began, 1),
    }


def recorded_results() -> dict[str, Any]:
    """Return what was recorded, no files before the first run."""
    return saved_results(NAME) or {"files": {}}


def cached_makespans() -> dict[str, int]:
    """Return the recorded makespan in hours by file name (without suffix)."""
    files = recorded_results()["files"]
    return {name: row["makespan_hours"] for name, row in files.items() if row["makespan_hours"] is not None}


def record_makespans(folder: Path, *, seconds: float, workers: int, again: bool) -> None:
    """Solve and record each file of `folder`; those recorded under the same limits and solver are left alone unless `again`."""
    setting = setting_of(COMMAND) | {"seconds_limit": seconds, "workers": workers}
    recorded = recorded_results()
    same = all(recorded.get(key) == setting[key] for key in ("ortools", "seconds_limit", "workers"))
    files = dict(recorded["files"]) if same and not again else {}
    for path in files_in(folder, ".def"):
        if path.stem not in files:
            files[path.stem] = least_makespan(read_project(path), seconds=seconds, workers=workers)
            save_results(NAME, setting | {"files": dict(sorted(files.items()))})
        print(f"{path.stem}: {files[path.stem]}")


def main() -> None:
    """Solve and record."""
    parser = argparse.ArgumentParser(description="Record the makespans that a plain interval model reaches.")
    parser.add_argument("data", type=Path, help="folder with the .def files")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="solve recorded files again")
    chosen = parser.parse_args()
    record_makespans(chosen.data, seconds=chosen.seconds, workers=chosen.workers, again=chosen.again)


if __name__ == "__main__":
    main()
