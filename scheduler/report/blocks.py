"""Agreed hours as blocks, client by client: who works for it on which weekday, what changes when, and what each month holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from scheduler.calendars.zones import Zone
from scheduler.domain.book import LaidBlock, skill_key
from scheduler.domain.clients import Client
from scheduler.domain.laying import Laying, Unlaid
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import holds_in, rounded_down, team_weekdays
from scheduler.report.names import Names
from scheduler.units import ClientId


@dataclass(frozen=True, slots=True)
class PersonDays:
    """What one person does for one client and skill in a week.

    Attributes
    ----------
    days
        Minutes of each block by weekday, in order of time; empty where there is none.
    """

    person: str
    days: tuple[tuple[int, ...], ...]

    @property
    def minutes(self) -> int:
        """Of the whole week."""
        return sum(sum(day) for day in self.days)


@dataclass(frozen=True, slots=True)
class MonthDays:
    """What one month of hours per month holds.

    Attributes
    ----------
    counts_in_full
        Whether it is a whole month of the agreement.
    """

    first: date
    people: tuple[str, ...]
    blocks: int
    shortest: int
    longest: int
    minutes: int
    missing_minutes: int
    counts_in_full: bool


@dataclass(frozen=True, slots=True)
class KeyBlocks:
    """Agreed hours of one skill and their blocks.

    Attributes
    ----------
    agreed_minutes
        Per week or month, rounded down to the quarter hours that blocks come in; 0 where the agreement has ended.
    missing_minutes
        Of a week, for which no blocks were laid.
    """

    key: str
    per: Literal["week", "month"]
    agreed_minutes: int
    missing_minutes: int
    people: tuple[PersonDays, ...] = ()
    months: tuple[MonthDays, ...] = ()


@dataclass(frozen=True, slots=True)
class ClientBlocks:
    """One client's hours, skill by skill."""

    name: str
    keys: tuple[KeyBlocks, ...]


@dataclass(frozen=True, slots=True)
class BlockWeek:
    """An ordinary week from a day on: everything at first, later only what changes."""

    day: date
    clients: tuple[ClientBlocks, ...]


@dataclass(frozen=True, slots=True)
class BlockTable:
    """All weeks that differ, and the weekdays on which there are blocks or could be."""

    weekdays: tuple[int, ...]
    weeks: tuple[BlockWeek, ...]


def block_table(workspace: Workspace, laying: Laying, *, day: date) -> BlockTable:
    """Say which blocks the agreed hours are, in an ordinary week from `day` on and wherever that changes afterwards.

    Parameters
    ----------
    laying
        Blocks and what is missing: as just laid, or as a book holds them.
    """
    names = names_in(workspace)
    weeks: list[BlockWeek] = []
    before: dict[tuple[ClientId, str, Literal["week", "month"]], KeyBlocks] = {}
    for first in _first_days(workspace, laying, day):
        now = {
            (client.id, keyed.key, keyed.per): keyed
            for client in workspace.clients
            for keyed in _keys_on(client, laying, first, names=names, is_first=not weeks)
        }
        ended = {
            known: KeyBlocks(keyed.key, keyed.per, 0, 0)
            for known, keyed in before.items()
            if known not in now and keyed.per == "week"
        }
        changed = {
            known: keyed
            for known, keyed in (now | ended).items()
            if before.get(known) != keyed and (not weeks or keyed.per == "week")
        }
        clients = [
            ClientBlocks(client.name, keys)
            for client in workspace.clients
            if (keys := tuple(keyed for known, keyed in changed.items() if known[0] == client.id))
        ]
        if clients:
            weeks.append(BlockWeek(first, tuple(clients)))
        before = now
    weekdays = set(team_weekdays(workspace)) | {block.weekday for block in laying.blocks if block.weekday is not None}
    return BlockTable(tuple(sorted(weekdays)), tuple(weeks))


def names_in(workspace: Workspace) -> Names:
    """Return the names of people and clients, without any plan."""
    zone = Zone.of(workspace.time_zone)
    return Names(
        clients={client.id: client.name for client in workspace.clients},
        people={person.id: person.name for person in workspace.people},
        titles={},
        task_clients={},
        people_zones={person.id: Zone.of(person.time_zone) for person in workspace.people},
        team_zone=zone,
        today=workspace.as_of.date(),
    )


