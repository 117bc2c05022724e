"""Append three entries at a time to a book, as a command beside others would: read, decide, write, and again where the book moved. Prints `begun` after the first.

python -m tests.store.appending FOLDER NAME TIMES
"""

from __future__ import annotations

import sys
from pathlib import Path

from scheduler.errors import BookBusy, BookMoved
from tests.store.chains import chain, digest, opened


def main(folder: Path, name: str, times: int) -> None:
    with opened(folder, busy_seconds=30) as store:
        done = 0
        while done < times:
            lines = store.lines()
            try:
                store.append(chain(3, after=lines, reason=name), after_sha256=digest(lines))
            except (BookBusy, BookMoved):
                continue
            done += 1
            if done == 1:
                print("begun", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
