"""Problems, notices, and the summary of a workspace without problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.block_tables import draw_blocks
from scheduler.cli.signs import COOL, WARM, WARM_BOLD
from scheduler.report.agreements import agreed_of
from scheduler.report.blocks import block_table
from scheduler.report.signing import signing_facts
from scheduler.report.words import count_words, day_words, hours_words

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from scheduler.domain.laying import Laying
    from scheduler.domain.problems import Notice, Problem
    from scheduler.domain.reasons import Reason
    from scheduler.domain.workspace import Workspace
    from scheduler.report.agreements import Agreed
    from scheduler.workflows.held_by_book import HeldByBook, HeldHours
    from scheduler.workflows.validate_workspace import WorkspaceCounts

_GAP = 2
_NAME_SIGNS = 12
_NO_AGREEMENT = "no agreement, lives on spare"
_MOST_FORESEEN = 12
"""Lines about what arithmetic alone shows to be too much."""


def draw_problems(console: Console, problems: Sequence[Problem], *, writes: bool) -> None:
    """Draw every problem, one to a paragraph, in the order of files and lines.

    Parameters
    ----------
    writes
        Whether the command would have written files, so that it is worth saying that it did not.
    """
    for problem in problems:
        _draw_finding(console, problem, style="bold")
    console.print()
    end = "; nothing was written." if writes else "."
    console.print(Text(f"{count_words(len(problems), 'problem')}{end}", style=WARM_BOLD))


def draw_notices(console: Console, notices: Sequence[Notice]) -> None:
    """Draw what is worth knowing beside the answer."""
    for notice in notices:
        console.print(Text(f"notice: {notice.text}", style="dim"))


def draw_foreseen(console: Console, reasons: Sequence[Reason]) -> None:
    """Draw what arithmetic alone shows to be too much, before a search begins."""
    for reason in reasons[:_MOST_FORESEEN]:
        console.print(Text(f"before planning: {reason.text}", style="dim"))
    if len(reasons) > _MOST_FORESEEN:
        console.print(Text(f"before planning: {len(reasons) - _MOST_FORESEEN} more of this kind", style="dim"))


def draw_valid(
    console: Console,
    workspace: Workspace,
    *,
    counts: WorkspaceCounts,
    laying: Laying,
    has_book: bool,
    held: HeldByBook | None = None,
) -> None:
    """Draw that all is well, what the workspace holds, what was agreed with each client, and the blocks of these hours.

    Parameters
    ----------
    laying
        Of all agreed hours from as_of on.
    has_book
        Whether there is a book, which holds blocks of its own.
    held
        What the book holds for each client.
    """
    agreed, today = agreed_of(workspace), workspace.as_of.date()
    words = [
        count_words(counts.people, "person", "people"),
        count_words(counts.clients, "client"),
        count_words(agreed.open_tasks, "open task"),
        count_words(counts.recurring, "recurring deliverable"),
        *([count_words(counts.requests, "request")] if counts.requests else []),
    ]
    head = Text()
    head.append("OK", style=f"bold {COOL}")
    head.append(f"  {workspace.name}: {', '.join(words)}")
    console.print(head)
    if agreed.rows:
        console.print()
        console.print(_agreed_table(agreed, width=console.width, today=today))
    if held is not None and held.clients:
        console.print()
        days = f"{day_words(held.first, today=today)} to {day_words(agreed.last, today=today)}"
        title = f"What the book holds of it, {days}"
        console.print(Line(Text(title, style="bold"), align="left", style="dim"))
        console.print(_held_table(held.clients))
    draw_blocks(
        console,
        block_table(workspace, laying, day=today),
        facts=signing_facts(workspace, laying, day=today),
        title="Agreed hours as blocks" + (", laid anew without the book" if has_book else ""),
        today=today,
    )


def _agreed_table(agreed: Agreed, *, width: int, today: date) -> Table:
    """Return a row per client; a long name gives way to what was agreed, and goes on in the next line."""
    heads = ("", "agreed per week", f"to {day_words(agreed.last, today=today)}", "open work")
    sums = [(hours_words(row.guaranteed_minutes), hours_words(row.open_minutes)) for row in agreed.rows]
    taken = sum(max(map(cell_len, column)) for column in zip(heads[2:], *sums, strict=True)) + (len(heads) - 1) * _GAP
    table = Table.grid(padding=(0, _GAP, 0, 0), expand=True)
    table.add_column(max_width=max(_NAME_SIGNS, width - taken - len(_NO_AGREEMENT)))
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_row(*(Text(head, style="dim") for head in heads))
    for row in agreed.rows:
        table.add_row(
            Text(row.name, style="bold"),
            Text(row.agreed or _NO_AGREEMENT),
            hours_words(row.guaranteed_minutes) if row.agreed else "",
            hours_words(row.open_minutes),
        )
    return table


def _held_table(held: Sequence[HeldHours]) -> Table:
    """Return a row per client: what was agreed by the book, what became of it, and what is still held."""
    kinds = [("agreed", "agreed"), ("booked", "booked"), ("lapsed", "lapsed"), ("cut", "cut"), ("held", "holds now")]
    shown = [
        (name, head) for name, head in kinds if name in ("agreed", "held") or any(getattr(row, name) for row in held)
    ]
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(max_width=_NAME_SIGNS * 2)
    for _ in shown:
        table.add_column(justify="right", no_wrap=True)
    table.add_row("", *(Text(head, style="dim") for _, head in shown))
    for row in held:
        cells = (
            Text(hours_words(getattr(row, name)), style=WARM if name == "cut" and row.cut else "") for name, _ in shown
        )
        table.add_row(Text(row.name, style="bold"), *cells)
    return table


def _draw_finding(console: Console, problem: Problem, *, style: str) -> None:
    place, colon, rest = problem.text.partition(": ")
    text = Text()
    text.append(f"{place}{colon}", style=style if colon else "")
    text.append(rest)
    console.print(text)
