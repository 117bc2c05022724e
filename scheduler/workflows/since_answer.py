"""What happened since an answer was given: the entries of the book after the line that the answer's name begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.book import Entry, sha256_of
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book

Known = Literal["book", "files", "unknown"]
"""What the answer stood on: a state of this book, these files without a book, or neither."""


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since an answer.

    Attributes
    ----------
    entries
        What the book has more than it had then, in order; those of the command that asks included.
    """

    known: Known
    entries: tuple[Entry, ...] = ()


def since_answer(book: Book, workspace: Workspace, answer: str) -> Since:
    """Return what happened since an answer.

    Parameters
    ----------
    book
        As it is now.
    answer
        Its name: the beginning of a digest, a dash, and what the answer said (see `scheduler.workflows.fitting.documents.answer_id`).
    """
    stood_on = answer.partition("-")[0]
    if not stood_on:
        return Since("unknown")
    for number, line in reversed(list(enumerate(book.lines, start=1))):
        if sha256_of(line).startswith(stood_on):
            return Since("book", tuple(book.entries[number:]))
    if workspace.inputs_sha256.startswith(stood_on):
        return Since("files", tuple(book.entries[1:]))
    return Since("unknown")
