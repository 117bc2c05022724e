"""Random workspaces by seed, in memory: what a team could write, with all rules mixed.

`tiny` ones suit the brute force: at most four people and five tasks, two days or three, everything on a grid of half an
hour. `small` ones are a week of a small team on the grid. `mixed` ones add zones, changes of clocks, minutes off the grid,
availability rows, overtime, recurring work and overload.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

from scheduler.domain.clients import Client, Recurring
from scheduler.domain.people import Availability, Event, Overtime, Person, TimeOff
from scheduler.domain.tasks import Progress, Task
from scheduler.domain.times import DateRange, HolidayCalendar, WeeklyHours
from scheduler.domain.workspace import Workspace
from tests.building import agreement, client, hours, overtime, part, person, recurring, task, workspace
from tests.building import progress as progress_row

Size = Literal["tiny", "small", "mixed"]

_SKILLS = ("seo", "copy", "design")
_PEOPLE = ("ana", "bo", "cy", "dee", "eli", "fay", "gil", "hana")
_ZONES = ("Europe/London", "Europe/Madrid", "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "Asia/Kathmandu")
# Ordinary weeks, the weeks of both changes of clocks, Christmas, and a week of ISO year 53.
_WEEKS = (date(2026, 11, 23), date(2026, 10, 23), date(2026, 3, 26), date(2026, 12, 21), date(2026, 12, 29))
_RULES = ("FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=-1MO")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all parts of one workspace share."""

    random: Random
    size: Size
    zone: str
    first_on: date
    as_of_minute: int
    horizon_days: int
    grid_minutes: int
    step_minutes: int
    """Every minute written is a multiple of this."""

    @property
    def as_of(self) -> datetime:
        """As_of on the wall clock."""
        return datetime.combine(self.first_on, time()) + timedelta(minutes=self.as_of_minute)

    def chance(self, share: float) -> bool:
        """Say yes in `share` of all cases."""
        return self.random.random() < share

    def minutes(self, low: int, high: int) -> int:
        """Return a multiple of the step between two amounts, at least one step."""
        return max(1, self.random.randint(low, high) // self.step_minutes) * self.step_minutes

    def clock(self, day: date, first_hour: int, last_hour: int) -> datetime:
        """Return a wall clock time on a date between two hours, on the step; never near a change of clocks."""
        minute = self.random.randrange(first_hour * 60, last_hour * 60 + 1, self.step_minutes)
        return datetime.combine(day, time()) + timedelta(minutes=minute)

    def day(self, first: int, last: int) -> date:
        """Return a date some days after that of as_of."""
        return self.first_on + timedelta(days=self.random.randint(first, last))


def random_workspace(seed: int, *, size: Size) -> Workspace:
    """Return the workspace of a seed: always the same, always what the reader of files would accept."""
    random = Random(f"{size}-{seed}")
    frame = _frame(random, size)
    people = _people(frame)
    clients = _clients(frame, people)
    tasks = _tasks(frame, people, clients)
    rows = _progress(frame, tasks, people)
    return workspace(
        time_zone=frame.zone,
        as_of=frame.as_of.replace(tzinfo=ZoneInfo(frame.zone)),
        week=_team_hours(frame),
        horizon_days=frame.horizon_days,
        grid_minutes=frame.grid_minutes,
        holidays=HolidayCalendar(country="GB", subdivision="ENG") if size == "mixed" and frame.chance(0.4) else None,
        closures=_closures(frame),
        policy={"freeze_days": random.randint(0, 3)},
        people=people,
        clients=clients,
        tasks=tasks,
        progress=rows,
        time_off=_time_off(frame, people),
        events=_events(frame, people),
        availability=_availability(frame, people),
    )


def _frame(random: Random, size: Size) -> _Frame:
    if size == "tiny":
        days, step = random.randint(1, 3), 30
        return _Frame(
            random, size, "Europe/London", date(2026, 11, 23), 9 * 60, days, grid_minutes=30, step_minutes=step
        )
    if size == "small":
        return _Frame(random, size, "Europe/London", date(2026, 11, 23), 9 * 60, 7, grid_minutes=15, step_minutes=15)
    grid = random.choice((5, 10, 15, 15, 30))
    step = random.choice((grid, grid, 5, 1))
    minute = random.choice((0, 9 * 60, 16 * 60 + 45, 13 * 60 + 7))
    zone, week = random.choice(_ZONES), random.choice(_WEEKS)
    return _Frame(random, size, zone, week, minute, random.randint(3, 12), grid_minutes=grid, step_minutes=step)


def _team_hours(frame: _Frame) -> WeeklyHours:
    if frame.size == "tiny":
        return hours("mon-sun 09:00-12:30")
    lines = frame.random.choice(
        (("mon-fri 09:00-13:00 14:00-17:30",), ("mon-thu 08:30-12:30 13:00-17:30", "sat 10:00-13:00"))
    )
    return hours(*lines)


def _week_of(frame: _Frame) -> WeeklyHours:
    if frame.size == "tiny":
        return hours(
            frame.random.choice(("mon-sun 09:00-12:00", "mon-sun 09:00-10:30 11:00-12:30", "mon-sun 10:00-13:00"))
        )
    choices: list[tuple[str, ...]] = [
        ("mon-fri 09:00-13:00 14:00-18:00",),
        ("mon-fri 09:00-13:00 14:00-17:30",),
        ("mon-wed 08:00-14:00",),
        ("tue-fri 10:00-12:00 13:00-19:00", "sat 09:00-12:00"),
    ]
    if frame.size == "mixed":
        choices += [
            ("mon-sun 00:00-24:00",),
            ("mon-sun 22:00-24:00", "fri 00:00-06:00"),
            ("mon-fri 09:07-12:33 13:01-17:59",),
        ]
    return hours(*frame.random.choice(choices))


def _people(frame: _Frame) -> list[Person]:
    random = frame.random
    number = {"tiny": random.randint(1, 4), "small": random.randint(3, 6), "mixed": random.randint(1, 8)}[frame.size]
    people = []
    for name in _PEOPLE[:number]:
        skills = random.sample(_SKILLS, random.randint(1, 3 if frame.size != "tiny" else 2))
        fields: dict[str, Any] = {}
        if frame.size == "mixed":
            fields = _unusual(frame)
        levels = [f"{skill}:{random.randint(0, 3)}" for skill in skills]
        people.append(person(name, *levels, week=_week_of(frame), zone=fields.pop("zone", frame.zone), **fields))
    return people


def _unusual(frame: _Frame) -> dict[str, Any]:
    """Return fields of a person with a zone, holidays, employment or overtime of their own."""
    fields: dict[str, Any] = {}
    if frame.chance(0.3):
        fields["zone"] = frame.random.choice(_ZONES)
    if frame.chance(0.3):
        fields["holidays"] = HolidayCalendar(country=frame.random.choice(("GB", "ES", "US")))
    if frame.chance(0.1):
        fields["from_on"] = frame.day(-10, 3)
    if frame.chance(0.1):
        fields["until_on"] = frame.day(3, 12)
    if frame.chance(0.4):
        fields["overtime"] = _overtime(frame)
    return fields


def _overtime(frame: _Frame) -> Overtime:
    lines = frame.random.choice(((), ("mon-thu 18:00-20:00",), ("mon-fri 07:00-09:30", "sat 09:00-12:00")))
    return overtime(frame.minutes(60, 240), *lines)


def _clients(frame: _Frame, people: list[Person]) -> list[Client]:
    random = frame.random
    names = ("harrow", "vale", "wye", "yarrow")[: random.randint(1, 2 if frame.size == "tiny" else 4)]
    clients = []
    for name in names:
        fields: dict[str, Any] = {}
        if frame.chance(0.3) and len(people) > 1:
            fields["exclude"] = (random.choice(people).id,)
        if frame.chance(0.3):
            fields["prefer"] = (random.choice(people).id,)
        if frame.chance(0.6):
            amounts = {skill: frame.minutes(60, 900) for skill in random.sample(_known_skills(people), 1)}
            per = random.choice(("week", "week", "month"))
            since = random.choice((None, frame.day(-30, 2)))
            fields["agreements"] = (agreement(amounts, per=per, since=since),)
        if frame.size == "mixed" and frame.chance(0.4):
            fields["recurring"] = (_recurring(frame, name, people),)
        clients.append(client(name, **fields))
    return clients


def _known_skills(people: list[Person]) -> list[str]:
    return sorted({skill for one in people for skill, _ in one.skills})


def _recurring(frame: _Frame, name: str, people: list[Person]) -> Recurring:
    skills = _known_skills(people)
    random = frame.random
    second = part("review", random.choice(skills), frame.minutes(15, 90), after="draft + 1 working days")
    parts = [part("draft", f"{random.choice(skills)}:0", frame.minutes(30, 240), one_sitting=frame.chance(0.2)), second]
    commitment = random.choice(("agreed", "agreed", "target", "regulatory"))
    fields: dict[str, Any] = {"since": frame.day(-30, -20), "commitment": commitment}
    if frame.chance(0.5):
        fields["due_time_minute"] = random.choice((12 * 60, 17 * 60))
    return recurring(f"{name}-weekly", random.choice(_RULES), *parts[: random.randint(1, 2)], **fields)


def _tasks(frame: _Frame, people: list[Person], clients: list[Client]) -> list[Task]:
    number = {
        "tiny": lambda: frame.random.choice((1, 3, 4, 5, 5)),
        "small": lambda: frame.random.randint(8, 20),
        "mixed": lambda: frame.random.randint(2, 24),
    }[frame.size]()
    # Some weeks are crowded from the start: everything is due in the first half.
    last_due = frame.random.choice((frame.horizon_days - 1, frame.horizon_days, max(0, frame.horizon_days // 2)))
    tasks: list[Task] = []
    for count in range(number):
        tasks.append(_task(frame, f"t{count}", people, clients, tasks, last_due))
    return tasks


def _task(
    frame: _Frame, name: str, people: list[Person], clients: list[Client], before: list[Task], last_due: int
) -> Task:
    random = frame.random
    owner = random.choice(clients)
    doer = random.choice(people)
    skill, level = random.choice(doer.skills)
    commitment = random.choice(("agreed", "agreed", "agreed", "regulatory", "target", "tentative"))
    fields: dict[str, Any] = {"commitment": commitment, "priority": random.randint(1, 5)}
    if commitment == "regulatory" and frame.chance(0.8):
        fields["agreed_on"] = frame.day(-60, -30)
    if commitment in ("regulatory", "agreed") or frame.chance(0.7):
        fields["due"] = _due(frame, last_due)
    if frame.chance(0.15):
        fields["start"] = frame.clock(frame.day(0, max(0, frame.horizon_days - 2)), 9, 13)
    if before and frame.chance(0.35):
        fields["after"] = [_after(frame, random.choice(before).id)]
    if before and frame.chance(0.12):
        fields["same_person_as"] = random.choice(before).id
    if doer.id not in owner.exclude and frame.chance(0.12):
        fields["person"] = doer.id
    if frame.chance(0.5):
        fields["deliverable"] = f"{owner.id}-{random.randint(1, 3)}"
    fields["one_sitting"] = frame.chance(0.3)
    return task(name, f"{skill}:{random.randint(0, level)}", _effort(frame), client=owner.id, **fields)


def _effort(frame: _Frame) -> int:
    if frame.size == "tiny":
        return frame.minutes(30, 180)
    return frame.minutes(10, 180) if frame.chance(0.6) else frame.minutes(120, 720)


def _due(frame: _Frame, last_due: int) -> datetime | date:
    day = frame.day(-1 if frame.chance(0.1) else 0, last_due)
    if frame.chance(0.3):
        return day
    return frame.clock(day, 10, 13 if frame.size == "tiny" else 18)


def _after(frame: _Frame, name: str) -> str:
    wait = frame.random.choice(("", "", f" + {frame.minutes(30, 300)}", " + 1 working days", " + 2 working days"))
    return name + wait


def _progress(frame: _Frame, tasks: list[Task], people: list[Person]) -> list[Progress]:
    rows = []
    for row in tasks:
        if frame.chance(0.08):
            doer = frame.random.choice([None, *(one.id for one in people)])
            rows.append(progress_row(row.id, done_on=frame.day(-5, 0), person=doer))
        elif frame.chance(0.12):
            rows.append(progress_row(row.id, worked_minutes=frame.minutes(30, 90)))
        elif frame.chance(0.08):
            rows.append(progress_row(row.id, worked_minutes=30, remaining_minutes=frame.minutes(30, 240)))
    return rows


def _closures(frame: _Frame) -> tuple[DateRange, ...]:
    if frame.size == "tiny" or frame.chance(0.7):
        return ()
    day = frame.day(1, 5)
    return (DateRange(first=day, last=day + timedelta(days=frame.random.randint(0, 1))),)


def _time_off(frame: _Frame, people: list[Person]) -> list[TimeOff]:
    rows = []
    for one in people:
        if frame.chance(0.25):
            day = frame.day(0, frame.horizon_days)
            start, end = (day, day) if frame.chance(0.5) else (frame.clock(day, 9, 11), frame.clock(day, 12, 15))
            rows.append(TimeOff(person=one.id, start=start, end=end, source=one.source))
    return rows


def _events(frame: _Frame, people: list[Person]) -> list[Event]:
    rows = []
    for _ in range(frame.random.randint(0, 2)):
        start = frame.clock(frame.day(0, frame.horizon_days - 1), 9, 11)
        invited = tuple(one.id for one in people if frame.chance(0.5))
        if invited:
            end = start + timedelta(minutes=frame.minutes(30, 90))
            rows.append(Event(people=invited, start=start, end=end, source=people[0].source))
    return rows


def _availability(frame: _Frame, people: list[Person]) -> list[Availability]:
    rows = []
    for one in people:
        if frame.size == "mixed" and frame.chance(0.12):
            for _ in range(frame.random.randint(1, 4)):
                start = frame.clock(frame.day(0, frame.horizon_days - 1), 6, 15)
                end = start + timedelta(minutes=frame.minutes(60, 600))
                rows.append(Availability(person=one.id, start=start, end=end, source=one.source))
    return rows
