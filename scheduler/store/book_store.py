"""The book of a workspace: reading it verified, and appending to it in one step or not at all."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from scheduler.domain.book import FIRST_SHA256, Entry
from scheduler.errors import BookDamaged, BookMoved
from scheduler.store.addition import Addition, bring_up_copy, refuse_copy_ahead, write_rows
from scheduler.store.place import book_path, copy_path, identity_of, refuse_lone_copy
from scheduler.store.rows import (
    StoredPlan,
    checked_plan,
    copy_records,
    read_last_plan,
    read_log,
    read_plans,
    read_state,
)
from scheduler.store.schema import REPAIR_ADVICE, connect, named_errors, transaction, version_of
from scheduler.store.second_copy import damage_of, replace_copy, sync_folder

BUSY_SECONDS = 5.0


class BookStore:
    """The book of one workspace. Made by `BookStore.open`; a context manager.

    Attributes
    ----------
    path
        The SQLite file.
    copy_path
        The second copy.
    """

    def __init__(self, folder: Path, *, busy_seconds: float) -> None:
        self.path = book_path(folder)
        self.copy_path = copy_path(folder)
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    @classmethod
    def open(cls, folder: Path, *, create: bool = False, busy_seconds: float = BUSY_SECONDS) -> BookStore | None:
        """Return the book of a workspace, or None where it has none.

        Parameters
        ----------
        folder
            The folder of the workspace.
        create
            Return an empty book where there is none. Its files are made by the first append.
        busy_seconds
            How long to wait for another command that writes, in seconds.

        Raises
        ------
        BookBusy, BookDamaged, BookTooNew, BookUnavailable
            If there is a book that cannot be used.
        """
        store = cls(folder, busy_seconds=busy_seconds)
        if store._connected() is None and not create:
            return None
        return store

    def lines(self) -> tuple[str, ...]:
        """Return the log, verified: each line canonical, with the next number and the digest of the line before it.

        Raises
        ------
        BookDamaged
            If it is not; `seq` names the first entry that is not good.
        BookBusy, BookTooNew, BookUnavailable
            If it cannot be read.
        """
        return self._read()[0]

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries of `lines`, verified in the same way.

        Raises
        ------
        BookBusy, BookDamaged, BookTooNew, BookUnavailable
            As `lines`.
        """
        return self._read()[1]

    def append(self, lines: Sequence[str], *, after_sha256: str, plans: Mapping[int, bytes] | None = None) -> bool:
        """Write lines at the end of the log, all of them or none.

        Parameters
        ----------
        lines
            Canonical lines, at least one.
        after_sha256
            The digest of the last line that was read (`FIRST_SHA256` for an empty book): what the new lines were decided on.
        plans
            Plans to be kept, by the number of their entry among `lines`.

        Returns
        -------
        bool
            Whether the second copy is complete too. Where it is not, the next append brings it up.

        Raises
        ------
        BookMoved
            If the log ends with another line by now.
        BookBusy, BookDamaged, BookTooNew, BookUnavailable
            If the book cannot be written to.
        ValueError
            If the lines do not follow `after_sha256` and one another, or a plan belongs to none of them.
        """
        addition = Addition.of(lines, after_sha256=after_sha256, plans=plans or {})
        try:
            with named_errors(self.path):
                connection = self._connected() or self._created(after_sha256)
                connection.execute("PRAGMA journal_mode = DELETE")
                with transaction(connection, "IMMEDIATE"):
                    if identity_of(self.path, self.copy_path, being_made=True) != self._identity:
                        raise BookMoved(
                            f"{self.path}: the book was replaced while this command ran. Nothing was changed."
                        )
                    before = write_rows(connection, self.path, self.copy_path, addition)
        except BaseException:
            self.close()  # what could not be rolled back is rolled back by whoever opens the book next
            raise
        return bring_up_copy(connection, self.path, self.copy_path, before=before, records=addition.records)

    def plan(self, sha256: str) -> bytes | None:
        """Return the kept plan with this digest, or None where none has it.

        Raises
        ------
        BookDamaged
            If it is not what was stored.
        BookBusy, BookTooNew, BookUnavailable
            If it cannot be read.
        """
        connection = self._connected()
        if connection is None:
            return None
        with named_errors(self.path):
            row = connection.execute("SELECT seq, sha256, packed FROM plan WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else checked_plan(self.path, *row).content

    def last_plan(self, *, is_published: bool = False, until: int | None = None) -> StoredPlan | None:
        """Return the plan that was kept last, published or after an answer; None where there is none.

        Parameters
        ----------
        is_published
            Only one that was published counts, whatever was answered since.
        until
            Number of the last entry that counts; None for all.

        Raises
        ------
        BookDamaged
            If it, or its entry, is not what was stored.
        BookBusy, BookTooNew, BookUnavailable
            If it cannot be read.
        """
        connection = self._connected()
        if connection is None:
            return None
        with named_errors(self.path):
            return read_last_plan(connection, self.path, is_published=is_published, until=until)

    def check(self) -> None:
        """Verify everything that the book holds: log, plans and the pages of the file.

        Raises
        ------
        BookDamaged
            If anything is not what was stored.
        BookBusy, BookTooNew, BookUnavailable
            If it cannot be read.
        """
        connection = self._connected()
        if connection is None:
            return
        self.lines()
        with named_errors(self.path), transaction(connection, "DEFERRED"):
            for _ in read_plans(connection, self.path):
                pass
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != b"ok":
            raise BookDamaged(f"{self.path}: {said.decode(errors='replace')}; {REPAIR_ADVICE}.")

    def try_to_lock(self) -> None:
        """Take the lock of the only writer and leave it again.

        Raises
        ------
        BookBusy, BookDamaged, BookTooNew, BookUnavailable
            If an append would fail before it wrote anything.
        """
        connection = self._connected()
        if connection is not None:
            with named_errors(self.path), transaction(connection, "IMMEDIATE"):
                # BEGIN alone is content with reading where the header forbids to write; a statement that writes is not.
                connection.execute("UPDATE state SET id = id WHERE 0")

    def copy_is_complete(self) -> bool:
        """Return whether the second copy holds all that the book holds, to the byte; errors as `copy_damage`."""
        return not self.copy_damage()

    def copy_damage(self) -> str:
        """Say what is wrong with the second copy, as `second_copy.damage_of` does.

        Raises
        ------
        BookBusy, BookDamaged, BookTooNew, BookUnavailable
            If the book or the copy cannot be read.
        """
        connection = self._connected()
        if connection is None:
            return ""
        with named_errors(self.path), transaction(connection, "DEFERRED"):
            return damage_of(self.copy_path, b"".join(copy_records(connection, self.path)))

    def renew_copy(self) -> None:
        """Write the second copy anew from the book.

        Raises
        ------
        BookBusy, BookDamaged, BookTooNew, BookUnavailable
            If the book cannot be read, or the copy cannot be written.
        """
        connection = self._connected()
        if connection is not None:
            with named_errors(self.copy_path), transaction(connection, "IMMEDIATE"):
                replace_copy(self.copy_path, copy_records(connection, self.path))

    def close(self) -> None:
        """Close the book; what was read and appended stays."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def __enter__(self) -> BookStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
        connection = self._connected()
        if connection is None:
            return (), ()
        with named_errors(self.path), transaction(connection, "DEFERRED"):
            found = read_log(connection, self.path)
            # Within the transaction: no writer can commit, so the copy cannot get ahead of what was read.
            refuse_copy_ahead(self.path, self.copy_path, read_state(connection, self.path))
        return found

    def _connected(self) -> sqlite3.Connection | None:
        """Return the connection to the file that is in place now, or None where there is no book."""
        identity = identity_of(self.path, self.copy_path)
        if self._connection is not None and identity == self._identity:
            return self._connection
        self.close()
        if identity is None:
            return None
        with named_errors(self.path), contextlib.ExitStack() as stack:
            connection = connect(self.path, busy_seconds=self._busy_seconds)
            stack.callback(connection.close)
            if version_of(connection, self.path) == 0:
                refuse_lone_copy(
                    self.path,
                    self.copy_path,
                    found="is empty",
                    still_so=lambda: version_of(connection, self.path) == 0,
                )
                return None
            stack.pop_all()
        self._connection, self._identity = connection, identity
        return connection

    def _created(self, after_sha256: str) -> sqlite3.Connection:
        """Return the connection to a new file; its tables come with the first lines, in one transaction."""
        if after_sha256 != FIRST_SHA256:
            raise BookMoved(f"{self.path}: the book that was read is gone. Nothing was changed.")
        if not self.path.parent.is_dir():
            self.path.parent.mkdir(exist_ok=True)  # another command may be making its first append too
            sync_folder(self.path.parent.parent)
        self._connection = connect(self.path, busy_seconds=self._busy_seconds, mode="rwc")
        found = self.path.stat()
        self._identity = (found.st_dev, found.st_ino)
        return self._connection
