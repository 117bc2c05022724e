"""The case as another scheduler gets it: whole units, people with free stretches, tasks with windows. The format is in `drivers/driving.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from benchmarks.peers.drivers.by_due_date import in_order
from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.working_time import working_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.people import Person
    from scheduler.domain.plan import Plan
    from scheduler.domain.tasks import Task
    from scheduler.domain.times import Moment
    from scheduler.domain.workspace import Workspace
    from scheduler.units import Span

Json = dict[str, Any]
SLACK = 4
"""How many times the room that all tasks need is given behind the horizon: with twice, CP-SAT had no first plan of a tight team in 15 s, with four times in 2 s."""


def case_of(workspace: Workspace, *, seconds: float, workers: int, seed: int = 0, baseline: Plan | None = None) -> Json:
    """Return a workspace in the form of the exchange.

    Parameters
    ----------
    workspace
        Of the kind that the benchmarks make: in UTC, due times and starts with a clock time, no agreements, meetings or waits.
    seconds
        Time limit for building and solving, start-up and imports apart.
    workers, seed
        Of the peer's solver, where it has any.
    baseline
        The plan to stay close to.

    Returns
    -------
    dict
        Ready for `json.dumps`. Work after `horizon` is possible for everybody there and counts as unplaced here, so that a peer which must place every
        task always has a plan.

    Raises
    ------
    ValueError
        The workspace has something that the exchange cannot say.
    """
    _refuse_what_cannot_be_said(workspace)
    span, unit = horizon_span(workspace), workspace.grid_minutes
    horizon = (span.end - span.start) // unit
    tasks = [_task_of(workspace, task, span.start) for task in workspace.tasks]
    together = groups_of(workspace.tasks)
    last = horizon + SLACK * room_behind(tasks, together)
    number = {person.id: index for index, person in enumerate(workspace.people)}
    return {
        "unit_minutes": unit,
        "origin": workspace.as_of.astimezone(UTC).isoformat(),
        "horizon": horizon,
        "last": last,
        "seconds": seconds,
        "workers": workers,
        "seed": seed,
        "people": [
            {"id": person.id, "free": [*free_units(workspace, person, span), [horizon, last]]}
            for person in workspace.people
        ],
        "tasks": tasks,
        "together": together,
        "baseline": None
        if baseline is None
        else {
            row.id: [
                number[row.person],
                (_minute(row.start) - span.start) // unit,
                (_minute(row.finish) - span.start) // unit,
            ]
            for row in baseline.tasks
        },
    }


def room_behind(tasks: list[Json], together: list[list[str]]) -> int:
    """Return so many units behind the horizon that all tasks could be done there, in an order by due time: then every case has a plan."""
    group_of = {name: tuple(group) for group in together for name in group}
    able_of = {task["id"]: set(task["able"]) for task in tasks}
    bound: dict[tuple[str, ...], int] = {}
    ready: dict[int, int] = {}
    finish: dict[str, int] = {}
    for task in in_order(tasks):
        name = task["id"]
        able, group = able_of[name], group_of.get(name)
        if group is not None:
            able = {bound[group]} if group in bound else set.intersection(*(able_of[other] for other in group))
        if not able:
            finish[name] = 0
            continue
        person = min(able, key=lambda each: (ready.get(each, 0), each))
        start = max([ready.get(person, 0), *(finish[before] for before in task["after"])])
        finish[name] = ready[person] = start + task["effort"]
        if group is not None:
            bound[group] = person
    return max(finish.values(), default=0)


def _refuse_what_cannot_be_said(workspace: Workspace) -> None:
    if workspace.time_zone != "UTC":
        raise ValueError(f"the exchange is for workspaces in UTC, this one is in {workspace.time_zone}")
    waits = [
        task.id for task in workspace.tasks for after in task.after if after.wait.minutes or after.wait.working_days
    ]
    if waits or workspace.progress or any(client.agreements for client in workspace.clients):
        raise ValueError(
            f"the exchange has no waits, no progress and no agreements (waits: {', '.join(waits) or 'none'})"
        )


def free_units(workspace: Workspace, person: Person, span: Span) -> list[list[int]]:
    """Return the whole units in which a person works, as [first, end) stretches counted from the horizon's start."""
    unit = workspace.grid_minutes
    stretches = []
    for free in working_spans(workspace, person, span):
        first, end = -(-(free.start - span.start) // unit), (free.end - span.start) // unit
        if first < end:
            stretches.append([first, end])
    return stretches


def _task_of(workspace: Workspace, task: Task, origin: int) -> Json:
    unit = workspace.grid_minutes
    effort = -(-task.effort_minutes // unit)
    return {
        "id": task.id,
        "effort": effort,
        "weight": effort,
        "release": max(0, -(-(_minute(task.start) - origin) // unit)) if task.start is not None else 0,
        "due": (_minute(task.due) - origin) // unit if task.due is not None else None,
        "one_sitting": task.one_sitting,
        "after": [after.task for after in task.after],
        "able": [index for index, person in enumerate(workspace.people) if _may(person, task)],
    }


def _may(person: Person, task: Task) -> bool:
    level = person.level_of(task.skill)
    return level is not None and level >= task.level and task.person in (None, person.id)


def _minute(moment: Moment) -> int:
    if not isinstance(moment, datetime):
        raise ValueError(f"the exchange needs clock times, got the date {moment}")
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return int(aware.timestamp()) // 60


def groups_of(tasks: tuple[Task, ...]) -> list[list[str]]:
    """Return the groups of tasks that one person must do, each at least two, in the order of the tasks."""
    head: dict[str, str] = {task.id: task.id for task in tasks}

    def find(name: str) -> str:
        while head[name] != name:
            name = head[name]
        return name

    for task in tasks:
        for other in task.same_person_as:
            head[find(other)] = find(task.id)
    return [group for group in _by_head([task.id for task in tasks], find) if len(group) > 1]


def _by_head(names: list[str], find: Any) -> Iterator[list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(find(name), []).append(name)
    yield from groups.values()
