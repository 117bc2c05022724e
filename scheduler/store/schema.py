"""The SQLite file of the book: its tables, their versions, how it is opened, and what its errors mean.

A rollback journal and not a write-ahead log: commands write seldom and little, one file is the whole book between two commands (it can be
copied, and read in a folder that cannot be written to), and `synchronous=EXTRA` keeps a committed append through a power cut.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from scheduler.domain.book import FIRST_SHA256
from scheduler.errors import BookBusy, BookDamaged, BookError, BookTooNew, BookUnavailable

APPLICATION_ID = 0x45564E48  # "EVNH"
REPAIR_ADVICE = "`evenhand repair WORKSPACE` restores the last good state"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """CREATE TABLE state (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            last_sha256 TEXT NOT NULL,
            copy_bytes INTEGER NOT NULL,
            copy_sha256 TEXT NOT NULL
        ) STRICT""",
        f"INSERT INTO state VALUES (1, 0, 0, '{FIRST_SHA256}', 0, '')",
        "CREATE TABLE log (seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, line TEXT NOT NULL) STRICT",
        "CREATE TABLE plan (seq INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, packed BLOB NOT NULL) STRICT",
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END"
            for table in ("log", "plan")
            for verb in ("UPDATE", "DELETE")
        ),
        # REPLACE would delete without firing the triggers above.
        *(
            f"CREATE TRIGGER {table}_at_the_end BEFORE INSERT ON {table} "
            f"WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM {table}) "
            f"BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END"
            for table in ("log", "plan")
        ),
    ),
)
"""What leads from version n to n + 1; `user_version` and `state.version` both count them."""

SETTINGS = ("synchronous = EXTRA", "trusted_schema = OFF", "cell_size_check = ON")
SALVAGE_SETTINGS = ("writable_schema = ON",)
"""For reading what is left: with it SQLite does not refuse a file that is shorter than its header says, or a schema with a bad row."""

DAMAGE_CODES = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_ERROR,  # our statements are right: a table or column is not there
        sqlite3.SQLITE_SCHEMA,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_INTERNAL,
    }
)
UNREADABLE_CODES = frozenset({sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ})
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What a damaged file makes SQLite's module raise: also the decoding of a message that quotes a damaged schema."""

BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def newest_version() -> int:
    """Return the version that this Evenhand writes."""
    return len(MIGRATIONS)


def connect(
    path: Path, *, busy_seconds: float, mode: Literal["rw", "rwc"] = "rw", settings: Sequence[str] = SETTINGS
) -> sqlite3.Connection:
    """Return a connection; a file that cannot be written to can be read through it all the same.

    Parameters
    ----------
    path
        The SQLite file.
    busy_seconds
        How long to wait for another command that writes, in seconds.
    mode
        `rwc` makes the file where there is none.
    settings
        Pragmas to begin with.

    Raises
    ------
    sqlite3.Error
        If it cannot be opened.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=busy_seconds, isolation_level=None
    )
    try:
        connection.text_factory = bytes  # a damaged text is named by its digest, not by a decoding error
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
    except SQLITE_ERRORS:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[None]:
    """Run statements as one transaction: all of them or none. DEFERRED reads one state; IMMEDIATE is the only writer.

    Raises
    ------
    sqlite3.Error
        If the system or the file does not let it.
    """
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(
                sqlite3.Error
            ):  # what cannot be rolled back now is, by whoever opens the book next
                connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of an opened book; 0 for a file with nothing in it, which a first append that was cut off leaves.

    Raises
    ------
    BookTooNew
        If a newer Evenhand wrote it.
    BookDamaged
        If it is no book of Evenhand.
    sqlite3.Error
        If it cannot be read.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        return 0
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application != APPLICATION_ID or version < 1:
        raise BookDamaged(f"{path}: this SQLite file is not a book of Evenhand; {REPAIR_ADVICE}.")
    if version > newest_version():
        # The number stands twice, so that a flipped bit in the header is damage and not the future.
        with contextlib.suppress(*SQLITE_ERRORS):
            said = connection.execute("SELECT version FROM state WHERE id = 1").fetchone()
            if said is not None and said[0] != version:
                raise BookDamaged(
                    f"{path}: the header says version {version}, the table `state` {said[0]}; {REPAIR_ADVICE}."
                )
        raise BookTooNew(
            f"{path}: the book has version {version}, and this Evenhand knows up to {newest_version()}; "
            "use the newer Evenhand that wrote it. Nothing was changed."
        )
    return version


def migrate(connection: sqlite3.Connection, *, version: int) -> None:
    """Bring the tables to the newest version, within the transaction that is open.

    Raises
    ------
    sqlite3.Error
        If the system or the file does not let it.
    """
    if version == newest_version():
        return
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {newest_version()}")
    connection.execute("UPDATE state SET version = ? WHERE id = 1", (newest_version(),))


@contextlib.contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about a file into errors of ours.

    Raises
    ------
    BookBusy, BookDamaged, BookUnavailable
        For an error of SQLite or of the system.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        raise BookDamaged(f"{path}: the book cannot be read (a damaged schema); {REPAIR_ADVICE}.") from error
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", None) is None:
            raise  # a mistake in our use of the module
        raise _named(error, path) from error
    except OSError as error:
        raise BookUnavailable(f"{path}: {error.strerror or error}. Nothing was changed.") from error


def may_be_written(path: Path) -> bool:
    """Return whether the system permits to write to a book and its folder."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _named(error: sqlite3.Error, path: Path) -> BookError:
    code = error.sqlite_errorcode
    primary = code & 0xFF
    if primary in BUSY_CODES:
        return BookBusy(f"{path}: another command is writing in the book; try again in a moment. Nothing was changed.")
    if primary in DAMAGE_CODES or code in UNREADABLE_CODES:
        return BookDamaged(f"{path}: the book cannot be read ({error}); {REPAIR_ADVICE}.")
    if code == sqlite3.SQLITE_READONLY and may_be_written(path):
        return BookDamaged(f"{path}: its header says that it must not be written to; {REPAIR_ADVICE}.")
    if code in (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_CANTOPEN):
        return BookUnavailable(
            f"{path}: the book cannot be opened ({error}): its folder cannot be written to, or must not be read. "
            "Where a command was cut off while it wrote, the next one must be able to write. Nothing was changed."
        )
    return BookUnavailable(f"{path}: the system refuses ({error}). Nothing was changed.")
