"""Logs for the tests of the store: entries that follow one another and say nothing that matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scheduler.domain.book import FIRST_SHA256, Entry, Kind, line_of, sha256_of
from scheduler.store.book_store import BookStore
from scheduler.store.place import book_path

OPENED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def chain(count: int, *, after: Sequence[str] = (), reason: str = "because") -> tuple[str, ...]:
    lines: list[str] = []
    for seq in range(len(after) + 1, len(after) + count + 1):
        entry = Entry(
            seq=seq,
            at=OPENED_AT + timedelta(minutes=seq),
            kind="edited",
            reason=f"{reason} {seq} \u2028 é",
            prev_sha256=digest((*after, *lines)),
        )
        lines.append(line_of(entry))
    return tuple(lines)


def chain_of(*kinds: Kind) -> tuple[str, ...]:
    """Return the lines of a book whose entries are of these kinds."""
    lines: list[str] = []
    for seq, kind in enumerate(kinds, start=1):
        entry = Entry(seq=seq, at=OPENED_AT + timedelta(minutes=seq), kind=kind, prev_sha256=digest(lines))
        lines.append(line_of(entry))
    return tuple(lines)


def digest(lines: Sequence[str]) -> str:
    return sha256_of(lines[-1]) if lines else FIRST_SHA256


def opened(folder: Path, *, busy_seconds: float = 5.0) -> BookStore:
    store = BookStore.open(folder, create=True, busy_seconds=busy_seconds)
    assert store is not None
    return store


def write_book(folder: Path, lines: Sequence[str], *, plans: dict[int, bytes] | None = None, at_once: int = 10) -> Path:
    """Write a book in appends of `at_once` lines; return its file."""
    with opened(folder) as store:
        for begin in range(0, len(lines), at_once):
            part = lines[begin : begin + at_once]
            belonging = {seq: plan for seq, plan in (plans or {}).items() if begin < seq <= begin + len(part)}
            assert store.append(part, after_sha256=digest(lines[:begin]), plans=belonging)
    return book_path(folder)
