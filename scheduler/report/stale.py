"""Why an answer no longer holds: what happened since it was given, one line for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from scheduler.report.decision_heads import head_words
from scheduler.report.known_so_far import KnownSoFar
from scheduler.report.words import count_words, moment_words

if TYPE_CHECKING:
    from scheduler.domain.book import Entry
    from scheduler.domain.workspace import Workspace

MOST_LINES = 12


def since_lines(
    workspace: Workspace,
    log: Sequence[Entry],
    *,
    since: Sequence[Entry],
    known: Literal["book", "files", "unknown"],
) -> Iterator[str]:
    """Yield what happened since an answer.

    Parameters
    ----------
    log
        The whole book, for names and titles.
    since
        What of it came after the answer.
    known
        What the answer stood on.
    """
    if known == "unknown":
        yield (
            "This book has never been as that answer found it: it was mistyped, files were edited before the book was made, or it is an "
            "answer of another workspace."
        )
        return
    if not since:
        yield "Nothing was added to the book since: the request's file says something else now, or time has passed."
        return
    first = min(entry.seq for entry in since)
    so_far = KnownSoFar.after(workspace, (entry for entry in log if entry.seq < first))
    today = so_far.at(log[-1].at).date()
    for number, entry in enumerate(since):
        if number == MOST_LINES:
            yield f"and {count_words(len(since) - number, 'more entry', 'more entries')}; `evenhand history` shows them."
            return
        so_far.learn_names(entry)
        yield f"{moment_words(so_far.at(entry.at), today=today, begins=True)}  {head_words(entry, so_far, today=today)} (entry {entry.seq})"
        so_far.learn(entry)
