"""The horizon of a plan and the spans in which a published plan is kept."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.calendars.working_days import NEVER, NoWorkingDayError, WorkingDays
from scheduler.calendars.zones import Zone
from scheduler.domain.levels import MOVE_NEAR_WORKING_DAYS
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, Span


def as_of_instant(workspace: Workspace) -> Instant:
    """Return the instant of as_of."""
    return Zone.instant_of(workspace.as_of)


def horizon_span(workspace: Workspace) -> Span:
    """Return [as_of, 24:00 of the last day of the horizon), both in the workspace's zone."""
    zone = Zone.of(workspace.time_zone)
    start = as_of_instant(workspace)
    first, _ = zone.local(start)
    return Span(start, zone.end_of(first + timedelta(days=workspace.horizon_days - 1)))


def freeze_end(workspace: Workspace) -> Instant:
    """Return the close of team hours of the `freeze_days`-th working day after the date of as_of.

    Returns
    -------
    Instant
        as_of itself for 0 days; `NEVER` if there are not as many working days.
    """
    freeze_days = workspace.policy.freeze_days
    if not freeze_days:
        return as_of_instant(workspace)
    return _close_after(WorkingDays(workspace), _as_of_date(workspace), freeze_days)


def near_end(workspace: Workspace) -> Instant:
    """Return the close of team hours of the fifth working day after the day on which the freeze ends.

    Returns
    -------
    Instant
        `NEVER` if there are not as many working days.
    """
    days = workspace.policy.freeze_days + MOVE_NEAR_WORKING_DAYS
    return _close_after(WorkingDays(workspace), _as_of_date(workspace), days)


def _as_of_date(workspace: Workspace) -> date:
    day, _ = Zone.of(workspace.time_zone).local(as_of_instant(workspace))
    return day


def _close_after(days: WorkingDays, day: date, working_days: int) -> Instant:
    try:
        return days.close_at(days.next_on(day, working_days))
    except NoWorkingDayError:
        return NEVER
