"""Who carries which hours on which weekday, and how good that is: placed and taken back amount by amount."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from scheduler.instance.laying import LayingProblem
from scheduler.solve.laying.spread import DayRoom, spread

Place: TypeAlias = tuple[int, int, int]
"""Person, weekday, gap: positions in the problem."""

Placement: TypeAlias = dict[Place, int]
"""Pieces of one amount by place."""

Score: TypeAlias = tuple[int, tuple[Fraction, ...], int, int, int, int, int]
"""What a laying is judged by, in order: unlaid pieces; the share unlaid of each client's hours of a skill, worst first; people per client
and skill in all; pieces on people who did not carry the hours before; on people who are not preferred; blocks beyond one a day; sum of
squares of days (least where even)."""


class LayingState:
    """Placements of the wants of a problem.

    Attributes
    ----------
    placed
        By position of the want.
    tries
        How often it was looked at how an amount would lie with somebody: the work of laying, which is much where many people may carry it.
    """

    def __init__(self, problem: LayingProblem) -> None:
        self.problem = problem
        self.tries = 0
        self.placed: list[Placement] = [{} for _ in problem.wants]
        self._rooms = [
            [DayRoom(weekday, day.quota, [gap.pieces for gap in day.gaps]) for weekday, day in enumerate(days)]
            for days in problem.days
        ]

    def place(self, want: int, placement: Mapping[Place, int]) -> None:
        """Add an amount; it must fit."""
        for place, pieces in placement.items():
            person, weekday, gap = place
            room = self._rooms[person][weekday]
            room.quota -= pieces
            room.gaps[gap] -= pieces
            self.placed[want][place] = self.placed[want].get(place, 0) + pieces

    def take_back(self, want: int, *, person: int | None = None) -> Placement:
        """Remove all of an amount, or what one person carries of it, and return where it was."""
        placement = {
            place: pieces for place, pieces in self.placed[want].items() if person is None or place[0] == person
        }
        for place, pieces in placement.items():
            room = self._rooms[place[0]][place[1]]
            room.quota += pieces
            room.gaps[place[2]] += pieces
            del self.placed[want][place]
        return placement

    def laid(self, want: int) -> int:
        """Return how many pieces of an amount have a place."""
        return sum(self.placed[want].values())

    def unlaid(self, want: int) -> int:
        """Return how many pieces of an amount have no place yet."""
        return self.problem.wants[want].pieces - self.laid(want)

    def people_of(self, want: int) -> frozenset[int]:
        """Return who carries an amount."""
        return frozenset(person for person, _, _ in self.placed[want])

    def free_pieces(self, person: int) -> int:
        """Return what a person's week still takes, by quota alone."""
        return sum(room.quota for room in self._rooms[person])

    def fit(self, want: int, person: int, *, pieces: int) -> Placement:
        """Return how up to `pieces` of an amount would lie with a person: as much as possible, days as even as blocks allow."""
        self.tries += 1
        agreed = self.problem.wants[want]
        loads: dict[int, int] = {}
        for (_, weekday, _), laid in self.placed[want].items():
            loads[weekday] = loads.get(weekday, 0) + laid
        days = []
        for weekday in agreed.weekdays:
            room = self._rooms[person][weekday]
            if room.quota >= agreed.least:
                room.rank = loads.get(weekday, 0)
                days.append(room)
        found = spread(days, pieces, least=agreed.least)
        return {(person, weekday, gap): part for (weekday, gap), part in found.items()}

    def score(self) -> Score:
        """Return what the laying is judged by; less is better."""
        shares: list[Fraction] = []
        missing = people = unusual = other = splits = squares = 0
        for position, want in enumerate(self.problem.wants):
            loads: dict[int, int] = {}
            carriers = set()
            placement = self.placed[position]
            for (person, weekday, _), pieces in placement.items():
                loads[weekday] = loads.get(weekday, 0) + pieces
                carriers.add(person)
                if want.usual and person not in want.usual:
                    unusual += pieces
                if want.preferred and person not in want.preferred:
                    other += pieces
            people += len(carriers)
            splits += len(placement) - len(loads)
            squares += sum(load * load for load in loads.values())
            left = want.pieces - sum(loads.values())
            if left:
                missing += left
                shares.append(Fraction(left, want.pieces))
        return missing, tuple(sorted(shares, reverse=True)), people, unusual, other, splits, squares

    def bound(self) -> Score:
        """Return a score that no laying is below, level by level where the levels above are met."""
        people = squares = 0
        for want in self.problem.wants:
            people += self._least_people(want.people, want.pieces, weekdays=want.weekdays)
            days = min(len(want.weekdays), want.pieces // want.least)
            if days:
                base, more = divmod(want.pieces, days)
                squares += more * (base + 1) ** 2 + (days - more) * base**2
        return self.problem.bound, (), people, 0, 0, 0, squares

    def _least_people(self, people: tuple[int, ...], pieces: int, *, weekdays: tuple[int, ...]) -> int:
        """Return how many people an amount needs, if all of their room were its own."""
        rooms = sorted(
            (sum(self.problem.days[person][weekday].quota for weekday in weekdays) for person in people), reverse=True
        )
        count = 0
        for room in rooms:
            if pieces <= 0 or not room:
                break
            pieces -= room
            count += 1
        return count
