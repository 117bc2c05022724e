"""Who does what on which day of one week, on each person's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from scheduler.report.words import clock_words
from scheduler.units import PersonId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.people import Person
    from scheduler.domain.plan import Block, Plan, PlannedTask
    from scheduler.domain.workspace import Workspace
    from scheduler.report.names import Names

Mark = Literal["regulatory", "target", "tentative", "overtime", "late"]


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """The ISO week that a view shows: seven days from a Monday."""

    monday: date

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + timedelta(days=offset) for offset in range(7))

    @property
    def number(self) -> int:
        """The ISO week number."""
        return self.monday.isocalendar().week

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.monday <= day < self.monday + timedelta(days=7)


def week_of(day: date) -> ShownWeek:
    """Return the ISO week that holds `day`."""
    return ShownWeek(monday=day - timedelta(days=day.weekday()))


@dataclass(frozen=True, slots=True)
class Entry:
    """One task on one day of one person.

    Attributes
    ----------
    times
        Its spans on the person's clock, like `09:00-13:00, 14:00-15:30`; spans that touch are one.
    marks
        What is special about it; `late` where it ends late on this day.
    due
        Its due time on the person's clock, where that falls on this day.
    """

    times: str
    client: str
    title: str
    marks: tuple[Mark, ...]
    due: str | None


@dataclass(frozen=True, slots=True)
class DayWork:
    """One day of one person; `available_minutes` is regular working time on it."""

    day: date
    available_minutes: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """A person's week.

    Attributes
    ----------
    zone
        The person's zone and its distance, like `Europe/Madrid, 1 h ahead`, where its clock differs from the team's in
        this week; else None.
    """

    id: PersonId
    name: str
    zone: str | None
    planned_minutes: int
    available_minutes: int
    days: tuple[DayWork, ...]


def person_weeks(
    workspace: Workspace,
    plan: Plan,
    *,
    week: ShownWeek,
    names: Names,
    available: Mapping[tuple[PersonId, date], int],
) -> tuple[PersonWeek, ...]:
    """Lay out the week of everybody, in the order of people.yaml.

    Parameters
    ----------
    available
        Regular working minutes of each person and own date.
    """
    spans = _spans_by_person_and_day(plan, names, week=week)
    return tuple(
        _person_week(person, spans.get(person.id, {}), week=week, names=names, available=available)
        for person in workspace.people
    )


_DayTasks = dict[date, dict[str, tuple["PlannedTask", list["_Piece"]]]]


@dataclass(frozen=True, slots=True)
class _Piece:
    start: datetime
    end: datetime
    overtime: bool


def _spans_by_person_and_day(plan: Plan, names: Names, *, week: ShownWeek) -> dict[PersonId, _DayTasks]:
    found: dict[PersonId, _DayTasks] = {}
    for task in plan.tasks:
        for block in task.blocks:
            for piece in _pieces(block, task.person, names):
                if piece.start.date() in week:
                    day = found.setdefault(task.person, {}).setdefault(piece.start.date(), {})
                    day.setdefault(task.id, (task, []))[1].append(piece)
    return found


def _pieces(block: Block, person: PersonId, names: Names) -> list[_Piece]:
    """Cut a block at the person's midnights."""
    start, end = names.at_person(block.start, person), names.at_person(block.end, person)
    pieces = []
    while start.date() < end.date() and start.timestamp() < end.timestamp():
        midnight = datetime.combine(start.date() + timedelta(days=1), datetime.min.time(), tzinfo=start.tzinfo)
        pieces.append(_Piece(start, midnight, block.overtime))
        start = midnight
    # Clock times of one zone compare by the wall; only timestamps see a change of clocks.
    if start.timestamp() < end.timestamp():
        pieces.append(_Piece(start, end, block.overtime))
    return pieces


def _person_week(
    person: Person,
    days: _DayTasks,
    *,
    week: ShownWeek,
    names: Names,
    available: Mapping[tuple[PersonId, date], int],
) -> PersonWeek:
    shown = []
    planned = 0
    for day in week.days:
        entries = sorted(days.get(day, {}).values(), key=lambda item: item[1][0].start.timestamp())
        free = available.get((person.id, day), 0)
        usual = bool(person.hours.on(day))
        if entries or free or usual:
            shown.append(DayWork(day, free, tuple(_entry(task, pieces, day, names) for task, pieces in entries)))
        planned += sum(_minutes(piece) for _, pieces in entries for piece in pieces)
    return PersonWeek(
        id=person.id,
        name=person.name,
        zone=_zone_note(person, week, names),
        planned_minutes=planned,
        available_minutes=sum(day.available_minutes for day in shown),
        days=tuple(shown),
    )


def _minutes(piece: _Piece) -> int:
    return int((piece.end.timestamp() - piece.start.timestamp()) // 60)


def _entry(task: PlannedTask, pieces: list[_Piece], day: date, names: Names) -> Entry:
    marks: list[Mark] = []
    if task.counts_as != "agreed":
        marks.append(task.counts_as)
    if any(piece.overtime for piece in pieces):
        marks.append("overtime")
    if task.late_minutes and names.at_person(task.finish, task.person).date() == day:
        marks.append("late")
    due = None if task.due is None else names.at_person(task.due, task.person)
    # A due time at midnight belongs to the evening before it.
    due_day = None if due is None else (due - timedelta(minutes=1)).date()
    return Entry(
        times=_times(pieces),
        client=names.client(task.client),
        title=names.title(task.id),
        marks=tuple(marks),
        due=_until(due) if due is not None and due_day == day else None,
    )


def _times(pieces: list[_Piece]) -> str:
    joined: list[tuple[datetime, datetime]] = []
    for piece in pieces:
        if joined and joined[-1][1].timestamp() == piece.start.timestamp():
            joined[-1] = (joined[-1][0], piece.end)
        else:
            joined.append((piece.start, piece.end))
    return ", ".join(f"{clock_words(start)}-{_until(end)}" for start, end in joined)


def _until(at: datetime) -> str:
    """Say the end of a span; midnight is the end of the day before."""
    return "24:00" if (at.hour, at.minute) == (0, 0) else clock_words(at)


def _zone_note(person: Person, week: ShownWeek, names: Names) -> str | None:
    noon = datetime.combine(week.monday, datetime.min.time().replace(hour=12), tzinfo=names.team_zone)
    own = noon.astimezone(names.people_zones[person.id])
    ahead = int(((own.utcoffset() or timedelta()) - (noon.utcoffset() or timedelta())).total_seconds() // 60)
    if not ahead:
        return None
    amount = f"{abs(ahead) // 60} h" + (f" {abs(ahead) % 60} min" if ahead % 60 else "")
    return f"{person.time_zone}, {amount} {'ahead' if ahead > 0 else 'behind'}"
