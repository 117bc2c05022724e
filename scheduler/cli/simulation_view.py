"""A simulation as a lead reads it in a terminal: each run with its verdict, a row per client, and what came out differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.report.simulation import COLUMNS, LEGEND, headline_words, shown_runs

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.simulation import Simulation
    from scheduler.report.simulation import ShownRun


def draw_simulation(console: Console, simulation: Simulation, *, sentence: str) -> None:
    """Draw all runs.

    Parameters
    ----------
    sentence
        What happens in the scenario; empty for a log.
    """
    what, when = headline_words(simulation, sentence)
    console.print(Text(what, style="bold"))
    console.print(Text(when, style="dim"))
    for run in shown_runs(simulation):
        _draw_run(console, run)
    console.print()
    console.print(Text(LEGEND, style="dim"))


def _draw_run(console: Console, run: ShownRun) -> None:
    console.print()
    console.print(Line(Text(run.title, style="bold"), align="left", style="dim", characters="─"))
    console.print(Text(run.verdict, style=f"bold {COOL}" if run.is_good else WARM_BOLD))
    console.print(Text(run.facts, style="dim"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=16)
    for _ in COLUMNS[1:]:
        table.add_column(justify="right")
    table.add_row(*(Text(head, style="dim") for _, head in COLUMNS))
    for row, cells in enumerate(run.cells):
        table.add_row(
            *(
                Text(cell, style=WARM_BOLD if (row, column) in run.alarms else "bold" if not column else "")
                for column, cell in enumerate(cells)
            )
        )
    console.print(table)
    for difference in run.differences:
        console.print(Text(difference))
