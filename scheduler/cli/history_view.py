"""The history of the book in a terminal: day by day, what was asked and answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.decision_view import telling_block
from scheduler.report.history import history_days
from scheduler.report.words import clock_words, day_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.book import Entry
    from scheduler.domain.workspace import Workspace

CLOCK_SIGNS = 5


def draw_history(
    console: Console, workspace: Workspace, *, entries: Sequence[Entry], client: str | None = None
) -> None:
    """Draw the history.

    Parameters
    ----------
    entries
        The whole log, also where one client is asked for: what was before an entry says where its work stood.
    client
        Only what concerns this client, without the lines that are about others.
    """
    days = history_days(workspace, entries, client=client)
    if not days:
        console.print(Text("Nothing was asked yet."))
        return
    for number, day in enumerate(days):
        if number:
            console.print()
        title = Text(f"{day_words(day.day)} {day.day.year}", style="bold")
        console.print(Line(title, align="left", style="dim", characters="─"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, width=CLOCK_SIGNS, style="dim")
        table.add_column(ratio=1)
        for telling in day.tellings:
            table.add_row(clock_words(telling.at), telling_block(telling, with_next=False))
        console.print(table)
