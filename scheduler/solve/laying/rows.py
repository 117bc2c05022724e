"""Blocks of one amount while segments go by: which go on, which end, and what the week of a change may still hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scheduler.domain.book import LaidBlock
from scheduler.instance.laying import PIECE_MINUTES, Want
from scheduler.solve.laying.segment import Pattern

_WEEK_DAYS = 7


@dataclass(slots=True)
class _Row:
    """A block from `since` to `until`; `of` is the block that it stands for in the week in which that one begins."""

    pattern: Pattern
    since: date
    until: date
    of: Pattern | None = None


@dataclass(slots=True)
class Rows:
    """Blocks of one agreement and skill while segments go by: those open now, and those that ended.

    Attributes
    ----------
    want
        What they are laid for.
    least
        The shortest block, in minutes.
    """

    want: Want
    least: int
    _open: dict[Pattern, date] = field(default_factory=dict)
    _ended: list[_Row] = field(default_factory=list)

    def turn_to(self, patterns: Iterable[Pattern], *, first: date, room: int | None = None) -> None:
        """From `first` on these patterns hold: what goes on stays one row.

        Parameters
        ----------
        room
            Minutes that blocks which are new may hold in the rest of the week of `first`: what the week gave before is not given
            twice. A block without room there begins a week later, and is a shorter one until then where that is long enough.
            None: no limit.
        """
        now: dict[Pattern, date] = {}
        shorter: list[_Row] = []
        for pattern in patterns:
            since = self._open.get(pattern)
            if since is None:
                since = first
                if room is not None and pattern.weekday >= first.weekday():
                    minutes = min(pattern.minutes, max(0, room) // PIECE_MINUTES * PIECE_MINUTES)
                    if minutes < pattern.minutes:
                        since = _next_monday(first)
                        minutes = minutes if minutes >= self.least else 0
                        if minutes:
                            until = since - timedelta(days=1)
                            shorter.append(_Row(replace(pattern, minutes=minutes), first, until, pattern))
                    room -= minutes
            now[pattern] = since
        last = first - timedelta(days=1)
        for row in self._ended:
            if row.of is None or row.of not in now:
                row.until = min(row.until, last)
        self._ended += [
            _Row(pattern, since, last) for pattern, since in self._open.items() if pattern not in now and since <= last
        ]
        self._ended += shorter
        self._open = now

    def minutes_in_week(
        self, first: date, *, going_on: Iterable[Pattern], is_working_day: Callable[[date], bool]
    ) -> int:
        """Return what the ISO week of `first` holds of these blocks where only those of `going_on` stay from `first` on."""
        monday, stays = first - timedelta(days=first.weekday()), frozenset(going_on)
        return sum(
            pattern.minutes
            for pattern, since, until, whole in self._all()
            for day in [monday + timedelta(days=pattern.weekday)]
            if since <= day and (until is None or day <= until) and (day < first or whole in stays)
            if is_working_day(day)
        )

    def blocks(self) -> list[LaidBlock]:
        """Return all rows so far as blocks without ids."""
        return [
            block_of(self.want, pattern, since=since, until=until)
            for pattern, since, until, _ in self._all()
            if until is None or since <= until
        ]

    def _all(self) -> Iterator[tuple[Pattern, date, date | None, Pattern]]:
        for row in self._ended:
            yield row.pattern, row.since, row.until, row.of or row.pattern
        for pattern, since in self._open.items():
            yield pattern, since, None, pattern


def block_of(want: Want, pattern: Pattern, *, since: date | None = None, until: date | None = None) -> LaidBlock:
    """Return a pattern as a block without an id."""
    return LaidBlock(
        id="",
        client=want.client,
        skill=want.hours.skill,
        level=want.hours.level,
        person=pattern.person,
        weekday=pattern.weekday,
        start_minute=pattern.start_minute,
        minutes=pattern.minutes,
        since=since,
        until=until,
    )


def _next_monday(day: date) -> date:
    return day + timedelta(days=_WEEK_DAYS - day.weekday())
