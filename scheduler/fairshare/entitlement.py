"""What agreements guarantee, and which regulatory work counts as such: exact fractions, no solver.

The formulas are those of `scheduler.domain.levels`.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.moments import due_instant
from scheduler.calendars.recurrence import occurrence_date, rest_of_months
from scheduler.calendars.working_days import WorkingDays
from scheduler.calendars.zones import Zone
from scheduler.domain.clients import AgreedHours, Agreement, Client
from scheduler.domain.tasks import Commitment, Task
from scheduler.domain.times import Moment
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, TaskId


def guaranteed_minutes(workspace: Workspace, client: Client) -> int:
    """Return the minutes that the agreements of `client` guarantee from as_of to the end of the horizon.

    Summed exactly over agreements and their hours, and rounded down once.
    """
    zone = Zone.of(workspace.time_zone)
    window = horizon_span(workspace)
    first, last = zone.local(window.start)[0], zone.local(window.end - 1)[0]
    working_days = WorkingDays(workspace)
    days = [day for day in _working_days(working_days, first, last) if working_days.close_at(day) > window.start]
    return int(_own_minutes(workspace, client, days=days, working_days=working_days))


def month_minutes(workspace: Workspace, client: Client, year: int, month: int) -> Fraction:
    """Return the client's own hours of a whole calendar month, in minutes, exact."""
    working_days = WorkingDays(workspace)
    days = _month_days(working_days, year, month)
    return _own_minutes(workspace, client, days=days, working_days=working_days)


def counts_as(workspace: Workspace, tasks: Iterable[Task]) -> dict[TaskId, Commitment]:
    """Return the commitment class as which each of `tasks` counts.

    It differs from its commitment only for regulatory work without `agreed_on` or beyond the policy's `regulatory_share`
    of the client's own hours of the calendar month in which it is due (whole minutes, rounded down), which counts as
    agreed.

    Parameters
    ----------
    tasks
        All tasks of the workspace, done ones too: they use up the share. So do occurrences of the same months that are
        not planned (past or after the horizon); those are found here.
    """
    given = tuple(tasks)
    others = rest_of_months(workspace) if any(task.commitment == "regulatory" for task in given) else ()
    classes: dict[TaskId, Commitment] = {
        task.id: "agreed" if task.commitment == "regulatory" else task.commitment for task in given
    }
    zone = Zone.of(workspace.time_zone)
    by_month: defaultdict[tuple[ClientId, int, int], list[tuple[date, int, Task]]] = defaultdict(list)
    for task in (*given, *others):
        if task.commitment == "regulatory" and task.agreed_on is not None and task.due is not None:
            # An occurrence due at 24:00 belongs to the month of its own date.
            due_on = occurrence_date(task.id) or _date_of(task.due, zone)
            due_at = due_instant(task.due, zone, workspace.hours)
            by_month[task.client, due_on.year, due_on.month].append((task.agreed_on, due_at, task))
    clients = {client.id: client for client in workspace.clients}
    for (client_id, year, month), entries in by_month.items():
        own = int(month_minutes(workspace, clients[client_id], year, month))
        most = Fraction(own * workspace.policy.regulatory_share, 1000)
        used = 0
        for _, _, task in sorted(entries, key=lambda entry: (entry[0], entry[1], entry[2].id)):
            used += task.effort_minutes
            if used <= most and task.id in classes:
                classes[task.id] = "regulatory"
    return classes


def _own_minutes(workspace: Workspace, client: Client, *, days: Sequence[date], working_days: WorkingDays) -> Fraction:
    """Return the agreed minutes that fall on the working days `days`."""
    week_days = [weekday for weekday, spans in enumerate(workspace.hours.days) if spans]
    total = Fraction(0)
    for agreement in client.agreements:
        for hours in agreement.hours:
            is_ours = _belongs(agreement, hours)
            if hours.per == "week":
                per_week = sum(1 for weekday in week_days if hours.weekdays is None or weekday in hours.weekdays)
                total += _share(hours.minutes, sum(map(is_ours, days)), per_week)
                continue
            for year, month in sorted({(day.year, day.month) for day in days}):
                whole = [day for day in _month_days(working_days, year, month) if _is_on(hours, day)]
                ours = sum(1 for day in days if (day.year, day.month) == (year, month) and is_ours(day))
                total += _share(hours.minutes, ours, len(whole))
    return total


def _share(minutes: int, days: int, of_days: int) -> Fraction:
    return Fraction(minutes * days, of_days) if of_days else Fraction(0)


def _belongs(agreement: Agreement, hours: AgreedHours) -> Callable[[date], bool]:
    first, last = agreement.since or date.min, agreement.until or date.max
    return lambda day: first <= day <= last and _is_on(hours, day)


def _is_on(hours: AgreedHours, day: date) -> bool:
    return hours.weekdays is None or day.weekday() in hours.weekdays


def _month_days(working_days: WorkingDays, year: int, month: int) -> list[date]:
    return _working_days(working_days, date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _working_days(working_days: WorkingDays, first: date, last: date) -> list[date]:
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if working_days.is_working_day(day)]


def _date_of(due: Moment, zone: Zone) -> date:
    """Return the date on the workspace's wall clock on which a due time lies."""
    if not isinstance(due, datetime):
        return due
    return due.date() if due.tzinfo is None else zone.local(Zone.instant_of(due))[0]
