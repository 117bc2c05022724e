"""The workforce instances of CP 2025 as workspaces: aircraft logistics teams, and what to do when some are out.

`python -m benchmarks.workforce DATA OUT` writes a workspace folder for each file of the folders DATA/base and DATA/repair; the data stays
where it lies. A repair scenario also gets `baseline.json`, the plan published before the disruption.

Bleukx, Boumazouza, Guns, Laage, Poveda: "Modeling and Explaining an Industrial Workforce Allocation and Scheduling Problem", CP 2025.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.datasets import files_in
from benchmarks.folder import write_workspace
from benchmarks.rows import planned_row
from scheduler.domain.clients import Client
from scheduler.domain.people import Availability, Person, TimeOff
from scheduler.domain.plan import Block, Horizon, Plan, PlannedTask
from scheduler.domain.policy import Policy
from scheduler.domain.record import Source
from scheduler.domain.tasks import After, Task
from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, PersonId, TaskId

CLIENT = ClientId("programme")
ANY_TEAM = "any-team"
ROUND_THE_CLOCK = WeeklyHours(days=((ClockSpan(0, 24 * 60),),) * 7)
HERE = Source(file="benchmarks", line=1)


@dataclass(frozen=True, slots=True)
class Floor:
    """One file: the instance as published, and what it becomes.

    Attributes
    ----------
    unused
        Teams that the scenario keeps out (`team_used_constraint` false).
    """

    name: str
    content: dict[str, Any]
    unused: frozenset[str]

    @property
    def start(self) -> datetime:
        """The instant from which the file counts its minutes."""
        return datetime.fromtimestamp(self.content["horizon_shift"], UTC)

    @property
    def last_due(self) -> int:
        """The latest due minute of any task."""
        return max(self.due_of(task) for task in self.content["tasks"])

    @property
    def horizon_days(self) -> int:
        """Days from the date of the start to the date of the last due time, both included."""
        return ((self.start + timedelta(minutes=self.last_due)).date() - self.start.date()).days + 1

    @property
    def horizon_end(self) -> datetime:
        """24:00 of the last day."""
        midnight = self.start.replace(hour=0, minute=0)
        return midnight + timedelta(days=self.horizon_days)

    @property
    def unsaid_limits(self) -> list[str]:
        """Limits on the teams that a workspace cannot say; none where the bound on their number is that of the teams left."""
        limits = self.content.get("additional_constraint", {})
        least, most = limits.get("nb_teams_bounds") or (None, None)
        unsaid = [] if not least else [f"at least {least} teams"]
        if most is not None and most < len(self.content["teams"]) - len(self.unused):
            unsaid.append(f"at most {most} teams")
        forced = [index for index, choice in limits.get("team_used_constraint", {}).items() if choice]
        return unsaid + [f"team {index} must be used" for index in forced]

    def duration_of(self, task: str) -> int:
        """Return the minutes of a task."""
        return int(self.content["tasks_data"][task]["duration"])

    def release_of(self, task: str) -> int:
        """Return the least minute at which a task may start: the earliest start, or what the earliest end asks for."""
        earliest_start, earliest_end = self.content["start_window"][task][0], self.content["end_window"][task][0]
        return max(int(earliest_start), int(earliest_end) - self.duration_of(task))

    def due_of(self, task: str) -> int:
        """Return the minute by which a task must end: the latest end, or what the latest start asks for."""
        latest_start, latest_end = self.content["start_window"][task][1], self.content["end_window"][task][1]
        return min(int(latest_end), int(latest_start) + self.duration_of(task))

    def at(self, minute: float) -> datetime:
        """Return a minute of the file as wall clock time in UTC, without offset, as a workspace file says it."""
        return (self.start + timedelta(minutes=minute)).replace(tzinfo=None)


def read_floor(path: Path) -> Floor:
    """Read a base instance or a repair scenario."""
    content = json.loads(path.read_text(encoding="utf-8"))
    used = content.get("additional_constraint", {}).get("team_used_constraint", {})
    unused = frozenset(content["teams"][int(index)] for index, choice in used.items() if choice is False)
    return Floor(path.stem, content, unused)


def workspace_of(floor: Floor) -> Workspace:
    """Return the file as a workspace.

    Each team is a person, available in its calendar slots up to the horizon's end, away while a disruption has it out; a team to be left
    out left the day before. Each distinct set of compatible teams is a skill that these teams have; a task without such a set asks for a skill
    that all have. Windows are `start` and `due`, tasks are one sitting, the grid is a minute, nothing is frozen.
    """
    content = floor.content
    sets = sorted({tuple(sorted(teams)) for teams in content["compatible_teams"].values()})
    skill_of = {teams: f"teams-{number}" for number, teams in enumerate(sets, start=1)}
    skills = {
        team: ((ANY_TEAM, 1), *((skill, 1) for teams, skill in skill_of.items() if team in teams))
        for team in content["teams"]
    }
    outages = content.get("disruption", {}).get("disruptions", [])
    return Workspace(
        name=floor.name,
        time_zone="UTC",
        as_of=floor.start,
        horizon_days=floor.horizon_days,
        grid_minutes=1,
        hours=ROUND_THE_CLOCK,
        policy=Policy(freeze_days=0),
        people=tuple(_person_of(floor, team, skills[team]) for team in content["teams"]),
        clients=(Client(id=CLIENT, name="Programme", source=HERE),),
        tasks=_tasks_of(floor, skill_of),
        time_off=tuple(
            TimeOff(
                person=content["teams"][team],
                start=floor.at(first),
                end=floor.at(last),
                reason="disruption",
                source=HERE,
            )
            for first, last, team in outages
        ),
        availability=tuple(
            Availability(
                person=team,
                start=floor.at(first),
                end=min(floor.at(last), floor.horizon_end.replace(tzinfo=None)),
                source=HERE,
            )
            for team in content["teams"]
            if team not in floor.unused
            for first, last in content["calendar"][team]
            if floor.at(first) < floor.horizon_end.replace(tzinfo=None)
        ),
    )


def _person_of(floor: Floor, team: str, skills: tuple[tuple[str, int], ...]) -> Person:
    left_on = floor.start.date() - timedelta(days=1) if team in floor.unused else None
    return Person(
        id=PersonId(team),
        name=f"Team {team}",
        skills=skills,
        hours=ROUND_THE_CLOCK,
        time_zone="UTC",
        until_on=left_on,
        source=HERE,
    )


def _tasks_of(floor: Floor, skill_of: dict[tuple[str, ...], str]) -> tuple[Task, ...]:
    content = floor.content
    before: dict[str, list[str]] = {task: [] for task in content["tasks"]}
    for task, successors in content["successors"].items():
        for successor in successors:
            before[successor].append(task)
    same: dict[str, list[str]] = {task: [] for task in content["tasks"]}
    for first, *others in content["same_allocation"]:
        same[first] += others
    teams_of = {task: tuple(sorted(teams)) for task, teams in content["compatible_teams"].items()}
    return tuple(
        Task(
            id=TaskId(task),
            client=CLIENT,
            deliverable=task,
            title=f"Task {task}",
            skill=skill_of[teams_of[task]] if task in teams_of else ANY_TEAM,
            effort_minutes=floor.duration_of(task),
            start=floor.at(floor.release_of(task)),
            due=floor.at(floor.due_of(task)),
            after=tuple(After(task=TaskId(other)) for other in before[task]),
            same_person_as=tuple(TaskId(other) for other in same[task]),
            one_sitting=True,
            source=HERE,
        )
        for task in content["tasks"]
    )


def baseline_of(floor: Floor, workspace: Workspace) -> Plan | None:
    """Return the plan that was published before the disruption (`base_solution`) as a plan document; None for a base instance."""
    solution = floor.content.get("base_solution")
    if solution is None:
        return None
    placed = zip(workspace.tasks, solution["allocation"], solution["schedule"], strict=True)
    tasks = [_planned(floor, task, floor.content["teams"][team], span) for task, team, span in placed]
    return Plan(
        workspace=workspace.name,
        as_of=floor.start.isoformat(),
        evenhand_version="",
        seed=0,
        inputs_sha256="",
        status="feasible",
        horizon=Horizon(start=floor.start, end=floor.horizon_end),
        grid_minutes=1,
        tasks=tuple(sorted(tasks, key=lambda task: task.id)),
    )


def _planned(floor: Floor, task: Task, team: str, span: tuple[int, int]) -> PlannedTask:
    start, finish, release, due = (
        floor.start + timedelta(minutes=minute) for minute in (*span, floor.release_of(task.id), floor.due_of(task.id))
    )
    block = Block(start=start, end=finish)
    return planned_row(task, person=team, blocks=[block], release=release, due=due)


def main() -> None:
    """Write the workspaces, and the baselines of the scenarios."""
    parser = argparse.ArgumentParser(description="Write the workforce instances as workspace folders.")
    parser.add_argument("data", type=Path, help="folder with base/ and repair/")
    parser.add_argument("out", type=Path, help="folder to write into")
    chosen = parser.parse_args()
    for path in [*files_in(chosen.data / "base", ".json"), *files_in(chosen.data / "repair", ".json")]:
        floor = read_floor(path)
        workspace = workspace_of(floor)
        folder = chosen.out / path.stem
        write_workspace(workspace, folder)
        baseline = baseline_of(floor, workspace)
        if baseline is not None:
            (folder / "baseline.json").write_text(json.dumps(baseline.as_json(), indent=1), encoding="utf-8")
        print(
            f"{path.stem}: {len(workspace.tasks)} tasks, {len(workspace.people) - len(floor.unused)} teams, in {folder}"
        )


if __name__ == "__main__":
    main()
