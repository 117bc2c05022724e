"""Repair: the longest good log that the book and its second copy make together, in a new book; the damaged one is moved aside.

The order keeps every step safe. The new book is written beside the old one; then the second copy is made complete, so that it holds all that
was saved whatever happens next; then the damaged book is moved aside, and the new one takes its place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.domain.book import FIRST_SHA256, sha256_of
from scheduler.errors import BookBusy, BookDamaged
from scheduler.store.addition import Addition, write_rows
from scheduler.store.book_store import BUSY_SECONDS, BookStore
from scheduler.store.chain import longest_chain
from scheduler.store.place import SIDECARS, book_path, copy_path, free_number, move_aside
from scheduler.store.rows import as_text, digest_of, read_state, unpack
from scheduler.store.schema import (
    BUSY_CODES,
    SALVAGE_SETTINGS,
    SQLITE_ERRORS,
    connect,
    may_be_written,
    named_errors,
    transaction,
)
from scheduler.store.second_copy import CopyContent, read_copy, replace_copy, sync_folder

NEW_NAME = "book.repairing.sqlite"
SHORTEST_ROW_BYTES = 200
"""The contract's fields of an entry and its digests alone are longer: no file holds more rows than its size over this."""


@dataclass(frozen=True)
class Repair:
    """What a repair found and did.

    Attributes
    ----------
    kept
        Entries of the book as it is now.
    lost
        Entries that are known to have been there and are no more; entries that left no trace are not counted.
    lost_plans
        Published plans of kept entries that are no more.
    damage
        What was wrong with the book; empty where it was good.
    copy_damage
        What was wrong with the second copy of a good book; empty where nothing was.
    set_aside
        The damaged files, as they are called now.
    copy_renewed
        Whether the second copy was written anew.
    """

    kept: int
    lost: int = 0
    lost_plans: int = 0
    damage: str = ""
    copy_damage: str = ""
    set_aside: tuple[Path, ...] = ()
    copy_renewed: bool = False


@dataclass
class Salvage:
    """What can still be read in the book, row by row.

    Attributes
    ----------
    lines, plans
        Good rows by number; plans are packed.
    known
        The number of the last entry that the book knows of.
    plan_seqs
        Entries that had plans.
    """

    lines: dict[int, str] = field(default_factory=dict)
    plans: dict[int, bytes] = field(default_factory=dict)
    known: int = 0
    plan_seqs: set[int] = field(default_factory=set)


def repair(folder: Path, *, busy_seconds: float = BUSY_SECONDS) -> Repair | None:
    """Restore the last good state of the book of a workspace; None where there is no book. A good book stays as it is.

    The entry `repaired` is for the caller to append.

    Parameters
    ----------
    folder
        The folder of the workspace.
    busy_seconds
        How long to wait for another command that writes, in seconds.

    Raises
    ------
    BookDamaged
        If neither copy holds a good first entry: nothing was changed.
    BookBusy, BookTooNew, BookUnavailable
        If the book cannot be used now: nothing was changed.
    """
    try:
        store = BookStore.open(folder, busy_seconds=busy_seconds)
        if store is None:
            return None
        with store:
            store.check()
            if may_be_written(store.path):
                store.try_to_lock()
            kept = len(store.lines())
            copy_damage = store.copy_damage()
            if not copy_damage:
                return Repair(kept)
            with named_errors(store.copy_path):
                set_aside = _keep_copy(store.copy_path)
            store.renew_copy()
            return Repair(kept, copy_damage=copy_damage, set_aside=set_aside, copy_renewed=True)
    except BookDamaged as error:
        return _restore(folder, damage=str(error), busy_seconds=busy_seconds)


def _keep_copy(copy: Path) -> tuple[Path, ...]:
    """Keep a damaged second copy beside the one that replaces it; one that is empty or gone has nothing to keep."""
    if not copy.is_file() or not copy.stat().st_size:
        return ()
    kept = copy.with_name(f"book.damaged-{free_number(copy.parent)}.jsonl")
    shutil.copyfile(copy, kept)
    return (kept,)


