"""The documents that speak of the book: decisions and history, fairness, the check of a book, a repair."""

from __future__ import annotations

from typing import Literal

from scheduler.domain.answers import BookViolation
from scheduler.domain.book import Entry
from scheduler.domain.document import DocumentPart, Header
from scheduler.units import ClientId


class BookEntries(Header):
    """Entries of the book: what a command just decided or recorded, or the history. Facts are left out; the log has them."""

    kind: Literal["decision", "record", "history"]
    book: str | None = None
    entries: tuple[Entry, ...] = ()


class FairnessRow(DocumentPart):
    """What one client had in one ISO week; amounts in minutes.

    Attributes
    ----------
    agreed_minutes
        Of its blocks on the days of the week.
    own_minutes, rush_minutes, exchanged_minutes
        Used of them: where they stood, as rush, or given for other time.
    borrowed_minutes
        Spare that it worked on.
    promises_kept, promises_missed
        Promised dates of the week, by whether the work stood before them.
    """

    client: ClientId
    week: str
    agreed_minutes: int
    own_minutes: int
    rush_minutes: int
    exchanged_minutes: int
    lapsed_minutes: int
    cut_minutes: int
    held_minutes: int
    borrowed_minutes: int
    late_minutes: int
    promises_kept: int
    promises_missed: int


class ClientShare(DocumentPart):
    """Where a client stands now.

    Attributes
    ----------
    decayed_share
        Borrowed minutes, halved every `half_life_weeks`, over the weekly agreed minutes.
    place
        In the next daily round, if a request of it waits.
    """

    client: ClientId
    account: str
    decayed_share: float
    credit_minutes: int
    waiting: int
    place: int | None


class Fairness(Header):
    """Who got what of what was agreed (`kind: fairness`).

    Attributes
    ----------
    jain_index
        Of served minutes over agreed ones, from 1 / n (one client has all) to 1 (all alike); None without agreements.
    """

    kind: Literal["fairness"] = "fairness"
    weeks: tuple[FairnessRow, ...] = ()
    clients: tuple[ClientShare, ...] = ()
    jain_index: float | None = None


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
