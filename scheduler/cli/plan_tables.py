"""The tables of the plan view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scheduler.report.words import (
    clock_words,
    duration_words,
    hours_words,
    moment_words,
    short_day_words,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scheduler.report.changes import Changes
    from scheduler.report.load import LoadCell, LoadRow, LoadTable
    from scheduler.report.measures import Measure
    from scheduler.report.promises import ClientPromises, Promise
    from scheduler.report.trouble import Trouble, TroubleGroup
    from scheduler.report.week import DayWork, Entry, Mark, PersonWeek

TWO_COLUMNS_FROM = 130
GUTTER = 4

SIGNS: dict[Mark, tuple[str, str, str]] = {
    "regulatory": ("§", "bound by law", "bold"),
    "target": ("○", "target", "dim"),
    "tentative": ("~", "tentative", "italic dim"),
    "overtime": ("+", "overtime", "dark_orange"),
    "late": ("!", "late", "bold dark_orange"),
}

# From blue to orange; each colour is light enough for the black number on it.
_WITHIN = ("#f2f7fb", "#d9e8f5", "#bcd7ec", "#9dc4e3", "#7fb1da")
_FULL = "#fddbb0"
_OVER = "#f59b4c"


def load_strip(load: LoadTable, *, width: int) -> RenderableType:
    """Return the heat strip: a number in every coloured cell."""
    table = Table.grid(padding=(0, 1), pad_edge=False)
    table.add_column(no_wrap=True, max_width=18)
    for _ in (*load.days, *load.weeks, load.team.total):
        table.add_column(justify="center", no_wrap=True, min_width=6)
    wide = width >= 100
    if wide:
        table.add_column(justify="right", no_wrap=True)
    heads = [short_day_words(day) for day in load.days]
    heads += [f"wk {monday.isocalendar().week}" for monday in load.weeks]
    table.add_row("", *(Text(head, style="dim") for head in (*heads, "all")), *([""] if wide else []))
    for row in load.rows:
        table.add_row(*_load_cells(row, wide=wide))
    table.add_row(*_load_cells(load.team, wide=wide, style="bold"))
    return table


def _load_cells(row: LoadRow, *, wide: bool, style: str = "") -> list[RenderableType]:
    cells: list[RenderableType] = [Text(row.name, style=style)]
    cells += [_load_cell(cell) for cell in (*row.days, *row.weeks, row.total)]
    if wide:
        cells.append(
            Text(f"{hours_words(row.total.planned_minutes)} of {hours_words(row.total.available_minutes)}", style="dim")
        )
    return cells


def _load_cell(cell: LoadCell) -> Text:
    percent = cell.percent
    match cell.band:
        case "away":
            return Text("·", style="dim")
        case "over":
            number = "all +" if percent is None else f"{percent} !"
            return Text(f"{number:^6}", style=f"black on {_OVER}")
        case "full":
            return Text(f"{percent:^6}", style=f"black on {_FULL}")
        case "within":
            shade = _WITHIN[min((percent or 0) * len(_WITHIN) // 93, len(_WITHIN) - 1)]
            return Text(f"{percent:^6}", style=f"black on {shade}")


def week_block(weeks: Sequence[PersonWeek], *, width: int) -> RenderableType:
    """Return what each person does on each day, in two columns where there is room, with the legend of the signs used."""
    blocks = [_person_block(week) for week in weeks]
    used = {mark for week in weeks for day in week.days for entry in day.entries for mark in entry.marks}
    return Group(_in_columns(blocks, width=width), *_legend(used))


def _person_block(week: PersonWeek) -> RenderableType:
    head = Text()
    head.append(week.name, style="bold")
    head.append(f"  {hours_words(week.planned_minutes)} of {hours_words(week.available_minutes)}", style="dim")
    if week.zone:
        head.append(f"  clock of {week.zone}", style="italic dim")
    table = Table.grid(padding=(0, 2, 0, 0), expand=False)
    table.add_column(no_wrap=True, width=6)
    table.add_column()
    for day in week.days:
        _add_day(table, day)
    return Group(head, Padding(table, (0, 0, 1, 2)))


def _add_day(table: Table, day: DayWork) -> None:
    label = Text(short_day_words(day.day), style="dim")
    if not day.entries:
        table.add_row(label, Text("free" if day.available_minutes else "away", style="dim"))
    for entry in day.entries:
        table.add_row(label, _entry_text(entry))
        label = Text("")


def _entry_text(entry: Entry) -> Text:
    text = Text()
    text.append(entry.times)
    text.append(f"  {entry.title}", style="italic" if "tentative" in entry.marks else "")
    _append_signs(text, entry.marks)
    text.append(f"  {entry.client}", style="dim")
    if entry.due:
        text.append(f"  due {entry.due}", style="bold dark_orange" if "late" in entry.marks else "blue")
    return text


def _append_signs(text: Text, marks: Sequence[Mark]) -> None:
    for mark in marks:
        sign, _, style = SIGNS[mark]
        text.append(f" {sign}", style=style)


def _legend(used: set[Mark]) -> list[RenderableType]:
    words = [f"{sign} {meaning}" for mark, (sign, meaning, _) in SIGNS.items() if mark in used]
    return [Text("   ".join(words), style="dim")] if words else []


def _in_columns(blocks: Sequence[RenderableType], *, width: int) -> RenderableType:
    if width < TWO_COLUMNS_FROM:
        return Group(*blocks)
    half = (width - GUTTER) // 2
    grid = Table.grid(padding=(0, GUTTER, 0, 0), pad_edge=False)
    grid.add_column(width=half)
    grid.add_column(width=half)
    for left in range(0, len(blocks), 2):
        grid.add_row(blocks[left], blocks[left + 1] if left + 1 < len(blocks) else "")
    return grid


def promises_block(clients: Sequence[ClientPromises], *, width: int) -> RenderableType:
    """Return each client's promises with due, finish and the time between."""
    blocks = [_client_block(client) for client in clients]
    used = {mark for client in clients for promise in client.rows for mark in promise.marks}
    return Group(_in_columns(blocks, width=width), *_legend(used))


