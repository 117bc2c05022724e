"""Who can be reached for each client at a moment, and which of the team's hours none of its contacts covers (`kind: contacts`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from scheduler.domain.document import DocumentPart, Header
from scheduler.units import ClientId, PersonId

Absence = Literal["off_hours", "time_off", "holiday", "closure", "meeting", "not_here_yet", "left"]
"""Why somebody cannot be reached. What an absence is for stays in time_off.csv: it is nobody else's business."""


class Contact(DocumentPart):
    """One contact of a client at the moment asked about.

    Attributes
    ----------
    away
        Why the person cannot be reached; None where the person can.
    until
        When that ends: reachable until, or back at. None where no working time follows within 400 days.
    meeting
        Title of the meeting that the person is in, else empty.
    time_zone
        Of the person's clock.
    """

    person: PersonId
    name: str
    role: Literal["primary", "backup"]
    reachable: bool
    away: Absence | None = None
    until: AwareDatetime | None = None
    meeting: str = ""
    time_zone: str


class OpenHours(DocumentPart):
    """Team hours in which no contact works; instants on the team's clock."""

    start: AwareDatetime
    end: AwareDatetime
    minutes: int


class ClientContacts(DocumentPart):
    """The contacts of a client.

    Attributes
    ----------
    contacts
        In the order of the files: primary, backups. Empty where none are named.
    first
        The first of them who can be reached at the moment.
    next_person, next_at
        Where nobody can be: who can be first, and when. None where nobody is expected back.
    uncovered
        Team hours of the week in which none of them works; all team hours where none are named.
    """

    client: ClientId
    name: str
    contacts: tuple[Contact, ...] = ()
    first: PersonId | None = None
    next_person: PersonId | None = None
    next_at: AwareDatetime | None = None
    uncovered: tuple[OpenHours, ...] = ()
    uncovered_minutes: int = 0


class Contacts(Header):
    """Who can be reached (`kind: contacts`).

    Attributes
    ----------
    at
        The moment that is spoken of.
    in_team_hours
        Whether it lies in the team's hours of a working day.
    week_from, week_to
        Monday and Sunday of its ISO week on the team's clock.
    team_minutes
        Team hours of that week: holidays and closures have none.
    minutes_ahead
        What of them is still to come at that moment.
    """

    kind: Literal["contacts"] = "contacts"
    at: AwareDatetime
    in_team_hours: bool
    week_from: date
    week_to: date
    team_minutes: int
    minutes_ahead: int
    clients: tuple[ClientContacts, ...] = ()
