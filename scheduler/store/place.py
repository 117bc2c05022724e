"""Where the book stands in a workspace, and what may stand there instead of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from scheduler.errors import BookDamaged
from scheduler.store.schema import REPAIR_ADVICE, named_errors
from scheduler.store.second_copy import COPY_NAME, end_of, read_copy

FOLDER_NAME = ".evenhand"
BOOK_NAME = "book.sqlite"
SIDECARS = ("-journal", "-wal", "-shm")
"""What SQLite may leave beside a file: it belongs to that file and to no other."""


def book_path(folder: Path) -> Path:
    """Return where the book of a workspace stands."""
    return folder / FOLDER_NAME / BOOK_NAME


def copy_path(folder: Path) -> Path:
    """Return where the second copy of the book of a workspace stands."""
    return folder / FOLDER_NAME / COPY_NAME


def identity_of(path: Path, copy: Path, *, being_made: bool = False) -> tuple[int, int] | None:
    """Return which file stands in the place of the book, or None where there is no book.

    Parameters
    ----------
    path
        The SQLite file.
    copy
        The second copy.
    being_made
        The first append is running: an empty file is the book, and nothing in its place is no damage.

    Raises
    ------
    BookDamaged
        If something else stands there, or nothing while the second copy is there.
    BookUnavailable
        If the system does not say.
    """
    with named_errors(path):
        try:
            found = path.stat()
        except FileNotFoundError:
            if not being_made:
                refuse_lone_copy(path, copy, found="is gone", still_so=lambda: not path.exists())
            return None
        except NotADirectoryError:
            raise BookDamaged(
                f"{path.parent}: it should be a folder and is a file; move it away, Evenhand did not make it."
            ) from None
        if not stat.S_ISREG(found.st_mode):
            raise BookDamaged(f"{path}: it should be a file and is not; {REPAIR_ADVICE}.")
        if found.st_size == 0 and not being_made:
            refuse_lone_copy(path, copy, found="is empty", still_so=lambda: path.stat().st_size == 0)
            return None
    return found.st_dev, found.st_ino


def refuse_lone_copy(path: Path, copy: Path, *, found: str, still_so: Callable[[], bool]) -> None:
    """Refuse a workspace whose second copy holds entries while the book holds none.

    Parameters
    ----------
    path
        The SQLite file.
    copy
        The second copy.
    found
        What the book is, in words.
    still_so
        Whether it is so yet: another command may have made its first append, and then the copy, since it was looked at.

    Raises
    ------
    BookDamaged
        If that is so.
    OSError
        If the copy cannot be read.
    """
    if end_of(copy).size_bytes and read_copy(copy).lines and still_so():
        raise BookDamaged(f"{path}: the book {found}, but its second copy is there; {REPAIR_ADVICE}.", 1)


def move_aside(path: Path, number: int) -> list[Path]:
    """Move a damaged book, with what SQLite left beside it, to `book.damaged-<number>.sqlite`; return what it is called now.

    Raises
    ------
    OSError
        If the system refuses.
    """
    aside = path.with_name(f"book.damaged-{number}.sqlite")
    moved = []
    for suffix in ("", *SIDECARS):
        old, new = path.with_name(path.name + suffix), aside.with_name(aside.name + suffix)
        if old.exists():
            os.rename(old, new)  # noqa: PTH104 - one writer through os, that the tests of crashes can count
            moved.append(new)
    return moved


def free_number(inner: Path) -> int:
    """Return the first number, from 1, under which nothing damaged was moved aside yet."""
    taken = {entry.name.removeprefix("book.damaged-").partition(".")[0] for entry in inner.glob("book.damaged-*")}
    return next(number for number in range(1, len(taken) + 2) if str(number) not in taken)
