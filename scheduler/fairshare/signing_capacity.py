"""Whether agreed hours exceed capacity in themselves: a maximum flow from hours to the people who may carry them.

Weekly minutes flow from each (client, skill) to the days of its people, each of which takes what may be signed away there. What does not
flow is short whatever the blocks look like, and the hours and people that the remaining arcs connect say why, by addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from scheduler.domain.book import LaidBlock
from scheduler.domain.laying import CapacityCut, CutNeed
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import (
    PIECE_MINUTES,
    by_person_and_weekday,
    most_minutes_at_once,
    signable_minutes,
    signable_people,
)
from scheduler.fairshare.laid_wants import Want
from scheduler.fairshare.signing_flow import UNLIMITED, Network
from scheduler.units import PersonId


@dataclass(frozen=True, slots=True)
class DayRoom:
    """What of one person's weekday may be signed away, and what blocks that stand there take of it, in minutes."""

    signable_minutes: int
    standing_minutes: int

    @property
    def free_minutes(self) -> int:
        """What is left, never below 0."""
        return max(0, self.signable_minutes - self.standing_minutes)


def day_rooms(workspace: Workspace, standing: Iterable[LaidBlock] = ()) -> dict[tuple[PersonId, int], DayRoom]:
    """Return the room of every person's weekdays that have any.

    Parameters
    ----------
    standing
        Blocks that hold at the same time.
    """
    taken = by_person_and_weekday(standing)
    rooms = {}
    for person in signable_people(workspace):
        for weekday in range(7):
            signable = signable_minutes(workspace, person, weekday)
            if signable:
                blocks = taken.get((person.id, weekday), ())
                rooms[person.id, weekday] = DayRoom(signable, most_minutes_at_once(blocks))
    return rooms


