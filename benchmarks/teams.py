"""Random teams of which an on-time plan is known: their tasks are cut out of a full plan.

`python -m benchmarks.teams FOLDER --size 40x250 --load 0.9` writes one of them as a workspace folder. The same size, load, seed and options give the same team on every machine.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from benchmarks.folder import write_workspace
from benchmarks.full_plan import UNIT_MINUTES, UNITS_PER_DAY, Piece, cut_person, draw_chains, shares
from scheduler.domain.clients import Client
from scheduler.domain.people import Person, TimeOff
from scheduler.domain.record import Source
from scheduler.domain.tasks import After, Task
from scheduler.domain.times import ClockSpan, Moment, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, PersonId, TaskId

FIRST_DAY = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
CLOSE_UNIT = 18 * 60 // UNIT_MINUTES  # Nobody works after 18:00, so a due time of that clock means "that day".
OPEN_UNIT = 8 * 60 // UNIT_MINUTES
HERE = Source(file="benchmarks", line=1)
CLIENTS = tuple(ClientId(f"client-{letter}") for letter in "abcdefgh")
DAYS = (
    ((9 * 60, 13 * 60), (14 * 60, 17 * 60 + 30)),
    ((8 * 60, 12 * 60), (13 * 60, 17 * 60)),
    ((9 * 60, 12 * 60 + 30), (13 * 60 + 30, 18 * 60)),
)
Dues = Literal["spread", "end"]


@dataclass(frozen=True, slots=True)
class Size:
    """A size of team: people, tasks, skills and weeks of the horizon."""

    people: int
    tasks: int
    skills: int
    weeks: int

    @property
    def label(self) -> str:
        """How the tables call it."""
        return f"{self.people} x {self.tasks:,}"


SIZES: dict[str, Size] = {
    "12x60": Size(12, 60, 4, 2),
    "25x120": Size(25, 120, 5, 2),
    "40x250": Size(40, 250, 6, 2),
    "100x800": Size(100, 800, 8, 2),
    "200x2000": Size(200, 2000, 8, 4),
}


@dataclass(frozen=True, slots=True)
class Team:
    """A drawn team.

    Attributes
    ----------
    workspace
        What the planner gets.
    pieces
        The full plan: the work of each task that was cut out of it (extra tasks are not among them).
    free
        For each person the numbers of the quarter hours in which they work, ascending.
    load
        Worked units of the full plan over free units in the horizon.
    extra_tasks
        Tasks drawn on top, for which no place is known.
    """

    workspace: Workspace
    pieces: dict[TaskId, Piece]
    free: tuple[tuple[int, ...], ...]
    load: float
    extra_tasks: int


def draw_team(
    size: Size,
    load: float,
    *,
    seed: int,
    dues: Dues = "spread",
    extra_share: float = 0.0,
    chain_share: float = 0.3,
    sitting_share: float = 0.1,
) -> Team:
    """Draw a team whose tasks, but for the extra ones, are known to fit on time.

    Parameters
    ----------
    size
        People, tasks, skills, weeks.
    load
        Share of everybody's free time that the tasks need, 0 to 1.
    seed
        Same seed, same team.
    dues
        `spread`: most dues within a few days of the finish in the full plan, three in ten at the horizon's end; `end`: seven in ten at the horizon's end.
    extra_share
        Random tasks on top, as a share of the tasks; 0.1 is the overload variant.
    chain_share, sitting_share
        Share of the tasks in chains, and in one sitting.

    Returns
    -------
    Team
        Facts that hold by construction: with `extra_share` 0 every task can be on time, `pieces` says how; releases, dues and
        chains are met by it; each task's skill is one that its person in `pieces` has.
    """
    rng = random.Random(f"{size.label}/{load}/{seed}/{dues}")
    skills = tuple(f"skill-{number + 1}" for number in range(size.skills))
    people = [_draw_person(index, skills, rng) for index in range(size.people)]
    time_off = [absence for person in people if (absence := _draw_absence(person.id, size.weeks, rng))]
    free = [_free_units(person, time_off, size.weeks) for person in people]
    counts = shares(size.tasks, [rng.uniform(0.7, 1.3) * len(units) for units in free], 1)
    pieces = []
    for index, units in enumerate(free):
        sittings = sum(rng.random() < sitting_share for _ in range(counts[index]))
        pieces += cut_person(index, units, rng, count=counts[index], load=load, sittings=sittings)
    rng.shuffle(pieces)
    tasks = _tasks_of(pieces, people, draw_chains(pieces, chain_share, rng), size, dues, rng)
    extra = _extra_tasks(round(extra_share * size.tasks), pieces, skills, size, rng)
    worked = sum(len(piece.units) for piece in pieces)
    workspace = Workspace(
        name=f"Team {size.label} at {load:.0%}, seed {seed}" + (f", {len(extra)} tasks on top" if extra else ""),
        time_zone="UTC",
        as_of=FIRST_DAY,
        horizon_days=7 * size.weeks,
        grid_minutes=UNIT_MINUTES,
        hours=_weekly(DAYS[0]),
        people=tuple(people),
        clients=tuple(Client(id=client, name=client.replace("-", " ").title(), source=HERE) for client in CLIENTS),
        tasks=tuple(tasks + extra),
        time_off=tuple(time_off),
    )
    known = {task.id: piece for task, piece in zip(tasks, pieces, strict=True)}
    lines = tuple(tuple(units) for units in free)
    return Team(workspace, known, lines, worked / sum(len(units) for units in free), len(extra))


def instant_of(unit: int) -> datetime:
    """Return the start of a unit as an aware date-time."""
    return FIRST_DAY + timedelta(minutes=unit * UNIT_MINUTES)


def unit_of(moment: Moment) -> int:
    """Return the unit that starts at a wall clock time of the workspace; times here are multiples of a unit."""
    if not isinstance(moment, datetime):
        raise TypeError(f"expected a date-time, not the date {moment}")
    return int((moment.replace(tzinfo=UTC) - FIRST_DAY).total_seconds()) // 60 // UNIT_MINUTES


def _wall(unit: int) -> datetime:
    """Return the start of a unit on the wall clock of the workspace, as a file would say it."""
    return instant_of(unit).replace(tzinfo=None)


def _weekly(day: tuple[tuple[int, int], ...], off: int | None = None) -> WeeklyHours:
    spans = tuple(ClockSpan(*span) for span in day)
    return WeeklyHours(days=tuple(() if weekday >= 5 or weekday == off else spans for weekday in range(7)))


def _draw_person(index: int, skills: tuple[str, ...], rng: random.Random) -> Person:
    """Draw one to three skills (the first in turn, so that each skill has its people), hours, and a day off for one in eight."""
    own = {skills[index % len(skills)], *rng.sample(skills, rng.choice((0, 1, 1, 2)))}
    off = rng.randrange(5) if rng.random() < 0.125 else None
    return Person(
        id=PersonId(f"p{index + 1:03}"),
        name=f"Person {index + 1}",
        skills=tuple((skill, 1) for skill in sorted(own)),
        hours=_weekly(rng.choice(DAYS), off),
        time_zone="UTC",
        source=HERE,
    )


def _draw_absence(person: PersonId, weeks: int, rng: random.Random) -> TimeOff | None:
    """Draw an absence of one to three days for one person in five (two weeks) or two in five (four weeks)."""
    if rng.random() > 0.1 * weeks:
        return None
    first = FIRST_DAY.date() + timedelta(days=rng.randrange(7 * weeks - 3))
    return TimeOff(
        person=person, start=first, end=first + timedelta(days=rng.randrange(3)), reason="leave", source=HERE
    )


def _free_units(person: Person, time_off: list[TimeOff], weeks: int) -> list[int]:
    """Return the units in which the person works; absences here are whole days and all hours multiples of a unit."""
    away = [(absence.start, absence.end) for absence in time_off if absence.person == person.id]
    units: list[int] = []
    for number in range(7 * weeks):
        day = FIRST_DAY.date() + timedelta(days=number)
        if any(first <= day <= last for first, last in away):
            continue
        for span in person.hours.on(day):
            first = number * UNITS_PER_DAY + span.start_minute // UNIT_MINUTES
            units += range(first, first + (span.end_minute - span.start_minute) // UNIT_MINUTES)
    return units


def _release_of(start: int, rng: random.Random) -> int | None:
    """Draw an earliest start at or before `start`: none for half of the tasks, else 08:00 of that day or of up to a week before."""
    day = start // UNITS_PER_DAY - rng.choice((0, 0, 1, 2, 3, 7))
    return day * UNITS_PER_DAY + OPEN_UNIT if day >= 0 and rng.random() < 0.5 else None


def _due_of(finish: int, weeks: int, dues: Dues, rng: random.Random) -> int:
    """Draw a due time at or after `finish`: that of the horizon's end, on the clock within two hours, or a close of day."""
    if rng.random() < (0.3 if dues == "spread" else 0.7):
        return 7 * weeks * UNITS_PER_DAY
    if rng.random() < 0.2:
        return finish + rng.randint(0, 8)
    day = (finish - 1) // UNITS_PER_DAY + rng.choice((0, 0, 1, 1, 2, 3, 5))
    return min(day, 7 * weeks - 1) * UNITS_PER_DAY + CLOSE_UNIT


