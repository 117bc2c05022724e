"""Who can be reached for each client: at a moment, and which of the week's hours nobody covers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from scheduler.calendars.horizon import as_of_instant
from scheduler.calendars.presence import PresenceBook, reached_by_any
from scheduler.calendars.spans import total_minutes, without
from scheduler.calendars.working_days import WorkingDays
from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Client
from scheduler.domain.contacts import ClientContacts, Contact, Contacts, OpenHours
from scheduler.domain.document import header_at
from scheduler.domain.people import Person
from scheduler.domain.workspace import Workspace
from scheduler.files.said import said_client, said_moment
from scheduler.units import Instant, Span
from scheduler.workflows.read_files import workspace_in


def contacts_in(
    folder: Path,
    *,
    as_of: str | None,
    clock: Callable[[], datetime],
    at: str | None = None,
    client: str | None = None,
    seed: int = 0,
) -> Contacts:
    """Read a workspace folder and say who can be reached.

    Parameters
    ----------
    at
        The moment to speak of, as a user writes it; None: as_of.
    client
        Id of the one client to look at; None: all.

    Raises
    ------
    InputError
        If the workspace is wrong.
    UsageError
        If `at` is no moment, or there is no such client.
    """
    workspace = workspace_in(folder, as_of=as_of, clock=clock)
    clients = workspace.clients if client is None else (said_client(workspace, client),)
    moment = as_of_instant(workspace) if at is None else said_moment(workspace, at, option="--at")
    return contacts_at(workspace, moment, clients=clients, seed=seed)


def contacts_at(
    workspace: Workspace, at: Instant, *, clients: tuple[Client, ...] | None = None, seed: int = 0
) -> Contacts:
    """Return who can be reached for clients at a moment, and the team hours of its ISO week that nobody covers.

    Parameters
    ----------
    clients
        None: all, in the order of clients.yaml.
    """
    zone = Zone.of(workspace.time_zone)
    today, _ = zone.local(at)
    monday = today - timedelta(days=today.weekday())
    hours = _team_hours(workspace, monday)
    presence = PresenceBook(workspace)
    people = {person.id: person for person in workspace.people}
    return Contacts(
        **header_at(workspace, seed=seed),
        at=zone.aware(at),
        in_team_hours=any(span.start <= at < span.end for span in hours),
        week_from=monday,
        week_to=monday + timedelta(days=6),
        team_minutes=total_minutes(hours),
        minutes_ahead=sum(span.end - max(span.start, at) for span in hours if span.end > at),
        clients=tuple(
            _of_client(
                client,
                tuple(people[each] for each in dict.fromkeys(client.contacts) if each in people),
                at=at,
                hours=hours,
                presence=presence,
                zone=zone,
            )
            for client in (workspace.clients if clients is None else clients)
        ),
    )


def _team_hours(workspace: Workspace, monday: date) -> tuple[Span, ...]:
    """Return the team's hours on the working days of a week, in order."""
    days, zone = WorkingDays(workspace), Zone.of(workspace.time_zone)
    week = [monday + timedelta(days=number) for number in range(7)]
    return tuple(
        span for day in week if days.is_working_day(day) for span in zone.spans_of_day(day, workspace.hours.on(day))
    )


def _of_client(
    client: Client,
    contacts: tuple[Person, ...],
    *,
    at: Instant,
    hours: tuple[Span, ...],
    presence: PresenceBook,
    zone: Zone,
) -> ClientContacts:
    found = tuple(
        _contact(person, presence, at=at, zone=zone, is_primary=not number) for number, person in enumerate(contacts)
    )
    first = next((contact for contact in found if contact.reachable), None)
    # `min` keeps the first of several who are back at the same time: the order of contacts decides.
    back = min((contact for contact in found if contact.until), key=lambda each: each.until or at, default=None)
    following = back if first is None else None
    window = Span(hours[0].start, hours[-1].end) if hours else Span(at, at)
    open_hours = without(hours, reached_by_any(presence, contacts, window))
    return ClientContacts(
        client=client.id,
        name=client.name,
        contacts=found,
        first=None if first is None else first.person,
        next_person=None if following is None else following.person,
        next_at=None if following is None else following.until,
        uncovered=tuple(
            OpenHours(start=zone.aware(span.start), end=zone.aware(span.end), minutes=span.minutes)
            for span in open_hours
        ),
        uncovered_minutes=total_minutes(open_hours),
    )


def _contact(person: Person, presence: PresenceBook, *, at: Instant, zone: Zone, is_primary: bool) -> Contact:
    now = presence.at(person, at)
    return Contact(
        person=person.id,
        name=person.name,
        role="primary" if is_primary else "backup",
        reachable=now.away is None,
        away=now.away,
        until=None if now.until is None else zone.aware(now.until),
        meeting=now.meeting,
        time_zone=person.time_zone,
    )
