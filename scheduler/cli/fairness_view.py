"""Fairness in a terminal: promises kept and missed, what became of everybody's hours, and where everybody stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM, WARM_BOLD
from scheduler.report.shares_of_time import (
    ALWAYS,
    COLUMNS,
    amounts_of,
    bar_of,
    borrowed_note,
    clock_hours,
    evenness_note,
    promises_words,
    share_note,
    standing_cells,
    summed,
    week_label,
    weeks_title,
)
from scheduler.report.words import moment_words, shortened

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.standing_of_clients import ClientWeek, StandingOfClients
    from scheduler.domain.workspace import Workspace

GAP = 2
MOST_BAR_SIGNS = 16
LEAST_BAR_SIGNS = 8
LEAST_NAME_SIGNS = 14
MOST_NAME_SIGNS = 28
PROMISE_HEADS = ("kept", "missed")
COOL_BOLD = f"bold {COOL}"


def draw_fairness(
    console: Console, workspace: Workspace, *, document: StandingOfClients, cut: str = "not held any more"
) -> None:
    """Draw the view: of everybody a table per week (and of all weeks together), of one client a row per week.

    Parameters
    ----------
    cut
        By what hours were cut (`scheduler.report.fairness.cut_words`).
    """
    del workspace  # Names stand in the document; the view is called like the others.
    now = datetime.fromisoformat(document.as_of)
    alone = len(document.clients) == 1
    _draw_head(console, document, now=now, alone=alone)
    mondays = list(dict.fromkeys(row.monday for row in document.weeks))
    parts: list[tuple[str, list[tuple[str, ClientWeek]]]] = []
    if alone:
        rows = [(week_label(row.monday), row) for row in document.weeks]
        whole = [("together", summed(document.weeks))] if len(mondays) > 1 else []
        parts.append((weeks_title(mondays), [*rows, *whole]))
    else:
        if len(mondays) > 1:
            parts.append((f"{weeks_title(mondays)}, together", _together(document.weeks)))
        for monday in mondays:
            so_far = ", so far" if (now.date() - monday).days < 7 else ""
            rows = [(row.name, row) for row in document.weeks if row.monday == monday]
            parts.append((weeks_title([monday]) + so_far, rows))
    layout = _layout(parts, width=console.width)
    for title, rows in parts:
        _section(console, title)
        console.print(_hours_table(rows, layout))
    console.print(_legend(layout, cut=cut))
    if any(column == "borrowed" for column, _ in layout.columns):
        console.print(Text(borrowed_note(), style="dim"))
    _draw_standing(console, document, now=now)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Columns of minutes in which somebody has any, and the widths of the first two columns; no bar where there is no room."""

    columns: tuple[tuple[str, str], ...]
    name_signs: int
    bar_signs: int


def _layout(parts: Sequence[tuple[str, Sequence[tuple[str, ClientWeek]]]], *, width: int) -> _Layout:
    """Give names what they need, amounts what they need, and the bar what is left."""
    cells = [(name, amounts_of(row)) for _, rows in parts for name, row in rows]
    columns = tuple(
        (column, head) for column, head in COLUMNS if column in ALWAYS or any(each[column] for _, each in cells)
    )
    amounts = [
        max([len(head), *(len(clock_hours(each[column])) for _, each in cells)]) + GAP for column, head in columns
    ]
    left = width - GAP - sum(amounts) - sum(len(head) + GAP for head in PROMISE_HEADS)
    name = min(max([LEAST_NAME_SIGNS, *(len(name) for name, _ in cells)]), MOST_NAME_SIGNS, left)
    bar = min(MOST_BAR_SIGNS, left - name - GAP)
    return _Layout(columns, name, bar if bar >= LEAST_BAR_SIGNS else 0)


def _draw_head(console: Console, document: StandingOfClients, *, now: datetime, alone: bool) -> None:
    """Say whom and until when, and the promises: those kept as loudly as those missed."""
    what = f"What {document.clients[0].name} got of what was agreed" if alone else "Who got what of what was agreed"
    console.print(Text(f"{what}, until {moment_words(now, today=date.min)}", style="bold"))
    kept, missed = promises_words(document.weeks)
    line = Text(kept, style=COOL_BOLD if any(row.promises_kept for row in document.weeks) else "")
    if missed:
        line.append(f" {missed}", style=WARM_BOLD)
    console.print(line)


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Line(Text(title, style="bold"), align="left", style="dim", characters="─"))


