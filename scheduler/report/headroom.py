"""Headroom as cells and sentences: what can still be said yes to, how full each day is, and what the figures leave out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from scheduler.report.load import LoadCell
from scheduler.report.shares_of_time import clock_hours
from scheduler.report.words import clock_words, hours_words, near_day_words

if TYPE_CHECKING:
    from scheduler.domain.clients import Client
    from scheduler.domain.headroom import Headroom, HeadroomDay, HeadroomSkill, Room

NOTHING, NOBODY_THERE = "–", "·"
PLENTY_MINUTES = 480
"""A request of a whole day or more is shown in the strongest colour."""

MOST_POINTS = 9
"""So many needed-by times of today are shown; where there are more, the full hours and the close."""


class Cell(NamedTuple):
    """One figure of a table.

    Attributes
    ----------
    text
        Hours and minutes, `–` for nothing, `·` where nobody is there.
    room_percent
        From 0 (nothing) to 100 (a whole day and more) for a request that fits; None for other figures.
    load
        What is taken of the time that is there; None for other figures.
    """

    text: str
    room_percent: int | None = None
    load: LoadCell | None = None


def request_cell(minutes: int) -> Cell:
    """Return the largest request as a cell."""
    return Cell(clock_hours(minutes) if minutes else NOTHING, min(100, minutes * 100 // PLENTY_MINUTES))


def spare_cell(day: HeadroomDay) -> Cell:
    """Return what is spare of a day as a cell, with how full it is."""
    load = LoadCell(day.capacity_minutes - day.spare_minutes, day.capacity_minutes)
    if not day.capacity_minutes:
        return Cell(NOBODY_THERE, load=load)
    return Cell(clock_hours(day.spare_minutes) if day.spare_minutes else NOTHING, load=load)


def waiting_cell(day: HeadroomDay) -> Cell:
    """Return what stands on a day and could wait as a cell."""
    if not day.capacity_minutes:
        return Cell(NOBODY_THERE, load=LoadCell(0, 0))
    return Cell(clock_hours(day.can_wait_minutes) if day.can_wait_minutes else NOTHING, load=LoadCell(0, 0))


def day_heads(days: Sequence[date], *, now: datetime) -> list[tuple[str, str]]:
    """Return the two lines over each day: `Tue` and `24`, the month where it changes (`1 Dec`); today is called so."""
    heads = []
    before = now.date()
    for day in days:
        weekday, _, number = near_day_words(day, today=before).partition(" ")
        heads.append(("today" if day == now.date() else weekday, number))
        before = day
    return heads


def points_shown(skills: Sequence[HeadroomSkill]) -> tuple[int, ...]:
    """Return which of today's needed-by times are shown: all where they are few, else the full hours and the last."""
    points = skills[0].today if skills else ()
    if len(points) <= MOST_POINTS:
        return tuple(range(len(points)))
    last = len(points) - 1
    return tuple(number for number, each in enumerate(points) if number == last or not each.needed_by.minute)


def today_words(skill: HeadroomSkill) -> list[str]:
    """Say for one skill from when on today more fits: `by 15:00 up to 1 h, in one sitting 30 min`."""
    found, before = [], (0, 0)
    for each in skill.today:
        now = (each.largest_minutes, each.sitting_minutes)
        if now != before:
            found.append(f"by {clock_words(each.needed_by)} {room_words(each)}")
            before = now
    return found


def room_words(room: Room) -> str:
    """Say what fits: `up to 5 h 30 min, in one sitting 2 h`."""
    if room.largest_minutes == room.sitting_minutes:
        return f"up to {hours_words(room.largest_minutes)}, in one sitting"
    sitting = hours_words(room.sitting_minutes) if room.sitting_minutes else "nothing"
    return f"up to {hours_words(room.largest_minutes)}, in one sitting {sitting}"


def held_words(day: HeadroomDay, names: dict[str, str]) -> str:
    """Say for whom hours are held on a day: `Harrow & Co 2:00, Kestrel Theatre 1:30`."""
    return ", ".join(f"{names.get(each.client, each.client)} {clock_hours(each.minutes)}" for each in day.held)


def nobody_words(document: Headroom) -> str:
    """Say that nobody has a skill at its level, for the client that was named, if one was."""
    return "Nobody has it." if document.client is None else "Nobody who may work for this client has it."


def notes(document: Headroom, *, client: Client | None) -> list[str]:
    """Return what a reader has to know of the figures: whose request, what counts, and what is left out."""
    found = []
    if client is None:
        found.append(
            "For a client without hours of its own; how much it may borrow is not counted. --client shows it with a client's own "
            "hours, and with what it may borrow."
        )
    elif document.cap_minutes is not None and document.cap_left_minutes is not None:
        limit = (
            f"at most {hours_words(document.cap_minutes)} borrowed in five working days, of which "
            f"{hours_words(document.cap_left_minutes)} are left today"
        )
        found.append(
            f"For {client.name}: with the hours held for it, and {limit}."
            if client.agreements
            else f"For {client.name}, which has no agreed hours: {limit}, for all such clients together."
        )
        found.append(
            "What stood in the book when it was made, and what daily rounds, overruns and overrides gave, takes nothing of that."
        )
    found.append(
        "One task by one person. Nothing that stands is moved for it: where other work can wait, more may fit."
    )
    found.append("Somebody with several skills counts in each row. Tentative work counts as free.")
    if document.planned_first:
        found.append("There is no published plan, so a plan was made first; nothing was written.")
    return found
