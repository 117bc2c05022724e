"""What can be done with a book by somebody whom the system does not permit everything. Prints what came of each attempt as JSON.

python -m tests.store.unprivileged CASE
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from scheduler.errors import BookError
from scheduler.store.book_store import BookStore
from scheduler.store.place import book_path
from scheduler.store.repair import repair
from tests.store.chains import chain, digest, opened, write_book

LINES = chain(12)
NOBODY = 65534
MODES = {  # of the folder and of the book
    "read-only folder": (0o555, 0o444),
    "read-only book": (0o777, 0o444),
    "unreadable book": (0o777, 0o000),
    "unreadable folder": (0o000, 0o644),
}


def read(folder: Path) -> str:
    store = BookStore.open(folder)
    assert store is not None
    with store:
        return f"{len(store.lines())} lines"


def check(folder: Path) -> str:
    with opened(folder) as store:
        store.check()
        return f"{len(store.lines())} lines"


def append(folder: Path) -> str:
    with opened(folder) as store:
        store.append(chain(1, after=LINES), after_sha256=digest(LINES))
    return "appended"


def mended(folder: Path) -> str:
    done = repair(folder)
    assert done is not None
    return f"{done.kept} kept"


def outcome(attempt: Callable[[Path], str], folder: Path) -> str:
    try:
        return attempt(folder)
    except BookError as error:
        return type(error).__name__


def main(case: str) -> None:
    with tempfile.TemporaryDirectory() as warm:  # whatever is imported late is imported while it can be
        write_book(Path(warm), LINES)
        book_path(Path(warm)).write_bytes(b"")
        mended(Path(warm))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = write_book(folder, LINES)
        if case == "read-only folder":
            copy = book.with_name("book.jsonl")
            copy.write_bytes(copy.read_bytes()[:-1])  # so that a repair has something to write
        folder.chmod(0o755)
        folder_mode, book_mode = MODES[case]
        book.chmod(book_mode)
        book.parent.chmod(folder_mode)
        child = os.fork()
        if child == 0:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            print(json.dumps([outcome(attempt, folder) for attempt in (read, check, append, mended)]), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        book.parent.chmod(0o755)
        book.chmod(0o644)
    raise SystemExit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1])
