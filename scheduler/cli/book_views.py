"""What a terminal shows of the book: decisions, history, fairness, its check and its repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.report.decisions import EntryWords
from scheduler.report.words import count_words, hours_words, moment_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from scheduler.domain.book import Entry
    from scheduler.domain.book_answers import BookState, Fairness, Repaired
    from scheduler.domain.workspace import Workspace

_NOES = frozenset({"declined", "waiting", "expired", "withdrawn"})


def draw_decision(console: Console, workspace: Workspace, *, entry: Entry) -> None:
    """Draw the answer to one command: the verdict first, then dates, people, funding and reason."""
    words = EntryWords(workspace)
    console.print(Text(words.head(entry), style=WARM_BOLD if entry.kind in _NOES else f"bold {COOL}"))
    for line in words.lines(entry):
        console.print(Padding(Text(line), (0, 0, 0, 2)))


def draw_recorded(console: Console, workspace: Workspace, *, entries: Sequence[Entry], is_new: bool) -> None:
    """Draw what `record` found in the files, each with what it costs."""
    shown = [entry for entry in entries if entry.kind != "closed"]
    if not shown:
        console.print(Text("Nothing changed: the files say what the book says.", style="bold"))
        return
    head = "The book is open." if is_new else f"{count_words(len(shown), 'change')} recorded."
    console.print(Text(head, style="bold"))
    for entry in shown:
        draw_decision(console, workspace, entry=entry)


def draw_history(console: Console, workspace: Workspace, *, entries: Sequence[Entry]) -> None:
    """Draw entries in order: when, what, and the lines below."""
    words = EntryWords(workspace)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, justify="right", style="dim")
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    shown = [entry for entry in entries if entry.kind != "closed"]
    for entry in shown:
        body = Text(words.head(entry), style="bold")
        for line in words.lines(entry):
            body.append(f"\n{line}", style="not bold")
        table.add_row(str(entry.seq), moment_words(words.at(entry.at)), body)
    console.print(table if shown else Text("Nothing yet."))


def draw_fairness(console: Console, workspace: Workspace, *, document: Fairness) -> None:
    """Draw a table per week: of what was agreed, what was used, borrowed, lapsed and cut, and the promises kept."""
    names = {client.id: client.name for client in workspace.clients}
    for week in sorted({row.week for row in document.weeks}):
        console.print(Text(f"Week {week[-2:].lstrip('0')} of {week[:4]}", style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column()
        for _ in range(8):
            table.add_column(justify="right")
        heads = ("", "agreed", "used", "rush", "borrowed", "lapsed", "cut", "kept", "missed")
        table.add_row(*(Text(head, style="dim") for head in heads))
        for row in document.weeks:
            if row.week != week:
                continue
            used = row.own_minutes + row.exchanged_minutes
            amounts = (
                row.agreed_minutes,
                used,
                row.rush_minutes,
                row.borrowed_minutes,
                row.lapsed_minutes,
                row.cut_minutes,
            )
            missed = Text(str(row.promises_missed), style=WARM_BOLD if row.promises_missed else "dim")
            table.add_row(
                names.get(row.client, row.client),
                *(Text(hours_words(each) if each else "·", style="" if each else "dim") for each in amounts),
                Text(str(row.promises_kept), style=f"bold {COOL}" if row.promises_kept else "dim"),
                missed,
            )
        console.print(table)
        console.print()
    console.print(Text("Where everybody stands", style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column()
    for _ in range(3):
        table.add_column(justify="right")
    table.add_row(*(Text(head, style="dim") for head in ("", "decayed share", "make-up credit", "in the next round")))
    for share in document.clients:
        place = "·" if share.place is None else f"place {share.place} ({count_words(share.waiting, 'request')})"
        credit = hours_words(share.credit_minutes) if share.credit_minutes else "·"
        table.add_row(names.get(share.client, share.client), f"{share.decayed_share:.2f}", credit, place)
    console.print(table)
    if document.jain_index is not None:
        console.print()
        console.print(
            Text(f"Jain index of served over agreed hours: {document.jain_index:.3f} (1 is all alike)", style="dim")
        )


def draw_book_check(console: Console, *, document: BookState) -> None:
    """Draw what the independent check of the book found."""
    if document.clean:
        head = Text("clean", style=f"bold {COOL}")
        head.append(
            f"  {document.entries} entries, {count_words(len(document.checked), 'invariant')} checked",
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
    if not document.damage:
        console.print(
            Text(
                f"Nothing to repair: {count_words(document.kept, 'entry', 'entries')}, all good.", style=f"bold {COOL}"
            )
        )
        return
    console.print(
        Text(f"Repaired: {count_words(document.kept, 'entry', 'entries')} kept, {document.lost} lost.", style="bold")
    )
    console.print(Padding(Text(f"It was damaged: {document.damage}"), (0, 0, 0, 2)))
    for name in document.set_aside:
        console.print(Padding(Text(f"The damaged file is kept as .evenhand/{name}."), (0, 0, 0, 2)))
