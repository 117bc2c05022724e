"""Borrowing caps: spare minutes per account in any five consecutive working days, by day of work and by day of asking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from scheduler.calendars.working_days import WorkingDays
from scheduler.domain.book import LedgerRow
from scheduler.domain.clients import AgreedHours, Client
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId

WALK_IN = ClientId("walk-in")
"""The one account of all clients without an agreement."""

WINDOW_WORKING_DAYS = 5

_ORIGIN = date(2000, 1, 3)


def weekly_minutes(hours: AgreedHours) -> Fraction:
    """Return agreed hours as minutes per week, exact; monthly hours by 12 months in 52 weeks."""
    return Fraction(hours.minutes) * (1 if hours.per == "week" else Fraction(12, 52))


def account_of(workspace: Workspace, client: ClientId) -> ClientId:
    """Return the account on which a client's borrowing counts: its group's, its own, or that of all walk-ins."""
    served = next((each for each in workspace.clients if each.id == client), None)
    if served is None:
        return WALK_IN
    if served.group is not None and any(each.agreements for each in _members(workspace, served.group)):
        return ClientId(f"group:{served.group}")
    return client if served.agreements else WALK_IN


def _members(workspace: Workspace, group: str) -> list[Client]:
    return [client for client in workspace.clients if client.group == group]


def cap_minutes(workspace: Workspace, account: ClientId, day: date) -> int:
    """Return the most spare of an account in five working days under the agreements of a day; a group has its members' sum."""
    if account == WALK_IN:
        return workspace.policy.walk_in_borrow
    members = (
        _members(workspace, account.removeprefix("group:"))
        if account.startswith("group:")
        else [client for client in workspace.clients if client.id == account]
    )
    return sum(_cap_of(workspace, member, day) for member in members)


def _cap_of(workspace: Workspace, client: Client, day: date) -> int:
    for agreement in client.agreements:
        if (agreement.since or date.min) <= day <= (agreement.until or date.max):
            if agreement.borrow_minutes is not None:
                return agreement.borrow_minutes
            own = sum((weekly_minutes(hours) for hours in agreement.hours), Fraction(0))
            return int(own * workspace.policy.default_borrow / 1000)
    return 0


def weekly_weight(workspace: Workspace, account: ClientId, day: date) -> int:
    """Return the weekly agreed minutes of an account on a day, not below the policy's `min_weight`."""
    members = (
        _members(workspace, account.removeprefix("group:"))
        if account.startswith("group:")
        else [client for client in workspace.clients if client.id == account]
    )
    own = sum(
        (
            weekly_minutes(hours)
            for member in members
            for agreement in member.agreements
            if (agreement.since or date.min) <= day <= (agreement.until or date.max)
            for hours in agreement.hours
        ),
        Fraction(0),
    )
    return max(int(own), workspace.policy.min_weight, 1)


@dataclass(slots=True)
class Borrowed:
    """Spare minutes by account and day, counted twice."""

    worked: defaultdict[tuple[ClientId, date], int] = field(default_factory=lambda: defaultdict(int))
    asked: defaultdict[tuple[ClientId, date], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, account: ClientId, *, work_day: date, asked_day: date, minutes: int) -> None:
        """Count minutes (negative where they return)."""
        self.worked[account, work_day] += minutes
        self.asked[account, asked_day] += minutes


@dataclass(frozen=True, slots=True)
class Passed:
    """A window in which a cap would be passed.

    Attributes
    ----------
    counted
        By which day the minutes count.
    """

    counted: Literal["work", "asking"]
    first: date
    last: date
    used_minutes: int
    asked_minutes: int
    limit_minutes: int


def passed_cap(
    borrowed: Borrowed,
    workspace: Workspace,
    *,
    account: ClientId,
    rows: Iterable[LedgerRow],
    asked_on: date,
    days: WorkingDays,
) -> Passed | None:
    """Return the window in which the spare of `rows`, asked on a day, would pass the account's cap by most; None if none."""
    new_worked: defaultdict[date, int] = defaultdict(int)
    for row in rows:
        if row.fund == "spare":
            new_worked[row.day] += row.minutes
    if not any(new_worked.values()):
        return None
    found: list[Passed] = []
    total = sum(new_worked.values())
    for counted, table, new in (
        ("work", borrowed.worked, dict(new_worked)),
        ("asking", borrowed.asked, {asked_on: total}),
    ):
        for day in new:
            for first, last in _windows(day, days):
                inside = _days_between(first, last)
                used = sum(table.get((account, each), 0) for each in inside)
                asked = sum(minutes for each, minutes in new.items() if first <= each <= last)
                limit = cap_minutes(workspace, account, day)
                if used + asked > limit:
                    found.append(Passed(counted, first, last, used, asked, limit))  # type: ignore[arg-type]
    return max(found, key=lambda each: each.used_minutes + each.asked_minutes - each.limit_minutes, default=None)


def _windows(day: date, days: WorkingDays) -> Iterable[tuple[date, date]]:
    """Yield every window of five consecutive working days that covers a day, with the days off inside and after it."""
    start = day if days.is_working_day(day) else days.next_on(day, -1)
    for back in range(WINDOW_WORKING_DAYS):
        first = start if not back else days.next_on(start, -back)
        after = days.next_on(first, WINDOW_WORKING_DAYS)
        yield first, date.fromordinal(after.toordinal() - 1)


def _days_between(first: date, last: date) -> list[date]:
    return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
