"""What a plan stands on: the files, and, where there is a book, its promises, held hours and last published plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.fairshare.book import Book
from scheduler.fairshare.handing import for_planning
from scheduler.units import ClientId, PersonId, TaskId
from scheduler.workflows.begun_work import begun_work
from scheduler.workflows.book_notices import book_notices
from scheduler.workflows.held_by_book import cut_minutes
from scheduler.workflows.kept_book import bring_up, stored_book
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
    baseline_sha256
        Its digest; None without one.
    book
        Digest of the book's last line.
    notices
        Progress that is missing in it, and rows that say otherwise than it.
    cut_minutes
        What clients have lost of their agreed hours in the horizon, and was not laid again.
    begun
        Who has begun promised work by the book, of which some is still to come there.
    """

    workspace: Workspace
    holdings: Holdings | None = None
    baseline: Plan | None = None
    baseline_sha256: str | None = None
    book: str | None = None
    notices: tuple[Notice, ...] = ()
    cut_minutes: Mapping[ClientId, int] = field(default_factory=dict)
    begun: Mapping[TaskId, PersonId] = field(default_factory=dict)


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
    return ground_of(book, workspace, plans=kept_plans(folder))


def ground_of(book: Book, workspace: Workspace, *, plans: KeptPlans) -> PlanGround:
    """Return the ground of a plan on a book that is up to date, and on the plans that it keeps."""
    seen, holdings = for_planning(workspace, book)
    return PlanGround(
        workspace=seen,
        holdings=plans.with_answered(holdings, book),
        baseline=plans.published,
        baseline_sha256=plans.published_sha256,
        book=book.last_sha256,
        notices=book_notices(workspace, book),
        cut_minutes=cut_minutes(book, workspace),
        begun=begun_work(book),
    )
