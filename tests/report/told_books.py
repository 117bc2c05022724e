"""Books of hand-made entries for the views of the book; the studio is that of `tests.verify.book.log_making`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scheduler.domain.book import Entry
from scheduler.fairshare.book import Book
from scheduler.report.decision import Telling, tell
from scheduler.report.known_so_far import KnownSoFar
from tests.building import instant

HEADER = {
    "workspace": "Studio",
    "as_of": "2026-11-27T12:00+00:00",
    "evenhand_version": "0",
    "seed": 0,
    "inputs_sha256": "",
}


def book_of(entries: Iterable[Mapping[str, Any]], *, until: str) -> Book:
    """Let entries take effect one after another, and the clock run on."""
    book = Book()
    for fields in entries:
        book.append(Entry(**{"seq": 0} | fields))
    book.set_clock(instant(until))
    return book


def last_told(entries: Iterable[Mapping[str, Any]], *, whose: str | None = None) -> Telling:
    """Tell the last of some entries, with what is known before it."""
    log = [Entry(**{"seq": seq} | fields) for seq, fields in enumerate(entries, start=1)]
    known = KnownSoFar.after(_facts(log), log[:-1])
    return tell(log[-1], known, whose=whose)


def _facts(log: list[Entry]) -> Any:
    from scheduler.domain.workspace import Workspace

    return Workspace.model_validate(log[0].facts)
