"""Hours that a plan holds for clients, week by week: how much, with whom, when on the clock, and until when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.calendars.zones import instant_of
from scheduler.report.words import clock_words, hours_words, list_words, near_moment_words, short_day_words
from scheduler.units import ClientId, PersonId

if TYPE_CHECKING:
    from scheduler.domain.plan import Held, HeldBlock, Plan
    from scheduler.report.names import Names
    from scheduler.report.week import ShownWeek


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Hours of one skill that one person keeps free for a client in a week.

    Attributes
    ----------
    key
        As the agreement names it, `copy` or `copy:2`; with `rush` where only rush hours are left.
    person
        In short; empty for hours that stand nowhere.
    times
        Day by day on the person's clock, like `Thu 26 09:00-11:00, 14:00-15:00`; for hours that stand nowhere the days.
    lapses
        When the first of it becomes spare unless it is booked, on the team's clock.
    """

    key: str
    minutes: int
    person: str
    times: tuple[str, ...]
    lapses: str


@dataclass(frozen=True, slots=True)
class HeldClient:
    """What is held for one client in a week."""

    name: str
    minutes: int
    lines: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class HeldWeek:
    """What a plan holds in a week, client by client, and in the weeks after it.

    Attributes
    ----------
    later
        A sentence with the sum of each later week; empty where there is none.
    """

    clients: tuple[HeldClient, ...]
    later: str


def held_week(plan: Plan, *, week: ShownWeek, names: Names) -> HeldWeek | None:
    """Return what a plan holds in a week and after it; None where that is nothing."""
    if not any(row.day >= week.monday for row in plan.held):
        return None
    rows: defaultdict[ClientId, list[Held]] = defaultdict(list)
    for row in plan.held:
        if row.day in week:
            rows[row.client].append(row)
    clients = [
        HeldClient(names.client(client), sum(row.minutes for row in own), tuple(_lines(own, names)))
        for client, own in rows.items()
    ]
    return HeldWeek(tuple(sorted(clients, key=lambda one: (-one.minutes, one.name))), _later(plan, week))


def _later(plan: Plan, week: ShownWeek) -> str:
    sums: Counter[tuple[int, int]] = Counter()
    for row in plan.held:
        if row.day > week.days[-1]:
            sums[row.day.isocalendar()[:2]] += row.minutes
    if not sums:
        return ""
    return f"Later: {list_words([f'{hours_words(minutes)} in week {number}' for (_, number), minutes in sorted(sums.items())])}."


def _lines(rows: Iterable[Held], names: Names) -> Iterable[HeldLine]:
    """Return a line for each skill, kind and person, and one for what stands nowhere."""
    stands: defaultdict[tuple[str, PersonId], list[tuple[Held, HeldBlock]]] = defaultdict(list)
    nowhere: defaultdict[str, list[tuple[Held, int]]] = defaultdict(list)
    for row in rows:
        key = row.skill if row.kind == "standard" else f"{row.skill}, rush"
        for block in row.blocks:
            stands[key, block.person].append((row, block))
        missing = row.minutes - sum(map(_minutes, row.blocks))
        if missing > 0:
            nowhere[key].append((row, missing))
    for (key, person), found in sorted(stands.items()):
        yield HeldLine(
            key=key,
            minutes=sum(_minutes(block) for _, block in found),
            person=names.short_person(person),
            times=_times(found, names),
            lapses=_soonest(names, (row.lapses_at for row, _ in found)),
        )
    for key, missing_rows in sorted(nowhere.items()):
        yield HeldLine(
            key=key,
            minutes=sum(minutes for _, minutes in missing_rows),
            person="",
            times=tuple(short_day_words(row.day) for row, _ in missing_rows),
            lapses=_soonest(names, (row.lapses_at for row, _ in missing_rows)),
        )


def _times(found: Iterable[tuple[Held, HeldBlock]], names: Names) -> tuple[str, ...]:
    days: defaultdict[date, list[str]] = defaultdict(list)
    for row, block in sorted(found, key=lambda each: each[1].start):
        start, end = (names.at_person(at, block.person) for at in (block.start, block.end))
        days[row.day].append(f"{clock_words(start)}-{clock_words(end)}")
    return tuple(f"{short_day_words(day)} {', '.join(times)}" for day, times in days.items())


def _soonest(names: Names, lapses: Iterable[datetime]) -> str:
    return near_moment_words(names.at_team(min(lapses)), today=names.today)


def _minutes(block: HeldBlock) -> int:
    return instant_of(block.end) - instant_of(block.start)
