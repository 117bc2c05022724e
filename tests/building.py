"""Small workspaces made by hand, in memory, for tests; plans of them are in `tests.planning`.

Times are written short: `at("25 12:30")` is Wednesday 25 November 2026 in London, where most tests play (as_of is
Monday 23 November 2026, 09:00). A longer text is an ISO date-time of a zone.

    studio = workspace(people=[person("ana", "seo")], tasks=[task("text", "seo", 120, due="24 17:00")])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.clients import AgreedHours, Agreement, Client, Recurring
from scheduler.domain.people import Availability, Event, Overtime, Person, TimeOff
from scheduler.domain.plan import (
    Block,
)
from scheduler.domain.policy import Policy
from scheduler.domain.record import Source
from scheduler.domain.tasks import After, Progress, Task, TaskPlan
from scheduler.domain.times import ClockSpan, DateRange, Moment, Wait, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant

LONDON = "Europe/London"
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NINE_TO_FIVE = "mon-fri 09:00-13:00 14:00-18:00"
_NOWHERE = Source(file="made by hand", line=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))


def moment(text: str) -> Moment:
    """Read `25`, `25 12:30` (of November 2026) or an ISO date or date-time, as a field of the input says it."""
    if len(text) <= 2:
        return date(2026, 11, int(text))
    if len(text) <= 8:
        day, clock = text.split()
        hour, minute = clock.split(":")
        return datetime(2026, 11, int(day), int(hour), int(minute))  # noqa: DTZ001 - a wall clock as written
    return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)


def at(text: str, zone: str = LONDON) -> datetime:
    """Return a date-time of a zone, with its offset."""
    read = moment(text)
    if not isinstance(read, datetime):
        read = datetime(read.year, read.month, read.day)  # noqa: DTZ001 - the zone follows
    return read if read.tzinfo is not None else read.replace(tzinfo=ZoneInfo(zone))


def instant(text: str, zone: str = LONDON) -> Instant:
    """Return whole minutes since 1970."""
    return (at(text, zone) - _EPOCH) // timedelta(minutes=1)


def from_instant(minute: Instant, zone: str = LONDON) -> datetime:
    """Return an instant on the clock of a zone."""
    return (_EPOCH + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))


def hours(*lines: str) -> WeeklyHours:
    """Read lines like `mon-fri 09:00-13:00 14:00-18:00` or `sat 10:00-12:00`."""
    days: list[tuple[ClockSpan, ...]] = [()] * 7
    for line in lines:
        which, *spans = line.split()
        first, _, last = which.partition("-")
        for day in range(DAY_NAMES.index(first), DAY_NAMES.index(last or first) + 1):
            days[day] = tuple(ClockSpan(*(_minute(end) for end in span.split("-"))) for span in spans)
    return WeeklyHours(days=tuple(days))


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def person(
    name: str, *skills: str, week: WeeklyHours | str = NINE_TO_FIVE, zone: str = LONDON, **fields: Any
) -> Person:
    """Return a person; skills are `seo` or `seo:2`, further fields those of the record."""
    levels = tuple((skill.partition(":")[0], int(skill.partition(":")[2] or 1)) for skill in skills or ("work",))
    return Person(
        id=name,
        name=name.title(),
        skills=levels,
        hours=week if isinstance(week, WeeklyHours) else hours(week),
        time_zone=zone,
        source=_NOWHERE,
        **fields,
    )


def overtime(weekly_minutes: int, *lines: str) -> Overtime:
    """Return consented overtime: in the spans of `lines`, or directly after the day's hours."""
    return Overtime(weekly_minutes=weekly_minutes, when=hours(*lines) if lines else None)


def client(name: str = "harrow", **fields: Any) -> Client:
    """Return a client; `agreed={"seo": 600}` makes one agreement with weekly minutes."""
    agreed = fields.pop("agreed", None)
    if agreed is not None:
        fields["agreements"] = (agreement(agreed),)
    return Client(id=name, name=name.title(), source=_NOWHERE, **fields)


def agreement(minutes_by_skill: Mapping[str, int], *, per: str = "week", **fields: Any) -> Agreement:
    """Return an agreement over weekly (or monthly) minutes of skills."""
    weekdays = fields.pop("weekdays", None)
    agreed = tuple(
        AgreedHours(skill=skill, minutes=minutes, per=per, weekdays=weekdays, source=_NOWHERE)
        for skill, minutes in minutes_by_skill.items()
    )
    return Agreement(hours=agreed, source=_NOWHERE, **fields)


