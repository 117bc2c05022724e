"""How it is said who can be reached, why not and until when, and which hours nobody covers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.contacts import OpenHours
from scheduler.report.words import clock_words, near_day_words, short_day_words

if TYPE_CHECKING:
    from scheduler.domain.contacts import Absence, ClientContacts, Contact

_AWAY: dict[Absence, str] = {
    "off_hours": "off hours",
    "time_off": "time off",
    "holiday": "public holiday",
    "closure": "the team is closed",
    "meeting": "in a meeting",
    "not_here_yet": "not here yet",
    "left": "no longer here",
}
DAYS_UNTIL_A_DATE = 6
"""Within so many days a weekday alone says which one is meant."""


def presence_words(contact: Contact, *, now: datetime) -> str:
    """Say whether a contact can be reached and until when: `until 13:00`, `in a meeting, back 10:00`."""
    until = "" if contact.until is None else until_words(contact.until, now=now)
    if contact.away is None:
        return f"until {until}"
    words = _AWAY[contact.away]
    if contact.meeting:
        words += f" ({contact.meeting})"
    if until:
        return f"{words}, {'from' if contact.away == 'not_here_yet' else 'back'} {until}"
    return words if contact.away == "left" else f"{words}, not expected back"


def until_words(until: datetime, *, now: datetime) -> str:
    """Say a moment as briefly as is clear: the clock today, the weekday this week, else the date."""
    days = (until.date() - now.date()).days
    if not days:
        return clock_words(until)
    day = short_day_words(until.date()) if days <= DAYS_UNTIL_A_DATE else near_day_words(until.date(), today=now.date())
    return f"{day} {clock_words(until)}"


def other_clock(contact: Contact, *, now: datetime) -> str:
    """Say what the contact's own clock shows where it is not the team's: `10:40 in Europe/Madrid`."""
    there = Zone.of(contact.time_zone).aware(instant_of(now))
    if there.utcoffset() == now.utcoffset():
        return ""
    return f"({clock_words(there)} in {contact.time_zone})"


def hours_ahead(client: ClientContacts, *, now: datetime) -> tuple[OpenHours, ...]:
    """Return what is left of the uncovered hours at a moment; a stretch that goes on counts from then."""
    return tuple(
        span
        if span.start >= now
        else span.model_copy(update={"start": now, "minutes": instant_of(span.end) - instant_of(now)})
        for span in client.uncovered
        if span.end > now
    )


def hours_by_day(spans: Sequence[OpenHours]) -> list[str]:
    """Say stretches by day: `Thu 26 14:00-15:30, 17:00-17:30`, whole minutes on the team's clock."""
    found: dict[str, list[str]] = {}
    for span in spans:
        found.setdefault(short_day_words(span.start.date()), []).append(f"{clock_words(span.start)}-{_end_words(span)}")
    return [f"{day} {', '.join(stretches)}" for day, stretches in found.items()]


def _end_words(span: OpenHours) -> str:
    """Say where a stretch ends; midnight is the 24:00 of its day."""
    is_midnight = span.end.date() > span.start.date() and not (span.end.hour or span.end.minute)
    return "24:00" if is_midnight else clock_words(span.end)