def _tasks_of(
    pieces: list[Piece], people: list[Person], chains: list[tuple[int, ...]], size: Size, dues: Dues, rng: random.Random
) -> list[Task]:
    """Turn the pieces into tasks, in their order; a chain is one deliverable of one client."""
    before = {later: chain[at] for chain in chains for at, later in enumerate(chain[1:])}
    client_of = {index: rng.choice(CLIENTS) for chain in chains for index in chain[:1]}
    for chain in chains:
        client_of |= dict.fromkeys(chain, client_of[chain[0]])
    head = {index: chain[0] for chain in chains for index in chain}
    tasks = []
    for index, piece in enumerate(pieces):
        release = _release_of(piece.start, rng)
        tasks.append(
            Task(
                id=_id_of(index),
                client=client_of.get(index) or rng.choice(CLIENTS),
                deliverable=_id_of(head.get(index, index)),
                title=f"Task {index + 1}",
                skill=rng.choice(people[piece.person].skills)[0],
                effort_minutes=len(piece.units) * UNIT_MINUTES,
                start=None if release is None else _wall(release),
                due=_wall(_due_of(piece.finish, size.weeks, dues, rng)),
                priority=rng.randint(1, 5),
                after=(After(task=_id_of(before[index])),) if index in before else (),
                one_sitting=piece.one_sitting,
                source=HERE,
            )
        )
    return tasks


