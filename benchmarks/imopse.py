"""iMOPSE project files (.def) as workspaces that ask whether every task can be done by hour M.

`python -m benchmarks.imopse DATA OUT` writes a workspace folder for each file of the folder DATA; the data stays where it lies.
With every due time at M, an on-time plan exists if and only if a makespan of M hours is possible.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.datasets import files_in
from benchmarks.folder import write_workspace
from scheduler.domain.clients import Client
from scheduler.domain.people import Person
from scheduler.domain.record import Source
from scheduler.domain.tasks import After, Task
from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, PersonId, TaskId

START = datetime(2026, 1, 5, tzinfo=UTC)
ROUND_THE_CLOCK = WeeklyHours(days=((ClockSpan(0, 24 * 60),),) * 7)
CLIENT = ClientId("project")
SKILL = re.compile(r"(Q\d+):\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Job:
    """A task of a project: hours, required skill and least level, predecessors by number."""

    number: int
    hours: int
    skill: str
    level: int
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Project:
    """One file: skills with level by resource number, and the jobs in file order."""

    name: str
    resources: dict[int, dict[str, int]]
    jobs: tuple[Job, ...]

    def able(self, job: Job) -> list[int]:
        """Return the numbers of the resources that have the job's skill with at least its level."""
        return [number for number, skills in self.resources.items() if skills.get(job.skill, -1) >= job.level]


def read_project(path: Path) -> Project:
    """Read a .def file.

    Raises
    ------
    ValueError
        A row of the resource or task table is not understood, or a table is missing.
    """
    resources: dict[int, dict[str, int]] = {}
    jobs: list[Job] = []
    table = ""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith(("ResourceID", "TaskID", "====")):
            table = line.split()[0].strip("=")
        elif table == "ResourceID" and line.strip():
            resources[int(line.split()[0])] = {skill: int(level) for skill, level in SKILL.findall(line)}
        elif table == "TaskID" and line.strip():
            jobs.append(_job_of(line))
    if not resources or not jobs:
        raise ValueError(f"{path.name}: no resource table or no task table")
    return Project(path.stem, resources, tuple(jobs))


def _job_of(line: str) -> Job:
    found = SKILL.findall(line)
    if len(found) != 1:
        raise ValueError(f"expected one skill in the task row {line!r}")
    number, hours = line.split()[:2]
    after = SKILL.split(line)[-1].split()
    return Job(int(number), int(hours), found[0][0], int(found[0][1]), tuple(int(number) for number in after))


def workspace_of(project: Project, makespan_hours: int) -> Workspace:
    """Return the project as a workspace in which every task is due `makespan_hours` after as_of.

    People work round the clock, tasks are one sitting, the grid is 30 minutes. The horizon reaches a quarter beyond the makespan (to the end of
    that day, at least a day), so that late work can be placed.
    """
    due = (START + timedelta(hours=makespan_hours)).replace(tzinfo=None)
    return Workspace(
        name=project.name,
        time_zone="UTC",
        as_of=START,
        horizon_days=makespan_hours * 5 // (4 * 24) + 1,
        grid_minutes=30,
        hours=ROUND_THE_CLOCK,
        people=tuple(_person_of(number, skills) for number, skills in project.resources.items()),
        clients=(Client(id=CLIENT, name="Project", source=Source(file="clients.yaml", line=2)),),
        tasks=tuple(_task_of(job, due, line) for line, job in enumerate(project.jobs, start=2)),
    )


def _person_of(number: int, skills: dict[str, int]) -> Person:
    return Person(
        id=PersonId(f"r{number}"),
        name=f"Resource {number}",
        skills=tuple(skills.items()),
        hours=ROUND_THE_CLOCK,
        time_zone="UTC",
        source=Source(file="people.yaml", line=1 + number),
    )


def _task_of(job: Job, due: datetime, line: int) -> Task:
    return Task(
        id=TaskId(f"t{job.number}"),
        client=CLIENT,
        deliverable=f"t{job.number}",
        title=f"Task {job.number}",
        skill=job.skill,
        level=job.level,
        effort_minutes=job.hours * 60,
        due=due,
        after=tuple(After(task=TaskId(f"t{number}")) for number in job.after),
        one_sitting=True,
        source=Source(file="tasks.csv", line=line),
    )


def main() -> None:
    """Write the workspaces."""
    from benchmarks.interval_model import cached_makespans

    parser = argparse.ArgumentParser(description="Write iMOPSE files as workspace folders.")
    parser.add_argument("data", type=Path, help="folder with the .def files")
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument(
        "--makespan", type=int, help="hours; default: what benchmarks.interval_model has recorded for the file"
    )
    chosen = parser.parse_args()
    recorded = cached_makespans()
    for path in files_in(chosen.data, ".def"):
        hours = chosen.makespan or recorded.get(path.stem)
        if hours is None:
            print(f"{path.stem}: no makespan recorded; give --makespan or run benchmarks.interval_model first")
            continue
        write_workspace(workspace_of(read_project(path), hours), chosen.out / path.stem)
        print(f"{path.stem}: due times at hour {hours}, in {chosen.out / path.stem}")


if __name__ == "__main__":
    main()
