"""The documents that speak of the book as a file: its check, its repair and what is exported of it."""

from __future__ import annotations

from typing import Literal

from scheduler.domain.answers import BookViolation
from scheduler.domain.document import Header


class BookState(Header):
    """The independent check of the book (`kind: book_check`)."""

    kind: Literal["book_check"] = "book_check"
    clean: bool
    entries: int
    last_sha256: str
    violations: tuple[BookViolation, ...] = ()
    checked: tuple[str, ...] = ()


class Repaired(Header):
    """What a repair kept and lost (`kind: repair`).

    Attributes
    ----------
    damage
        What was wrong with the book; empty where it was good.
    copy_damage
        What was wrong with the second copy of a good book, which was written anew; empty where nothing was.
    set_aside
        What the damaged files in `.evenhand/` are called now.
    """

    kind: Literal["repair"] = "repair"
    kept: int
    lost: int
    damage: str
    copy_damage: str = ""
    set_aside: tuple[str, ...] = ()


class Exported(Header):
    """What `export` writes, as a document (`kind: export`).

    Attributes
    ----------
    form
        `log`: the book's log as JSON lines. `csv`: the blocks of the published plan.
    content
        What stands in the file that is written without `--json`, byte for byte.
    """

    kind: Literal["export"] = "export"
    form: Literal["log", "csv"]
    content: str