def _first_days(workspace: Workspace, laying: Laying, day: date) -> list[date]:
    """Return `day` and the later days on which a pattern, a shortage or an agreement per week begins or ends."""
    edges: set[date | None] = {day}
    for block in laying.blocks:
        if block.day is None:
            edges |= {block.since, _after(block.until)}
    for missing in laying.unlaid:
        if missing.per == "week":
            edges |= {missing.since, _after(missing.until)}
    for client in workspace.clients:
        for agreement in client.agreements:
            edges |= {agreement.since, _after(agreement.until)}
    return sorted(edge for edge in edges if edge is not None and edge >= day)


def _after(last: date | None) -> date | None:
    return None if last is None or last == date.max else last + timedelta(days=1)


def _keys_on(client: Client, laying: Laying, day: date, *, names: Names, is_first: bool) -> list[KeyBlocks]:
    """Return the hours of a client that hold on a day, as its agreement orders them; hours per month once, at first."""
    agreed: dict[tuple[str, int, Literal["week", "month"]], int] = {}
    later: dict[tuple[str, int, Literal["week", "month"]], int] = {}
    for agreement in client.agreements:
        for hours in agreement.hours:
            known, minutes = (hours.skill, hours.level, hours.per), rounded_down(hours.minutes)
            if (agreement.since or date.min) <= day <= (agreement.until or date.max):
                agreed[known] = agreed.get(known, 0) + minutes
            elif is_first and hours.per == "month" and (agreement.since or date.min) > day:
                later.setdefault(known, minutes)
    # An agreement that follows another is not added to it.
    agreed |= {known: minutes for known, minutes in later.items() if known not in agreed}
    found = []
    for (skill, level, per), minutes in agreed.items():
        key = skill_key(skill, level)
        own = [block for block in laying.blocks if (block.client, block.key) == (client.id, key)]
        lost = [one for one in laying.unlaid if (one.client, one.key, one.per) == (client.id, key, per)]
        if per == "month":
            months = _months(own, lost, agreed_minutes=minutes, names=names)
            found.append(KeyBlocks(key, per, minutes, 0, months=months))
            continue
        there = [block for block in own if block.day is None and holds_in(block, day, day)]
        missing = sum(one.minutes for one in lost if (one.since or date.min) <= day <= (one.until or date.max))
        found.append(KeyBlocks(key, per, minutes, missing, _people(there, names)))
    return found


def _people(blocks: Sequence[LaidBlock], names: Names) -> tuple[PersonDays, ...]:
    """Return who works on which days; who works most first."""
    found = []
    for person in sorted({block.person for block in blocks}):
        own = sorted((block for block in blocks if block.person == person), key=lambda block: block.start_minute)
        days = tuple(tuple(block.minutes for block in own if block.weekday == weekday) for weekday in range(7))
        found.append(PersonDays(names.short_person(person), days))
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.person)))


def _months(
    blocks: Sequence[LaidBlock], lost: Sequence[Unlaid], *, agreed_minutes: int, names: Names
) -> tuple[MonthDays, ...]:
    dated = [(block.day, block) for block in blocks if block.day is not None]
    firsts = {day.replace(day=1) for day, _ in dated} | {one.since.replace(day=1) for one in lost if one.since}
    found = []
    for first in sorted(firsts):
        own = [block for day, block in dated if day.replace(day=1) == first]
        missing = sum(one.minutes for one in lost if one.since is not None and one.since.replace(day=1) == first)
        sizes = [block.minutes for block in own] or [0]
        minutes = sum(sizes)
        found.append(
            MonthDays(
                first=first,
                people=tuple(sorted({names.short_person(block.person) for block in own})),
                blocks=len(own),
                shortest=min(sizes),
                longest=max(sizes),
                minutes=minutes,
                missing_minutes=missing,
                counts_in_full=minutes + missing >= agreed_minutes,
            )
        )
    return tuple(found)
