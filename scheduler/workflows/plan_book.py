"""What a plan that was made before stood on: the book as it was at its moment, and the plans that this book kept then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scheduler.calendars.horizon import as_of_instant
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import line_of, sha256_of
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.workflows.kept_book import bring_up
from scheduler.workflows.kept_plans import KeptPlans, kept_plans
from scheduler.workflows.read_files import stored_entries
from scheduler.workflows.record_edits import enter_edits

MOST_TRIED = 20
"""So many lengths of the log are tried at most; each is a replay."""


@dataclass(frozen=True, slots=True)
class PlanBook:
    """A book of then.

    Attributes
    ----------
    is_the_one
        Whether it has the digest that the plan names; else it is what a plan of then would find, and only its accepted work is of use.
    plans
        The published plan of then, and the plan on which work stood; none unless it is the one.
    """

    book: Book
    is_the_one: bool
    plans: KeptPlans


def book_of_plan(folder: Path, workspace: Workspace, *, digest: str) -> PlanBook | None:
    """Return the book on which a plan stands: with that digest where it can be had, else as a plan of then would find it; None where there is none.

    A plan that only looks stands on days that were closed and edits that were entered on a copy: that is done again, after each of the last
    entries of that time, as the files are now.

    Parameters
    ----------
    workspace
        Read as of the plan.
    """
    entries, now = stored_entries(folder), as_of_instant(workspace)
    for number, entry in enumerate(entries, start=1):
        if sha256_of(line_of(entry)) == digest:
            book = Book.replay_entries(entries[:number])
            if now >= book.clock:
                bring_up(book, workspace)
            return PlanBook(book, book.last_sha256 == digest, kept_plans(folder, until=number))
    known = [entry for entry in entries if instant_of(entry.at) <= now]
    found: Book | None = None
    for number in range(len(known), max(0, len(known) - MOST_TRIED), -1):
        book = Book.replay_entries(known[:number])
        bring_up(book, workspace)
        enter_edits(book, workspace)
        if book.last_sha256 == digest:
            return PlanBook(book, True, kept_plans(folder, until=number))
        found = found or book
    return None if found is None else PlanBook(found, False, KeptPlans())
