"""Random teams of which an on-time plan is known: their tasks are cut out of a full plan.

`python -m benchmarks.teams FOLDER --size 40x250 --load 0.9` writes one of them as a workspace folder. The same size, load, seed and options give the same team on every machine.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.folder import write_workspace
from benchmarks.full_plan import UNIT_MINUTES, UNITS_PER_DAY, Piece, cut_person, cut_sittings, draw_chains, shares
from benchmarks.team_tasks import FIRST_DAY, HERE, Dues, TaskDraw
from scheduler.domain.clients import Client
from scheduler.domain.people import Person, TimeOff
from scheduler.domain.times import ClockSpan, WeeklyHours
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, PersonId, TaskId

CLIENTS = tuple(ClientId(f"client-{letter}") for letter in "abcdefgh")
DAYS = (
    ((9 * 60, 13 * 60), (14 * 60, 17 * 60 + 30)),
    ((8 * 60, 12 * 60), (13 * 60, 17 * 60)),
    ((9 * 60, 12 * 60 + 30), (13 * 60 + 30, 18 * 60)),
)


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
SITTING_SIZES: dict[str, Size] = {
    "4x60": Size(4, 60, 3, 1),
    "10x250": Size(10, 250, 4, 2),
    "40x2000": Size(40, 2000, 6, 4),
}
"""For work that is all one sitting: a person has ten runs of working time a week, and each needs a task of its own to be full."""


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
    clients: int = len(CLIENTS),
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
    clients
        How many of the eight clients have work. With one, lateness is a single number instead of a vector.
    chain_share, sitting_share
        Share of the tasks in chains, and in one sitting; with a `sitting_share` of 1 the whole plan is cut into sittings, which takes more tasks for
        each person (`SITTING_SIZES`).

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
    least = max(map(_runs_in, free)) if sitting_share >= 1 else 1
    counts = shares(size.tasks, [rng.uniform(0.7, 1.3) * len(units) for units in free], least)
    pieces = []
    for index, units in enumerate(free):
        if sitting_share >= 1:
            pieces += cut_sittings(index, units, rng, count=counts[index], load=load)
            continue
        sittings = sum(rng.random() < sitting_share for _ in range(counts[index]))
        pieces += cut_person(index, units, rng, count=counts[index], load=load, sittings=sittings)
    rng.shuffle(pieces)
    asking = CLIENTS[:clients]
    draw = TaskDraw(rng, 7 * size.weeks, asking, dues)
    tasks = draw.tasks_of(pieces, people, draw_chains(pieces, chain_share, rng))
    extra = draw.extra_tasks(round(extra_share * size.tasks), pieces, skills, one_sitting=sitting_share >= 1)
    worked = sum(len(piece.units) for piece in pieces)
    workspace = Workspace(
        name=f"Team {size.label} at {load:.0%}, seed {seed}" + (f", {len(extra)} tasks on top" if extra else ""),
        time_zone="UTC",
        as_of=FIRST_DAY,
        horizon_days=7 * size.weeks,
        grid_minutes=UNIT_MINUTES,
        hours=_weekly(DAYS[0]),
        people=tuple(people),
        clients=tuple(Client(id=client, name=client.replace("-", " ").title(), source=HERE) for client in asking),
        tasks=tuple(tasks + extra),
        time_off=tuple(time_off),
    )
    known = {task.id: piece for task, piece in zip(tasks, pieces, strict=True)}
    lines = tuple(tuple(units) for units in free)
    return Team(workspace, known, lines, worked / sum(len(units) for units in free), len(extra))


def _runs_in(units: list[int]) -> int:
    return sum(unit - 1 != before for before, unit in zip([-2, *units], units, strict=False))


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


def main() -> None:
    """Write one team as a workspace folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=SIZES | SITTING_SIZES, default="40x250")
    parser.add_argument("--load", type=float, default=0.9)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dues", choices=("spread", "end"), default="spread")
    parser.add_argument("--extra-share", type=float, default=0.0)
    parser.add_argument("--sitting-share", type=float, default=0.1, help="share of work in one sitting; 1 for all")
    chosen = parser.parse_args()
    team = draw_team(
        (SIZES | SITTING_SIZES)[chosen.size],
        chosen.load,
        seed=chosen.seed,
        dues=chosen.dues,
        extra_share=chosen.extra_share,
        sitting_share=chosen.sitting_share,
    )
    write_workspace(team.workspace, chosen.folder)
    print(f"{team.workspace.name}: load {team.load:.1%}, {len(team.workspace.tasks)} tasks in {chosen.folder}")


if __name__ == "__main__":
    main()
