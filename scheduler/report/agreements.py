"""What was agreed with each client, against the work that is open for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.recurrence import all_tasks, progress_by_task, remaining_minutes
from scheduler.calendars.zones import Zone
from scheduler.fairshare.entitlement import guaranteed_minutes
from scheduler.report.words import hours_words, list_words
from scheduler.units import ClientId

if TYPE_CHECKING:
    from scheduler.domain.clients import AgreedHours, Agreement
    from scheduler.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """One client.

    Attributes
    ----------
    agreed
        Its hours by skill in words, of the agreements that hold in the horizon; empty without any.
    guaranteed_minutes
        What that comes to from as_of to the end of the horizon.
    open_minutes
        What remains of all its open tasks, occurrences in the horizon included.
    """

    name: str
    agreed: str
    guaranteed_minutes: int
    open_minutes: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """All clients in the order of clients.yaml, the number of open tasks, and the last day that was looked at."""

    rows: tuple[AgreedRow, ...]
    open_tasks: int
    last: date


def agreed_of(workspace: Workspace) -> Agreed:
    """Set agreed hours against open work."""
    zone = Zone.of(workspace.time_zone)
    horizon = horizon_span(workspace)
    first, last = zone.local(horizon.start)[0], zone.local(horizon.end - 1)[0]
    progress = progress_by_task(workspace)
    open_by_client: dict[ClientId, list[int]] = {}
    for task in all_tasks(workspace):
        left = remaining_minutes(task, progress.get(task.id))
        if left:
            open_by_client.setdefault(task.client, []).append(left)
    rows = tuple(
        AgreedRow(
            name=client.name,
            agreed="; ".join(
                dict.fromkeys(
                    words
                    for agreement in client.agreements
                    if _holds(agreement, first, last) and (words := _hours_of(agreement))
                )
            ),
            guaranteed_minutes=guaranteed_minutes(workspace, client),
            open_minutes=sum(open_by_client.get(client.id, [])),
        )
        for client in workspace.clients
    )
    return Agreed(rows=rows, open_tasks=sum(len(left) for left in open_by_client.values()), last=last)


def _holds(agreement: Agreement, first: date, last: date) -> bool:
    return (agreement.since or date.min) <= last and (agreement.until or date.max) >= first


def _hours_of(agreement: Agreement) -> str:
    return list_words([_one(hours) for hours in agreement.hours])


def _one(hours: AgreedHours) -> str:
    skill = hours.skill if hours.level == 1 else f"{hours.skill}:{hours.level}"
    return f"{skill} {hours_words(hours.minutes)}" + ("" if hours.per == "week" else " a month")
