"""What somebody says on the command line about a workspace: a client, a person, a skill, a day, a moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TypeVar

from scheduler.calendars.moments import moment_instant
from scheduler.calendars.zones import ClockTimeError, Zone
from scheduler.domain.clients import Client
from scheduler.domain.people import Person
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.files.dates import parse_date, parse_date_time, parse_day_minute
from scheduler.files.findings import did_you_mean, one_of, quoted
from scheduler.files.shapes import FormError
from scheduler.units import Instant

Thing = TypeVar("Thing")


def said_client(workspace: Workspace, word: str, *, option: str = "--client") -> Client:
    """Return the client of that id.

    Raises
    ------
    UsageError
        If there is none, with the closest that there is.
    """
    return _known("client", word, {client.id: client for client in workspace.clients}, option)


def said_person(workspace: Workspace, word: str, *, option: str = "--person") -> Person:
    """Return the person of that id; raises as `said_client`."""
    return _known("person", word, {person.id: person for person in workspace.people}, option)


def said_skill(workspace: Workspace, word: str, *, option: str = "--skill") -> str:
    """Return a skill that somebody in the team has; raises as `said_client`."""
    skills = sorted({skill for person in workspace.people for skill, _ in person.skills})
    return _known("skill", word, {skill: skill for skill in skills}, option)


def said_day(word: str, *, option: str) -> date:
    """Return a day like 2026-11-25.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        return parse_date(word.strip())
    except FormError as reason:
        raise UsageError(_sentence(option, word, reason, "a day like 2026-11-25")) from reason


def said_moment(workspace: Workspace, word: str, *, option: str) -> Instant:
    """Return a moment like `2026-11-25T16:45`, or `16:45` on the day of as_of; on the team's clock unless an offset is written.

    Raises
    ------
    UsageError
        If it is none, or if the clock shows it never or twice that day.
    """
    zone = Zone.of(workspace.time_zone)
    said = word.strip()
    try:
        moment = _moment_of(said, workspace)
        return moment_instant(moment, zone)
    except FormError as reason:
        raise UsageError(
            _sentence(option, word, reason, "a moment like 2026-11-25T16:45, or 16:45 for today")
        ) from reason
    except ClockTimeError as reason:
        raise UsageError(f"{option} is {quoted(word)}; {reason}; write the offset, like +01:00") from reason


def _moment_of(said: str, workspace: Workspace) -> datetime:
    if len(said) > len("16:45"):
        return parse_date_time(said)
    minute = parse_day_minute(said)
    # A wall clock as written: its zone is the workspace's, which `moment_instant` is told.
    return datetime.combine(workspace.as_of.date(), time(minute // 60, minute % 60))


def _sentence(option: str, word: str, reason: FormError, expected: str) -> str:
    fix = f"; {reason.fix}" if reason.fix else ""
    return f"{option} is {quoted(word)}; expected {reason.expected or expected}{fix}"


def _known(kind: str, word: str, things: Mapping[str, Thing], option: str) -> Thing:
    found = things.get(word)
    if found is not None:
        return found
    near = did_you_mean(word, things)
    rest = f"; {near}" if near else f"; expected {one_of(things)}" if things else ""
    raise UsageError(f"{option} is {quoted(word)}, and there is no {kind} of that name in this workspace{rest}")