def _restore(folder: Path, *, damage: str, busy_seconds: float) -> Repair:
    path, copy = book_path(folder), copy_path(folder)
    with named_errors(path), _locked(path, busy_seconds=busy_seconds) as connection:
        salvage = _salvage(connection, path) if connection is not None else Salvage()
        copied = read_copy(copy) if copy.is_file() else CopyContent()
        found: dict[int, list[str]] = {}
        for lines in (salvage.lines, copied.lines):
            for seq, line in lines.items():
                found.setdefault(seq, []).append(line)
        chain = longest_chain(found)
        if not chain:
            raise BookDamaged(
                f"{damage} But neither the book nor its second copy holds a good first entry: nothing can be restored, and nothing "
                f"was changed. Move {path.parent} away to begin a new book."
            )
        plans = {seq: packed for seq, packed in {**copied.plans, **salvage.plans}.items() if seq <= len(chain)}
        addition = Addition.of(
            chain,
            after_sha256=FIRST_SHA256,
            plans={seq: content for seq, packed in plans.items() if (content := unpack(packed)) is not None},
        )
        set_aside = _put_in_place(path, copy, addition)
    # Of an entry that the second copy has, it says whether there was a plan: the table may show rows of another page.
    had_plans = {seq for seq in (salvage.plan_seqs - set(copied.lines)) | set(copied.plans) if seq <= len(chain)}
    return Repair(
        kept=len(chain),
        lost=max(salvage.known, *found) - len(chain),
        lost_plans=len(had_plans - set(addition.plans)),
        damage=damage,
        set_aside=tuple(set_aside),
        copy_renewed=True,
    )


@contextlib.contextmanager
def _locked(path: Path, *, busy_seconds: float) -> Iterator[sqlite3.Connection | None]:
    """Hold the lock of the only writer, as far as the damaged file lets anybody lock it."""
    connection: sqlite3.Connection | None = None
    try:
        if path.is_file() and path.stat().st_size:  # in an empty file, a lock would begin a journal
            connection = _lock(path, busy_seconds=busy_seconds)
        yield connection
    finally:
        if connection is not None:
            connection.close()


def _lock(path: Path, *, busy_seconds: float) -> sqlite3.Connection | None:
    try:
        connection = connect(path, busy_seconds=busy_seconds, settings=SALVAGE_SETTINGS)
    except SQLITE_ERRORS:
        return None
    try:
        connection.execute("BEGIN IMMEDIATE")
    except SQLITE_ERRORS as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in BUSY_CODES:
            connection.close()
            raise BookBusy(f"{path}: another command is writing in the book. Nothing was changed.") from error
    return connection


def _salvage(connection: sqlite3.Connection, path: Path) -> Salvage:
    """Read what can be read: each row by itself, for a page that cannot be read must not hide the others."""
    salvage = Salvage()
    with contextlib.suppress(*SQLITE_ERRORS, BookDamaged):
        salvage.known = read_state(connection, path).entries
    most = path.stat().st_size // SHORTEST_ROW_BYTES + 1
    salvage.known = min(max(salvage.known, 0), most)
    for seq in range(1, most + 1):
        row = _row(connection, "SELECT sha256, line FROM log WHERE seq = ?", seq)
        if row is not None and isinstance(row[1], bytes):
            line = as_text(row[1])
            if sha256_of(line) == as_text(row[0]):
                salvage.lines[seq] = line
        row = _row(connection, "SELECT sha256, packed FROM plan WHERE seq = ?", seq)
        if row is not None:
            salvage.plan_seqs.add(seq)
            digest, packed = row
            content = unpack(packed)
            if isinstance(packed, bytes) and content is not None and digest_of(content) == as_text(digest):
                salvage.plans[seq] = packed
    return salvage


def _row(connection: sqlite3.Connection, statement: str, seq: int) -> tuple[object, ...] | None:
    try:
        found: tuple[object, ...] | None = connection.execute(statement, (seq,)).fetchone()
    except SQLITE_ERRORS:
        return None
    return found


def _put_in_place(path: Path, copy: Path, addition: Addition) -> list[Path]:
    """Write a new book and a new copy, move the damaged ones aside, and return what these are called now."""
    new = path.with_name(NEW_NAME)
    for leftover in (new, *(new.with_name(new.name + suffix) for suffix in SIDECARS)):
        leftover.unlink(missing_ok=True)  # of a repair that was cut off: it holds nothing that is not elsewhere too
    with (
        contextlib.closing(connect(new, busy_seconds=0, mode="rwc")) as connection,
        transaction(connection, "IMMEDIATE"),
    ):
        write_rows(connection, new, new.with_suffix(".none"), addition)
    number = free_number(path.parent)
    set_aside = []
    if copy.exists():
        kept_copy = path.with_name(f"book.damaged-{number}.jsonl")
        if copy.is_dir():
            os.rename(copy, kept_copy)  # noqa: PTH104 - one writer through os, that the tests of crashes can count
            set_aside.append(kept_copy)
        elif not addition.records.startswith(copy.read_bytes()):
            shutil.copyfile(copy, kept_copy)
            set_aside.append(kept_copy)
    replace_copy(copy, [addition.records])
    set_aside += move_aside(path, number)
    os.replace(new, path)  # noqa: PTH105 - as above
    sync_folder(path.parent)
    return set_aside