class CapacityFlow:
    """Agreed hours of one segment, sent as far as possible to the people who may carry them.

    Parameters
    ----------
    wants
        All hours of the segment.
    rooms
        By person and weekday.
    in_pieces
        Whether every day's room is rounded down to the size of blocks, as is right for a bound on what can be laid.
    weekly_minutes
        What is to be sent of each want; None: all of it.
    """

    def __init__(
        self,
        wants: Sequence[Want],
        rooms: Mapping[tuple[PersonId, int], DayRoom],
        *,
        in_pieces: bool = False,
        weekly_minutes: Sequence[int] | None = None,
    ) -> None:
        self._wants = wants
        self._sent = [want.weekly_minutes for want in wants] if weekly_minutes is None else list(weekly_minutes)
        self._rooms = rooms
        self._people = sorted({person for person, _ in rooms})
        weekdays = {weekday for _, weekday in rooms}
        self._want_node = {position: 2 + position for position in range(len(wants))}
        first = 2 + len(wants)
        self._person_node = {person: first + number for number, person in enumerate(self._people)}
        first += len(self._people)
        self._day_node = {day: first + number for number, day in enumerate(sorted(rooms))}
        self._network = Network(first + len(rooms))
        self._supply = [
            self._network.add_arc(Network.SOURCE, self._want_node[position], capacity=minutes)
            for position, minutes in enumerate(self._sent)
        ]
        self._sinks = {
            day: self._network.add_arc(node, Network.SINK, capacity=_capacity(rooms[day], in_pieces=in_pieces))
            for day, node in self._day_node.items()
        }
        for (person, _), node in self._day_node.items():
            self._network.add_arc(self._person_node[person], node, capacity=UNLIMITED)
        for position, want in enumerate(wants):
            for node in self._targets(want, weekdays):
                self._network.add_arc(self._want_node[position], node, capacity=UNLIMITED)
        self._network.saturate()

    def _targets(self, want: Want, weekdays: set[int]) -> list[int]:
        """Return the people of hours that may lie on any day, or their days where `on` names some."""
        if weekdays <= set(want.weekdays):
            return [self._person_node[person] for person in want.people if person in self._person_node]
        days = [(person, weekday) for person in want.people for weekday in want.weekdays]
        return [self._day_node[day] for day in days if day in self._day_node]

    @property
    def short_minutes(self) -> int:
        """Weekly minutes that nobody can carry, however they are split."""
        return sum(self.short_by_want())

    def short_by_want(self) -> tuple[int, ...]:
        """Return what this flow leaves of each want, in minutes per week; another maximum flow may split it otherwise."""
        return tuple(self._short_of(position) for position in range(len(self._wants)))

    def _short_of(self, position: int) -> int:
        return self._sent[position] - self._network.flow_on(self._supply[position])

    def stuck(self) -> set[int]:
        """Return the positions of wants of which more cannot be sent, whatever is sent of the others in their place."""
        nodes = self._network.reach(
            self._want_node[position] for position in range(len(self._wants)) if self._short_of(position)
        )
        return {position for position, node in self._want_node.items() if node in nodes}

    def without_person(self, person: PersonId) -> CapacityFlow:
        """Return the flow of the same hours where one person is gone: what that person carried goes to the others as far as it can."""
        other = copy(self)
        other._rooms = {day: room for day, room in self._rooms.items() if day[0] != person}
        other._day_node = {day: node for day, node in self._day_node.items() if day[0] != person}
        other._person_node = {name: node for name, node in self._person_node.items() if name != person}
        gone = {node for day, node in self._day_node.items() if day[0] == person}
        if person in self._person_node:
            gone.add(self._person_node[person])
        other._network = self._network.without(gone)
        other._network.saturate()
        return other

    def cuts(self) -> tuple[CapacityCut, ...]:
        """Return why hours are short: each cut names people, what may be signed away there and what only they can carry.

        Returns
        -------
        tuple of CapacityCut
            Disjoint in people and hours, the largest shortage first; empty where everything can be carried.
        """
        found, explained = [], set[int]()
        for position in range(len(self._wants)):
            if self._short_of(position) and position not in explained:
                positions, cut = self._cut_from(position)
                explained |= positions
                found.append(cut)
        return tuple(sorted(found, key=lambda cut: (-cut.short_minutes, cut.people, cut.weekdays or ())))

    def _cut_from(self, position: int) -> tuple[set[int], CapacityCut]:
        """Return the hours that stand in each other's way from one that is short, and their cut."""
        nodes = self._network.reach([self._want_node[position]])
        # Other short hours that meet the same people belong to the same cut, which grows by what they reach.
        while True:
            days = {day for day, node in self._day_node.items() if node in nodes}
            more = {
                self._want_node[other]
                for other, want in enumerate(self._wants)
                if self._want_node[other] not in nodes
                and self._short_of(other)
                and any((person, weekday) in days for person in want.people for weekday in want.weekdays)
            }
            if not more:
                break
            nodes |= self._network.reach(more)
        positions = {other for other, node in self._want_node.items() if node in nodes}
        return positions, self._cut(positions, days)

    def _cut(self, positions: set[int], days: set[tuple[PersonId, int]]) -> CapacityCut:
        wants = [self._wants[position] for position in sorted(positions)]
        people = {person for person, _ in days}
        weekdays = {weekday for _, weekday in days}
        is_whole = all(day in days for day in self._rooms if day[0] in people)
        capacity = sum(self._rooms[day].signable_minutes for day in days)
        # A day that standing blocks overfill lends nothing and takes nothing away from other days.
        standing = sum(self._rooms[day].signable_minutes - self._rooms[day].free_minutes for day in days)
        needed = sum(want.weekly_minutes for want in wants)
        return CapacityCut(
            people=tuple(sorted(people)),
            weekdays=None if is_whole else tuple(sorted(weekdays)),
            capacity_minutes=capacity,
            standing_minutes=standing,
            needed_minutes=needed,
            short_minutes=needed + standing - capacity,
            needs=tuple(
                sorted(
                    (CutNeed(client=want.client, key=want.key, minutes=want.weekly_minutes) for want in wants),
                    key=lambda need: (-need.minutes, need.client, need.key),
                )
            ),
        )


def _capacity(room: DayRoom, *, in_pieces: bool) -> int:
    free = room.free_minutes
    return free - free % PIECE_MINUTES if in_pieces else free


SHARE_STEPS = 1000


def fair_minutes(wants: Sequence[Want], rooms: Mapping[tuple[PersonId, int], DayRoom]) -> tuple[int, ...]:
    """Return how much of each want can be carried where all that stand in each other's way lose the same share, the worst off first.

    Returns
    -------
    tuple of int
        Weekly minutes in multiples of 15: all of it where capacity suffices; shares are compared in steps of a thousandth.
    """
    whole = [want.weekly_minutes for want in wants]
    fixed: dict[int, int] = {}

    def sent(share: int) -> list[int]:
        parts = [minutes * share // SHARE_STEPS for minutes in whole]
        return [fixed.get(position, part - part % PIECE_MINUTES) for position, part in enumerate(parts)]

    low = 0
    while len(fixed) < len(wants):
        flow = CapacityFlow(wants, rooms, in_pieces=True, weekly_minutes=sent(SHARE_STEPS))
        if not flow.short_minutes:
            low = SHARE_STEPS
            break
        high, stuck = SHARE_STEPS, flow.stuck()
        while high - low > 1:
            middle = (low + high) // 2
            flow = CapacityFlow(wants, rooms, in_pieces=True, weekly_minutes=sent(middle))
            if flow.short_minutes:
                high, stuck = middle, flow.stuck()
            else:
                low = middle
        reached = sent(low)
        fixed |= {position: reached[position] for position in stuck if position not in fixed}
    return tuple(sent(low))
