"""Plans the published instances and writes the tables of the README.

`python -m benchmarks.published DATA` with the folder that holds imopse/ and workforce-cp25/; a set that is absent is skipped, and its table stays.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import imopse, interval_model, workforce
from benchmarks.datasets import files_in
from benchmarks.folder import write_workspace
from benchmarks.measure import measure_plan
from benchmarks.outcomes import changes_between, late_count, outcome_of, worst_of
from benchmarks.repair_model import most_kept
from benchmarks.tables import put_into_readme, save_results, setting_of, table_of

if TYPE_CHECKING:
    from benchmarks.measure import Measured
    from scheduler.domain.workspace import Workspace

TIGHT_FILE = "100_5_64_9"
TIGHT_HOURS = 473  # One hour below its least makespan.
REFERENCE_SECONDS = 60.0
COMMAND = "python -m benchmarks.published DATA"
Row = dict[str, Any]


def run_imopse(folder: Path, seconds: float) -> list[Row]:
    """Plan each file with all due times at the makespan that the interval model reaches, and the tight one through the command line."""
    rows: list[Row] = []
    paths = files_in(folder, ".def")
    if paths:
        interval_model.record_makespans(folder, seconds=60.0, workers=2, again=False)
    recorded = interval_model.recorded_results()["files"]
    for path in paths:
        hours = recorded[path.stem]["makespan_hours"]
        project = imopse.read_project(path)
        measured = measure_plan(imopse.workspace_of(project, hours), seconds=seconds)
        row = {"file": path.stem, "due_hour": hours, "interval_bound": recorded[path.stem]["bound_hours"]}
        rows.append(told(row | _facts(measured)))
        if path.stem == TIGHT_FILE:
            rows.append(told(_through_command_line(imopse.workspace_of(project, TIGHT_HOURS), seconds)))
    return rows


def told(row: Row) -> Row:
    """Print a row and return it."""
    print(json.dumps(row), flush=True)
    return row


def _facts(measured: Measured) -> Row:
    return {
        "outcome": outcome_of(measured.plan),
        "late_or_unplaced": late_count(measured.plan),
        "verified": measured.verified,
        "seconds": round(measured.seconds, 2),
        "cpu_seconds": round(measured.cpu_seconds, 2),
    }


def _through_command_line(workspace: Workspace, seconds: float) -> Row:
    """Plan the tight file as a user would and report the exit code beside the plan; 4 says that lateness was proven."""
    from scheduler.domain.plan import Plan

    with tempfile.TemporaryDirectory() as place:
        write_workspace(workspace, Path(place))
        command = [
            sys.executable,
            "-m",
            "scheduler",
            "plan",
            place,
            "--json",
            "--seed",
            "0",
            "--time-limit",
            f"{seconds:g}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    plan = Plan.model_validate_json(done.stdout)
    return {
        "file": workspace.name,
        "due_hour": TIGHT_HOURS,
        "interval_bound": None,
        "outcome": outcome_of(plan),
        "late_or_unplaced": late_count(plan),
        "verified": plan.verified,
        "exit_code": done.returncode,
        "bound": max(worst_of(level.bound) for level in plan.objective if level.level == "agreed_lateness"),
    }


def run_base(folder: Path, seconds: float) -> list[Row]:
    """Plan each base instance of the workforce set."""
    rows = []
    for path in files_in(folder, ".json"):
        floor = workforce.read_floor(path)
        workspace = workforce.workspace_of(floor)
        row = {"file": path.stem, "tasks": len(workspace.tasks), "teams": len(workspace.people)}
        rows.append(told(row | _facts(measure_plan(workspace, seconds=seconds))))
    return rows


def run_repair(folder: Path, seconds: float, *, reference_seconds: float = REFERENCE_SECONDS) -> list[Row]:
    """Re-plan each repair scenario of the workforce set with the plan published before as the baseline.

    Parameters
    ----------
    folder
        That of the scenarios.
    seconds, reference_seconds
        Limit of our plan, and of the interval model that it is held against.
    """
    rows = []
    for path in files_in(folder, ".json"):
        floor = workforce.read_floor(path)
        workspace = workforce.workspace_of(floor)
        baseline = workforce.baseline_of(floor, workspace)
        if baseline is None:
            raise ValueError(f"{path.name} has no base solution")
        measured = measure_plan(workspace, seconds=seconds, baseline=baseline)
        changes = changes_between(baseline, measured.plan)
        most = most_kept(floor, seconds=reference_seconds)
        row = {
            "file": path.stem,
            "tasks": len(workspace.tasks),
            "teams": len(workspace.people) - len(floor.unused),
            "kept": changes.kept,
            "shifted": changes.shifted,
            "shifted_minutes": changes.shifted_minutes,
            "moved": changes.moved,
            "dropped": changes.dropped,
            "moves_reported": len(measured.plan.moves),
            "interval_model_kept": f"{most.status}" if most.tasks is None else f"{most.tasks} ({most.status})",
        }
        rows.append(told(row | _facts(measured)))
    return rows


def write_tables(imopse_rows: list[Row], base_rows: list[Row], repair_rows: list[Row]) -> None:
    """Put the rows of each set that was run into the README."""
    verdict = ("outcome", "late_or_unplaced", "verified", "seconds", "cpu_seconds")
    tables = (
        ("imopse", imopse_rows, ("file", "due_hour", "interval_bound", *verdict, "exit_code", "bound")),
        ("workforce base", base_rows, ("file", "tasks", "teams", *verdict)),
        (
            "workforce repair",
            repair_rows,
            (
                "file",
                "tasks",
                "teams",
                *verdict,
                "kept",
                "shifted",
                "shifted_minutes",
                "moved",
                "dropped",
                "moves_reported",
                "interval_model_kept",
            ),
        ),
    )
    for name, rows, columns in tables:
        if rows:
            cells = [["" if row.get(column) is None else row[column] for column in columns] for row in rows]
            headings = [column.replace("_", " ") for column in columns]
            put_into_readme(name, f"`{COMMAND}`\n\n{table_of(headings, cells)}")
            save_results(name.replace(" ", "_"), setting_of(COMMAND) | {"rows": rows})


def main() -> None:
    """Run everything that is there."""
    parser = argparse.ArgumentParser(description="Plan the published instances and write the tables of the README.")
    parser.add_argument("data", type=Path, help="folder that holds imopse/ and workforce-cp25/")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit of each plan")
    parser.add_argument(
        "--reference-seconds", type=float, default=REFERENCE_SECONDS, help="limit of the interval model of a repair"
    )
    chosen = parser.parse_args()
    write_tables(
        run_imopse(chosen.data / "imopse", chosen.seconds),
        run_base(chosen.data / "workforce-cp25" / "base", chosen.seconds),
        run_repair(
            chosen.data / "workforce-cp25" / "repair", chosen.seconds, reference_seconds=chosen.reference_seconds
        ),
    )


if __name__ == "__main__":
    main()
