"""What a plan stands on: the files, and, where there is a book, its promises, held hours and last published plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import as_of_instant
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import line_of, sha256_of
from scheduler.fairshare.book import Book
from scheduler.fairshare.handing import for_planning
from scheduler.workflows.book_notices import book_notices
from scheduler.workflows.kept_book import bring_up, stored_book, stored_entries
from scheduler.workflows.kept_plans import KeptPlans, kept_plans
from scheduler.workflows.record_edits import enter_edits

if TYPE_CHECKING:
    from scheduler.domain.holdings import Holdings
    from scheduler.domain.plan import Plan
    from scheduler.domain.problems import Notice
    from scheduler.domain.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PlanGround:
    """What a plan stands on.

    Attributes
    ----------
    workspace
        The files, with the tasks of accepted requests.
    holdings
        What has to be kept of the book; None where there is none.
    baseline
        The last published plan.
    book
        Digest of the book's last line.
    notices
        Progress that is missing in it, and rows that say otherwise than it.
    """

    workspace: Workspace
    holdings: Holdings | None = None
    baseline: Plan | None = None
    book: str | None = None
    notices: tuple[Notice, ...] = ()


def ground_in(folder: Path, workspace: Workspace) -> PlanGround:
    """Return the ground of a plan that only looks: hand edits and passed days are entered on a copy, and nothing is stored.

    Raises
    ------
    BookError (of `scheduler.errors`)
        If there is a book that cannot be read.
    """
    book = stored_book(folder)
    if book is None:
        return PlanGround(workspace)
    bring_up(book, workspace)
    enter_edits(book, workspace)
    plans = kept_plans(folder)
    return ground_of(book, workspace, baseline=plans.published, standing=plans.standing)


def book_of_plan(folder: Path, workspace: Workspace, *, digest: str) -> Book | None:
    """Return the book on which a plan stands: as it was stored when its last line had that digest, else as a plan of then would find it.

    A plan that only looks stands on days that were closed and edits that were entered on a copy.

    Parameters
    ----------
    workspace
        Read as of the plan.
    """
    entries, now = stored_entries(folder), as_of_instant(workspace)
    for number, entry in enumerate(entries, start=1):
        if sha256_of(line_of(entry)) == digest:
            return Book.replay_entries(entries[:number])
    known = [entry for entry in entries if instant_of(entry.at) <= now]
    if not known:
        return None
    book = Book.replay_entries(known)
    bring_up(book, workspace)
    enter_edits(book, workspace)
    return book


def ground_of(book: Book, workspace: Workspace, *, baseline: Plan | None, standing: Plan | None = None) -> PlanGround:
    """Return the ground of a plan on a book that is up to date.

    Parameters
    ----------
    baseline
        The last published plan.
    standing
        The plan after the last answer since, where there is one.
    """
    seen, holdings = for_planning(workspace, book)
    answered = KeptPlans(baseline, standing).answered()
    return PlanGround(
        workspace=seen,
        holdings=holdings.model_copy(update={"answered": answered}),
        baseline=baseline,
        book=book.last_sha256,
        notices=book_notices(workspace, book),
    )