def _client_block(client: ClientPromises) -> RenderableType:
    head = Text(client.name, style="bold")
    if client.load is not None:
        head.append(f"  {hours_words(client.load.planned_minutes)} planned", style="dim")
        if client.load.guaranteed_minutes:
            head.append(f", {hours_words(client.load.guaranteed_minutes)} agreed", style="dim")
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right", min_width=10)
    if client.rows:
        table.add_row(*(Text(head, style="dim") for head in ("", "due", "done", "to spare")))
    for promise in client.rows:
        table.add_row(*_promise_cells(promise))
    return Group(head, Padding(Group(table, _later_text(client)), (0, 0, 1, 2)))


def _promise_cells(promise: Promise) -> list[RenderableType]:
    title = Text(promise.title, style="italic" if "tentative" in promise.marks else "")
    _append_signs(title, promise.marks)
    title.append(f"  {promise.person}", style="dim")
    due = "" if promise.due is None else f"{short_day_words(promise.due.date())} {clock_words(promise.due)}"
    finish = f"{short_day_words(promise.finish.date())} {clock_words(promise.finish)}"
    if promise.late_minutes:
        spare = Text(f"{duration_words(promise.late_minutes)} late", style="bold dark_orange")
    else:
        spare = Text("" if promise.slack_minutes is None else duration_words(promise.slack_minutes), style="blue")
    return [title, Text(due), Text(finish, style="dim"), spare]


def _later_text(client: ClientPromises) -> Text:
    later = client.later
    if not later.count:
        return Text("nothing more is planned" if client.rows else "nothing is planned", style="dim")
    lead = f"{later.count} more after this week" if client.rows else f"{later.count} after this week"
    if later.late_count:
        words = f"{lead}, {later.late_count} of them late"
    else:
        words = f"{lead}, all on time" if later.tightest else lead
    tightest = later.tightest
    if tightest is not None and tightest.due is not None:
        room = (
            f"{duration_words(tightest.late_minutes)} late"
            if tightest.late_minutes
            else f"{duration_words(tightest.slack_minutes or 0)} to spare"
        )
        words += f"; closest: {tightest.title}, due {moment_words(tightest.due)}, {room}"
    return Text(words, style="dim")


def trouble_block(groups: Sequence[TroubleGroup]) -> RenderableType:
    """Return late or unplaced tasks under the sentence they share."""
    return Group(*(_trouble_group(group, last=group is groups[-1]) for group in groups))


def _trouble_group(group: TroubleGroup, *, last: bool) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for trouble in group.tasks:
        table.add_row(_trouble_text(trouble), _trouble_amount(trouble))
    reason = Text()
    if group.reason is not None:
        reason.append(group.reason)
        reason.append(" Proven." if group.proven else " Not proven.", style="blue" if group.proven else "dim")
    return Padding(Group(table, Padding(reason, (0, 0, 0, 2))), (0, 0, 0 if last else 1, 0))


def _trouble_text(trouble: Trouble) -> Text:
    text = Text(trouble.title, style="bold")
    if trouble.commitment != "agreed":
        text.append(f" {SIGNS[trouble.commitment][0]} {SIGNS[trouble.commitment][1]}", style="dim")
    text.append(f"  {trouble.client} · {trouble.id}", style="dim")
    return text


def _trouble_amount(trouble: Trouble) -> Text:
    if trouble.finish is None or trouble.due is None:
        return Text(f"{hours_words(trouble.minutes)} of work", style="bold dark_orange")
    text = Text(f"due {short_day_words(trouble.due.date())} {clock_words(trouble.due)}, ", style="dim")
    text.append(f"done {short_day_words(trouble.finish.date())} {clock_words(trouble.finish)}", style="dim")
    text.append(f"  {duration_words(trouble.minutes)} late", style="bold dark_orange")
    return text


def changes_block(changes: Changes) -> RenderableType:
    """Return the moves as before and after, then what came, went and was set free."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(ratio=1)
    table.add_column()
    table.add_column()
    for move in changes.moves:
        title = Text(move.title)
        title.append(f"  {move.client}", style="dim")
        table.add_row(title, Text(move.before, style="dim"), Text(f"→ {move.after}"))
    lines: list[RenderableType] = [table] if changes.moves else []
    if not changes.moves:
        lines.append(Text("No task moved.", style="dim"))
    lines += [Text(f"new: {title}") for title in changes.added]
    lines += [Text(f"gone: {title}") for title in changes.dropped]
    lines += [Text(f"no longer frozen: {title}, as {cause}") for title, cause in changes.unfrozen]
    return Group(*lines)


def measures_block(measures: Sequence[Measure]) -> RenderableType:
    """Return the levels above zero: the value and what no plan goes below."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(no_wrap=True)
    for measure in measures:
        end = (
            Text("best possible", style="blue")
            if measure.proven
            else Text(f"no plan below {measure.bound}", style="dim")
        )
        table.add_row(Text(measure.level), Text(f"{measure.value} {measure.unit}"), end)
    return table
