"""Can all of a client's work be taken from a person, by whom, from when? Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import as_of_instant, horizon_span
from scheduler.calendars.zones import Zone
from scheduler.domain.handover import Handover
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.files.said import said_client, said_day, said_person
from scheduler.workflows.handover.checking import HandoverCheck, HandoverOptions
from scheduler.workflows.handover.earliest_day import earliest_day
from scheduler.workflows.handover.hours import hours_moved
from scheduler.workflows.kept_book import bring_up, stored_book
from scheduler.workflows.kept_plans import kept_plans
from scheduler.workflows.plan_ground import PlanGround, ground_of
from scheduler.workflows.read_files import workspace_in
from scheduler.workflows.record_edits import enter_edits

if TYPE_CHECKING:
    from scheduler.domain.book import LaidBlock


def handover_in(
    folder: Path,
    *,
    person: str,
    client: str,
    as_of: str | None,
    clock: Callable[[], datetime],
    from_on: str | None = None,
    options: HandoverOptions | None = None,
) -> tuple[Workspace, Handover]:
    """Check a hand-over in a workspace folder; nothing is stored.

    Parameters
    ----------
    from_on
        The first day on which the person does nothing new for the client; None: the day of as_of.

    Raises
    ------
    InputError
        If the workspace is wrong, or as_of lies before the last entry of the book.
    UsageError
        If there is no such person or client, or the day is none.
    BookError (of `scheduler.errors`)
        If there is a book that cannot be read.
    VerificationError
        If one of our plans fails its check.
    """
    options = options or HandoverOptions()
    workspace = workspace_in(folder, as_of=as_of, clock=clock)
    leaving, served = said_person(workspace, person), said_client(workspace, client)
    day = workspace.as_of.date() if from_on is None else said_day(from_on, option="--from")
    last = Zone.of(workspace.time_zone).local(horizon_span(workspace).end - 1)[0]
    if day > last:
        raise UsageError(f"--from is '{from_on}', but nothing is planned after {last}, the end of the horizon")
    ground, blocks = _ground(folder, workspace, seed=options.seed)
    check = HandoverCheck(ground, person=leaving, client=served, from_on=day, options=options)
    hours = hours_moved(
        workspace,
        blocks,
        client=served.id,
        person=leaving.id,
        at=check.parting.at,
        seed=options.seed,
    )
    document = check.document(hours)
    if not check.work_is_covered and check.before.verified:
        document = document.model_copy(update={"earliest": earliest_day(check, last=last)})
    return workspace, document


def _ground(folder: Path, workspace: Workspace, *, seed: int) -> tuple[PlanGround, tuple[LaidBlock, ...]]:
    """Return what the plans stand on, and the blocks of all agreed hours: those of the book, or as a new book would lay them."""
    book = stored_book(folder)
    if book is None:
        from scheduler.solve.laying import lay_blocks

        laying = lay_blocks(workspace, at=as_of_instant(workspace), seed=seed)
        return PlanGround(workspace), laying.blocks
    bring_up(book, workspace)
    enter_edits(book, workspace)
    today = book.team.zone.local(book.clock)[0]
    blocks = tuple(block for block in book.accounts.blocks.values() if not book.accounts.has_ended(block.id, today))
    return ground_of(book, workspace, plans=kept_plans(folder)), blocks
