"""The documents that speak of the book as a file: its check and its repair."""

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
    """What a repair kept and lost (`kind: repair`)."""

    kind: Literal["repair"] = "repair"
    kept: int
    lost: int
    damage: str
    set_aside: tuple[str, ...] = ()
