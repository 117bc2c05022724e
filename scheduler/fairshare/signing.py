"""Whether a set of laid blocks keeps the rules of signing: checked by addition, from the blocks and the workspace alone.

What may be signed: every block on a person who may carry it, in one unbroken stretch of that weekday, in pieces of 15 minutes and none too
short; no two at the same time; all blocks of a person's day within (1 - buffer) of it; no client more than it agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from scheduler.domain.book import LaidBlock
from scheduler.domain.clients import AgreedHours, Client
from scheduler.domain.people import Person
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import (
    PIECE_MINUTES,
    by_person_and_weekday,
    holds_in,
    is_employed,
    least_block_minutes,
    may_carry,
    rounded_down,
    signable_minutes,
    signable_people,
    stretches_of,
    weekday_of,
)
from scheduler.units import ClientId, PersonId

SigningRule: TypeAlias = Literal[
    "known",  # its client and person exist, the person by weekly hours
    "carried",  # the person has the skill at the level, is not excluded, and is employed throughout
    "in_one_stretch",  # inside one unbroken stretch of that weekday, which is one of the team's
    "in_pieces",  # a multiple of 15 minutes, and no shorter than the shortest block
    "on_agreed_days",  # on a weekday that the agreement names, where it names some
    "within_buffer",  # all blocks of the person's day are within (1 - buffer) of it
    "disjoint",  # no two blocks of a person at the same time
    "within_agreed",  # no more than was agreed, per week or month
]


@dataclass(frozen=True, slots=True)
class SigningFault:
    """One rule that laid blocks break.

    Attributes
    ----------
    blocks
        Ids of the blocks concerned.
    day
        A date on which it is so; None where that does not matter.
    measured, limit
        Minutes; 0 where the rule is no amount.
    """

    rule: SigningRule
    blocks: tuple[str, ...]
    person: PersonId | None = None
    client: ClientId | None = None
    day: date | None = None
    measured: int = 0
    limit: int = 0


def signing_faults(workspace: Workspace, blocks: Iterable[LaidBlock]) -> tuple[SigningFault, ...]:
    """Return every fault of a set of blocks; empty where it may be signed.

    Parameters
    ----------
    blocks
        All that hold at some time, of all clients.
    """
    laid = tuple(blocks)
    people = {person.id: person for person in signable_people(workspace)}
    clients = {client.id: client for client in workspace.clients}
    known = [block for block in laid if block.person in people and block.client in clients]
    strange = [block for block in laid if block.person not in people or block.client not in clients]
    found = [SigningFault("known", (block.id,), block.person, block.client) for block in strange]
    for block in known:
        found += _faults_of_block(workspace, block, person=people[block.person], client=clients[block.client])
    for (person_id, weekday), own in sorted(by_person_and_weekday(known).items()):
        found += _faults_of_day(workspace, people[person_id], weekday, blocks=own)
    for client in workspace.clients:
        found += _faults_of_amounts(client, [block for block in known if block.client == client.id])
    return tuple(found)


def _faults_of_block(
    workspace: Workspace, block: LaidBlock, *, person: Person, client: Client
) -> Iterator[SigningFault]:
    weekday = weekday_of(block)
    first, last = _period(block)
    if not may_carry(person, client, skill=block.skill, level=block.level) or not is_employed(person, first, last):
        yield SigningFault("carried", (block.id,), block.person, block.client, block.day)
    end = block.start_minute + block.minutes
    inside = any(
        span.start_minute <= block.start_minute and end <= span.end_minute for span in stretches_of(person, weekday)
    )
    if block.minutes <= 0 or not inside or not workspace.hours.days[weekday]:
        yield SigningFault("in_one_stretch", (block.id,), block.person, block.client, block.day, block.minutes)
    agreed = _agreed_of(client, block)
    # Part of a month may come to less than the shortest block; what is left of it is then the shortest.
    least = min((least_block_minutes(workspace, rounded_down(hours.minutes)) for hours in agreed), default=0)
    if block.minutes % PIECE_MINUTES or (block.day is None and block.minutes < least):
        yield SigningFault("in_pieces", (block.id,), block.person, block.client, block.day, block.minutes, least)
    if agreed and not any(hours.weekdays is None or weekday in hours.weekdays for hours in agreed):
        yield SigningFault("on_agreed_days", (block.id,), block.person, block.client, block.day)


def _faults_of_day(
    workspace: Workspace, person: Person, weekday: int, *, blocks: Sequence[LaidBlock]
) -> Iterator[SigningFault]:
    limit = signable_minutes(workspace, person, weekday)
    # The sum of patterns grows only where one begins, so their first days and the dated days are all that need a look.
    for day in sorted({_period(block)[0] for block in blocks}):
        there = [block for block in blocks if holds_in(block, day, day)]
        measured = sum(block.minutes for block in there)
        if measured > limit:
            ids = tuple(block.id for block in there)
            yield SigningFault("within_buffer", ids, person.id, None, day, measured, limit)
    for number, block in enumerate(blocks):
        for other in blocks[number + 1 :]:
            shared = _shared_day(block, other)
            together = min(block.start_minute + block.minutes, other.start_minute + other.minutes) - max(
                block.start_minute, other.start_minute
            )
            if shared is not None and together > 0:
                yield SigningFault("disjoint", (block.id, other.id), person.id, None, shared, together)


def _faults_of_amounts(client: Client, blocks: Sequence[LaidBlock]) -> Iterator[SigningFault]:
    for key in sorted({(block.skill, block.level) for block in blocks}):
        own = [block for block in blocks if (block.skill, block.level) == key]
        weekly = [block for block in own if block.day is None]
        for day in sorted({_period(block)[0] for block in weekly}):
            there = [block for block in weekly if holds_in(block, day, day)]
            measured, limit = sum(block.minutes for block in there), _agreed_on(client, key, day, per="week")
            if measured > limit:
                ids = tuple(block.id for block in there)
                yield SigningFault("within_agreed", ids, None, client.id, day, measured, limit)
        for year, month in sorted({(block.day.year, block.day.month) for block in own if block.day is not None}):
            there = [
                block for block in own if block.day is not None and (block.day.year, block.day.month) == (year, month)
            ]
            days = sorted(block.day for block in there if block.day is not None)
            limit = max(_agreed_on(client, key, day, per="month") for day in days)
            measured = sum(block.minutes for block in there)
            if measured > limit:
                ids = tuple(block.id for block in there)
                yield SigningFault("within_agreed", ids, None, client.id, days[0], measured, limit)


def _agreed_of(client: Client, block: LaidBlock) -> list[AgreedHours]:
    """Return the agreed hours to which a block may belong."""
    first, last = _period(block)
    per = "week" if block.day is None else "month"
    return [
        hours
        for agreement in client.agreements
        if (agreement.since or date.min) <= (last or date.max) and (agreement.until or date.max) >= first
        for hours in agreement.hours
        if (hours.skill, hours.level, hours.per) == (block.skill, block.level, per)
    ]


def _agreed_on(client: Client, key: tuple[str, int], day: date, *, per: str) -> int:
    """Return what the agreements that hold on a day agree, rounded down to the size of blocks."""
    return sum(
        rounded_down(hours.minutes)
        for agreement in client.agreements
        if (agreement.since or date.min) <= day <= (agreement.until or date.max)
        for hours in agreement.hours
        if (hours.skill, hours.level, hours.per) == (*key, per)
    )


def _period(block: LaidBlock) -> tuple[date, date | None]:
    """Return the first and last day of a block (None: open)."""
    if block.day is not None:
        return block.day, block.day
    return block.since or date.min, block.until


def _shared_day(one: LaidBlock, other: LaidBlock) -> date | None:
    """Return a day, or the first of a stretch of days, on which both hold."""
    first = max(_period(one)[0], _period(other)[0])
    last = min(_period(one)[1] or date.max, _period(other)[1] or date.max)
    return first if first <= last else None
