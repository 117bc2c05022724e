"""Working days, closes and agreements of a workspace, as streams are drawn in."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.calendars.working_days import WorkingDays
from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedAfter, AskedTask
from scheduler.domain.clients import Client
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, Span, TaskId


class TeamClock:
    """Working days and closes of a workspace, as streams are drawn in."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.zone = Zone.of(workspace.time_zone)
        self.days = WorkingDays(workspace)

    def working_days(self, span: Span) -> list[date]:
        """Return the working days that close inside the span."""
        first, last = self.zone.local(span.start)[0], self.zone.local(span.end - 1)[0]
        dates = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [
            day for day in dates if self.days.is_working_day(day) and span.start < self.days.close_at(day) <= span.end
        ]

    def weeks(self, number: int) -> Span:
        """Return the period from `as_of` over so many weeks."""
        start = Zone.instant_of(self.workspace.as_of)
        return Span(start, self.zone.begin_of(self.zone.local(start)[0] + timedelta(weeks=number)))

    def at(self, day: date, minute: int) -> Instant:
        """Return a clock time of a day (minute after 00:00)."""
        return self.zone.instant_forgiving(day, minute)

    def close_after(self, day: date, working_days: int) -> Instant:
        """Return the close of the n-th working day after `day`; of `day` itself for 0."""
        return self.days.close_at(self.days.next_on(day, working_days) if working_days else day)

    def open_after(self, day: date, working_days: int) -> Instant:
        """Return the beginning of the team hours of the n-th working day after `day`, n at least 1."""
        return self.days.open_at(self.days.next_on(day, working_days))

    def asked_task(
        self,
        name: str,
        *,
        skill: str,
        minutes: int,
        release: Instant,
        due: Instant,
        level: int = 1,
        after: str = "",
        one_sitting: bool = False,
    ) -> AskedTask:
        """Return a task of a request."""
        return AskedTask(
            id=TaskId(name),
            skill=skill,
            level=level,
            effort_minutes=minutes,
            release=self.zone.aware(release),
            due=self.zone.aware(due),
            after=(AskedAfter(task=TaskId(after)),) if after else (),
            one_sitting=one_sitting,
        )


def notice_of(workspace: Workspace, client: Client) -> int:
    """Return the client's notice in working days: of its first agreement, else the policy's."""
    said = client.agreements[0].notice_working_days if client.agreements else None
    return max(1, workspace.policy.default_notice if said is None else said)


def weekly_skills(client: Client) -> dict[tuple[str, int], int]:
    """Return the client's agreed minutes per week by skill and level; monthly hours by 52 weeks a year."""
    found: dict[tuple[str, int], int] = {}
    for agreement in client.agreements:
        for hours in agreement.hours:
            key = hours.skill, hours.level
            weekly = hours.minutes if hours.per == "week" else hours.minutes * 12 // 52
            found[key] = max(found.get(key, 0), weekly)
    return found
