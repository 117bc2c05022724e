"""Per client, what was promised: due, planned finish, and the time between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.report.week import Mark
from scheduler.units import ClientId, TaskId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.plan import ClientLoad, Plan, PlannedTask
    from scheduler.domain.workspace import Workspace
    from scheduler.report.names import Names
    from scheduler.report.week import ShownWeek


@dataclass(frozen=True, slots=True)
class Promise:
    """One task with its due time.

    Attributes
    ----------
    due, finish
        On the team's clock; None where there is none.
    late_minutes, slack_minutes
        Exactly one of them speaks: slack is None without a due time or where it is late.
    is_bare
        Whether it was promised to nobody: there is a book, and no decision of it covers the task.
    """

    id: TaskId
    title: str
    person: str
    due: datetime | None
    finish: datetime
    late_minutes: int
    slack_minutes: int | None
    marks: tuple[Mark, ...]
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class LaterPromises:
    """The promises beyond the shown week in one line; `tightest` is the one with the least slack or most lateness."""

    count: int
    late_count: int
    tightest: Promise | None


@dataclass(frozen=True, slots=True)
class ClientPromises:
    """A client's promises of the shown week, those before it that are still open, and a summary of the rest."""

    id: ClientId
    name: str
    load: ClientLoad | None
    rows: tuple[Promise, ...]
    later: LaterPromises


def client_promises(workspace: Workspace, plan: Plan, *, week: ShownWeek, names: Names) -> tuple[ClientPromises, ...]:
    """Collect the planned promises of every client, in the order of clients.yaml.

    Returns
    -------
    tuple[ClientPromises, ...]
        Rows by due time; they hold what is due until the end of the shown week and what finishes in it although it is
        due later or has no due time is left to the summary.
    """
    loads = {load.id: load for load in plan.clients}
    by_client: dict[ClientId, list[Promise]] = {}
    bare = set(plan.uncovered) if plan.book is not None else set()
    for task in plan.tasks:
        by_client.setdefault(task.client, []).append(_promise(task, names, is_bare=task.id in bare))
    return tuple(
        _of_client(client.id, loads.get(client.id), by_client.get(client.id, []), week=week, names=names)
        for client in workspace.clients
    )


def promises_title(clients: Sequence[ClientPromises], *, week: int) -> str:
    """Return what stands above them: work that was promised to nobody is not called promised."""
    is_mixed = any(row.is_bare for client in clients for row in client.rows)
    return f"What {'is due' if is_mixed else 'was promised'} until the end of week {week}"


def _of_client(
    client: ClientId, load: ClientLoad | None, promises: list[Promise], *, week: ShownWeek, names: Names
) -> ClientPromises:
    ordered = sorted(promises, key=_by_due)
    end = week.days[-1]
    shown = tuple(promise for promise in ordered if promise.due is not None and _due_day(promise.due) <= end)
    later = [promise for promise in ordered if promise not in shown]
    dated = [promise for promise in later if promise.due is not None]
    return ClientPromises(
        id=client,
        name=names.client(client),
        load=load,
        rows=shown,
        later=LaterPromises(
            count=len(later),
            late_count=sum(1 for promise in later if promise.late_minutes),
            tightest=min(dated, key=_by_tightness, default=None),
        ),
    )


def _by_due(promise: Promise) -> tuple[float, float, str]:
    due = float("inf") if promise.due is None else promise.due.timestamp()
    return (due, promise.finish.timestamp(), promise.id)


def _by_tightness(promise: Promise) -> tuple[int, str]:
    return (-promise.late_minutes if promise.late_minutes else promise.slack_minutes or 0, promise.id)


def _due_day(due: datetime) -> date:
    """Return the day a due time belongs to: at midnight, the evening before it."""
    return (due - timedelta(minutes=1)).date()


def _promise(task: PlannedTask, names: Names, *, is_bare: bool) -> Promise:
    marks: list[Mark] = ["bare"] if is_bare else []
    if task.counts_as != "agreed":
        marks.append(task.counts_as)
    if any(block.overtime for block in task.blocks):
        marks.append("overtime")
    return Promise(
        id=task.id,
        title=names.title(task.id),
        person=names.short_person(task.person),
        due=None if task.due is None else names.at_team(task.due),
        finish=names.at_team(task.finish),
        late_minutes=task.late_minutes,
        slack_minutes=None if task.late_minutes else task.slack_minutes,
        marks=tuple(marks),
        is_bare=is_bare,
    )