def _together(rows: Sequence[ClientWeek]) -> list[tuple[str, ClientWeek]]:
    by_client: dict[str, list[ClientWeek]] = {}
    for row in rows:
        by_client.setdefault(row.client, []).append(row)
    return [(own[-1].name, summed(own)) for own in by_client.values()]


def _hours_table(rows: Sequence[tuple[str, ClientWeek]], layout: _Layout) -> Table:
    """Return a row per client or week: hours of each kind, and promises kept and missed."""
    table = Table.grid(padding=(0, GAP, 0, 0))
    table.add_column(no_wrap=True, width=layout.name_signs)
    if layout.bar_signs:
        table.add_column(no_wrap=True, width=layout.bar_signs)
    for _ in range(len(layout.columns) + len(PROMISE_HEADS)):
        table.add_column(justify="right", no_wrap=True)
    heads = ["", *([""] if layout.bar_signs else []), *(head for _, head in layout.columns)]
    kept, missed = PROMISE_HEADS
    table.add_row(
        *(Text(head, style="dim") for head in heads), Text(kept, style=COOL_BOLD), Text(missed, style=WARM_BOLD)
    )
    for name, row in rows:
        amounts = amounts_of(row)
        table.add_row(
            Text(shortened(name, most=layout.name_signs)),
            *([_bar(row, layout.bar_signs)] if layout.bar_signs else []),
            *(_amount(column, amounts[column]) for column, _ in layout.columns),
            Text(str(row.promises_kept), style=COOL_BOLD if row.promises_kept else "dim"),
            Text(str(row.promises_missed), style=WARM_BOLD if row.promises_missed else "dim"),
        )
    return table


def _amount(column: str, minutes: int) -> Text:
    style = "dim" if not minutes else WARM if column == "cut" else "bold" if column == "used" else ""
    return Text(clock_hours(minutes), style=style)


def _bar(row: ClientWeek, signs: int) -> Text:
    """Return the agreed hours as a bar: used, held, lost, lapsed."""
    used, held, lost, lapsed = bar_of(row, signs=signs)
    bar = Text("█" * used, style=COOL)
    bar.append("▒" * held, style=COOL)
    bar.append("×" * lost, style=WARM)
    bar.append("·" * lapsed, style="dim")
    return bar


def _legend(layout: _Layout, *, cut: str) -> Text:
    """Return what the words of the headings and the signs of the bar mean."""
    means = {
        "used": "used: worked on its own hours, or booked there",
        "held": "held: still its own to book",
        "lapsed": "lapsed: not booked before the notice date",
        "cut": f"cut: {cut}",
        "given": "given away: to another client, by consent",
        "borrowed": "borrowed: taken beyond its own hours, worked or still to come",
        "overtime": "overtime: outside ordinary hours, with consent",
    }
    signs = {"used": "█ ", "held": "▒ ", "lapsed": "· ", "cut": "× ", "given": "× "} if layout.bar_signs else {}
    said = [signs.get(name, "") + means[name] for name, _ in layout.columns if name in means]
    return Text("Hours and minutes. " + "; ".join(said) + ".", style="dim")


def _draw_standing(console: Console, document: StandingOfClients, *, now: datetime) -> None:
    """Draw everybody's share, what is owed, and the place in the next round."""
    _section(console, "Where everybody stands" if len(document.clients) > 1 else "Where it stands")
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=LEAST_NAME_SIGNS)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_row(*(Text(head, style="dim") for head in ("", "share", "owed", "next round")))
    for standing in document.clients:
        cells = standing_cells(standing, today=now.date())
        name = shortened(cells.name, most=MOST_NAME_SIGNS)
        plain = [Text(cell, style="dim" if cell == "·" else "bold") for cell in (cells.credit, cells.next_round)]
        table.add_row(Text(name), Text(cells.share), *plain)
    console.print(table)
    console.print(Text(share_note(document), style="dim"))
    evenness = evenness_note(document)
    if evenness:
        console.print(Text(evenness, style="dim"))
