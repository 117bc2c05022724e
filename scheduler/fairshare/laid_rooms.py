"""What of a person's week may be signed away: unbroken stretches by weekday, and at most (1 - buffer) of each day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from scheduler.domain.book import LaidBlock
from scheduler.domain.clients import Client
from scheduler.domain.people import Person
from scheduler.domain.times import ClockSpan
from scheduler.domain.workspace import Workspace
from scheduler.units import PersonId

PIECE_MINUTES = 15
"""Blocks are laid in multiples of this, and amounts are rounded down to it."""


def rounded_down(minutes: int) -> int:
    """Return an amount in minutes rounded down to the size that blocks come in."""
    return minutes - minutes % PIECE_MINUTES


def least_block_minutes(workspace: Workspace, amount_minutes: int) -> int:
    """Return the shortest block that an amount may be laid in: `block_min`, or all of it where that is less.

    Parameters
    ----------
    amount_minutes
        Per week or month, a multiple of 15.
    """
    return min(-(-workspace.policy.block_min // PIECE_MINUTES) * PIECE_MINUTES, amount_minutes)


def team_weekdays(workspace: Workspace) -> tuple[int, ...]:
    """Return the weekdays with team hours (0 is Monday): only there can a dated block exist."""
    return tuple(weekday for weekday, spans in enumerate(workspace.hours.days) if spans)


def stretches_of(person: Person, weekday: int) -> tuple[ClockSpan, ...]:
    """Return the unbroken stretches of the person's weekly hours on a weekday, in order: spans that touch are one."""
    found: list[ClockSpan] = []
    for span in person.hours.days[weekday]:
        if found and found[-1].end_minute == span.start_minute:
            found[-1] = ClockSpan(found[-1].start_minute, span.end_minute)
        else:
            found.append(span)
    return tuple(found)


def signable_minutes(workspace: Workspace, person: Person, weekday: int) -> int:
    """Return how many minutes of a person's weekday all blocks together may take: (1 - buffer) of it, rounded down.

    Returns
    -------
    int
        Whole minutes; 0 on weekdays without team hours, as no dated block exists there.
    """
    if not workspace.hours.days[weekday]:
        return 0
    minutes = sum(span.end_minute - span.start_minute for span in person.hours.days[weekday])
    return minutes * (1000 - workspace.policy.buffer) // 1000


def signable_people(workspace: Workspace) -> tuple[Person, ...]:
    """Return the people who can carry weekly patterns, by id: those without rows in availability.csv."""
    listed = {row.person for row in workspace.availability}
    return tuple(
        sorted((person for person in workspace.people if person.id not in listed), key=lambda person: person.id)
    )


def may_carry(person: Person, client: Client, *, skill: str, level: int) -> bool:
    """Say whether a person has a skill at the level agreed and is not excluded for the client."""
    own = person.level_of(skill)
    return own is not None and own >= level and person.id not in client.exclude


def is_employed(person: Person, first: date, last: date | None) -> bool:
    """Say whether a person is employed on every day from `first` to `last` (None: for good)."""
    if person.from_on is not None and person.from_on > first:
        return False
    return person.until_on is None or (last is not None and last <= person.until_on)


def holds_in(block: LaidBlock, first: date, last: date | None) -> bool:
    """Say whether a laid block holds on some day from `first` to `last` (None: open), by its dates alone."""
    since, until = (block.day, block.day) if block.day is not None else (block.since, block.until)
    return (last is None or since is None or since <= last) and (until is None or until >= first)


def weekday_of(block: LaidBlock) -> int:
    """Return the weekday of a laid block, of a dated one that of its day."""
    if block.day is not None:
        return block.day.weekday()
    if block.weekday is None:
        raise ValueError(f"block {block.id} has neither a weekday nor a day")
    return block.weekday


def most_minutes_at_once(blocks: Iterable[LaidBlock]) -> int:
    """Return the most minutes that blocks of one person and weekday take on one date: all patterns, and the fullest dated day."""
    patterns, dated = 0, dict[date, int]()
    for block in blocks:
        if block.day is None:
            patterns += block.minutes
        else:
            dated[block.day] = dated.get(block.day, 0) + block.minutes
    return patterns + max(dated.values(), default=0)


def by_person_and_weekday(blocks: Iterable[LaidBlock]) -> dict[tuple[PersonId, int], list[LaidBlock]]:
    """Sort blocks by whose day they stand on."""
    found: dict[tuple[PersonId, int], list[LaidBlock]] = {}
    for block in blocks:
        found.setdefault((block.person, weekday_of(block)), []).append(block)
    return found
