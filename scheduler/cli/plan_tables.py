"""The parts of the plan view that judge the plan: trouble, changes, load, and what it gives up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD, heat, meaning
from scheduler.report.shares_of_time import clock_hours
from scheduler.report.words import (
    count_words,
    day_words,
    duration_words,
    hours_words,
    moment_words,
    short_day_words,
    whole_hours_words,
)

if TYPE_CHECKING:
    from datetime import date

    from rich.console import RenderableType

    from scheduler.domain.plan import Violation
    from scheduler.report.changes import Changes
    from scheduler.report.load import LoadCell, LoadRow, LoadTable
    from scheduler.report.measures import Measure
    from scheduler.report.trouble import Trouble, TroubleGroup

HOURS_COLUMN_FROM = 96
CELL_SIGNS = 6
NAME_SIGNS = 18


def trouble_block(groups: Sequence[TroubleGroup], *, today: date) -> RenderableType:
    """Return late or unplaced tasks under the sentence they share."""
    return Group(*(_trouble_group(group, last=group is groups[-1], today=today) for group in groups))


def _trouble_group(group: TroubleGroup, *, last: bool, today: date) -> RenderableType:
    parts: list[RenderableType] = []
    for trouble in group.tasks:
        # A table per task, so that its second line has the whole width.
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(ratio=1)
        table.add_column(no_wrap=True, justify="right")
        table.add_row(_trouble_title(trouble), _trouble_amount(trouble))
        parts += [table, Padding(_trouble_place(trouble, today), (0, 0, 0, 2))]
    if group.reason is not None:
        reason = Text(group.reason)
        reason.append(" Proven." if group.proven else " Not proven.", style=COOL if group.proven else "dim")
        parts.append(Padding(reason, (0, 0, 0, 2)))
    return Padding(Group(*parts), (0, 0, 0 if last else 1, 0))


def _trouble_title(trouble: Trouble) -> Text:
    text = Text()
    text.append(trouble.title, style="bold")
    if trouble.commitment != "agreed":
        text.append(f" {meaning(trouble.commitment)}")
    text.append(f"  {trouble.client}", style="dim")
    return text


def _trouble_amount(trouble: Trouble) -> Text:
    if trouble.finish is None:
        return Text(f"{hours_words(trouble.minutes)} of work", style=WARM_BOLD)
    return Text(f"{duration_words(trouble.minutes)} late", style=WARM_BOLD)


def _trouble_place(trouble: Trouble, today: date) -> Text:
    words = str(trouble.id)
    if trouble.due is not None and trouble.finish is not None:
        due, done = moment_words(trouble.due, today=today), moment_words(trouble.finish, today=today)
        words += f" · due {due} · done {done} by {trouble.person}"
    return Text(words, style="dim")


def contradictions_block(violations: Sequence[Violation]) -> RenderableType:
    """Return what frozen work contradicts, and what to do about it."""
    advice = "Change what contradicts, or plan without --baseline, or with freeze_days: 0."
    return Group(*(Text(violation.text) for violation in violations), Text(advice, style="dim"))


def changes_block(changes: Changes) -> RenderableType:
    """Return the moves as before and after, then what came, went and was set free."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_row("", Text("done before", style="dim"), Text("  done now", style="dim"))
    for move in changes.moves:
        title = Text(move.title)
        title.append(f"  {move.client}", style="dim")
        table.add_row(title, Text(move.before, style="dim"), Text(f"→ {move.after}"))
    lines: list[RenderableType] = [table if changes.moves else Text("No task moved.", style="dim")]
    lines += [Text(f"new: {title}") for title in changes.added]
    lines += [Text(f"gone: {title}") for title in changes.dropped]
    lines += [Text(f"no longer frozen: {title}, as {cause}") for title, cause in changes.unfrozen]
    return Group(*lines)


def load_strip(load: LoadTable, *, width: int, today: date) -> RenderableType:
    """Return the heat strip: a number in every coloured cell; weeks that the terminal has no room for are named."""
    hours = [_hours_of(row) for row in (*load.rows, load.team)] if width >= HOURS_COLUMN_FROM else []
    names = min(NAME_SIGNS, max(len(row.name) for row in (*load.rows, load.team)))
    room = width - names - max(map(len, hours), default=-1) - 1
    weeks = load.weeks[: max(0, room // (CELL_SIGNS + 1) - len(load.days) - 1)]
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, width=names)
    for _ in range(len(load.days) + len(weeks) + 1):
        table.add_column(justify="center", no_wrap=True, width=CELL_SIGNS)
    table.add_column(justify="right", no_wrap=True)
    heads = [short_day_words(day) for day in load.days]
    heads += [f"wk {monday.isocalendar().week}" for monday in weeks]
    table.add_row("", *(Text(head, style="dim") for head in (*heads, "all")), "")
    for position, row in enumerate((*load.rows, load.team)):
        cells = [_load_cell(cell) for cell in (*row.days, *row.weeks[: len(weeks)], row.total)]
        end = Text(hours[position] if hours else "", style="dim")
        table.add_row(Text(row.name, style="bold" if row is load.team else ""), *cells, end)
    notes: list[RenderableType] = []
    if any(cell.is_hours for row in (*load.rows, load.team) for cell in (*row.days, *row.weeks, row.total)):
        notes.append(
            Text("1:30 ! is an hour and a half of work where there is little working time or none", style="dim")
        )
    left_out = len(load.weeks) - len(weeks)
    if not left_out:
        return Group(table, *notes) if notes else table
    note = f"{count_words(left_out, 'week')} from {day_words(load.weeks[len(weeks)], today=today)} on left out for want of room"
    return Group(table, *notes, Text(note, style="dim"))


def _hours_of(row: LoadRow) -> str:
    return f"{whole_hours_words(row.total.planned_minutes)} of {whole_hours_words(row.total.available_minutes)}"


def _load_cell(cell: LoadCell) -> Text:
    percent = cell.percent
    if cell.band == "away":
        return Text("·", style="dim")
    number = clock_hours(cell.planned_minutes) if cell.is_hours else f"{percent}"
    # The mark says without colour what the colour says.
    mark = " !" if len(number) + 2 <= CELL_SIGNS else "!"
    words = f"{number}{mark}" if cell.band == "over" else number
    return Text(f"{words:^{CELL_SIGNS}}", style=heat(cell.band, percent))


def measures_block(measures: Sequence[Measure]) -> RenderableType:
    """Return the levels above zero: the value, what no plan goes below, and what the level stands for."""
    parts: list[RenderableType] = []
    for measure in measures:
        line = Text()
        line.append(measure.level, style="bold")
        line.append(f"  {measure.value}  ")
        if measure.proven:
            line.append("best possible", style=COOL)
        else:
            line.append(f"no plan below {measure.bound}" if measure.bound else "perhaps not the best", style="dim")
        parts += [line, Padding(Text(measure.sentence, style="dim"), (0, 0, 0, 2))]
    return Group(*parts)
