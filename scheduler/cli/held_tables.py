"""Hours held for clients, as a lead shows them to one: with whom and when, and until when nobody else may have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import WARM_BOLD
from scheduler.report.words import hours_words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scheduler.report.held_hours import HeldClient, HeldWeek

INDENT = GAP = 2
BETWEEN = " · "
MEANING = "Nobody else's request can use them before they lapse; what is not booked by then becomes spare."


def held_block(week: HeldWeek, *, width: int, not_held: Sequence[str] = ()) -> RenderableType:
    """Return what is held in a week, client by client, what that means, the sums of later weeks, and what is not held."""
    parts: list[RenderableType] = []
    widths = _Widths(week, width=width)
    if week.clients:
        parts += [Text(MEANING, style="dim"), Padding(_heads(widths), (0, 0, 0, INDENT))]
    else:
        parts.append(Text("Nothing is held for anybody this week."))
    for client in week.clients:
        head = Text(client.name, style="bold")
        head.append(f"  {hours_words(client.minutes)}", style="dim not bold")
        parts += [head, Padding(_rows(client, widths), (0, 0, 0, INDENT))]
    if week.later:
        parts.append(Text(week.later))
    parts += [Text(sentence, style="dim") for sentence in not_held]
    return Group(*parts)


class _Widths:
    """Widths of the columns, the same for all clients so that eyes run down."""

    def __init__(self, week: HeldWeek, *, width: int) -> None:
        lines = [line for client in week.clients for line in client.lines]
        self.key = max([0, *(len(line.key) for line in lines)])
        self.hours = max([0, *(len(hours_words(line.minutes)) for line in lines)])
        self.person = max([len("no room"), *(len(line.person) for line in lines)])
        self.lapses = max([len("lapses from"), *(len(line.lapses) for line in lines)])
        self.times = width - INDENT - self.key - self.hours - self.person - self.lapses - 5 * GAP


def _table(widths: _Widths) -> Table:
    table = Table.grid(padding=(0, GAP, 0, 0), expand=True)
    table.add_column(no_wrap=True, width=widths.key)
    table.add_column(no_wrap=True, justify="right", width=widths.hours)
    table.add_column(no_wrap=True, width=widths.person)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, width=widths.lapses)
    return table


def _heads(widths: _Widths) -> Table:
    table = _table(widths)
    table.add_row("", "", *(Text(word, style="dim") for word in ("who", "when", "lapses from")))
    return table


def _rows(client: HeldClient, widths: _Widths) -> Table:
    table = _table(widths)
    for line in client.lines:
        who = Text(line.person, style="dim") if line.person else Text("no room", style=WARM_BOLD)
        times = Text("\n".join(_filled(line.times, widths.times)))
        table.add_row(Text(line.key), Text(hours_words(line.minutes)), who, times, Text(line.lapses, style="dim"))
    return table


def _filled(days: Sequence[str], width: int) -> list[str]:
    """Return days in lines of a width, none of them torn from its times."""
    lines: list[str] = []
    for day in days:
        if lines and len(lines[-1]) + len(BETWEEN) + len(day) <= width:
            lines[-1] += f"{BETWEEN}{day}"
        else:
            lines.append(day)
    return lines
