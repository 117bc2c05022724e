"""The workspace: everything that the files of one folder say, read and checked, with wall-clock times as written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from scheduler.domain.clients import Client
from scheduler.domain.people import Availability, Event, Person, TimeOff
from scheduler.domain.policy import Policy
from scheduler.domain.problems import Notice
from scheduler.domain.record import Record
from scheduler.domain.requests import Request
from scheduler.domain.tasks import Progress, Task
from scheduler.domain.times import DateRange, HolidayCalendar, WeeklyHours
from scheduler.units import TaskId


class Workspace(Record):
    """One team, its clients and its work.

    Attributes
    ----------
    as_of
        With the offset of the workspace's zone: from `--as-of`, else workspace.yaml, else the clock, to the minute.
    horizon_days
        Days from the date of `as_of` (included); the horizon is [as_of, 24:00 of the last of these days), workspace zone.
    hours
        Team hours. A working day is a date with team hours that is neither holiday nor closure (workspace zone).
    closures
        Team-wide days off; they apply to every person's own date, but not to people listed in availability.csv.
    tasks
        Rows of tasks.csv, in file order. Occurrences of recurring deliverables are not expanded here.
    progress
        At most one row per task id; for tasks of tasks.csv and for occurrences (`weekly-report/2026-11-27/draft`).
    cancelled
        Tasks that the book took back, though the files still speak of them: nothing of them is planned, and nothing waits for them.
        No file says so.
    inputs_sha256
        Hex digest over names and bytes of all input files, sorted by name.
    """

    name: str
    time_zone: str
    as_of: datetime
    horizon_days: int = 28
    grid_minutes: int = 15
    hours: WeeklyHours
    holidays: HolidayCalendar | None = None
    closures: tuple[DateRange, ...] = ()
    policy: Policy = Policy()
    people: tuple[Person, ...] = ()
    clients: tuple[Client, ...] = ()
    tasks: tuple[Task, ...] = ()
    progress: tuple[Progress, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    events: tuple[Event, ...] = ()
    availability: tuple[Availability, ...] = ()
    requests: tuple[Request, ...] = ()
    notices: tuple[Notice, ...] = ()
    cancelled: tuple[TaskId, ...] = ()
    inputs_sha256: str = ""

    def facts(self) -> dict[str, Any]:
        """Return what a book keeps of the files, as JSON has it."""
        return self.model_dump(mode="json", exclude={"notices", "cancelled"})

    def is_closed(self, day: date) -> bool:
        """Say whether a closure covers `day`."""
        return any(day in closure for closure in self.closures)
