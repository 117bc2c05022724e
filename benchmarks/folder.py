"""Writes a workspace record as the folder of files that a person would have written."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from scheduler.domain.clients import Client
    from scheduler.domain.people import Person
    from scheduler.domain.tasks import After, Task
    from scheduler.domain.times import Moment, WeeklyHours
    from scheduler.domain.workspace import Workspace

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TASK_COLUMNS = (
    *("id", "client", "title", "skill", "effort", "due", "deliverable", "commitment", "priority"),
    *("start", "after", "person", "same_person_as", "one_sitting"),
)


def write_workspace(workspace: Workspace, folder: Path) -> None:
    """Write `workspace` into `folder`, so that reading it gives the same records (their sources apart).

    Covers what the benchmarks make: people, clients without agreements, tasks, time off, availability, the grid and
    `freeze_days`.

    Parameters
    ----------
    workspace
        The records.
    folder
        Made where it does not exist; files of the same names are replaced.

    Raises
    ------
    ValueError
        The workspace has something that this writer does not write, so that the folder would say less.
    """
    _refuse_what_is_not_written(workspace)
    folder.mkdir(parents=True, exist_ok=True)
    _write_yaml(folder / "workspace.yaml", _head_of(workspace))
    _write_yaml(folder / "people.yaml", {"people": [_person_entry(person) for person in workspace.people]})
    _write_yaml(folder / "clients.yaml", {"clients": [_client_entry(client) for client in workspace.clients]})
    _write_csv(folder / "tasks.csv", TASK_COLUMNS, (_task_row(task) for task in workspace.tasks))
    if workspace.time_off:
        rows = ((off.person, moment_text(off.start), moment_text(off.end), off.reason) for off in workspace.time_off)
        _write_csv(folder / "time_off.csv", ("person", "from", "to", "reason"), rows)
    if workspace.availability:
        spans = ((span.person, moment_text(span.start), moment_text(span.end)) for span in workspace.availability)
        _write_csv(folder / "availability.csv", ("person", "from", "to"), spans)


def _refuse_what_is_not_written(workspace: Workspace) -> None:
    unwritten = {
        "events": workspace.events,
        "progress": workspace.progress,
        "requests": workspace.requests,
        "holidays": workspace.holidays,
        "closures": workspace.closures,
        "agreements": [client.id for client in workspace.clients if client.agreements or client.recurring],
        "overtime": [person.id for person in workspace.people if person.overtime],
    }
    present = [name for name, value in unwritten.items() if value]
    if present:
        raise ValueError(f"this writer does not write {', '.join(present)}")


def moment_text(moment: Moment) -> str:
    """Return a moment as a file says it: to the minute where it has a clock time."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def hours_entry(hours: WeeklyHours) -> dict[str, str]:
    """Return weekly hours as the mapping of a file, each day on its own."""
    return {
        WEEKDAYS[weekday]: ", ".join(f"{_clock(span.start_minute)}-{_clock(span.end_minute)}" for span in spans)
        for weekday, spans in enumerate(hours.days)
        if spans
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _head_of(workspace: Workspace) -> dict[str, Any]:
    head: dict[str, Any] = {
        "format": 1,
        "name": workspace.name,
        "time_zone": workspace.time_zone,
        "hours": hours_entry(workspace.hours),
        "horizon": f"{workspace.horizon_days} days",
        "grid_minutes": workspace.grid_minutes,
        "as_of": workspace.as_of.replace(tzinfo=None).isoformat(timespec="minutes"),
    }
    policy = {name: getattr(workspace.policy, name) for name in workspace.policy.model_fields_set}
    if set(policy) - {"freeze_days"}:
        raise ValueError("this writer writes no policy but freeze_days")
    return head | ({"policy": policy} if policy else {})


def _person_entry(person: Person) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": person.id,
        "name": person.name,
        "skills": [f"{skill}:{level}" for skill, level in person.skills],
        "hours": hours_entry(person.hours),
    }
    if person.from_on is not None:
        entry["from"] = person.from_on.isoformat()
    if person.until_on is not None:
        entry["until"] = person.until_on.isoformat()
    return entry


def _client_entry(client: Client) -> dict[str, Any]:
    return {"id": client.id, "name": client.name}


def _task_row(task: Task) -> Sequence[str]:
    return (
        task.id,
        task.client,
        task.title,
        f"{task.skill}:{task.level}",
        f"{task.effort_minutes}m",
        moment_text(task.due) if task.due is not None else "",
        task.deliverable,
        task.commitment,
        str(task.priority),
        moment_text(task.start) if task.start is not None else "",
        "; ".join(_after_text(after) for after in task.after),
        task.person or "",
        "; ".join(task.same_person_as),
        "yes" if task.one_sitting else "no",
    )


def _after_text(after: After) -> str:
    if after.wait.working_days:
        return f"{after.task} + {after.wait.working_days} working days"
    return f"{after.task} + {after.wait.minutes}m" if after.wait.minutes else after.task


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120), encoding="utf-8")


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
