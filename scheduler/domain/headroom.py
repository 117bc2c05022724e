"""Headroom: what is committed, held and spare per skill and day, and the largest request that would still fit (`kind: headroom`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from scheduler.domain.document import DocumentPart, Header
from scheduler.units import ClientId, PersonId


class HeldFor(DocumentPart):
    """Minutes that are kept for a client."""

    client: ClientId
    minutes: int


class Room(DocumentPart):
    """The largest single task that would fit if asked now: nothing that stands moves.

    Attributes
    ----------
    needed_by
        Its due time.
    largest_minutes
        By one person, in as many pieces as it takes; a multiple of the grid.
    sitting_minutes
        By one person in one sitting.
    largest_by, sitting_by
        Who would do it; None where nothing fits.
    """

    needed_by: AwareDatetime
    largest_minutes: int
    sitting_minutes: int
    largest_by: PersonId | None = None
    sitting_by: PersonId | None = None


class HeadroomDay(DocumentPart):
    """One working day of the people who have a skill; today counts from as_of.

    capacity = committed + held + spare. Somebody with several skills stands in the row of each of them with the whole day, so rows do not
    add up to the team.

    Attributes
    ----------
    committed_minutes
        Work that stands on that day, of whatever skill: promised, agreed or target. Tentative work is left out: any request may displace it.
    can_wait_minutes
        Of the committed: work that a request may move to a later day if there is room. Its date (of promised work its floor) lies after the
        close of this day, and it is not frozen.
    held
        What is kept for clients in blocks of these people, of whatever skill.
    room
        For a task that is due at the close of the day.
    """

    day: date
    capacity_minutes: int
    committed_minutes: int
    can_wait_minutes: int = 0
    held: tuple[HeldFor, ...] = ()
    held_minutes: int = 0
    spare_minutes: int
    room: Room


class HeadroomSkill(DocumentPart):
    """What is free of one skill.

    Attributes
    ----------
    skill
        `copy`, or `copy:2` where a level was asked for.
    people
        Who has it, and may work for the client where one was named.
    today
        Room by needed-by time, every half hour that is left of today's team hours. Empty after the close and on days off.
    """

    skill: str
    people: tuple[PersonId, ...]
    days: tuple[HeadroomDay, ...] = ()
    today: tuple[Room, ...] = ()


class Headroom(Header):
    """What can still be said yes to (`kind: headroom`).

    Attributes
    ----------
    book
        Digest of the book's last line; None where there is no book and one was opened in memory.
    planned_first
        Whether there is no published plan, so that a plan was made first.
    client
        Whose request it would be: its own held hours and its borrowing cap count. None: a client without hours of its own, whose cap is not
        counted.
    cap_minutes, cap_left_minutes
        Of that client: the most spare in five working days, and what is left of it today.
    days
        The working days that are spoken of, all inside the horizon.
    """

    kind: Literal["headroom"] = "headroom"
    book: str | None = None
    planned_first: bool = False
    client: ClientId | None = None
    cap_minutes: int | None = None
    cap_left_minutes: int | None = None
    days: tuple[date, ...] = ()
    skills: tuple[HeadroomSkill, ...] = ()
