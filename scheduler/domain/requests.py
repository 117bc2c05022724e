"""Requests: work asked for after the agreement."""

from __future__ import annotations

from scheduler.domain.record import Record, Source
from scheduler.domain.tasks import TaskPlan
from scheduler.domain.times import Moment
from scheduler.units import ClientId


class Request(Record):
    """One file of requests/. Task ids become `<id>/<task>`; all times are in the workspace's zone."""

    id: str
    client: ClientId
    title: str = ""
    asked_at: Moment
    needed_by: Moment
    latest: Moment | None = None
    minimum_minutes: int | None = None
    tasks: tuple[TaskPlan, ...]
    source: Source
