"""Streams: what happens to a team, in the order of time, and what every policy is fed alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeAlias

from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedTask, LaidBlock
from scheduler.domain.people import TimeOff
from scheduler.domain.record import Source
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Asks:
    """A client asks for work.

    Attributes
    ----------
    asked_at
        When it says that it asked; None: at `at`.
    latest
        The last moment of use; None: none was said.
    as_quote
        Whether capacity is to be held for an answer.
    """

    at: Instant
    client: ClientId
    request: str
    tasks: tuple[AskedTask, ...]
    asked_at: Instant | None = None
    latest: Instant | None = None
    as_quote: bool = False

    @property
    def minutes(self) -> int:
        """Effort of all its tasks."""
        return sum(task.effort_minutes for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Confirms:
    """A client takes what was quoted."""

    at: Instant
    client: ClientId
    request: str


@dataclass(frozen=True, slots=True)
class Cancels:
    """A client takes a request back, or one task of it."""

    at: Instant
    client: ClientId
    request: str
    task: TaskId | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """Somebody says how much of a task is left.

    Attributes
    ----------
    remaining_minutes
        Still to be done; None: what is planned, and `more_minutes`.
    more_minutes
        What is to be done beyond what is planned.
    worked_minutes
        Worked since it was promised; None: as reported before.
    """

    at: Instant
    client: ClientId
    task: TaskId
    remaining_minutes: int | None = None
    more_minutes: int = 0
    is_done: bool = False
    worked_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Leaves:
    """Somebody will be away: known at `at`, for `span`.

    Attributes
    ----------
    workspace
        The facts from then on; None: those before, with the absence.
    """

    at: Instant
    person: PersonId
    span: Span
    workspace: Workspace | None = None


@dataclass(frozen=True, slots=True)
class Returns:
    """Facts changed and nobody lost anything: from now on the workspace is this one."""

    at: Instant
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class Signs:
    """An agreement of a client begins, changes or ends: these blocks are laid and those end."""

    at: Instant
    client: ClientId
    workspace: Workspace
    blocks: tuple[LaidBlock, ...]
    ended: tuple[tuple[str, date], ...] = ()


Event: TypeAlias = Asks | Confirms | Cancels | Reports | Leaves | Returns | Signs


@dataclass(frozen=True, slots=True)
class Stream:
    """Events in the order of time, and the period in which they are looked at.

    Attributes
    ----------
    attackers
        Clients that do not ask in good faith; a comparison leaves their entries out.
    """

    name: str
    span: Span
    events: tuple[Event, ...]
    attackers: tuple[ClientId, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def without(self, *clients: str) -> Stream:
        """Return the stream without all entries of `clients`."""
        kept = tuple(event for event in self.events if client_of(event) not in clients)
        return replace(self, events=kept)


def client_of(event: Event) -> str:
    """Return whose entry an event is; empty for what happens to the team."""
    match event:
        case Leaves() | Returns():
            return ""
        case _:
            return event.client


def with_absence(workspace: Workspace, event: Leaves) -> Workspace:
    """Return the facts with the absence of an event among them."""
    person = next(person for person in workspace.people if person.id == event.person)
    zone = Zone.of(person.time_zone)
    start, end = zone.aware(event.span.start), zone.aware(event.span.end)
    absence = TimeOff(person=event.person, start=start, end=end, source=Source(file="simulation", line=1))
    return workspace.model_copy(update={"time_off": (*workspace.time_off, absence)})


def in_order(*parts: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events of all parts by time; at one moment in the order of the parts."""
    together = [event for part in parts for event in part]
    return tuple(sorted(together, key=lambda event: event.at))
