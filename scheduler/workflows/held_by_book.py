"""What a book holds of the agreed hours to come in the horizon, client by client: what a lead sees beside what the files agree.

The days to come begin with tomorrow: a client holds nothing of today (policy, "Held minutes").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from scheduler.calendars.horizon import horizon_span
from scheduler.domain.workspace import Workspace
from scheduler.errors import EvenhandError
from scheduler.fairshare.agreed_hours import AgreedHours, agreed_hours
from scheduler.fairshare.book import Book
from scheduler.units import ClientId
from scheduler.workflows.read_book import book_now


@dataclass(frozen=True, slots=True)
class HeldHours:
    """One client's hours from tomorrow to the end of the horizon, in minutes: agreed = booked + lapsed + cut + held.

    Attributes
    ----------
    name
        Of the client.
    """

    name: str
    agreed: int
    booked: int
    lapsed: int
    cut: int
    held: int


@dataclass(frozen=True, slots=True)
class HeldByBook:
    """The hours of every client that has any in the book from a day on, in the order of clients.yaml."""

    first: date
    clients: tuple[HeldHours, ...]


def held_by_book(folder: Path, *, as_of: str | None, clock: Callable[[], datetime]) -> HeldByBook | None:
    """Return what the book of a workspace holds for each client; None where no book can be read."""
    try:
        workspace, book = book_now(folder, as_of=as_of, clock=clock)
    except EvenhandError:
        return None
    hours_of = _hours(book, workspace)
    rows = tuple(
        HeldHours(
            name=client.name,
            agreed=hours.agreed,
            booked=hours.agreed - hours.lapsed - hours.cut.total() - hours.held,
            lapsed=hours.lapsed,
            cut=hours.cut.total(),
            held=hours.held,
        )
        for client in book.team.workspace.clients
        if (hours := hours_of.get(client.id)) is not None and hours.agreed
    )
    return HeldByBook(_tomorrow(book), rows)


def cut_minutes(book: Book, workspace: Workspace) -> dict[ClientId, int]:
    """Return what each client has lost of its agreed hours from tomorrow to the end of the horizon, and was not laid again."""
    return {client: cut for client, hours in _hours(book, workspace).items() if (cut := hours.cut.total())}


def _hours(book: Book, workspace: Workspace) -> Mapping[ClientId, AgreedHours]:
    """Return the hours of each client from tomorrow to the end of the horizon."""
    last = book.team.zone.local(horizon_span(workspace).end - 1)[0]
    return {client: hours for (client, _), hours in agreed_hours(book, [(_tomorrow(book), last)]).items()}


def _tomorrow(book: Book) -> date:
    return book.team.zone.local(book.clock)[0] + timedelta(days=1)
