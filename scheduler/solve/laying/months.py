"""Hours per month as dated blocks, month by month: on the days that the weekly laying kept free for them, evenly spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from scheduler.calendars.public_holidays import holiday_dates
from scheduler.domain.book import LaidBlock
from scheduler.domain.clients import AgreedHours, Agreement, Client
from scheduler.domain.people import Person
from scheduler.domain.workspace import Workspace
from scheduler.instance.laying import (
    PIECE_MINUTES,
    AgreedAmounts,
    Gap,
    day_pieces,
    holds_in,
    is_employed,
    least_block_minutes,
    may_carry,
    months_from,
    rounded_down,
    signable_people,
    weekday_of,
)
from scheduler.solve.laying.spread import DayRoom, spread
from scheduler.units import PersonId


@dataclass(frozen=True, slots=True)
class MonthlyHours:
    """Hours per month of one agreement, and the weekly pattern that was kept free for them."""

    client: Client
    agreement: Agreement
    hours: AgreedHours
    kept: tuple[LaidBlock, ...]


@dataclass(frozen=True, slots=True)
class MonthLaid:
    """One month of agreed hours, from its first to its last day in effect: its blocks, and the minutes that found no place."""

    first: date
    last: date
    blocks: tuple[LaidBlock, ...]
    unlaid_minutes: int


class MonthLaying:
    """Lays dated blocks beside everything that stands; each call sees what the calls before it laid.

    Parameters
    ----------
    standing
        Patterns and dated blocks, those kept free for hours per month included; a call leaves its own `kept` out.
    """

    def __init__(self, workspace: Workspace, amounts: AgreedAmounts, *, standing: Iterable[LaidBlock]) -> None:
        self._workspace = workspace
        self._amounts = amounts
        self._people = signable_people(workspace)
        self._taken: dict[tuple[PersonId, int], list[LaidBlock]] = {}
        for block in standing:
            self._take(block)

    def _take(self, block: LaidBlock) -> None:
        self._taken.setdefault((block.person, weekday_of(block)), []).append(block)

    def lay(self, monthly: MonthlyHours) -> list[MonthLaid]:
        """Lay the hours of all months ahead, and stop to keep the pattern free for them."""
        for block in monthly.kept:
            self._taken[block.person, weekday_of(block)].remove(block)
        found = []
        for year, month in months_from(self._amounts.first):
            whole = self._amounts.month_days(monthly.hours, year, month)
            since = max(monthly.agreement.since or self._amounts.first, self._amounts.first)
            until = monthly.agreement.until or date.max
            days = [day for day in whole if since <= day <= until]
            minutes = rounded_down(int(Fraction(monthly.hours.minutes * len(days), len(whole)))) if days else 0
            if minutes:
                found.append(self._lay_month(monthly, days, minutes=minutes))
        return found

    def _lay_month(self, monthly: MonthlyHours, days: list[date], *, minutes: int) -> MonthLaid:
        least = least_block_minutes(self._workspace, minutes) // PIECE_MINUTES
        rest = minutes // PIECE_MINUTES
        blocks: list[LaidBlock] = []
        # Where people come or go inside the month, each side gets its part; what one side cannot take goes wherever there is room.
        for part, pieces in (*_parts(monthly, days, rest, least=least), (days, None)):
            wanted = rest if pieces is None else pieces
            laid = self._lay_days(monthly, part, wanted, least=least, used={block.day for block in blocks})
            rest -= sum(block.minutes for block in laid) // PIECE_MINUTES
            blocks += laid
        return MonthLaid(days[0], days[-1], tuple(blocks), rest * PIECE_MINUTES)

    def _lay_days(
        self, monthly: MonthlyHours, days: list[date], pieces: int, *, least: int, used: set[date | None]
    ) -> list[LaidBlock]:
        """Lay an amount on some days of a month, on as few people as possible."""
        blocks: list[LaidBlock] = []
        rest = pieces
        people = self._in_order(monthly, days)
        for number, person in enumerate(people):
            if rest < least:
                break
            rooms, gaps = self._rooms(monthly, person, days=days, used=used | {block.day for block in blocks})
            found = spread(rooms, rest, least=least, evenly_spaced=True)
            left = rest - sum(found.values())
            if 0 < left < least <= rest - least and number + 1 < len(people):
                # Too little would be left for a block of somebody else.
                found = spread(rooms, rest - least, least=least, evenly_spaced=True)
            laid = [
                _dated_block(monthly, person, day=day, start=_start_in(*gaps[day][gap], pieces=part), pieces=part)
                for (day, gap), part in sorted(found.items())
            ]
            rest -= sum(found.values())
            blocks += laid
            for block in laid:
                self._take(block)
        return blocks

    def _in_order(self, monthly: MonthlyHours, days: list[date]) -> list[Person]:
        """Return who may carry the hours: who was kept free most on these days, then whom the client prefers, then by id."""
        kept: dict[PersonId, int] = {}
        for block in monthly.kept:
            if holds_in(block, days[0], days[-1]):
                kept[block.person] = kept.get(block.person, 0) + block.minutes
        hours, client = monthly.hours, monthly.client
        able = [person for person in self._people if may_carry(person, client, skill=hours.skill, level=hours.level)]
        return sorted(able, key=lambda person: (-kept.get(person.id, 0), person.id not in client.prefer, person.id))

    def _rooms(
        self, monthly: MonthlyHours, person: Person, *, days: list[date], used: set[date | None]
    ) -> tuple[list[DayRoom[date]], Mapping[date, list[tuple[Gap, list[int]]]]]:
        """Return the days that take blocks of a person; those kept free first, those with a block of somebody else last."""
        rooms, gaps = [], {}
        off = holiday_dates(person.holidays, {day.year for day in days})
        for day in days:
            if day in off or not is_employed(person, day, day):
                continue
            taken = [block for block in self._taken.get((person.id, day.weekday()), ()) if holds_in(block, day, day)]
            pieces = day_pieces(self._workspace, person, day.weekday(), taken=taken)
            kept = [
                block
                for block in monthly.kept
                if block.person == person.id and weekday_of(block) == day.weekday() and holds_in(block, day, day)
            ]
            gaps[day] = [(gap, [block.start_minute for block in kept]) for gap in pieces.gaps]
            rank = (0 if kept else 1) + (2 if day in used else 0)
            rooms.append(DayRoom(day, pieces.quota, [gap.pieces for gap in pieces.gaps], rank))
        return rooms, gaps


def _parts(monthly: MonthlyHours, days: list[date], pieces: int, *, least: int) -> Iterator[tuple[list[date], int]]:
    """Yield the days of a month between changes of the pattern that was kept free, each with its share of the pieces.

    A share that is too short for a block goes to the days before or after it.
    """
    firsts = {block.since for block in monthly.kept} | {
        block.until + timedelta(days=1) for block in monthly.kept if block.until is not None
    }
    runs: list[list[date]] = []
    for day in days:
        begins = any(first is not None and runs[-1][-1] < first <= day for first in firsts) if runs else True
        share = pieces * len(runs[-1]) // len(days) if runs else 0
        if not runs or (begins and share >= least):
            runs.append([day])
        else:
            runs[-1].append(day)
    if len(runs) > 1 and pieces * len(runs[-1]) // len(days) < least:
        last = runs.pop()
        runs[-1] += last
    counted = given = 0
    for run in runs:
        counted += len(run)
        share = pieces * counted // len(days) - given
        given += share
        yield run, share


def _start_in(gap: Gap, wished: list[int], *, pieces: int) -> int:
    """Return where a block begins: where time was kept free, as far as the gap allows, else at the beginning."""
    latest = gap.start_minute + (gap.pieces - pieces) * PIECE_MINUTES
    return next((start for start in sorted(wished) if gap.start_minute <= start <= latest), gap.start_minute)


def _dated_block(monthly: MonthlyHours, person: Person, *, day: date, start: int, pieces: int) -> LaidBlock:
    return LaidBlock(
        id="",
        client=monthly.client.id,
        skill=monthly.hours.skill,
        level=monthly.hours.level,
        person=person.id,
        day=day,
        start_minute=start,
        minutes=pieces * PIECE_MINUTES,
    )
