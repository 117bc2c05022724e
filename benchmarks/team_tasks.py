"""The tasks of a random team: releases, due times, chains and clients around the pieces of a full plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from benchmarks.full_plan import UNIT_MINUTES, UNITS_PER_DAY, Piece
from scheduler.domain.record import Source
from scheduler.domain.tasks import After, Task
from scheduler.units import ClientId, TaskId

if TYPE_CHECKING:
    import random

    from scheduler.domain.people import Person
    from scheduler.domain.times import Moment

FIRST_DAY = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
CLOSE_UNIT = 18 * 60 // UNIT_MINUTES  # Nobody works after 18:00, so a due time of that clock means "that day".
OPEN_UNIT = 8 * 60 // UNIT_MINUTES
HERE = Source(file="benchmarks", line=1)
Dues = Literal["spread", "end"]


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


def _id_of(index: int) -> TaskId:
    return TaskId(f"t{index + 1:04}")


@dataclass(frozen=True, slots=True)
class TaskDraw:
    """Draws tasks for a horizon of `days` days and some clients; `dues` says where the due times lie."""

    rng: random.Random
    days: int
    clients: tuple[ClientId, ...]
    dues: Dues

    def tasks_of(self, pieces: list[Piece], people: list[Person], chains: list[tuple[int, ...]]) -> list[Task]:
        """Turn pieces into tasks, in their order; a chain is one deliverable of one client."""
        before = {later: chain[at] for chain in chains for at, later in enumerate(chain[1:])}
        head = {index: chain[0] for chain in chains for index in chain}
        client_of = {chain[0]: self.rng.choice(self.clients) for chain in chains}
        tasks = []
        for index, piece in enumerate(pieces):
            first = head.get(index, index)
            release = self._release_of(piece.start)
            tasks.append(
                Task(
                    id=_id_of(index),
                    client=client_of.get(first) or self.rng.choice(self.clients),
                    deliverable=_id_of(first),
                    title=f"Task {index + 1}",
                    skill=self.rng.choice(people[piece.person].skills)[0],
                    effort_minutes=len(piece.units) * UNIT_MINUTES,
                    start=None if release is None else _wall(release),
                    due=_wall(self._due_of(piece.finish)),
                    priority=self.rng.randint(1, 5),
                    after=(After(task=_id_of(before[index])),) if index in before else (),
                    one_sitting=piece.one_sitting,
                    source=HERE,
                )
            )
        return tasks

    def extra_tasks(
        self, count: int, pieces: list[Piece], skills: tuple[str, ...], *, one_sitting: bool = False
    ) -> list[Task]:
        """Draw tasks on top: efforts like those of the pieces, any skill, due at a close of day three days after release or later."""
        tasks = []
        for number in range(count):
            release_day = self.rng.randrange(self.days - 4)
            due_day = self.rng.randint(release_day + 3, self.days - 1)
            tasks.append(
                Task(
                    id=TaskId(f"x{number + 1:04}"),
                    client=self.rng.choice(self.clients),
                    deliverable=f"x{number + 1:04}",
                    title=f"Extra {number + 1}",
                    skill=self.rng.choice(skills),
                    effort_minutes=len(self.rng.choice(pieces).units) * UNIT_MINUTES,
                    start=_wall(release_day * UNITS_PER_DAY + OPEN_UNIT),
                    due=_wall(due_day * UNITS_PER_DAY + CLOSE_UNIT),
                    priority=self.rng.randint(1, 5),
                    one_sitting=one_sitting,
                    source=HERE,
                )
            )
        return tasks

    def _release_of(self, start: int) -> int | None:
        """Draw an earliest start at or before `start`: none for half of the tasks, else 08:00 of that day or of up to a week before."""
        day = start // UNITS_PER_DAY - self.rng.choice((0, 0, 1, 2, 3, 7))
        return day * UNITS_PER_DAY + OPEN_UNIT if day >= 0 and self.rng.random() < 0.5 else None

    def _due_of(self, finish: int) -> int:
        """Draw a due time at or after `finish`: that of the horizon's end, on the clock within two hours, or a close of day."""
        if self.rng.random() < (0.3 if self.dues == "spread" else 0.7):
            return self.days * UNITS_PER_DAY
        if self.rng.random() < 0.2:
            return finish + self.rng.randint(0, 8)
        day = (finish - 1) // UNITS_PER_DAY + self.rng.choice((0, 0, 1, 1, 2, 3, 5))
        return min(day, self.days - 1) * UNITS_PER_DAY + CLOSE_UNIT
