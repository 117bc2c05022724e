"""Which guarantees survive the loss of any one person: by maximum flow, once without each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from scheduler.domain.laying import CapacityCut
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_wants import AgreedAmounts, Segment
from scheduler.fairshare.signing_capacity import CapacityFlow, day_rooms
from scheduler.units import ClientId, PersonId


@dataclass(frozen=True, slots=True)
class Dependence:
    """Agreed hours that the others cannot carry without one person.

    Attributes
    ----------
    weekly_minutes
        As agreed.
    lost_minutes
        Its part of the shortage, where all that stand in each other's way lose the same share; rounded up.
    cut
        What is needed and what is there without the person.
    """

    client: ClientId
    key: str
    person: PersonId
    weekly_minutes: int
    lost_minutes: int
    cut: CapacityCut


@dataclass(frozen=True, slots=True)
class Survival:
    """What becomes of guarantees where one person is lost.

    Attributes
    ----------
    first, last
        The days for which it is said (None: for good).
    survivors
        Client and key of what any one loss leaves whole.
    dependences
        What one loss would cut, by client, key and person.
    """

    first: date
    last: date | None
    survivors: tuple[tuple[ClientId, str], ...]
    dependences: tuple[Dependence, ...]


def survivors(workspace: Workspace, day: date, *, clients: Collection[ClientId] | None = None) -> Survival:
    """Say which guarantees that hold on a day survive the loss of any one person.

    Parameters
    ----------
    clients
        Whose; None: everybody's. The hours of all clients weigh on the people who are left.

    Returns
    -------
    Survival
        By hours alone: whether blocks can be laid for them too is not asked. What is short with everybody there counts only as far as a
        loss adds to it.
    """
    segment = segment_on(workspace, day)
    wants = segment.wants
    flow = CapacityFlow(wants, day_rooms(workspace))
    short_before = {(need.client, need.key): cut.short_minutes for cut in flow.cuts() for need in cut.needs}
    found: list[Dependence] = []
    for person in sorted({person for want in wants for person in want.people}):
        for cut in flow.without_person(person).cuts():
            for need in cut.needs:
                added = cut.short_minutes - short_before.get((need.client, need.key), 0)
                if added > 0:
                    lost = -(-added * need.minutes // cut.needed_minutes)
                    found.append(Dependence(need.client, need.key, person, need.minutes, lost, cut))
    asked = [(want.client, want.key) for want in wants if clients is None or want.client in clients]
    found = [one for one in found if (one.client, one.key) in asked]
    hanging = {(one.client, one.key) for one in found}
    return Survival(
        segment.first,
        segment.last,
        tuple(sorted({one for one in asked if one not in hanging})),
        tuple(sorted(found, key=lambda one: (one.client, one.key, -one.lost_minutes, one.person))),
    )


def segment_on(workspace: Workspace, day: date) -> Segment:
    """Return the agreed hours that hold on a day, with the days until something about them changes."""
    return AgreedAmounts(workspace, day).segments()[0]


def exceeded(workspace: Workspace, first: date) -> tuple[tuple[Segment, tuple[CapacityCut, ...]], ...]:
    """Return where agreed hours exceed what may be signed away, whatever the blocks, from a day on.

    Returns
    -------
    tuple
        Segments with their cuts; those without any are left out.
    """
    found = []
    for segment in AgreedAmounts(workspace, first).segments():
        cuts = CapacityFlow(segment.wants, day_rooms(workspace)).cuts()
        if cuts:
            found.append((segment, cuts))
    return tuple(found)
