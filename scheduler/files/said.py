"""What somebody says on the command line about a workspace: a client, a person, a skill, an effort, a day, a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TypeVar

from scheduler.calendars.horizon import as_of_instant
from scheduler.calendars.moments import due_instant, moment_instant
from scheduler.calendars.zones import ClockTimeError, Zone
from scheduler.domain.clients import Client
from scheduler.domain.people import Person
from scheduler.domain.times import Moment
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.files.dates import parse_date, parse_date_time, parse_day_minute, parse_moment
from scheduler.files.durations import parse_minutes_above_zero
from scheduler.files.findings import did_you_mean, one_of, quoted
from scheduler.files.shapes import FormError
from scheduler.units import Instant

Thing = TypeVar("Thing")

MOST_LEVEL_SIGNS = 8
"""Levels are small numbers; a longer one is a slip."""


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


def said_skill_and_level(workspace: Workspace, word: str, *, option: str = "--skill") -> tuple[str, int]:
    """Return a skill and the level that is needed of it, `copy` or `copy:2`; raises as `said_client`."""
    name, colon, level = word.partition(":")
    if colon and not (level.isascii() and level.isdigit() and len(level) <= MOST_LEVEL_SIGNS):
        raise _wrong(option, word, "a skill, or one with a level like copy:2")
    return said_skill(workspace, name, option=option), int(level) if colon else 1


def said_effort(word: str, *, option: str = "--effort") -> int:
    """Return an amount of work in minutes, above zero.

    Raises
    ------
    UsageError
        If it is none.
    """
    try:
        return parse_minutes_above_zero(word)
    except FormError as reason:
        raise _wrong(option, word, "a duration above zero, like 45m or 1.5h", reason) from reason


def said_due(workspace: Workspace, word: str, *, option: str = "--by") -> Moment:
    """Return a date or a time by which something is due, as written.

    Raises
    ------
    UsageError
        If it is none, if the team's clock shows it never or twice that day, or if it is over at as_of.
    """
    zone = Zone.of(workspace.time_zone)
    try:
        moment = parse_moment(word)
        due = due_instant(moment, zone, workspace.hours)
    except FormError as reason:
        raise _wrong(option, word, 'a date or a time, like 2026-11-25 or "2026-11-25 17:00"', reason) from reason
    except ClockTimeError as reason:
        raise UsageError(f"{option} is {quoted(word)}: {reason}", field=option, got=word) from reason
    now = as_of_instant(workspace)
    if due <= now:
        expected = f"a time that is after as_of, which is {zone.aware(now).isoformat(timespec='minutes')}"
        raise UsageError(f"{option} is {quoted(word)}; expected {expected}", field=option, got=word, expected=expected)
    return moment


def tried(read: Callable[[], Thing], wrong: list[UsageError]) -> Thing | None:
    """Return what was said, or None with the reason added to `wrong`: so that everything wrong is told at once."""
    try:
        return read()
    except UsageError as reason:
        wrong.append(reason)
        return None


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
        raise _wrong(option, word, "a day like 2026-11-25", reason) from reason


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
        raise _wrong(option, word, "a moment like 2026-11-25T16:45, or 16:45 for today", reason) from reason
    except ClockTimeError as reason:
        fix = "write the offset, like +01:00"
        raise UsageError(f"{option} is {quoted(word)}; {reason}; {fix}", field=option, got=word, fix=fix) from reason


def _moment_of(said: str, workspace: Workspace) -> datetime:
    if len(said) > len("16:45"):
        return parse_date_time(said)
    minute = parse_day_minute(said)
    # A wall clock as written: its zone is the workspace's, which `moment_instant` is told.
    return datetime.combine(workspace.as_of.date(), time(minute // 60, minute % 60))


def _wrong(option: str, word: str, expected: str, reason: FormError | None = None) -> UsageError:
    """Return the error of a word that is not what is expected, or what the reason says is."""
    fix = reason.fix if reason is not None and reason.fix else ""
    wanted = reason.expected if reason is not None and reason.expected else expected
    text = f"{option} is {quoted(word)}; expected {wanted}{'; ' if fix else ''}{fix}"
    return UsageError(text, field=option, got=word, expected=wanted, fix=fix)


def _known(kind: str, word: str, things: Mapping[str, Thing], option: str) -> Thing:
    found = things.get(word)
    if found is not None:
        return found
    near = did_you_mean(word, things)
    rest = f"; {near}" if near else f"; expected {one_of(things)}" if things else ""
    text = f"{option} is {quoted(word)}, and there is no {kind} of that name in this workspace{rest}"
    raise UsageError(text, field=option, got=word, expected=one_of(things) if things else "", fix=near or "")
