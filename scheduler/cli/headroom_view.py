"""Headroom in a terminal: skills by days, read in five seconds; of one skill everything by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import WARM, heat
from scheduler.report.headroom import (
    NOBODY_THERE,
    NOTHING,
    Cell,
    day_heads,
    held_words,
    nobody_words,
    notes,
    points_shown,
    request_cell,
    spare_cell,
    today_words,
    waiting_cell,
)
from scheduler.report.shares_of_time import clock_hours
from scheduler.report.words import clock_words, count_words, moment_words, near_day_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.headroom import Headroom, HeadroomDay, HeadroomSkill
    from scheduler.domain.workspace import Workspace

CELL_SIGNS, GAP = 6, 1
FULLEST_WITHIN = 92
"""The strongest blue: where the heat of the plan view ends before it turns to orange."""

Figure = Callable[["HeadroomDay"], Cell]


def draw_headroom(console: Console, workspace: Workspace, *, document: Headroom) -> None:
    """Draw the view: the largest request by skill and day, today by time, and how much is free; of one skill a row per day."""
    now = datetime.fromisoformat(document.as_of)
    names: dict[str, str] = {client.id: client.name for client in workspace.clients}
    console.print(Text(document.workspace, style="bold"))
    console.print(
        Text(f"what can still be said yes to, as of {moment_words(now, today=now.date(), begins=True)}", style="dim")
    )
    if not document.skills or not document.days:
        console.print()
        why = "nobody has any skill" if not document.skills else "no working day is left before the plan ends"
        console.print(Text(f"There is nothing to show: {why}."))
        return
    if len(document.skills) == 1:
        _draw_skill(console, document, document.skills[0], now=now, names=names)
    else:
        _section(console, "The largest task that still fits, asked now and due at the close of the day")
        _draw_days(console, document, now=now, figure=lambda day: request_cell(day.room.largest_minutes))
        _draw_today(console, document)
        _section(console, "In one sitting")
        _draw_days(console, document, now=now, figure=lambda day: request_cell(day.room.sitting_minutes))
        _section(console, "Free on the day itself, of all who have the skill")
        _draw_days(console, document, now=now, figure=spare_cell)
        if any(day.can_wait_minutes for skill in document.skills for day in skill.days):
            _section(console, "Planned on the day, but able to wait for a later one")
            _draw_days(console, document, now=now, figure=waiting_cell)
    console.print()
    console.print(Text(f"Hours and minutes; {NOTHING} nothing, {NOBODY_THERE} nobody is there.", style="dim"))
    asking = next((client for client in workspace.clients if client.id == document.client), None)
    for note in notes(document, client=asking):
        console.print(Text(note, style="dim"))


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Line(Text(title, style="bold"), align="left", style="dim"))


def _styled(cell: Cell) -> Text:
    """Return a cell as text with its colour: bluer for more room, orange for full days; the figures say it without."""
    text = f"{cell.text:>{CELL_SIGNS - 1}} "
    if cell.load is not None:
        return Text(text, style=heat(cell.load.band, cell.load.percent))
    if not cell.room_percent:
        return Text(text, style=WARM)
    return Text(text, style=heat("within", max(1, cell.room_percent * FULLEST_WITHIN // 100)))


def _grid(document: Headroom) -> tuple[Table, int]:
    signs = max(len(skill.skill) for skill in document.skills)
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True, width=signs)
    return table, signs


def _draw_days(console: Console, document: Headroom, *, now: datetime, figure: Figure) -> None:
    """Draw skills by days; where the days are too many for the width, below one another."""
    heads = day_heads(document.days, now=now)
    widest = max(CELL_SIGNS, *(len(line) for head in heads for line in head))
    _, signs = _grid(document)
    fit = max(1, (console.width - signs - GAP) // (widest + GAP))
    for first in range(0, len(heads), fit):
        if first:
            console.print()
        shown = range(first, min(first + fit, len(heads)))
        table, _ = _grid(document)
        for _number in shown:
            table.add_column(no_wrap=True, justify="right", width=widest)
        for line in range(2):
            table.add_row("", *(Text(f"{heads[number][line]} ", style="dim") for number in shown))
        for skill in document.skills:
            table.add_row(skill.skill, *(_styled(figure(skill.days[number])) for number in shown))
        console.print(table)


def _draw_today(console: Console, document: Headroom) -> None:
    points = points_shown(document.skills)
    if not points:
        return
    _section(console, "Today, by the time at which it is needed")
    if not any(each.largest_minutes for skill in document.skills for each in skill.today):
        console.print(Text("Nothing fits today as things stand."))
        return
    table, _ = _grid(document)
    for _number in points:
        table.add_column(no_wrap=True, justify="right", width=CELL_SIGNS)
    first = document.skills[0].today
    table.add_row("", *(Text(clock_words(first[number].needed_by), style="dim") for number in points))
    for skill in document.skills:
        table.add_row(skill.skill, *(_styled(request_cell(skill.today[number].largest_minutes)) for number in points))
    console.print(table)


def _draw_skill(
    console: Console, document: Headroom, skill: HeadroomSkill, *, now: datetime, names: dict[str, str]
) -> None:
    """Draw everything of one skill: a row per day, and from when on today something fits."""
    _section(console, f"{skill.skill}, {count_words(len(skill.people), 'person', 'people')}")
    if not skill.people:
        console.print(Text(nobody_words(document), style=WARM))
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    for _ in range(7):
        table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1)
    heads = ("", "largest", "one sitting", "free", "of", "committed", "can wait", "held", "for")
    table.add_row(*(Text(head, style="dim") for head in heads))
    for day in skill.days:
        table.add_row(
            "today" if day.day == now.date() else near_day_words(day.day, today=now.date()),
            *_skill_cells(day),
            Text(held_words(day, names), style="dim"),
        )
    console.print(table)
    console.print()
    said: Sequence[str] = today_words(skill)
    if skill.today:
        console.print(Text("Today: " + ("; ".join(said) if said else "nothing fits as things stand.")))
    elif not said and document.days:
        console.print(Padding(Text("Today's hours are over, or there are none.", style="dim"), (0, 0, 0, 0)))


def _skill_cells(day: HeadroomDay) -> tuple[Text, ...]:
    return (
        _styled(request_cell(day.room.largest_minutes)),
        _styled(request_cell(day.room.sitting_minutes)),
        _styled(spare_cell(day)),
        *(
            Text(clock_hours(minutes) if minutes else NOTHING, style="" if minutes else "dim")
            for minutes in (day.capacity_minutes, day.committed_minutes, day.can_wait_minutes, day.held_minutes)
        ),
    )
