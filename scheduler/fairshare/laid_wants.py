"""Agreed hours as amounts to be laid, cut into segments of days in which agreements, people and standing blocks stay the same."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from scheduler.calendars.working_days import WorkingDays
from scheduler.domain.book import LaidBlock, skill_key
from scheduler.domain.clients import AgreedHours, Agreement, Client
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.laid_rooms import (
    PIECE_MINUTES,
    is_employed,
    may_carry,
    rounded_down,
    signable_people,
    team_weekdays,
)
from scheduler.units import ClientId, PersonId

MONTHS_AHEAD = 12
"""Hours per month are laid for this many calendar months, the one of the laying included."""


@dataclass(frozen=True, slots=True)
class Want:
    """Hours of one agreement and skill, to be laid in a segment.

    Attributes
    ----------
    agreement
        Position among the client's agreements.
    hours
        As written.
    weekly_minutes
        A multiple of 15, above zero: per week, rounded down; for hours per month what an average week needs, rounded up.
    weekdays
        On which it may lie: those of `on` or all, as far as the team works.
    people
        Who may carry it through the whole segment, by id.
    preferred
        Of these, whom the client's `prefer` names.
    """

    client: ClientId
    agreement: int
    hours: AgreedHours
    weekly_minutes: int
    weekdays: tuple[int, ...]
    people: tuple[PersonId, ...]
    preferred: frozenset[PersonId]

    @property
    def identity(self) -> tuple[ClientId, int, str, str]:
        """What makes it the same hours in every segment: client, agreement, key and unit."""
        return self.client, self.agreement, self.key, self.hours.per

    @property
    def key(self) -> str:
        """Its key as agreements write it: `copy` or `copy:2`."""
        return skill_key(self.hours.skill, self.hours.level)


@dataclass(frozen=True, slots=True)
class Segment:
    """Days from `first` to `last` (None: for good) in which everything that a laying depends on stays the same."""

    first: date
    last: date | None
    wants: tuple[Want, ...]


class AgreedAmounts:
    """The agreed hours of clients from a day on, in an order that depends on what was agreed and not on names or rows.

    Parameters
    ----------
    first
        Agreements that ended before this day are left out, and nothing is laid before it.
    clients
        Whose hours; None: everybody's.
    """

    def __init__(self, workspace: Workspace, first: date, *, clients: Collection[ClientId] | None = None) -> None:
        self._workspace = workspace
        self.first = first
        named = [client for client in workspace.clients if clients is None or client.id in clients]
        self.clients: tuple[Client, ...] = tuple(sorted(named, key=_content))
        self._people = signable_people(workspace)
        self._team_weekdays = team_weekdays(workspace)

    @cached_property
    def working_days(self) -> WorkingDays:
        """The working days of the team."""
        return WorkingDays(self._workspace)

    def segments(self, standing: Iterable[LaidBlock] = ()) -> tuple[Segment, ...]:
        """Return the segments, in order and without gaps; the last one is open.

        Parameters
        ----------
        standing
            Blocks beside which is laid: segments are also cut where one of them begins or ends. Dated ones cut nothing.
        """
        cuts = {self.first}
        for client in self.clients:
            for agreement in client.agreements:
                cuts |= _edges(agreement.since, agreement.until)
        for person in self._people:
            if any(may_carry(person, client, skill=hours.skill, level=hours.level) for client, hours in self._hours()):
                cuts |= _edges(person.from_on, person.until_on)
        for block in standing:
            if block.day is None:
                cuts |= _edges(block.since, block.until)
        firsts = sorted(cut for cut in cuts if cut >= self.first)
        lasts = [following - timedelta(days=1) for following in firsts[1:]]
        return tuple(
            Segment(first, last, self._wants(first, last)) for first, last in zip(firsts, [*lasts, None], strict=True)
        )

    def _hours(self) -> list[tuple[Client, AgreedHours]]:
        return [
            (client, hours) for client in self.clients for agreement in client.agreements for hours in agreement.hours
        ]

    def _wants(self, first: date, last: date | None) -> tuple[Want, ...]:
        found = []
        for client in self.clients:
            for position, agreement in enumerate(client.agreements):
                if not _holds_through(agreement, first, last):
                    continue
                for hours in sorted(agreement.hours, key=_hours_order):
                    want = self._want(client, position, hours=hours, first=first, last=last)
                    if want is not None:
                        found.append(want)
        return tuple(found)

    def _want(
        self, client: Client, position: int, *, hours: AgreedHours, first: date, last: date | None
    ) -> Want | None:
        weekly = self._weekly_minutes(hours)
        if not weekly:
            return None
        people = tuple(
            person.id
            for person in self._people
            if may_carry(person, client, skill=hours.skill, level=hours.level) and is_employed(person, first, last)
        )
        return Want(
            client=client.id,
            agreement=position,
            hours=hours,
            weekly_minutes=weekly,
            weekdays=self.weekdays_of(hours),
            people=people,
            preferred=frozenset(client.prefer) & frozenset(people),
        )

    def weekdays_of(self, hours: AgreedHours) -> tuple[int, ...]:
        """Return the weekdays on which agreed hours may lie."""
        return tuple(weekday for weekday in self._team_weekdays if hours.weekdays is None or weekday in hours.weekdays)

    def _weekly_minutes(self, hours: AgreedHours) -> int:
        if hours.per == "week":
            return rounded_down(hours.minutes)
        days = sum(len(self.month_days(hours, year, month)) for year, month in months_from(self.first))
        if not days or not rounded_down(hours.minutes):
            return 0
        average = Fraction(hours.minutes * MONTHS_AHEAD * len(self.weekdays_of(hours)), days)
        return -int(-average // PIECE_MINUTES) * PIECE_MINUTES

    def month_days(self, hours: AgreedHours, year: int, month: int) -> list[date]:
        """Return the working days of a calendar month on which agreed hours may lie."""
        whole = (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
        allowed = self.weekdays_of(hours)
        return [day for day in whole if day.weekday() in allowed and self.working_days.is_working_day(day)]


def months_from(first: date) -> list[tuple[int, int]]:
    """Return the calendar months, as year and month, for which hours per month are laid from a day on."""
    start = first.year * 12 + first.month - 1
    return [(number // 12, number % 12 + 1) for number in range(start, start + MONTHS_AHEAD)]


def _edges(first: date | None, last: date | None) -> set[date]:
    """Return the first day of a stretch and the first day after it."""
    after = None if last is None or last == date.max else last + timedelta(days=1)
    return {edge for edge in (first, after) if edge is not None}


def _holds_through(agreement: Agreement, first: date, last: date | None) -> bool:
    if agreement.since is not None and agreement.since > first:
        return False
    return agreement.until is None or (last is not None and last <= agreement.until)


def _hours_order(hours: AgreedHours) -> tuple[str, int, str, tuple[int, ...], int]:
    return hours.skill, hours.level, hours.per, hours.weekdays or (), hours.minutes


def _content(client: Client) -> tuple[str, ...]:
    """Return what orders clients: what was agreed first, their names last."""
    whole = client.model_dump(mode="json", exclude={"id", "name", "group"})
    agreed = [whole.pop("agreements"), whole.pop("exclude"), whole.pop("prefer")]
    return (_text(agreed), _text(whole), client.name, client.id)


def _text(content: object) -> str:
    return json.dumps(_without_sources(content), sort_keys=True)


def _without_sources(content: object) -> object:
    """Leave out where and in which order things were written, as that changes when rows are permuted."""
    if isinstance(content, dict):
        return {name: _without_sources(value) for name, value in content.items() if name != "source"}
    if isinstance(content, list):
        return sorted(
            (_without_sources(value) for value in content), key=lambda value: json.dumps(value, sort_keys=True)
        )
    return content
