"""How full everybody is: planned over available working time, per person and day of a week, and per further week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.calendars.zones import Zone
from scheduler.report.week import pieces_by_day, span_of_block, week_of
from scheduler.units import PersonId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from scheduler.domain.plan import Plan
    from scheduler.domain.workspace import Workspace
    from scheduler.report.names import Names
    from scheduler.report.week import ShownWeek

Band = Literal["away", "within", "full", "over"]

FULL_FROM_PERCENT = 93
HOURS_FROM_PERCENT = 200
"""Beside so little working time a share says nothing: the hours of work do."""

OVER_FROM_PERCENT = 107


class LoadCell(NamedTuple):
    """Planned minutes (overtime included) and regular working minutes of some person and days."""

    planned_minutes: int
    available_minutes: int

    @property
    def percent(self) -> int | None:
        """Planned per hundred available, rounded half up; None where nothing is available."""
        if not self.available_minutes:
            return None
        return (200 * self.planned_minutes + self.available_minutes) // (2 * self.available_minutes)

    @property
    def is_hours(self) -> bool:
        """Whether it is said in hours: there is work, mostly overtime, where there is little working time or none."""
        percent = self.percent
        return self.planned_minutes > 0 and (percent is None or percent >= HOURS_FROM_PERCENT)

    @property
    def band(self) -> Band:
        """Up to 92 per cent, 93 to 106, from 107; `away` where there is neither time nor work."""
        percent = self.percent
        if percent is None:
            return "over" if self.planned_minutes else "away"
        if percent >= OVER_FROM_PERCENT:
            return "over"
        return "full" if percent >= FULL_FROM_PERCENT else "within"


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One person, or the whole team: a cell per day of the shown week, per further week, and for all of the horizon."""

    name: str
    days: tuple[LoadCell, ...]
    weeks: tuple[LoadCell, ...]
    total: LoadCell


@dataclass(frozen=True, slots=True)
class LoadTable:
    """The heat strip of a team.

    Attributes
    ----------
    days
        Days of the shown week on which anybody is there or has work.
    weeks
        The other ISO weeks of the horizon, by their Mondays.
    rows
        In the order of people.yaml.
    """

    days: tuple[date, ...]
    weeks: tuple[date, ...]
    rows: tuple[LoadRow, ...]
    team: LoadRow


def available_by_day(workspace: Workspace) -> dict[tuple[PersonId, date], int]:
    """Return the regular working minutes of each person and own date from as_of to the end of the horizon."""
    window = horizon_span(workspace)
    book = WorkingTimeBook(workspace)
    found: dict[tuple[PersonId, date], int] = {}
    for person in workspace.people:
        zone = Zone.of(person.time_zone)
        for span in book.working_spans(person, window):
            for day, piece in pieces_by_day(span, zone):
                found[person.id, day] = found.get((person.id, day), 0) + piece.minutes
    return found


def load_table(
    workspace: Workspace,
    plan: Plan,
    *,
    week: ShownWeek,
    names: Names,
    available: Mapping[tuple[PersonId, date], int],
) -> LoadTable:
    """Compute how full everybody is.

    Parameters
    ----------
    available
        As `available_by_day` returns it.
    """
    people = [person.id for person in workspace.people]
    frame = _frame(plan, names, available)
    by_day = _sums(frame, "day")
    by_week = _sums(frame, "monday")
    totals = frame.groupby("person")[["planned", "available"]].sum()
    there = {day for _, day in by_day if day in week}
    days = tuple(sorted(there))
    mondays = tuple(sorted({monday for _, monday in by_week} - {week.monday}))

    def row(name: str, persons: Sequence[PersonId]) -> LoadRow:
        known = totals.reindex(list(persons)).fillna(0).sum()
        return LoadRow(
            name=name,
            days=tuple(_total(by_day, persons, day) for day in days),
            weeks=tuple(_total(by_week, persons, monday) for monday in mondays),
            total=LoadCell(int(known["planned"]), int(known["available"])),
        )

    rows = tuple(row(names.person(person), [person]) for person in people)
    return LoadTable(days=days, weeks=mondays, rows=rows, team=row("Team", people))


def _frame(plan: Plan, names: Names, available: Mapping[tuple[PersonId, date], int]) -> pd.DataFrame:
    """Return a row per person and day, or more: planned and available minutes, and the Monday of the week."""
    # pandas costs more than half a second to import, which only a view with figures pays.
    import pandas as pd

    rows: list[tuple[str, date, int, int]] = [(person, day, 0, minutes) for (person, day), minutes in available.items()]
    for task in plan.tasks:
        zone = names.zone_of(task.person)
        for block in task.blocks:
            pieces = pieces_by_day(span_of_block(block), zone)
            rows.extend((task.person, day, piece.minutes, 0) for day, piece in pieces)
    frame = pd.DataFrame(rows, columns=["person", "day", "planned", "available"])
    frame["monday"] = [week_of(day).monday for day in frame["day"]]
    return frame


def _sums(frame: pd.DataFrame, column: str) -> dict[tuple[str, date], LoadCell]:
    summed = frame.groupby(["person", column])[["planned", "available"]].sum()
    return {
        (str(person), day): LoadCell(int(planned), int(free))
        for (person, day), planned, free in zip(summed.index, summed["planned"], summed["available"], strict=True)
    }


def _total(cells: Mapping[tuple[str, date], LoadCell], people: Sequence[PersonId], day: date) -> LoadCell:
    found = [cells.get((person, day), LoadCell(0, 0)) for person in people]
    return LoadCell(sum(cell.planned_minutes for cell in found), sum(cell.available_minutes for cell in found))
