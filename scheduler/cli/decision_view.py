"""One decision as a lead reads it in a terminal, and the list of what `record` found in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from scheduler.cli.signs import COOL, WARM_BOLD
from scheduler.cli.verdict_view import draw_ways_on
from scheduler.report.answer import gives_all
from scheduler.report.decision import tell
from scheduler.report.decision_heads import shown_head
from scheduler.report.history import tellings_of
from scheduler.report.known_so_far import KnownSoFar
from scheduler.report.words import count_words

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from scheduler.domain.book import Entry
    from scheduler.domain.verdict import EditedRequest, Verdict
    from scheduler.domain.workspace import Workspace
    from scheduler.report.decision import Telling, Tone

STYLES: dict[Tone, str] = {
    "yes": f"bold {COOL}",
    "no": WARM_BOLD,
    "waits": "bold",
    "loss": WARM_BOLD,
    "plain": "bold",
}
NEXT = "Next: "


def draw_decision(
    console: Console,
    workspace: Workspace,
    *,
    entry: Entry,
    before: Sequence[Entry] = (),
    given: Sequence[Entry] = (),
    moved: Sequence[str] = (),
    instead: Verdict | None = None,
    is_taken: bool = False,
) -> None:
    """Draw the answer to one command.

    Parameters
    ----------
    before
        The entries before it: they say where work stood, and what was promised.
    given
        What other clients gave for it, told below it.
    moved
        What moved for it beyond what the entry tells, in lines.
    instead
        After a no, the answer with what can be offered.
    is_taken
        Whether it takes an offer that is a place in line.
    """
    known = KnownSoFar.after(workspace, (each for each in before if each.seq < entry.seq))
    telling = tell(entry, known)
    is_whole = instead is not None and gives_all(instead)
    headline = shown_head(telling.headline, is_taken=is_taken, gives_all=is_whole)
    telling = replace(telling, headline=headline, lines=(*telling.lines, *moved))
    console.print(telling_block(telling, with_next=instead is None))
    for each in given:
        earlier = KnownSoFar.after(workspace, (one for one in before if one.seq < each.seq))
        console.print(telling_block(tell(each, earlier)))
    if instead is not None:
        draw_ways_on(console, workspace, instead)


def draw_refused(console: Console, refused: str, *, since: Sequence[str] = ()) -> None:
    """Draw why nothing was recorded, and what happened since the answer that was named."""
    console.print(Text(f"Not accepted: {refused}.", style=WARM_BOLD))
    if since:
        console.print(Padding(Text("Since that answer:"), (0, 0, 0, 2)))
    for line in since:
        console.print(Padding(Text(line), (0, 0, 0, 4)))


def draw_recorded(
    console: Console,
    workspace: Workspace,
    *,
    entries: Sequence[Entry],
    is_new: bool,
    before: Sequence[Entry] = (),
    edited: Sequence[EditedRequest] = (),
) -> None:
    """Draw what `record` found in the files, each with what it costs.

    Parameters
    ----------
    entries
        What it added to the book.
    before
        The entries before them.
    edited
        Requests that stand and whose files say something else now.
    """
    first = min((entry.seq for entry in entries), default=0)
    log = [*(entry for entry in before if entry.seq < first), *entries]
    tellings = list(tellings_of(workspace, log, of=entries))
    if not tellings:
        same = "Nothing changed: the files say what the book says."
        console.print(Text("Nothing was recorded." if edited else same, style="bold"))
    elif not is_new:
        console.print(Text(f"{count_words(len(tellings), 'change')} recorded", style="bold"))
        console.print()
    for number, telling in enumerate(tellings):
        if number:
            console.print()
        console.print(telling_block(telling))
    for each in edited:
        console.print()
        console.print(Text(f"Not recorded: {each.text}.", style=WARM_BOLD))


def telling_block(telling: Telling, *, with_next: bool = True) -> RenderableType:
    """Return the first line, what there is to say below it, and the next step, which is of no use once time has passed."""
    parts: list[RenderableType] = [Text(telling.headline, style=STYLES[telling.tone])]
    parts += [Padding(Text(line), (0, 0, 0, 2)) for line in telling.lines]
    if telling.next_step and with_next:
        words = Text(NEXT, style="bold")
        words.append(telling.next_step, style="not bold")
        parts.append(Padding(words, (0, 0, 0, 2)))
    return Group(*parts)
