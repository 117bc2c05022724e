"""Held rows beside the files, where no book says what is held: eligible people, agreed hours, kind, and when they lapse."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.verify.case import Case, violation
from scheduler.verify.clock import minute_of, say_day, say_minutes
from scheduler.verify.shares import is_covered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.clients import AgreedHours, Agreement, Client
    from scheduler.domain.plan import Held, Violation
    from scheduler.units import ClientId, Instant

NAME = "held_blocks_stand"
_FURTHEST = timedelta(days=400)
_Hours = tuple[tuple["Agreement", "AgreedHours"], ...]


def subject_of(row: Held) -> str:
    """Return how a violation names a held row: client and day."""
    return f"{row.client} {row.day.isoformat()}"


def said_of(row: Held) -> str:
    """Return how a sentence begins that speaks of a held row."""
    return f"held hours of client '{row.client}' ({row.skill}, {say_day(row.day)})"


def held_by_people_who_may(case: Case) -> Iterator[Violation]:
    """Measure the held minutes that stand on people without the skill at its level, or whom the client excluded."""
    for row in case.plan.held:
        skill, level = _skill_of(row.skill)
        for block in row.blocks:
            known = case.facts.people.get(block.person)
            if known is None:
                continue
            minutes = minute_of(block.end) - minute_of(block.start)
            has = known.person.level_of(skill)
            if has is None or level is None or has < level:
                how = f"does not have {skill}" if has is None else f"has {skill} at level {has}"
                text = f"{said_of(row)}: {say_minutes(minutes)} stand on {block.person}, who {how}"
                yield violation(NAME, subject_of(row), text, measured=minutes, limit=0)
            if block.person in case.facts.excluded.get(row.client, frozenset()):
                text = f"{said_of(row)}: {say_minutes(minutes)} stand on {block.person}, whom the client excluded"
                yield violation(NAME, subject_of(row), text, measured=minutes, limit=0)


def _skill_of(key: str) -> tuple[str, int | None]:
    """Return skill and level of a key of agreed hours; the level is 1 where none is said, None where it is no number."""
    skill, colon, level = key.partition(":")
    if not colon:
        return skill, 1
    return skill, int(level) if level.isascii() and level.isdigit() and len(level) <= 9 else None


class HeldByAgreement:
    """What the agreements in the files give at as_of, as if they were signed then: no book says otherwise.

    So all that is held is standard: until the close of the working day as many working days before the block's as the
    notice is long, and of the first days until the close of the working day that is under way.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._clients: dict[ClientId, Client] = {client.id: client for client in case.facts.workspace.clients}

    def check(self) -> Iterator[Violation]:
        """Measure the held minutes that nobody agreed on, or that are not held so."""
        periods: defaultdict[tuple[ClientId, str, date], list[tuple[Held, _Hours]]] = defaultdict(list)
        for row in self._case.plan.held:
            hours = self._hours_of(row)
            if not hours:
                text = f"{said_of(row)}: {self._why_none(row)}"
                yield violation(NAME, subject_of(row), text, measured=row.minutes, limit=0)
                continue
            yield from self._kind(row, hours)
            # Hours of both kinds on one day have no limit of a week or a month alone.
            if len({each.per for _, each in hours}) == 1:
                periods[row.client, row.skill, _first_day(row.day, hours[0][1])].append((row, hours))
        for rows in periods.values():
            yield from _within_what_is_agreed(rows)

    def _hours_of(self, row: Held) -> _Hours:
        """Return the agreed hours of which a held row can be a part: of its client, skill, level and day."""
        client = self._clients.get(row.client)
        if client is None or not self._is_working_day(row.day):
            return ()
        return tuple(
            (agreement, hours)
            for agreement in client.agreements
            if is_covered(row.day, agreement)
            for hours in agreement.hours
            if (hours.skill, hours.level) == _skill_of(row.skill)
            and (hours.weekdays is None or row.day.weekday() in hours.weekdays)
        )

    def _is_working_day(self, day: date) -> bool:
        """Say whether a date is a working day of the team; none is that far from the horizon that nobody plans there."""
        team = self._case.facts.team
        is_near = team.first_on - _FURTHEST <= day <= team.last_on + _FURTHEST
        return is_near and team.is_working_day(day)

    def _why_none(self, row: Held) -> str:
        if row.client not in self._clients:
            return "there is no such client"
        if not self._is_working_day(row.day):
            return "no hours are held on a day that is no working day"
        return f"no agreement gives it hours of {row.skill} on that day"

    def _kind(self, row: Held, hours: _Hours) -> Iterator[Violation]:
        if row.kind != "standard":
            text = f"{said_of(row)}: are called {row.kind}, but hours agreed without a book are all standard"
            yield violation(NAME, subject_of(row), text, measured=row.minutes, limit=0)
            return
        lapses_at = self._lapses_at(row.day, hours)
        claimed = minute_of(row.lapses_at)
        if claimed <= self._case.facts.as_of:
            return  # That they lapsed is said already.
        if lapses_at is None:
            text = f"{said_of(row)}: a client holds nothing of the day that is under way"
            yield violation(NAME, subject_of(row), text, measured=row.minutes, limit=0)
        elif claimed != lapses_at:
            say_at = self._case.say_at
            text = f"{said_of(row)}: lapse {say_at(claimed)} in the plan, but {say_at(lapses_at)} is right"
            yield violation(NAME, subject_of(row), text, measured=claimed - lapses_at, limit=0)

    def _lapses_at(self, day: date, hours: _Hours) -> Instant | None:
        """Return when standard hours of a day lapse; None where they are over."""
        team, default = self._case.facts.team, self._case.facts.workspace.policy.default_notice
        days = [agreement.notice_working_days for agreement, _ in hours]
        notice = max(1, *(default if given is None else given for given in days))
        last = team.working_day_before(day, notice)
        until = self._under_way if last is None else max(last, self._under_way)
        return team.closes_at(until) if until < day else None

    @cached_property
    def _under_way(self) -> date:
        """The working day that closes next after as_of."""
        team = self._case.facts.team
        day = team.first_on
        if team.is_working_day(day) and team.closes_at(day) > team.as_of:
            return day
        return team.working_day_after(day, 1) or day + timedelta(days=1)


def _first_day(day: date, hours: AgreedHours) -> date:
    """Return the first day of the ISO week, or the month, of which agreed hours are an amount."""
    return day - timedelta(days=day.weekday()) if hours.per == "week" else day.replace(day=1)


def _within_what_is_agreed(rows: list[tuple[Held, _Hours]]) -> Iterator[Violation]:
    """Compare what is held of a client's skill in a week or month with the hours that are agreed for it."""
    agreed = {id(hours): hours for _, found in rows for _, hours in found}
    held, limit = sum(row.minutes for row, _ in rows), sum(hours.minutes for hours in agreed.values())
    if held > limit:
        first, found = min(rows, key=lambda each: each[0].day)
        text = (
            f"{said_of(first)}: {say_minutes(held)} are held in that {found[0][1].per}, {say_minutes(limit)} are agreed"
        )
        yield violation(NAME, subject_of(first), text, measured=held, limit=limit)
