"""What one append adds: the rows in one transaction, then the records of the second copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.book import sha256_of
from scheduler.errors import BookDamaged, BookMoved
from scheduler.store.chain import ChainBreak, read_chain, read_seq
from scheduler.store.rows import BookState, copy_records, damage, digest_of, last_digest, pack, read_state
from scheduler.store.schema import SQLITE_ERRORS, migrate, transaction, version_of
from scheduler.store.second_copy import (
    CopyEnd,
    append_records,
    end_of,
    entry_record,
    plan_record,
    read_copy,
    replace_copy,
)


@dataclass(frozen=True)
class Addition:
    """Lines that follow one another, and the plans that belong to them.

    Attributes
    ----------
    after_sha256
        The digest of the line that they follow.
    lines
        By number.
    plans
        Digest and packed bytes, by the number of the entry.
    """

    after_sha256: str
    lines: Mapping[int, str]
    plans: Mapping[int, tuple[str, bytes]]

    @classmethod
    def of(cls, lines: Sequence[str], *, after_sha256: str, plans: Mapping[int, bytes]) -> Addition:
        """Return the addition of these lines and plans.

        Raises
        ------
        ValueError
            If there is no line, one does not follow the one before it, or a plan belongs to none of them.
        """
        if not lines:
            raise ValueError("an append needs at least one line")
        first_seq = read_seq(lines[0])
        entries = read_chain(lines, first_seq=first_seq, after_sha256=after_sha256)
        if isinstance(entries, ChainBreak):
            raise ValueError(f"entry {entries.seq} cannot be appended: {entries.text}")
        numbered = dict(enumerate(lines, start=first_seq))
        if strange := sorted(set(plans) - set(numbered)):
            raise ValueError(f"plans belong to entries {strange}, which are not appended")
        return cls(after_sha256, numbered, {seq: (digest_of(plan), pack(plan)) for seq, plan in plans.items()})

    @property
    def first_seq(self) -> int:
        """The number of its first line."""
        return min(self.lines)

    @property
    def last_seq(self) -> int:
        """The number of its last line."""
        return max(self.lines)

    @property
    def records(self) -> bytes:
        """What the second copy gets: each line, and after it its plan."""
        return b"".join(
            entry_record(line) + (plan_record(seq, self.plans[seq][1]) if seq in self.plans else b"")
            for seq, line in self.lines.items()
        )


def write_rows(connection: sqlite3.Connection, path: Path, copy: Path, addition: Addition) -> CopyEnd:
    """Write an addition within the transaction that is open, and return how the second copy should end before it.

    Raises
    ------
    BookMoved
        If the log does not end with the line that the addition follows.
    BookDamaged, BookTooNew
        If the book must not be written to.
    ValueError
        If the numbers of the lines are not the next ones.
    sqlite3.Error
        If the system or the file does not let it.
    """
    migrate(connection, version=version_of(connection, path))
    state = read_state(connection, path)
    if last_digest(connection) != (state.entries, state.last_sha256):
        raise damage(path, state.entries, "the log does not end with it, or its digest is another")
    if state.last_sha256 != addition.after_sha256:
        raise BookMoved(
            f"{path}: another command has written since the book was read: it has {state.entries} entries now, and what was "
            "to be written does not follow the last of them. Nothing was changed; run the command again."
        )
    if state.entries + 1 != addition.first_seq:
        raise ValueError(f"the lines begin with entry {addition.first_seq}, but the log has {state.entries} entries")
    refuse_copy_ahead(path, copy, state)
    insert(connection, addition)
    end = state.copy_end.after(addition.records)
    connection.execute(
        "UPDATE state SET entries = ?, last_sha256 = ?, copy_bytes = ?, copy_sha256 = ? WHERE id = 1",
        (addition.last_seq, sha256_of(addition.lines[addition.last_seq]), end.size_bytes, end.sha256),
    )
    return state.copy_end


def insert(connection: sqlite3.Connection, addition: Addition) -> None:
    """Insert the rows of an addition.

    Raises
    ------
    sqlite3.Error
        If the system or the file does not let it.
    """
    connection.executemany(
        "INSERT INTO log (seq, sha256, line) VALUES (?, ?, ?)",
        [(seq, sha256_of(line), line) for seq, line in addition.lines.items()],
    )
    connection.executemany(
        "INSERT INTO plan (seq, sha256, packed) VALUES (?, ?, ?)",
        [(seq, *addition.plans[seq]) for seq in sorted(addition.plans)],
    )


def refuse_copy_ahead(path: Path, copy: Path, state: BookState) -> None:
    """Refuse a book that ends before its second copy: the copy is written after the book, so the book has lost entries.

    Raises
    ------
    BookDamaged
        If that is so.
    """
    try:
        if end_of(copy).size_bytes <= state.copy_end.size_bytes:
            return
        last = max(read_copy(copy).lines, default=0)
    except OSError:
        return  # a copy that cannot be read says nothing about the book
    if last > state.entries:
        raise damage(path, state.entries + 1, f"the log ends before it, but the second copy goes on to entry {last}")


def bring_up_copy(connection: sqlite3.Connection, path: Path, copy: Path, *, before: CopyEnd, records: bytes) -> bool:
    """Write what was appended after the second copy, or all of it where it is not as it should be; say whether it is complete.

    Parameters
    ----------
    before
        How it should end before the records.
    records
        What was appended to the book, which stands whatever becomes of the copy.
    """
    try:
        with transaction(connection, "IMMEDIATE"):  # the lock of the only writer, for the copy too
            wanted = read_state(connection, path).copy_end
            found = end_of(copy)
            if found == before and before.after(records) == wanted:
                append_records(copy, records)
            elif found != wanted:
                replace_copy(copy, copy_records(connection, path))
    except (OSError, *SQLITE_ERRORS, BookDamaged):
        return False
    return True
