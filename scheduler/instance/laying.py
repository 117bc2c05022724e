"""Agreed hours and the room of a segment as whole pieces of 15 minutes: what the laying of blocks works on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.book import LaidBlock
from scheduler.domain.laying import CapacityCut
from scheduler.domain.people import Person
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import (
    PIECE_MINUTES,
    by_person_and_weekday,
    holds_in,
    is_employed,
    least_block_minutes,
    may_carry,
    most_minutes_at_once,
    rounded_down,
    signable_minutes,
    signable_people,
    stretches_of,
    weekday_of,
)
from scheduler.fairshare.laid_wants import AgreedAmounts, Segment, Want, months_from
from scheduler.fairshare.signing_capacity import CapacityFlow, day_rooms, fair_minutes
from scheduler.units import PersonId

__all__ = [
    "PIECE_MINUTES",
    "AgreedAmounts",
    "DayPieces",
    "Gap",
    "LayingProblem",
    "PieceWant",
    "Segment",
    "Want",
    "by_person_and_weekday",
    "capacity_cuts",
    "day_pieces",
    "holds_in",
    "is_employed",
    "laying_problem",
    "least_block_minutes",
    "may_carry",
    "months_from",
    "most_minutes_at_once",
    "rounded_down",
    "signable_minutes",
    "signable_people",
    "weekday_of",
]


@dataclass(frozen=True, slots=True)
class Gap:
    """A free unbroken stretch of a person's day: where it begins (minutes after 00:00) and how many pieces it holds."""

    start_minute: int
    pieces: int


@dataclass(frozen=True, slots=True)
class DayPieces:
    """What one person's weekday or date still takes: `quota` pieces in all, in its `gaps`."""

    quota: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class PieceWant:
    """Agreed hours in pieces.

    Attributes
    ----------
    pieces, least
        Per week; the shortest block.
    fair
        How many of `pieces` are laid before any more of others: all of them unless the hours exceed capacity, and then the same share of
        whatever stands in each other's way.
    weekdays
        Where it may lie.
    people, preferred, usual
        Positions among the problem's people: who may carry it, whom the client prefers, who carried it before.
    """

    pieces: int
    least: int
    fair: int
    weekdays: tuple[int, ...]
    people: tuple[int, ...]
    preferred: frozenset[int]
    usual: frozenset[int]


@dataclass(frozen=True, slots=True)
class LayingProblem:
    """What is to be laid in one segment, beside what stands.

    Attributes
    ----------
    people
        By id.
    days
        By position of the person: seven days, Monday first.
    sources
        What each of `wants` was made from, in the same order.
    short
        By want: pieces per week that a maximum flow leaves; their sum cannot be laid at all.
    """

    people: tuple[PersonId, ...]
    days: tuple[tuple[DayPieces, ...], ...]
    wants: tuple[PieceWant, ...]
    sources: tuple[Want, ...]
    short: tuple[int, ...]

    @property
    def bound(self) -> int:
        """Pieces per week that cannot be laid at all."""
        return sum(self.short)

    def parts(self) -> list[tuple[int, ...]]:
        """Return the positions of wants that have people in common, directly or through others; in order."""
        found: list[tuple[set[int], list[int]]] = []
        for position, want in enumerate(self.wants):
            people, positions = set(want.people), [position]
            for part in [part for part in found if part[0] & people]:
                found.remove(part)
                people |= part[0]
                positions = part[1] + positions
            found.append((people, positions))
        return sorted(tuple(sorted(positions)) for _, positions in found)

    def part(self, positions: Sequence[int]) -> LayingProblem:
        """Return the problem of some of the wants alone."""
        return LayingProblem(
            people=self.people,
            days=self.days,
            wants=tuple(self.wants[position] for position in positions),
            sources=tuple(self.sources[position] for position in positions),
            short=tuple(self.short[position] for position in positions),
        )


def laying_problem(
    workspace: Workspace,
    wants: Sequence[Want],
    *,
    standing: Collection[LaidBlock],
    usual: Mapping[tuple[str, str], frozenset[PersonId]],
) -> LayingProblem:
    """Return the problem of laying `wants` beside blocks that hold at the same time.

    Parameters
    ----------
    standing
        Those that hold in the segment.
    usual
        Who carried the hours of a client and key before.
    """
    people = signable_people(workspace)
    position = {person.id: number for number, person in enumerate(people)}
    taken = by_person_and_weekday(standing)
    rooms = day_rooms(workspace, standing)
    flow = CapacityFlow(wants, rooms, in_pieces=True)
    fair = fair_minutes(wants, rooms)
    return LayingProblem(
        people=tuple(person.id for person in people),
        days=tuple(
            tuple(
                day_pieces(workspace, person, weekday, taken=taken.get((person.id, weekday), ()))
                for weekday in range(7)
            )
            for person in people
        ),
        wants=tuple(
            PieceWant(
                pieces=want.weekly_minutes // PIECE_MINUTES,
                least=least_block_minutes(workspace, want.weekly_minutes) // PIECE_MINUTES,
                fair=fair_of_want // PIECE_MINUTES,
                weekdays=want.weekdays,
                people=tuple(position[person] for person in want.people),
                preferred=frozenset(position[person] for person in want.preferred),
                usual=frozenset(
                    position[person] for person in usual.get((want.client, want.key), ()) if person in position
                ),
            )
            for want, fair_of_want in zip(wants, fair, strict=True)
        ),
        sources=tuple(wants),
        short=tuple(minutes // PIECE_MINUTES for minutes in flow.short_by_want()),
    )


def day_pieces(workspace: Workspace, person: Person, weekday: int, *, taken: Iterable[LaidBlock]) -> DayPieces:
    """Return what a person's weekday still takes beside blocks that stand there."""
    blocks = tuple(taken)
    quota = signable_minutes(workspace, person, weekday) - most_minutes_at_once(blocks)
    if quota < PIECE_MINUTES:
        return DayPieces(0, ())
    cuts = sorted((block.start_minute, block.start_minute + block.minutes) for block in blocks)
    gaps = []
    for stretch in stretches_of(person, weekday):
        start = stretch.start_minute
        for cut_start, cut_end in (*cuts, (stretch.end_minute, stretch.end_minute)):
            end = min(cut_start, stretch.end_minute)
            if end - start >= PIECE_MINUTES:
                gaps.append(Gap(start, (end - start) // PIECE_MINUTES))
            start = max(start, cut_end)
    return DayPieces(quota // PIECE_MINUTES, tuple(gaps))


def capacity_cuts(
    workspace: Workspace, wants: Sequence[Want], *, standing: Iterable[LaidBlock]
) -> tuple[CapacityCut, ...]:
    """Return why the hours of a segment exceed what may be signed away, to the minute; empty where they do not."""
    return CapacityFlow(wants, day_rooms(workspace, standing)).cuts()
