"""Who does what on which day of one week, on each person's own clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from scheduler.calendars.spans import merged
from scheduler.calendars.zones import instant_of
from scheduler.report.words import clock_words, date_words, duration_words, short_day_words
from scheduler.units import MINUTES_PER_DAY, Instant, PersonId, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.calendars.zones import Zone
    from scheduler.domain.people import Person
    from scheduler.domain.plan import Block, Plan, PlannedTask
    from scheduler.domain.workspace import Workspace
    from scheduler.report.names import Names

Mark = Literal["regulatory", "target", "tentative", "overtime", "late", "bare"]


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
        Its due time on the person's clock in words: the time where it falls on this day, else the day; None without.
    due_today
        Whether it falls on this day.
    """

    times: str
    client: str
    title: str
    marks: tuple[Mark, ...]
    due: str | None
    due_today: bool


@dataclass(frozen=True, slots=True)
class DayWork:
    """One day of one person.

    Attributes
    ----------
    available_minutes
        Regular working time on it, from as_of on.
    held_minutes
        What the person keeps free for clients on it.
    """

    day: date
    available_minutes: int
    held_minutes: int
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
    pieces = _pieces_by_person_and_day(plan, names, week=week)
    as_of, held = instant_of(plan.horizon.start), _held_by_person_and_day(plan)
    return tuple(
        _person_week(
            person, pieces.get(person.id, {}), as_of=as_of, week=week, names=names, available=available, held=held
        )
        for person in workspace.people
    )


def _held_by_person_and_day(plan: Plan) -> Counter[tuple[PersonId, date]]:
    found: Counter[tuple[PersonId, date]] = Counter()
    for row in plan.held:
        for block in row.blocks:
            found[block.person, row.day] += instant_of(block.end) - instant_of(block.start)
    return found


_DayTasks = dict[date, dict[str, tuple["PlannedTask", list["_Piece"]]]]


class _Piece(NamedTuple):
    span: Span
    overtime: bool


def _pieces_by_person_and_day(plan: Plan, names: Names, *, week: ShownWeek) -> dict[PersonId, _DayTasks]:
    found: dict[PersonId, _DayTasks] = {}
    for task in plan.tasks:
        zone = names.zone_of(task.person)
        for block in task.blocks:
            for day, span in pieces_by_day(span_of_block(block), zone):
                if day in week:
                    tasks = found.setdefault(task.person, {}).setdefault(day, {})
                    tasks.setdefault(task.id, (task, []))[1].append(_Piece(span, block.overtime))
    return found


def span_of_block(block: Block) -> Span:
    """Return the instants of a block."""
    return Span(instant_of(block.start), instant_of(block.end))


def pieces_by_day(span: Span, zone: Zone) -> list[tuple[date, Span]]:
    """Cut a span at the midnights of `zone`; each piece stands with its date there."""
    start, end = span
    pieces = []
    while start < end:
        day, _ = zone.local(start)
        midnight = max(zone.end_of(day), start + 1)
        pieces.append((day, Span(start, min(end, midnight))))
        start = midnight
    return pieces


def _person_week(
    person: Person,
    days: _DayTasks,
    *,
    as_of: Instant,
    week: ShownWeek,
    names: Names,
    available: Mapping[tuple[PersonId, date], int],
    held: Mapping[tuple[PersonId, date], int],
) -> PersonWeek:
    shown = []
    planned = 0
    today, _ = names.zone_of(person.id).local(as_of)
    for day in week.days:
        entries = sorted(days.get(day, {}).values(), key=lambda item: item[1][0].span)
        free = available.get((person.id, day), 0)
        usual = bool(person.hours.on(day))
        if entries or free or (usual and day >= today):
            work = tuple(_entry(task, pieces, day, names) for task, pieces in entries)
            kept = held.get((person.id, day), 0)
            shown.append(DayWork(day=day, available_minutes=free, held_minutes=kept, entries=work))
        planned += sum(piece.span.minutes for _, pieces in entries for piece in pieces)
    return PersonWeek(
        id=person.id,
        name=person.name,
        zone=_zone_note(person, week, names),
        planned_minutes=planned,
        available_minutes=sum(day.available_minutes for day in shown),
        days=tuple(shown),
    )


def _entry(task: PlannedTask, pieces: list[_Piece], day: date, names: Names) -> Entry:
    marks: list[Mark] = []
    if task.counts_as != "agreed":
        marks.append(task.counts_as)
    if any(piece.overtime for piece in pieces):
        marks.append("overtime")
    if task.late_minutes and names.at_person(task.finish, task.person).date() == day:
        marks.append("late")
    due, due_today = _due_words(task, day, names)
    return Entry(
        times=_times(pieces, names.zone_of(task.person)),
        client=names.short_client(task.client),
        title=names.title(task.id),
        marks=tuple(marks),
        due=due,
        due_today=due_today,
    )


def _due_words(task: PlannedTask, day: date, names: Names) -> tuple[str | None, bool]:
    if task.due is None:
        return None, False
    due = names.at_person(task.due, task.person)
    # A due time at midnight belongs to the evening before it.
    due_on = (due - timedelta(minutes=1)).date()
    if due_on == day:
        return _until(due), True
    return (short_day_words(due_on) if due_on in week_of(day) else date_words(due_on, today=names.today)), False


def _times(pieces: list[_Piece], zone: Zone) -> str:
    spans = merged(piece.span for piece in pieces)
    return ", ".join(f"{clock_words(zone.aware(span.start))}-{_until(zone.aware(span.end))}" for span in spans)


def _until(at: datetime) -> str:
    """Say the end of a span; midnight is the end of the day before."""
    return "24:00" if (at.hour, at.minute) == (0, 0) else clock_words(at)


def _zone_note(person: Person, week: ShownWeek, names: Names) -> str | None:
    own, noon = names.zone_of(person.id), names.team_zone.begin_of(week.monday) + MINUTES_PER_DAY // 2
    ahead = own.offset_minutes(noon) - names.team_zone.offset_minutes(noon)
    if not ahead:
        return None
    return f"{person.time_zone}, {duration_words(abs(ahead))} {'ahead' if ahead > 0 else 'behind'}"
