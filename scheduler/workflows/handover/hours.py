"""The agreed hours that stand on a person, and whether they can be laid on others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.calendars.zones import Zone
from scheduler.domain.book import LaidBlock
from scheduler.domain.handover import HoursLeft, HoursOn
from scheduler.domain.laying import Laying, Unlaid
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId


@dataclass(frozen=True, slots=True)
class HoursMoved:
    """What stands on the person, what others carry instead, and what finds no place."""

    hours: tuple[HoursOn, ...]
    relaid: tuple[HoursOn, ...]
    left: tuple[HoursLeft, ...]

    @property
    def proven(self) -> bool:
        """Say whether addition alone shows that not all of the hours find a place."""
        return any(each.proven for each in self.left)


def hours_moved(
    workspace: Workspace,
    blocks: Sequence[LaidBlock],
    *,
    client: ClientId,
    person: PersonId,
    at: Instant,
    seed: int = 0,
) -> HoursMoved:
    """Lay a client's agreed hours from a moment on without a person, beside everybody else's blocks, and compare.

    Parameters
    ----------
    blocks
        All blocks that stand.
    """
    from scheduler.solve.laying import lay_blocks

    day, _ = Zone.of(workspace.time_zone).local(at)
    own = [block for block in blocks if block.client == client]
    mine = [block for block in own if block.person == person]
    hours = _hours_on(mine, first=day)
    if not hours:
        return HoursMoved((), (), ())
    clients = tuple(
        each.model_copy(update={"exclude": (*each.exclude, person)}) if each.id == client else each
        for each in workspace.clients
    )

    def laid(team: Workspace) -> Laying:
        others = [block for block in blocks if block.client != client]
        return lay_blocks(team, at=at, clients=[client], standing=others, before=own, seed=seed)

    laying = laid(workspace.model_copy(update={"clients": clients}))
    before = {(each.skill, each.person): each for each in _hours_on(own, first=day)}
    relaid = []
    for now in _hours_on(laying.blocks, first=day):
        known = before.get((now.skill, now.person))
        gained = now.weekly_minutes - (0 if known is None else known.weekly_minutes)
        if gained > 0:
            relaid.append(now)
    # Hours that find no place with the person either are no matter of the hand-over.
    left = _left(laying.unlaid, laid(workspace).unlaid if laying.unlaid else ())
    return HoursMoved(hours, tuple(relaid), tuple(left))


def _hours_on(blocks: Iterable[LaidBlock], *, first: date) -> tuple[HoursOn, ...]:
    """Return blocks by skill and person as they stand in the first whole week from a day on, by skill and then person."""
    monday = first + timedelta(days=(-first.weekday()) % 7)
    found: defaultdict[tuple[str, PersonId], list[int]] = defaultdict(lambda: [0] * 7)
    for block in blocks:
        for number in range(7):
            day = monday + timedelta(days=number)
            if _stands_on(block, day):
                found[block.key, block.person][number] += block.minutes
    return tuple(
        HoursOn(
            skill=skill,
            person=person,
            weekly_minutes=sum(week),
            by_weekday=(week[0], week[1], week[2], week[3], week[4], week[5], week[6]),
        )
        for (skill, person), week in sorted(found.items())
        if any(week)
    )


def _stands_on(block: LaidBlock, day: date) -> bool:
    if block.day is not None:
        return block.day == day
    return block.weekday == day.weekday() and (block.since or date.min) <= day <= (block.until or date.max)


def _left(now: Iterable[Unlaid], before: Sequence[Unlaid]) -> Iterable[HoursLeft]:
    """Yield what finds no place now beyond what found none before, stretch by stretch."""
    for each in now:
        same = [row for row in before if (row.key, row.per) == (each.key, each.per)]
        for since, until in _stretches(each, same):
            day = since or until or date.min
            known = sum(row.minutes for row in same if (row.since or date.min) <= day <= (row.until or date.max))
            if each.minutes > known:
                yield HoursLeft(
                    skill=each.key,
                    minutes=each.minutes - known,
                    per=each.per,
                    since=since,
                    until=until,
                    proven=each.cut is not None and not known,
                )


def _stretches(row: Unlaid, others: Sequence[Unlaid]) -> Iterable[tuple[date | None, date | None]]:
    """Yield the parts of a row's days in which the same of `others` hold."""
    one = timedelta(days=1)
    edges = {other.since for other in others if other.since is not None}
    edges |= {other.until + one for other in others if other.until is not None}
    inside = sorted(edge for edge in edges if (row.since or date.min) < edge <= (row.until or date.max))
    starts = [row.since, *inside]
    ends = [*(edge - one for edge in inside), row.until]
    return zip(starts, ends, strict=True)
