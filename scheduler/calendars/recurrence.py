"""Recurring deliverables as tasks, and what progress.csv says of any task.

Rules are evaluated on dates of the wall clock, so a change of clocks moves no occurrence.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.moments import due_instant, start_instant
from scheduler.calendars.rule_dates import rule_dates
from scheduler.calendars.working_days import NoWorkingDayError, WorkingDays
from scheduler.calendars.zones import ClockTimeError, Zone
from scheduler.domain.clients import Client, Recurring
from scheduler.domain.tasks import Progress, Task, TaskPlan, without_cancelled
from scheduler.domain.times import Moment
from scheduler.domain.workspace import Workspace
from scheduler.units import MINUTES_PER_DAY, Span, TaskId


def all_tasks(workspace: Workspace) -> tuple[Task, ...]:
    """Return the rows of tasks.csv in file order, then the tasks of all planned occurrences."""
    return (*workspace.tasks, *occurrences(workspace))


def progress_by_task(workspace: Workspace) -> dict[TaskId, Progress]:
    """Return the row of progress.csv of each task that has one."""
    return {row.task: row for row in workspace.progress}


def remaining_minutes(task: TaskPlan, row: Progress | None) -> int:
    """Return the effort that is left of a task in minutes, 0 if it is done; `row` is its row of progress.csv."""
    if row is not None and row.done_on is not None:
        return 0
    if row is not None and row.remaining_minutes is not None:
        return row.remaining_minutes
    worked = task.spent_minutes if row is None or row.worked_minutes is None else row.worked_minutes
    return max(0, task.effort_minutes - (worked or 0))


def is_done(task: TaskPlan, row: Progress | None) -> bool:
    """Say whether nothing is left of a task."""
    return remaining_minutes(task, row) == 0


def occurrence_date(task_id: TaskId) -> date | None:
    """Return the date of the occurrence to which a task belongs by its id, None for a task of tasks.csv."""
    parts = task_id.split("/")
    if len(parts) != 3:
        return None
    try:
        day = date.fromisoformat(parts[1])
    except ValueError:
        return None
    # Python reads other forms of ISO dates too, which are no ids of ours.
    return day if day.isoformat() == parts[1] else None


def occurrences(workspace: Workspace) -> tuple[Task, ...]:
    """Return the tasks of all planned occurrences of recurring deliverables.

    An occurrence is planned if it is due in (as_of, end of horizon], or earlier and one of its tasks has an open row in
    progress.csv; then all its tasks are here, done ones too. A due time that a change of clocks skips is the instant of
    the change, one that it repeats the later. Tasks that the workspace lists as its own are not repeated: the book promised
    them for another time. What the book took back is not there.

    Returns
    -------
    tuple of Task
        Sorted by client id, id of the recurring deliverable, date, and the order of its tasks.

    Raises
    ------
    RuleError
        If a rule cannot be read.
    """
    calendar = _calendar(workspace)
    listed = {task.id for task in workspace.tasks}
    found: list[Task] = []
    for client, recurring in _all_recurring(workspace):
        for day in _planned_dates(calendar, client, recurring=recurring):
            tasks = _tasks_of(calendar, client, recurring=recurring, day=day)
            found.extend(task for task in tasks if task.id not in listed)
    return without_cancelled(found, workspace.cancelled)


def rest_of_months(workspace: Workspace) -> tuple[Task, ...]:
    """Return the tasks of occurrences that are not planned and fall in the same calendar months as planned ones.

    For each recurring deliverable with a `since`: the months from that of its first planned occurrence, at the latest
    that of as_of, to that of the end of the horizon. What is limited per month needs them. Order and errors as for `occurrences`.
    """
    calendar = _calendar(workspace)
    as_of_on, last_on = _first_and_last(calendar)
    last = last_on.replace(day=monthrange(last_on.year, last_on.month)[1])
    found: list[Task] = []
    for client, recurring in _all_recurring(workspace):
        since = _since(client, recurring)
        if since is None:
            continue
        planned = _planned_dates(calendar, client, recurring=recurring)
        first = min([as_of_on, *planned]).replace(day=1)
        for day in rule_dates(recurring.rule, since, first=first, last=last):
            if day not in planned:
                found.extend(_tasks_of(calendar, client, recurring=recurring, day=day))
    return without_cancelled(found, workspace.cancelled)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What the expansion of every recurring deliverable needs.

    Attributes
    ----------
    rows
        Per recurring id and date of an occurrence the local task ids that have a row in progress.csv.
    """

    workspace: Workspace
    zone: Zone
    window: Span
    working_days: WorkingDays
    progress: Mapping[TaskId, Progress]
    rows: Mapping[str, Mapping[date, frozenset[str]]]


def _calendar(workspace: Workspace) -> _Calendar:
    return _Calendar(
        workspace=workspace,
        zone=Zone.of(workspace.time_zone),
        window=horizon_span(workspace),
        working_days=WorkingDays(workspace),
        progress=progress_by_task(workspace),
        rows=_rows_by_occurrence(workspace.progress),
    )


