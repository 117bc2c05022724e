"""How much more could be signed: what agreed blocks leave of each skill's people, and of each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.book import LaidBlock, skill_key
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import (
    by_person_and_weekday,
    holds_in,
    is_employed,
    most_minutes_at_once,
    signable_people,
)
from scheduler.fairshare.signing_capacity import DayRoom, day_rooms
from scheduler.units import PersonId


@dataclass(frozen=True, slots=True)
class PoolMargin:
    """The people who have a skill at a level, and what of their week may still be signed away.

    Attributes
    ----------
    people
        By id.
    signable_minutes
        Of their weeks together.
    free_minutes
        Of that, what no block takes; it may serve other skills of these people just as well.
    largest_minutes
        The most that one of them has free.
    """

    skill: str
    level: int
    people: tuple[PersonId, ...]
    signable_minutes: int
    free_minutes: int
    largest_minutes: int

    @property
    def key(self) -> str:
        """The skill as agreements write it: `copy` or `copy:2`."""
        return skill_key(self.skill, self.level)


@dataclass(frozen=True, slots=True)
class Margins:
    """What may still be signed on a day.

    Attributes
    ----------
    pools
        One for each skill and level that is agreed with somebody, the smallest first.
    free_by_person
        Minutes of a week by person.
    """

    day: date
    pools: tuple[PoolMargin, ...]
    free_by_person: dict[PersonId, int]

    @property
    def smallest(self) -> PoolMargin | None:
        """The pool with the least left; None where no skill is agreed."""
        return self.pools[0] if self.pools else None


def margins(workspace: Workspace, blocks: Iterable[LaidBlock], day: date) -> Margins:
    """Return what of an ordinary week from `day` on may still be signed away.

    Parameters
    ----------
    blocks
        All laid blocks. Patterns count where they hold on `day`, dated ones by the fullest of their days in its calendar month.
    """
    there = [block for block in blocks if _counts(block, day)]
    employed = {person.id for person in signable_people(workspace) if is_employed(person, day, day)}
    rooms = {where: room for where, room in day_rooms(workspace, there).items() if where[0] in employed}
    free = {person: sum(_free(rooms, person)) for person in sorted(employed)}
    pools = []
    for skill, level in sorted(_agreed_keys(workspace, day)):
        people = tuple(
            person.id
            for person in signable_people(workspace)
            if person.id in employed and (person.level_of(skill) or -1) >= level
        )
        pools.append(
            PoolMargin(
                skill=skill,
                level=level,
                people=people,
                signable_minutes=sum(room.signable_minutes for (person, _), room in rooms.items() if person in people),
                free_minutes=sum(free[person] for person in people),
                largest_minutes=max((free[person] for person in people), default=0),
            )
        )
    pools.sort(key=lambda pool: (pool.free_minutes, pool.skill, pool.level))
    return Margins(day, tuple(pools), free)


def signed_minutes(blocks: Iterable[LaidBlock], day: date) -> dict[PersonId, int]:
    """Return how much of each person's ordinary week blocks take, dated ones by the fullest of their days in the month of `day`."""
    taken = by_person_and_weekday(block for block in blocks if _counts(block, day))
    found: dict[PersonId, int] = {}
    for (person, _), there in taken.items():
        found[person] = found.get(person, 0) + most_minutes_at_once(there)
    return found


def _counts(block: LaidBlock, day: date) -> bool:
    if block.day is not None:
        return (block.day.year, block.day.month) == (day.year, day.month)
    return holds_in(block, day, day)


def _free(rooms: dict[tuple[PersonId, int], DayRoom], person: PersonId) -> list[int]:
    return [room.free_minutes for (owner, _), room in rooms.items() if owner == person]


def _agreed_keys(workspace: Workspace, day: date) -> set[tuple[str, int]]:
    return {
        (hours.skill, hours.level)
        for client in workspace.clients
        for agreement in client.agreements
        if (agreement.since or date.min) <= day <= (agreement.until or date.max)
        for hours in agreement.hours
    }
