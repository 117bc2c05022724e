"""Records for the tests of calendars: a team of one zone, and short ways to write its parts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.clients import AgreedHours, Agreement, Client, Recurring
from scheduler.domain.people import Overtime, Person
from scheduler.domain.record import Source
from scheduler.domain.tasks import Progress, Task, TaskPlan
from scheduler.domain.times import ClockSpan, HolidayCalendar, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, TaskId

SOURCE = Source(file="people.yaml", line=1)
ENGLAND = HolidayCalendar(country="GB", subdivision="ENG")


def clock(text: str) -> int:
    """Return the minute of a day: `17:30` is 1050."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def clock_spans(text: str) -> tuple[ClockSpan, ...]:
    """Return spans from `09:00-13:00 14:00-17:30`; an empty text has none."""
    pairs = (part.split("-") for part in text.split())
    return tuple(ClockSpan(clock(start), clock(end)) for start, end in pairs)


def weekly(**days: str) -> WeeklyHours:
    """Return hours by weekday: `weekly(mon="09:00-17:00")`; `week` stands for Monday to Friday, `every` for all days."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    found = [days.get("every", days.get("week", "") if number < 5 else "") for number in range(7)]
    for number, name in enumerate(names):
        found[number] = days.get(name, found[number])
    return WeeklyHours(days=tuple(clock_spans(text) for text in found))


OFFICE = weekly(week="09:00-13:00 14:00-17:30")


def at(text: str, zone: str = "Europe/London", *, fold: int = 0) -> Instant:
    """Return the instant of `2026-11-23 09:00` on the wall clock of a zone, by zoneinfo alone."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(wall.timestamp()) // 60


def aware(text: str, zone: str = "Europe/London") -> datetime:
    """Return `2026-11-23 09:00` of a zone with its offset."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return datetime.fromisoformat(wall.isoformat())


def team(as_of: str = "2026-11-23 09:00", *, zone: str = "Europe/London", **parts: Any) -> Workspace:
    """Return a workspace with office hours, as of a Monday morning."""
    return Workspace(**{"name": "Team", "time_zone": zone, "as_of": aware(as_of, zone), "hours": OFFICE, **parts})


def person(name: str = "ana", *, zone: str = "Europe/London", **parts: Any) -> Person:
    """Return a person with office hours."""
    fields = {
        "id": PersonId(name),
        "name": name.title(),
        "skills": (("seo", 1),),
        "hours": OFFICE,
        "time_zone": zone,
        "source": SOURCE,
    }
    return Person(**{**fields, **parts})


def consent(minutes: int, when: WeeklyHours | None = None) -> Overtime:
    """Return consented overtime per ISO week."""
    return Overtime(weekly_minutes=minutes, when=when)


def agreed(skill: str, minutes: int, **parts: Any) -> AgreedHours:
    """Return agreed hours, per week unless said otherwise."""
    return AgreedHours(**{"skill": skill, "minutes": minutes, "source": SOURCE, **parts})


def agreement(*hours: AgreedHours, **parts: Any) -> Agreement:
    """Return an agreement over `hours`."""
    return Agreement(**{"hours": hours, "source": SOURCE, **parts})


def client(name: str, **parts: Any) -> Client:
    """Return a client."""
    return Client(**{"id": ClientId(name), "name": name.title(), "source": SOURCE, **parts})


def piece(name: str, *, minutes: int = 60, **parts: Any) -> TaskPlan:
    """Return a task of recurring work."""
    return TaskPlan(**{"id": TaskId(name), "skill": "seo", "effort_minutes": minutes, "source": SOURCE, **parts})


def task(name: str, *, owner: str = "harrow", minutes: int = 60, **parts: Any) -> Task:
    """Return a task of tasks.csv."""
    fields = {
        "id": TaskId(name),
        "client": ClientId(owner),
        "deliverable": name,
        "skill": "seo",
        "effort_minutes": minutes,
        "source": SOURCE,
    }
    return Task(**{**fields, **parts})


def recurring(name: str, rule: str, tasks: Iterable[TaskPlan] = (), **parts: Any) -> Recurring:
    """Return a recurring deliverable, of one task `write` where none are given."""
    given = tuple(tasks) or (piece("write"),)
    return Recurring(**{"id": name, "title": name.title(), "rule": rule, "tasks": given, "source": SOURCE, **parts})


def progress(name: str, **parts: Any) -> Progress:
    """Return a row of progress.csv."""
    return Progress(**{"task": TaskId(name), "source": SOURCE, **parts})


def days(*texts: str) -> tuple[date, ...]:
    """Return dates."""
    return tuple(date.fromisoformat(text) for text in texts)
