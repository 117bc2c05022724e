"""A small studio with a plan written by hand: on time, late, unplaced, moved, tentative, overtime, two zones."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.clients import Agreement, Client, Recurring
from scheduler.domain.people import Overtime, Person, TimeOff
from scheduler.domain.plan import (
    Block,
    ClientLoad,
    Held,
    HeldBlock,
    Horizon,
    Level,
    Move,
    PersonLoad,
    Place,
    Plan,
    PlannedTask,
    Unfrozen,
    UnplacedTask,
)
from scheduler.domain.reasons import CapacityFigures, PatternFigures, Reason, WorkShare
from scheduler.domain.record import Source
from scheduler.domain.tasks import Task, TaskPlan
from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, PersonId, TaskId

LONDON = ZoneInfo("Europe/London")
HERE = Source(file="tasks.csv", line=2)
DAY = (ClockSpan(540, 780), ClockSpan(840, 1080))
WEEK = WeeklyHours(days=(DAY, DAY, DAY, DAY, DAY, (), ()))


def at(text: str) -> datetime:
    """Read `23 09:00` as a moment of November 2026, or `12-01 09:00` with its month, in London."""
    day, clock = text.split()
    month, number = day.split("-") if "-" in day else ("11", day)
    return datetime.fromisoformat(f"2026-{month}-{int(number):02d}T{clock}").replace(tzinfo=LONDON)


def block(text: str, *, overtime: bool = False) -> Block:
    """Read `23 09:00-11:00`."""
    day, clocks = text.split()
    start, end = clocks.split("-")
    return Block(start=at(f"{day} {start}"), end=at(f"{day} {end}"), overtime=overtime)


def planned(task: str, client: str, person: str, blocks: tuple[Block, ...], **more: Any) -> PlannedTask:
    """Build a planned task whose figures follow from its blocks and due time."""
    due = more.pop("due", None)
    finish = blocks[-1].end
    late = max(0, int((finish - due) // timedelta(minutes=1))) if due else 0
    slack = max(0, int((due - finish) // timedelta(minutes=1))) if due else None
    values: dict[str, Any] = {
        "deliverable": task,
        "title": task.replace("-", " ").capitalize(),
        "skill": "copy",
        "commitment": "agreed",
        "counts_as": more.get("commitment", "agreed"),
        "release": at("23 09:00"),
    }
    values.update(more)
    return PlannedTask(
        id=TaskId(task),
        client=ClientId(client),
        person=PersonId(person),
        blocks=blocks,
        start=blocks[0].start,
        finish=finish,
        due=due,
        late_minutes=late,
        slack_minutes=slack,
        **values,
    )


def held(client: str, person: str, text: str) -> Held:
    """Build a held piece on one block, like `26 09:00-10:00`, that lapses the evening before."""
    found = block(text)
    return Held(
        client=ClientId(client),
        skill="copy",
        day=found.start.date(),
        kind="standard",
        minutes=int((found.end - found.start) // timedelta(minutes=1)),
        lapses_at=found.start - timedelta(days=1),
        blocks=(HeldBlock(person=PersonId(person), start=found.start, end=found.end),),
    )


def workspace() -> Workspace:
    """Three people (Ana in Madrid, Cy away on Tuesday), two clients, as of Monday 23 November 2026, 09:00."""
    source = Source(file="people.yaml", line=1)
    return Workspace(
        name="Northlight Studio",
        time_zone="Europe/London",
        as_of=at("23 09:00"),
        horizon_days=14,
        hours=WEEK,
        people=(
            Person(
                id=PersonId("ana"),
                name="Ana Ruiz",
                skills=(("copy", 2),),
                hours=WEEK,
                time_zone="Europe/Madrid",
                source=source,
            ),
            Person(
                id=PersonId("bo"),
                name="Bo Larsen",
                skills=(("design", 1),),
                hours=WEEK,
                time_zone="Europe/London",
                overtime=Overtime(weekly_minutes=120),
                source=source,
            ),
            Person(
                id=PersonId("cy"),
                name="Cy Okafor",
                skills=(("copy", 1), ("design", 1)),
                hours=WEEK,
                time_zone="Europe/London",
                source=source,
            ),
        ),
        clients=(
            Client(
                id=ClientId("harrow"),
                name="Harrow & Co",
                agreements=(Agreement(source=source),),
                recurring=(
                    Recurring(
                        id="report",
                        title="Weekly report",
                        rule="FREQ=WEEKLY;BYDAY=FR",
                        tasks=(TaskPlan(id=TaskId("draft"), skill="copy", effort_minutes=240, source=source),),
                        source=source,
                    ),
                ),
                source=source,
            ),
            Client(id=ClientId("tamsin"), name="Tamsin [Bakery]", source=source),
        ),
        tasks=(
            _row("filing", "harrow", due=at("24 17:00")),
            _row("poster", "harrow", due=at("26 17:00")),
            _row("cake-card", "tamsin", due=date(2026, 12, 20)),
            _row("window", "tamsin", due=date(2026, 11, 27)),
        ),
        time_off=(TimeOff(person=PersonId("cy"), start=date(2026, 11, 24), end=date(2026, 11, 24), source=source),),
    )


def _row(task: str, client: str, *, due: datetime | date) -> Task:
    return Task(
        id=TaskId(task),
        client=ClientId(client),
        deliverable=task,
        title=task.capitalize(),
        skill="copy",
        effort_minutes=240,
        due=due,
        source=HERE,
    )


TOO_MUCH = Reason(
    kind="capacity",
    text="The people with design (Bo, Cy) have 6 h until Thu 26 Nov 17:00; 8 h are needed.",
    proven=True,
    figures=CapacityFigures.model_validate(
        {
            "people": ("bo", "cy"),
            "skills": ("design",),
            "from": at("23 09:00"),
            "to": at("26 17:00"),
            "free_minutes": 360,
            "needed_minutes": 480,
            "work": (WorkShare(task=TaskId("poster"), minutes=480),),
        }
    ),
)
NO_ROOM = Reason(
    kind="pattern",
    text="Cy is away and Ana may not do it.",
    proven=False,
    figures=PatternFigures(blockers=("cy away",)),
)


def unplaced(task: str, client: str, commitment: str, minutes: int) -> UnplacedTask:
    """Build an unplaced task for want of room."""
    return UnplacedTask.model_validate(
        {
            "id": task,
            "client": client,
            "commitment": commitment,
            "remaining_minutes": minutes,
            "cause": "capacity",
            "why": NO_ROOM,
        }
    )


FILING = planned(
    "filing",
    "harrow",
    "ana",
    (block("23 09:00-12:00"), block("23 13:00-14:00")),
    due=at("24 17:00"),
    commitment="regulatory",
    title="File the accounts",
)
POSTER = planned(
    "poster",
    "harrow",
    "bo",
    (block("26 14:00-18:00"), block("26 18:00-19:00", overtime=True)),
    due=at("26 17:00"),
    title="Draw the poster",
    why_late=TOO_MUCH,
)
WINDOW = planned(
    "window",
    "tamsin",
    "bo",
    (block("24 09:00-13:00"),),
    due=at("27 18:00"),
    commitment="tentative",
    title="Dress the window",
)
LATER = planned("cake-card", "tamsin", "cy", (block("12-01 09:00-11:00"),), due=at("12-04 17:00"), title="Cake card")


def calm_plan() -> Plan:
    """Everything on time."""
    return _plan(tasks=(LATER, FILING, WINDOW), objective=(_level("agreed_lateness", (0, 0), (0, 0)),))


def strained_plan(*, proven: bool = True) -> Plan:
    """One promise late, one unplaced, changes against a baseline."""
    bound = (60, 0) if proven else (0, 0)
    return _plan(
        tasks=(LATER, FILING, POSTER, WINDOW),
        unplaced=(unplaced("report/2026-11-27/draft", "harrow", "agreed", 240),),
        objective=(
            _level("regulatory_lateness", (0, 0), (0, 0)),
            _level("agreed_lateness", (1200, 0), bound),
            Level(level="overtime", value=60, bound=60, unit="minutes", optimal=True),
        ),
        moves=(
            Move.model_validate(
                {
                    "task": "poster",
                    "from": Place(person=PersonId("cy"), finish=at("25 18:00"), blocks=(block("25 14:00-18:00"),)),
                    "to": Place(person=PersonId("bo"), finish=POSTER.finish, blocks=POSTER.blocks),
                }
            ),
            Move.model_validate(
                {
                    "task": "filing",
                    "from": Place(person=PersonId("bo"), finish=FILING.finish, blocks=(block("23 10:00-14:00"),)),
                    "to": Place(person=PersonId("ana"), finish=FILING.finish, blocks=FILING.blocks),
                }
            ),
            Move.model_validate(
                {
                    "task": "report/2026-11-27/draft",
                    "from": Place(person=PersonId("cy"), finish=at("24 13:00"), blocks=(block("24 09:00-13:00"),)),
                    "to": None,
                }
            ),
        ),
        added=(TaskId("window"),),
        dropped=(TaskId("old-job"),),
        unfrozen=(Unfrozen(task=TaskId("poster"), cause="person_away"),),
    )


def _level(name: str, value: tuple[int, ...], bound: tuple[int, ...]) -> Level:
    return Level(
        level=name, value=value, bound=bound, unit="minutes", optimal=value == bound, clients=("harrow", "tamsin")
    )


def _plan(**parts: Any) -> Plan:
    return Plan(
        workspace="Northlight Studio",
        as_of="2026-11-23T09:00:00+00:00",
        evenhand_version="0.1.0",
        seed=0,
        inputs_sha256="0" * 64,
        status="feasible",
        horizon=Horizon(start=at("23 09:00"), end=at("12-07 00:00")),
        grid_minutes=15,
        people=tuple(
            PersonLoad(
                id=PersonId(person), available_minutes=4800, planned_minutes=240, held_minutes=0, overtime_minutes=0
            )
            for person in ("ana", "bo", "cy")
        ),
        clients=(
            ClientLoad(
                id=ClientId("harrow"),
                guaranteed_minutes=600,
                planned_minutes=540,
                borrowed_minutes=0,
                late_minutes=0,
                unplaced_minutes=0,
            ),
        ),
        verified=True,
        **parts,
    )
