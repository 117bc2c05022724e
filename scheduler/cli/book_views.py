"""What a terminal shows of the book as a file: its check and its repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.report.words import count_words
from scheduler.store.second_copy import COPY_NAME

if TYPE_CHECKING:
    from rich.console import Console

    from scheduler.domain.book_answers import BookState, Repaired


def draw_book_check(console: Console, *, document: BookState) -> None:
    """Draw what the independent check of the book found."""
    if document.clean:
        head = Text("clean", style=f"bold {COOL}")
        head.append(
            f"  {count_words(document.entries, 'entry', 'entries')}, {count_words(len(document.checked), 'invariant')} checked",
            style="not bold default",
        )
    else:
        head = Text(count_words(len(document.violations), "violation"), style=WARM_BOLD)
    console.print(head)
    for violation in document.violations:
        line = Text(f"{violation.rule}  ", style="bold")
        line.append(violation.text, style="not bold")
        console.print(line)


def draw_repair(console: Console, *, document: Repaired) -> None:
    """Draw what a repair kept and lost, and where the damaged file is."""
    kept = count_words(document.kept, "entry", "entries")
    if not document.damage and document.copy_damage:
        console.print(
            Text(f"Repaired: the second copy of the book was written anew. {kept} kept, 0 lost.", style="bold")
        )
        console.print(Padding(Text(f"It was damaged: .evenhand/{COPY_NAME} {document.copy_damage}."), (0, 0, 0, 2)))
        _draw_set_aside(console, document)
        return
    if not document.damage:
        console.print(Text(f"Nothing to repair: {kept}, all good.", style=f"bold {COOL}"))
        return
    console.print(Text(f"Repaired: {kept} kept, {document.lost} lost.", style="bold"))
    console.print(Padding(Text(f"It was damaged: {document.damage}"), (0, 0, 0, 2)))
    _draw_set_aside(console, document)


def _draw_set_aside(console: Console, document: Repaired) -> None:
    for name in document.set_aside:
        console.print(Padding(Text(f"The damaged file is kept as .evenhand/{name}."), (0, 0, 0, 2)))
