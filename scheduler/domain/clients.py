"""Clients, what was agreed with them, and their recurring deliverables."""

from __future__ import annotations

from datetime import date
from typing import Literal

from scheduler.domain.record import Record, Source
from scheduler.domain.tasks import Commitment, TaskPlan
from scheduler.units import ClientId, PersonId


class AgreedHours(Record):
    """Hours of one skill that an agreement guarantees.

    Attributes
    ----------
    minutes
        Per ISO week, or per calendar month (`per`).
    weekdays
        0 is Monday; the days over which the amount is spread. None: the working days.
    """

    skill: str
    level: int = 1
    minutes: int
    per: Literal["week", "month"] = "week"
    weekdays: tuple[int, ...] | None = None
    source: Source


class Agreement(Record):
    """What was agreed with a client from `since` to `until`, both inclusive (None is open).

    Attributes
    ----------
    notice_working_days
        None: policy `default_notice`.
    rush
        (skill, level, minutes per ISO week); None: policy `default_rush`.
    borrow_minutes
        Most spare in any five consecutive working days; None: policy `default_borrow`.
    """

    since: date | None = None
    until: date | None = None
    hours: tuple[AgreedHours, ...] = ()
    notice_working_days: int | None = None
    rush: tuple[tuple[str, int, int], ...] | None = None
    borrow_minutes: int | None = None
    approver: str = ""
    source: Source


class Recurring(Record):
    """A recurring deliverable.

    Occurrences are the dates of `rule` (RFC 5545) counted from `since` (its own, else the first `since` of the client's
    agreements, else the date of as_of for rules that need no start). Each is due at `due_time_minute` (minutes after
    00:00 of its date, workspace zone), or at the end of that day's team hours. Planned are those with their due in
    (as_of, end of horizon], and earlier ones that have an open row in progress.csv (a row that gives `remaining` above zero or leaves
    effort over, without `done_on`). The window opens with the team hours of the `start_before_working_days`-th working
    day before the due date. Task ids are `<id>/<date>/<task>`, the deliverable of all tasks of an occurrence is
    `<id>/<date>`, the title `<title>: <task title>` (the task's id where it has no title).
    """

    id: str
    title: str
    rule: str
    since: date | None = None
    due_time_minute: int | None = None
    start_before_working_days: int = 5
    commitment: Commitment = "agreed"
    tasks: tuple[TaskPlan, ...]
    source: Source


class Client(Record):
    """Who work is done for.

    Attributes
    ----------
    contacts
        In order: primary, backups.
    exclude
        People who must not work for this client.
    prefer
        People who know it: a wish.
    """

    id: ClientId
    name: str
    group: str | None = None
    contacts: tuple[PersonId, ...] = ()
    exclude: tuple[PersonId, ...] = ()
    prefer: tuple[PersonId, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    source: Source

    @property
    def approvers(self) -> tuple[str, ...]:
        """Who may decide an override in its favour, by name; nobody may where its agreements name none."""
        return tuple(sorted({each.approver for each in self.agreements if each.approver}))
