"""What changed in tasks.csv, progress.csv and clients.yaml since the book read them, in words that the log keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from scheduler.calendars.words import day_words, moment_words, work_words
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.clients import Client
from scheduler.domain.tasks import After, Progress, Task
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words

MOST_TOLD = 5
"""So many changes are told one by one; of the rest only how many they are."""

_TOLD_OF_CLIENTS = ("name", "contacts", "recurring", "agreements", "exclude", "prefer", "group")


def edit_words(before: Workspace, after: Workspace) -> str:
    """Return what is new, gone or another in rows and clients: `“Blog idea” (blog) in tasks.csv: effort 5 h (was 3 h)`."""
    found = [*_of_tasks(before, after), *_of_progress(before, after), *_of_clients(before, after)]
    told, rest = found[:MOST_TOLD], len(found) - MOST_TOLD
    if rest > 0:
        told.append(f"and {rest} more")
    return "; ".join(told) or "rows of tasks.csv, progress.csv or clients.yaml changed"


def _of_tasks(before: Workspace, after: Workspace) -> Iterator[str]:
    then, now = ({task.id: task for task in each.tasks} for each in (before, after))
    yield from (f"{_named(task)} is new in tasks.csv" for name, task in now.items() if name not in then)
    yield from (f"{_named(task)} is gone from tasks.csv" for name, task in then.items() if name not in now)
    today = after.as_of.date()
    for name, task in now.items():
        changes = [] if name not in then else list(_changes(then[name], task, today=today, zone=after.time_zone))
        if changes:
            yield f"{_named(task)} in tasks.csv: {list_words(changes)}"


def _changes(was: Task, now: Task, *, today: date, zone: str) -> Iterator[str]:
    """Yield the fields of a row that differ, with what they say and said."""
    for name in type(now).model_fields:
        then, said = getattr(was, name), getattr(now, name)
        if name in ("id", "source") or then == said:
            continue
        field = name.removesuffix("_minutes").replace("_", " ")
        if name in ("notes", "link"):
            yield field
            continue
        words = [_said(name, value, today=today, zone=zone) for value in (said, then)]
        yield f"{field} {words[0]} (was {words[1]})"


def _of_progress(before: Workspace, after: Workspace) -> Iterator[str]:
    then, now = ({row.task: _plain_row(row) for row in each.progress} for each in (before, after))
    today = after.as_of.date()
    for name in sorted({*then, *now}):
        row = now.get(name)
        if row is None:
            yield f"the row of '{name}' is gone from progress.csv"
        elif row != then.get(name):
            said = [
                f"{field.removesuffix('_minutes').replace('_', ' ')} {_said(field, value, today=today, zone=after.time_zone)}"
                for field, value in row.items()
                if value is not None
            ]
            yield f"'{name}' in progress.csv: {list_words(said) or 'nothing said'}"


def _plain_row(row: Progress) -> Mapping[str, object]:
    """Return what a row says of a task; moving it is no change."""
    return {name: getattr(row, name) for name in type(row).model_fields if name not in ("task", "source")}


def _of_clients(before: Workspace, after: Workspace) -> Iterator[str]:
    then, now = ({client.id: client for client in each.clients} for each in (before, after))
    yield from (f"the client {client.name} is new" for name, client in now.items() if name not in then)
    yield from (f"the client {client.name} is gone" for name, client in then.items() if name not in now)
    for name, client in now.items():
        fields = [] if name not in then else list(_differing(then[name], client))
        if fields:
            yield f"{client.name} in clients.yaml: {list_words(fields)}"


def _differing(was: Client, now: Client) -> Iterator[str]:
    for name in _TOLD_OF_CLIENTS:
        if _without_lines(getattr(was, name)) != _without_lines(getattr(now, name)):
            yield name


def _without_lines(value: object) -> object:
    """Return a value without the lines on which it was written."""
    if isinstance(value, tuple):
        return tuple(_without_lines(each) for each in value)
    if hasattr(value, "model_dump"):
        return _without_lines(value.model_dump())
    if isinstance(value, dict):
        return {name: _without_lines(each) for name, each in value.items() if name != "source"}
    return value


def _named(task: Task) -> str:
    return f"“{task.title}” ({task.id})" if task.title else f"'{task.id}'"


def _said(field: str, value: object, *, today: date, zone: str) -> str:
    """Say what stands in a field."""
    if value is None or value == ():
        return "not said"
    if field.endswith("_minutes") and isinstance(value, int):
        return work_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        local = Zone.of(zone)
        at = value if value.tzinfo is not None else local.aware(local.instant_forgiving(value.date(), _minute(value)))
        return moment_words(instant_of(at), local)
    if isinstance(value, date):
        return day_words(value, today=today)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list_words([_after_words(each) if isinstance(each, After) else str(each) for each in value])
    return str(value)


def _after_words(after: After) -> str:
    if after.wait.working_days:
        return f"{after.task} + {after.wait.working_days} working day{'s' if after.wait.working_days > 1 else ''}"
    return f"{after.task} + {work_words(after.wait.minutes)}" if after.wait.minutes else after.task


def _minute(value: datetime) -> int:
    return value.hour * 60 + value.minute
