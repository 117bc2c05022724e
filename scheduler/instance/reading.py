"""A workspace resolved to instants: what is open, when everybody works, who may do what. No units yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.moments import due_instant, start_instant
from scheduler.calendars.recurrence import all_tasks, is_done, progress_by_task, remaining_minutes
from scheduler.calendars.working_days import WorkingDays
from scheduler.calendars.working_time import OvertimeWeekSpans, WorkingTimeBook
from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Client
from scheduler.domain.people import Person
from scheduler.domain.tasks import Commitment, Progress, Task
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.entitlement import counts_as
from scheduler.instance.baseline import OpenTask
from scheduler.instance.groups import groups_of, united_people
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(slots=True)
class Reading:
    """Everything resolved to instants, before units."""

    workspace: Workspace
    zone: Zone
    window: Span
    people: list[Person]
    clients: list[Client]
    progress: dict[TaskId, Progress]
    open_tasks: dict[TaskId, OpenTask]
    done: dict[TaskId, Task]
    classes: dict[TaskId, Commitment]
    groups: dict[TaskId, int]
    regular: dict[PersonId, tuple[Span, ...]]
    overtime: dict[PersonId, tuple[OvertimeWeekSpans, ...]]
    working_days: WorkingDays


def read(workspace: Workspace) -> Reading:
    """Resolve a workspace."""
    zone = Zone.of(workspace.time_zone)
    window = horizon_span(workspace)
    progress = progress_by_task(workspace)
    tasks = all_tasks(workspace)
    done = {task.id: task for task in tasks if is_done(task, progress.get(task.id))}
    people = sorted(workspace.people, key=lambda person: person.id)
    clients = sorted(workspace.clients, key=lambda client: client.id)
    book = WorkingTimeBook(workspace)
    reading = Reading(
        workspace=workspace,
        zone=zone,
        window=window,
        people=people,
        clients=clients,
        progress=progress,
        open_tasks={},
        done=done,
        classes=counts_as(workspace, tasks),
        groups=groups_of(tasks),
        regular={person.id: book.working_spans(person, window) for person in people},
        overtime={person.id: book.overtime_spans(person, window) for person in people},
        working_days=WorkingDays(workspace),
    )
    bound = united_people(tasks, reading.groups, progress=progress, done=frozenset(done))
    reading.open_tasks |= opened(reading, [task for task in tasks if task.id not in done], bound=bound)
    return reading


def opened(
    reading: Reading, tasks: Iterable[Task], *, bound: Mapping[TaskId, frozenset[PersonId]] | None = None
) -> dict[TaskId, OpenTask]:
    """Resolve tasks, of the workspace or beside it.

    Parameters
    ----------
    bound
        The people to whom done members of its group bind a task, for the tasks where there are some.
    """
    excluded = {client.id: frozenset(client.exclude) for client in reading.clients}
    skilled: dict[tuple[str, int, ClientId], frozenset[PersonId]] = {}
    found: dict[TaskId, OpenTask] = {}
    for task in tasks:
        key = (task.skill, task.level, task.client)
        if key not in skilled:
            skilled[key] = _skilled(reading.people, task.skill, task.level) - excluded[task.client]
        found[task.id] = _open_task(reading, task, skilled[key], bound=(bound or {}).get(task.id))
    return found


def _skilled(people: list[Person], skill: str, level: int) -> frozenset[PersonId]:
    """Return who has a skill at a level at least."""
    return frozenset(person.id for person in people if (own := person.level_of(skill)) is not None and own >= level)


def _open_task(
    reading: Reading, task: Task, able: frozenset[PersonId], *, bound: frozenset[PersonId] | None
) -> OpenTask:
    """Resolve one task.

    Parameters
    ----------
    able
        Who may do it by skill and client.
    bound
        The people to whom done members of its group bind it.
    """
    hours = reading.workspace.hours
    release = own_release(reading, task)
    for after in task.after:
        if after.task in reading.done:
            release = max(release, _after_done(reading, after.task, after.wait.minutes, after.wait.working_days))
    if task.person is not None:
        able &= {task.person}
    if bound is not None:
        able &= bound
    return OpenTask(
        task=task,
        remaining_minutes=remaining_minutes(task, reading.progress.get(task.id)),
        own_release_at=own_release(reading, task),
        release_at=release,
        due_at=None if task.due is None else due_instant(task.due, reading.zone, hours),
        able=able,
    )


def own_release(reading: Reading, task: Task) -> Instant:
    """Return the earliest start of a task by itself: the later of as_of and its own start."""
    if task.start is None:
        return reading.window.start
    return max(reading.window.start, start_instant(task.start, reading.zone, reading.workspace.hours))


def _after_done(reading: Reading, task_id: TaskId, minutes: int, working_days: int) -> Instant:
    """Return the first instant that a wait after a done task allows (domain, `After`)."""
    row = reading.progress.get(task_id)
    finish = reading.window.start
    if row is not None and row.done_on is not None:
        finish = min(finish, due_instant(row.done_on, reading.zone, reading.workspace.hours))
    if working_days:
        return reading.working_days.after_instant(finish, working_days)
    return finish + minutes


def all_time(reading: Reading, person: PersonId) -> tuple[Span, ...]:
    """Return working time and consented overtime of a person."""
    return tuple(sorted((*reading.regular[person], *overtime_of(reading, person))))


def overtime_of(reading: Reading, person: PersonId) -> tuple[Span, ...]:
    """Return the consented overtime of a person, sorted."""
    return tuple(sorted(span for week in reading.overtime[person] for span in week.spans))