def _all_recurring(workspace: Workspace) -> Iterator[tuple[Client, Recurring]]:
    for client in sorted(workspace.clients, key=lambda client: client.id):
        for recurring in sorted(client.recurring, key=lambda recurring: recurring.id):
            yield client, recurring


def _first_and_last(calendar: _Calendar) -> tuple[date, date]:
    """Return the dates of as_of and of the last day of the horizon."""
    return calendar.zone.local(calendar.window.start)[0], calendar.zone.local(calendar.window.end - 1)[0]


def _rows_by_occurrence(rows: Iterable[Progress]) -> dict[str, dict[date, frozenset[str]]]:
    found: defaultdict[str, defaultdict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        day = occurrence_date(row.task)
        if day is not None:
            recurring, _, task = row.task.split("/")
            found[recurring][day].add(task)
    return {recurring: {day: frozenset(ids) for day, ids in days.items()} for recurring, days in found.items()}


def _planned_dates(calendar: _Calendar, client: Client, *, recurring: Recurring) -> list[date]:
    """Return the dates of the occurrences to plan, in order."""
    as_of_on, last = _first_and_last(calendar)
    open_days = [
        day
        for day, ids in calendar.rows.get(recurring.id, {}).items()
        if any(task.id in ids and _is_open(calendar, recurring, day=day, task=task) for task in recurring.tasks)
    ]
    # What falls on a date before that of as_of is due by its 24:00, so not after as_of.
    first = min([as_of_on, *open_days])
    since = _since(client, recurring)
    if since is None:
        # The rule needs no start, so any start that is early enough gives the same dates.
        since = min([as_of_on, *open_days])
    days = rule_dates(recurring.rule, since, first=first, last=last)
    known_open = frozenset(open_days)
    return [day for day in days if _is_planned(calendar, recurring, day=day, is_open=day in known_open)]


def _is_planned(calendar: _Calendar, recurring: Recurring, *, day: date, is_open: bool) -> bool:
    due = due_instant(_due(calendar, recurring, day=day), calendar.zone, calendar.workspace.hours)
    return calendar.window.start < due <= calendar.window.end or (is_open and due <= calendar.window.start)


def _is_open(calendar: _Calendar, recurring: Recurring, *, day: date, task: TaskPlan) -> bool:
    return not is_done(task, calendar.progress[_task_id(recurring, day, task=task.id)])


def _since(client: Client, recurring: Recurring) -> date | None:
    if recurring.since is not None:
        return recurring.since
    return min((agreement.since for agreement in client.agreements if agreement.since is not None), default=None)


def _task_id(recurring: Recurring, day: date, *, task: str) -> TaskId:
    return TaskId(f"{recurring.id}/{day.isoformat()}/{task}")


def _due(calendar: _Calendar, recurring: Recurring, *, day: date) -> Moment:
    minute = recurring.due_time_minute
    if minute is None:
        return day
    if minute == MINUTES_PER_DAY:
        return calendar.zone.aware(calendar.zone.end_of(day))
    try:
        calendar.zone.instant(day, minute)
    except ClockTimeError:
        return calendar.zone.aware(calendar.zone.instant_forgiving(day, minute, later=True))
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)


def _tasks_of(calendar: _Calendar, client: Client, *, recurring: Recurring, day: date) -> list[Task]:
    """Return the tasks of one occurrence, in the order of the recurring deliverable."""
    siblings = frozenset(task.id for task in recurring.tasks)

    def resolved(task_id: TaskId) -> TaskId:
        return _task_id(recurring, day, task=task_id) if task_id in siblings else task_id

    opening = _opening(calendar, recurring, day=day)
    due = _due(calendar, recurring, day=day)
    found = []
    for template in recurring.tasks:
        fields = {name: getattr(template, name) for name in TaskPlan.model_fields}
        fields.update(
            id=resolved(template.id),
            title=f"{recurring.title}: {template.title or template.id}",
            commitment=template.commitment or recurring.commitment,
            start=_later_start(calendar, opening, template.start),
            after=tuple(after.model_copy(update={"task": resolved(after.task)}) for after in template.after),
            same_person_as=tuple(resolved(other) for other in template.same_person_as),
        )
        found.append(Task(**fields, client=client.id, deliverable=f"{recurring.id}/{day.isoformat()}", due=due))
    return found


def _opening(calendar: _Calendar, recurring: Recurring, *, day: date) -> date | None:
    """Return the date with whose team hours the window of an occurrence opens; None if it was always open."""
    if not recurring.start_before_working_days:
        return day
    try:
        return calendar.working_days.next_on(day, -recurring.start_before_working_days)
    except NoWorkingDayError:
        return None


def _later_start(calendar: _Calendar, opening: date | None, own: Moment | None) -> Moment | None:
    if opening is None or own is None:
        return own if opening is None else opening
    hours = calendar.workspace.hours
    own_at = start_instant(own, calendar.zone, hours)
    return own if own_at > start_instant(opening, calendar.zone, hours) else opening