def recurring(name: str, rule: str, *tasks: TaskPlan, **fields: Any) -> Recurring:
    """Return a recurring deliverable."""
    return Recurring(id=name, title=name.title(), rule=rule, tasks=tasks, source=_NOWHERE, **fields)


def wait_after(text: str) -> After:
    """Read `draft`, `draft + 240` (minutes) or `draft + 2 working days`."""
    name, _, wait = text.partition(" + ")
    if wait.endswith("working days"):
        return After(task=name, wait=Wait(working_days=int(wait.split()[0])))
    return After(task=name, wait=Wait(minutes=int(wait or 0)))


def _task_fields(fields: dict[str, Any]) -> dict[str, Any]:
    for key in ("start", "due"):
        if isinstance(fields.get(key), str):
            fields[key] = moment(fields[key])
    after = fields.pop("after", ())
    fields["after"] = tuple(wait_after(text) for text in ([after] if isinstance(after, str) else after))
    if isinstance(fields.get("same_person_as"), str):
        fields["same_person_as"] = (fields["same_person_as"],)
    return fields


def task(name: str, skill: str = "work", minutes: int = 60, *, client: str = "harrow", **fields: Any) -> Task:
    """Return a task: `skill` is `seo` or `seo:2`, `start` and `due` are short times, `after` is `x + 60` or a list."""
    bare, _, level = skill.partition(":")
    fields = _task_fields(fields)
    return Task(
        id=name,
        title=fields.pop("title", name),
        client=client,
        deliverable=fields.pop("deliverable", name),
        skill=bare,
        level=int(level or 1),
        effort_minutes=minutes,
        commitment=fields.pop("commitment", "agreed"),
        source=_NOWHERE,
        **fields,
    )


def part(name: str, skill: str = "work", minutes: int = 60, **fields: Any) -> TaskPlan:
    """Return a task of recurring work."""
    bare, _, level = skill.partition(":")
    return TaskPlan(
        id=name, skill=bare, level=int(level or 1), effort_minutes=minutes, source=_NOWHERE, **_task_fields(fields)
    )


def progress(name: str, **fields: Any) -> Progress:
    """Return a row of progress.csv."""
    return Progress(task=name, source=_NOWHERE, **fields)


def time_off(who: str, start: str, end: str) -> TimeOff:
    """Return an absence in the person's zone; a bare date is the whole day."""
    return TimeOff(person=who, start=moment(start), end=moment(end), source=_NOWHERE)


def event(who: str | Sequence[str], start: str, end: str) -> Event:
    """Return a meeting in the workspace's zone."""
    people = (who,) if isinstance(who, str) else tuple(who)
    return Event(people=people, start=moment(start), end=moment(end), source=_NOWHERE)


def available(who: str, start: str, end: str) -> Availability:
    """Return a row of availability.csv."""
    return Availability(person=who, start=moment(start), end=moment(end), source=_NOWHERE)


def closure(first: str, last: str | None = None) -> DateRange:
    """Return a closure of whole days."""
    return DateRange(first=moment(first), last=moment(last or first))


def workspace(**fields: Any) -> Workspace:
    """Return a workspace: one week from Monday 23 November 2026, 09:00, in London; client `harrow`, person `ana`.

    `policy` is a dict of parameters, `as_of` a short time, `week` lines of team hours; the rest are the record's fields.
    """
    zone = fields.get("time_zone", LONDON)
    week = fields.pop("week", NINE_TO_FIVE)
    as_of = fields.pop("as_of", "23 09:00")
    lists: dict[str, Any] = {"people": [person("ana")], "clients": [client()]} | fields
    return Workspace(
        name="Studio",
        as_of=at(as_of, zone) if isinstance(as_of, str) else as_of,
        hours=week if isinstance(week, WeeklyHours) else hours(week),
        policy=Policy(**lists.pop("policy", {})),
        **{"time_zone": zone, "horizon_days": 7}
        | {key: tuple(value) if isinstance(value, list) else value for key, value in lists.items()},
    )


def block(start: str | Instant, end: str | Instant, *, overtime: bool = False, zone: str = LONDON) -> Block:
    """Return a block between two short times or instants."""
    return Block(start=_edge(start, zone), end=_edge(end, zone), overtime=overtime)


def _edge(edge: str | Instant, zone: str) -> datetime:
    return at(edge, zone) if isinstance(edge, str) else from_instant(edge, zone)
