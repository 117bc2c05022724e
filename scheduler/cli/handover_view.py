"""A hand-over in a terminal: the answer first, then what is in the way, what moves to whom, and the agreed hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM, WARM_BOLD
from scheduler.report.handover import HandoverWords
from scheduler.report.words import hours_words

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.handover import Candidate, HandedOver, Handover
    from scheduler.domain.workspace import Workspace


def draw_handover(console: Console, workspace: Workspace, *, document: Handover) -> None:
    """Draw the check of a hand-over."""
    words = HandoverWords(workspace, document)
    console.print(Text(document.workspace, style="bold"))
    console.print(Text(words.question(), style="dim"))
    console.print()
    console.print(Text(words.answer(), style=f"bold {COOL}" if document.covered else WARM_BOLD))
    for line in (words.earliest(), words.fixed(), words.staying(), words.contacts()):
        if line:
            console.print(Text(line))
    _draw_obstacles(console, document, words=words)
    _draw_moves(console, document.moves, words=words, title="What moves, and to whom")
    if words.elsewhere() and not document.late:
        console.print(Text(words.elsewhere(), style="dim"))
    if document.earliest is not None:
        day = words.day(document.earliest.from_on)
        _draw_moves(console, document.earliest.moves, words=words, title=f"What would move from {day} on, and to whom")
    _draw_candidates(console, document.candidates, words=words, title="Who may take it")
    if document.earliest is not None:
        then = document.earliest
        title = f"Who may take it from {words.day(then.from_on)} on"
        _draw_candidates(console, then.candidates, words=words, title=title, of=len(then.moves))
    _draw_hours(console, document, words=words)
    console.print()
    console.print(Text("Nothing was written: this is what a hand-over would come to.", style="dim"))
    if document.planned_first:
        console.print(Text("There is no published plan, so a plan was made first.", style="dim"))


def _section(console: Console, title: str) -> None:
    console.print()
    console.print(Line(Text(title, style="bold"), align="left", style="dim"))


def _draw_obstacles(console: Console, document: Handover, *, words: HandoverWords) -> None:
    if document.not_covered:
        _section(console, "What is not covered, and why")
        for each in document.not_covered:
            line = Text(words.title(each.task), style="bold")
            line.append(f"  {hours_words(each.minutes)}  {words.due(each.due)}", style="not bold")
            console.print(line)
            console.print(Padding(Text(words.in_the_way(each)), (0, 0, 0, 2)))
    if document.late:
        _section(console, "Promises that would be broken by it")
        for broken in document.late:
            console.print(Text(words.broken(broken), style=WARM))


def _draw_moves(console: Console, moves: Sequence[HandedOver], *, words: HandoverWords, title: str) -> None:
    if not moves:
        return
    _section(console, title)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for _ in range(3):
        table.add_column(no_wrap=True)
    for move in moves:
        table.add_row(
            Text(words.title(move.task)),
            Text(hours_words(move.minutes)),
            Text(words.name(move.to), style=COOL),
            Text(words.moved(move)),
            Text(words.due(move.due), style="dim"),
        )
    console.print(table)


def _draw_candidates(
    console: Console, candidates: Sequence[Candidate], *, words: HandoverWords, title: str, of: int | None = None
) -> None:
    if not candidates:
        return
    _section(console, title)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1)
    for each in candidates:
        table.add_row(
            Text(each.name, style="bold" if each.takes_all == "yes" else ""),
            Text(f"{hours_words(each.free_minutes)} free", style="dim"),
            Text(words.takes(each, of=of), style=COOL if each.takes_all == "yes" else ""),
        )
    console.print(table)


def _draw_hours(console: Console, document: Handover, *, words: HandoverWords) -> None:
    if not document.hours:
        return
    _section(console, f"Agreed hours that stand on {words.person}")
    left = {each.skill for each in document.hours_left}
    for each in document.hours:
        line = Text(each.skill, style="bold")
        line.append(f"  {words.hours(each)}", style="not bold")
        console.print(line)
        console.print(Padding(Text(words.relaid(each.skill), style=WARM if each.skill in left else ""), (0, 0, 0, 2)))
