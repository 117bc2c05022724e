"""Guaranteed minutes of clients, and which regulatory work counts as such."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from scheduler.units import ClientId, Instant, TaskId

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.clients import AgreedHours, Agreement, Client
    from scheduler.domain.workspace import Workspace
    from scheduler.verify.dates import TeamDays

RegulatoryRow = tuple[ClientId, date | None, Instant | None, date | None, TaskId, int]
"""Client, agreed on, due at, due on, task, effort in minutes."""


def guaranteed_minutes(workspace: Workspace, team: TeamDays, client: Client) -> int:
    """Return the client's guaranteed minutes from as_of to the end of the horizon, rounded down once."""
    number = (team.last_on - team.first_on).days + 1
    days = [team.first_on + timedelta(days=ahead) for ahead in range(number)]
    left = [day for day in days if team.is_working_day(day) and team.closes_at(day) > team.as_of]
    return _agreed_minutes(workspace, team, client, left)


def month_minutes(workspace: Workspace, team: TeamDays, client: Client, month: date) -> int:
    """Return the client's own minutes of the calendar month of `month`, rounded down once."""
    days = [day for day in _days_of_month(month) if team.is_working_day(day)]
    return _agreed_minutes(workspace, team, client, days)


def _days_of_month(month: date) -> list[date]:
    first = month.replace(day=1)
    return [day for day in (first + timedelta(days=number) for number in range(31)) if day.month == first.month]


def _agreed_minutes(workspace: Workspace, team: TeamDays, client: Client, working_days: Sequence[date]) -> int:
    """Return the agreed minutes that fall on these working days."""
    minutes = Fraction(0)
    for agreement in client.agreements:
        for hours in agreement.hours:
            days = [day for day in working_days if is_covered(day, agreement) and _counts_on(day, hours)]
            if hours.per == "week":
                minutes += _weekly_minutes(workspace, hours, len(days))
            else:
                minutes += _monthly_minutes(team, hours, days)
    return int(minutes)


def _weekly_minutes(workspace: Workspace, hours: AgreedHours, number: int) -> Fraction:
    of_week = sum(1 for day in range(7) if workspace.hours.days[day] and _has_weekday(day, hours))
    return Fraction(hours.minutes * number, of_week) if of_week else Fraction(0)


def _monthly_minutes(team: TeamDays, hours: AgreedHours, days: Sequence[date]) -> Fraction:
    minutes = Fraction(0)
    for first in sorted({day.replace(day=1) for day in days}):
        counted = sum(1 for day in days if day.replace(day=1) == first)
        of_month = sum(1 for day in _days_of_month(first) if team.is_working_day(day) and _counts_on(day, hours))
        minutes += Fraction(hours.minutes * counted, of_month)
    return minutes


def is_covered(day: date, agreement: Agreement) -> bool:
    """Say whether an agreement holds on a date."""
    begun = agreement.since is None or agreement.since <= day
    return begun and (agreement.until is None or day <= agreement.until)


def _has_weekday(weekday: int, hours: AgreedHours) -> bool:
    return hours.weekdays is None or weekday in hours.weekdays


def _counts_on(day: date, hours: AgreedHours) -> bool:
    return _has_weekday(day.weekday(), hours)


def counted_as_regulatory(workspace: Workspace, team: TeamDays, rows: Iterable[RegulatoryRow]) -> frozenset[TaskId]:
    """Return the regulatory tasks that count as such.

    In the order of (agreed on, due, id) each client's work due in one calendar month counts as long as the running sum
    of its effort, up to and including the task, stays within the policy's share of the client's own hours of the month.
    Work without a date of agreement has no place in that order and uses none of the share.
    """
    clients = {client.id: client for client in workspace.clients}
    months: defaultdict[tuple[ClientId, date], list[tuple[date, Instant, TaskId, int]]] = defaultdict(list)
    for client_id, agreed_on, due_at, due_on, task, effort in rows:
        if agreed_on is not None and due_at is not None and due_on is not None:
            months[client_id, due_on.replace(day=1)].append((agreed_on, due_at, task, effort))
    counted: set[TaskId] = set()
    for (client_id, month), ordered in months.items():
        if client_id not in clients:
            continue
        own = month_minutes(workspace, team, clients[client_id], month)
        used = 0
        for _, _, task, effort in sorted(ordered):
            used += effort
            if used * 1000 <= workspace.policy.regulatory_share * own:
                counted.add(task)
    return frozenset(counted)
