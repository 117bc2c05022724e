"""Borrowing caps: spare minutes per account in any five consecutive working days, by day of work and by day of asking.

A window begins with a working day and covers every date before the fifth working day after it, days off inside and after it included.
What a daily round grants is not counted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
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

Counted = Literal["work", "asking"]
"""By which day minutes count."""


def weekly_minutes(hours: AgreedHours) -> Fraction:
    """Return agreed hours as minutes per week, exact; monthly hours by 12 months in 52 weeks."""
    return Fraction(hours.minutes) * (1 if hours.per == "week" else Fraction(12, 52))


def account_of(workspace: Workspace, client: ClientId, *, ever_agreed: Collection[ClientId] = ()) -> ClientId:
    """Return the account on which a client's borrowing counts: its group's, its own, or that of all walk-ins.

    Parameters
    ----------
    ever_agreed
        Clients that had an agreement before: they keep an account of their own when it ends.
    """
    agreed = {each.id for each in workspace.clients if each.agreements} | set(ever_agreed)
    group = next((each.group for each in workspace.clients if each.id == client), None)
    if group is not None and any(each.id in agreed for each in _members(workspace, group)):
        return ClientId(f"group:{group}")
    return client if client in agreed else WALK_IN


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


def weekly_weight(workspace: Workspace, account: ClientId, day: date) -> Fraction:
    """Return the weekly agreed minutes of an account on a day, exact, not below the policy's `min_weight`."""
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
    return max(own, Fraction(workspace.policy.min_weight), Fraction(1))


@dataclass(slots=True)
class Borrowed:
    """Spare minutes by account and day, counted twice."""

    worked: defaultdict[tuple[ClientId, date], int] = field(default_factory=lambda: defaultdict(int))
    asked: defaultdict[tuple[ClientId, date], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, account: ClientId, *, work_day: date, asked_day: date, minutes: int) -> None:
        """Count minutes (negative where they return)."""
        self.worked[account, work_day] += minutes
        self.asked[account, asked_day] += minutes

    def copied(self) -> Borrowed:
        """Return a copy that can go its own way."""
        return Borrowed(defaultdict(int, self.worked), defaultdict(int, self.asked))

    def moved_to(self, account: ClientId) -> Borrowed:
        """Return the same minutes, all of them on one account."""
        made = Borrowed()
        for into, table in ((made.worked, self.worked), (made.asked, self.asked)):
            for (_, day), minutes in table.items():
                into[account, day] += minutes
        return made

    def without(self, other: Borrowed) -> Borrowed:
        """Return what is left where a part of it does not count."""
        left = self.copied()
        for table, part in ((left.worked, other.worked), (left.asked, other.asked)):
            for key, minutes in part.items():
                table[key] -= minutes
        return left


@dataclass(frozen=True, slots=True)
class Window:
    """A window of five working days, and what an account has used of its cap in it.

    Attributes
    ----------
    counted
        By which day the minutes count.
    first, last
        The dates that it covers, both included.
    """

    counted: Counted
    first: date
    last: date
    used_minutes: int
    limit_minutes: int

    @property
    def left_minutes(self) -> int:
        """What may still be used; below 0 where the cap is passed already, as by an overrun."""
        return self.limit_minutes - self.used_minutes


@dataclass(frozen=True, slots=True)
class Passed:
    """A window in which a cap would be passed.

    Attributes
    ----------
    counted
        By which day the minutes count.
    first, last
        The dates that it covers, both included.
    asked_minutes
        The minutes asked for that fall in the window, beyond the `used_minutes` that do already.
    """

    counted: Counted
    first: date
    last: date
    used_minutes: int
    asked_minutes: int
    limit_minutes: int


def room(
    borrowed: Borrowed,
    workspace: Workspace,
    *,
    account: ClientId,
    work_day: date,
    asked_on: date,
    days: WorkingDays,
) -> Window:
    """Return the window that leaves an account least: spare of its `left_minutes`, but none below 0, fits on one day of work.

    Parameters
    ----------
    work_day, asked_on
        The day of work and the day of asking; working days or not.

    Returns
    -------
    Window
        By day of work before by day of asking, then the latest, where several leave the same.

    Raises
    ------
    NoWorkingDayError
        If there are not as many working days around a day as a window has.
    """
    windows = [
        *_windows_around(borrowed, workspace, account=account, counted="work", day=work_day, days=days),
        *_windows_around(borrowed, workspace, account=account, counted="asking", day=asked_on, days=days),
    ]
    return min(windows, key=lambda each: each.left_minutes)


def fits(
    borrowed: Borrowed,
    workspace: Workspace,
    *,
    account: ClientId,
    minutes_by_day: Mapping[date, int],
    asked_on: date,
    days: WorkingDays,
) -> Passed | None:
    """Return None if an account may have all these spare minutes at once, else the window in which its cap would be passed by most.

    Parameters
    ----------
    minutes_by_day
        Spare minutes by day of work. Days that have none are not looked at.

    Raises
    ------
    NoWorkingDayError
        As `room`.
    """
    wanted = {day: minutes for day, minutes in minutes_by_day.items() if minutes}
    if not wanted:
        return None
    new: tuple[tuple[Counted, dict[date, int]], ...] = (
        ("work", wanted),
        ("asking", {asked_on: sum(wanted.values())}),
    )
    found: list[Passed] = []
    for counted, new_minutes in new:
        for day in sorted(new_minutes):
            for window in _windows_around(borrowed, workspace, account=account, counted=counted, day=day, days=days):
                asked = sum(minutes for each, minutes in new_minutes.items() if window.first <= each <= window.last)
                if asked > window.left_minutes:
                    found.append(
                        Passed(counted, window.first, window.last, window.used_minutes, asked, window.limit_minutes)
                    )
    return max(found, key=lambda each: each.used_minutes + each.asked_minutes - each.limit_minutes, default=None)


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
    minutes_by_day: defaultdict[date, int] = defaultdict(int)
    for row in rows:
        if row.fund == "spare":
            minutes_by_day[row.day] += row.minutes
    return fits(borrowed, workspace, account=account, minutes_by_day=minutes_by_day, asked_on=asked_on, days=days)


def passed_by_asking(
    borrowed: Borrowed,
    workspace: Workspace,
    *,
    account: ClientId,
    minutes: int,
    asked_on: date,
    days: WorkingDays,
) -> Passed | None:
    """Return the window in which so much spare, asked now, passes the cap whatever day it is worked; None if none."""
    found = [
        Passed("asking", window.first, window.last, window.used_minutes, minutes, window.limit_minutes)
        for window in _windows_around(borrowed, workspace, account=account, counted="asking", day=asked_on, days=days)
        if minutes > window.left_minutes
    ]
    return max(found, key=lambda each: each.used_minutes - each.limit_minutes, default=None)


def _windows_around(
    borrowed: Borrowed,
    workspace: Workspace,
    *,
    account: ClientId,
    counted: Counted,
    day: date,
    days: WorkingDays,
) -> Iterator[Window]:
    """Yield every window that covers a day, the latest first, under the cap of that day."""
    table = borrowed.worked if counted == "work" else borrowed.asked
    limit = cap_minutes(workspace, account, day)
    start = day if days.is_working_day(day) else days.next_on(day, -1)
    for back in range(WINDOW_WORKING_DAYS):
        first = days.next_on(start, -back) if back else start
        after = days.next_on(first, WINDOW_WORKING_DAYS)
        used = sum(
            table.get((account, date.fromordinal(number)), 0) for number in range(first.toordinal(), after.toordinal())
        )
        yield Window(counted, first, date.fromordinal(after.toordinal() - 1), used, limit)