def _id_of(index: int) -> TaskId:
    return TaskId(f"t{index + 1:04}")


def _extra_tasks(
    count: int, pieces: list[Piece], skills: tuple[str, ...], size: Size, rng: random.Random
) -> list[Task]:
    """Draw tasks on top: efforts like those of the others, any skill, due at a close of day three days after release or later."""
    tasks = []
    for number in range(count):
        release_day = rng.randrange(7 * size.weeks - 4)
        due_day = rng.randint(release_day + 3, 7 * size.weeks - 1)
        tasks.append(
            Task(
                id=TaskId(f"x{number + 1:04}"),
                client=rng.choice(CLIENTS),
                deliverable=f"x{number + 1:04}",
                title=f"Extra {number + 1}",
                skill=rng.choice(skills),
                effort_minutes=len(rng.choice(pieces).units) * UNIT_MINUTES,
                start=_wall(release_day * UNITS_PER_DAY + OPEN_UNIT),
                due=_wall(due_day * UNITS_PER_DAY + CLOSE_UNIT),
                priority=rng.randint(1, 5),
                source=HERE,
            )
        )
    return tasks


def main() -> None:
    """Write one team as a workspace folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES, default="40x250")
    parser.add_argument("--load", type=float, default=0.9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dues", choices=("spread", "end"), default="spread")
    parser.add_argument("--extra-share", type=float, default=0.0)
    chosen = parser.parse_args()
    team = draw_team(
        SIZES[chosen.size], chosen.load, seed=chosen.seed, dues=chosen.dues, extra_share=chosen.extra_share
    )
    write_workspace(team.workspace, chosen.folder)
    print(f"{team.workspace.name}: load {team.load:.1%}, {len(team.workspace.tasks)} tasks in {chosen.folder}")


if __name__ == "__main__":
    main()
