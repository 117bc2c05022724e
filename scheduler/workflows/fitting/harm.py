"""What an override would do: the harm list per client, before anybody signs."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.book import Entry
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.units import ClientId, Instant, TaskId
from scheduler.workflows.fitting.least_harm import least_harm
from scheduler.workflows.fitting.rungs import Climb


@dataclass(frozen=True, slots=True)
class HarmedWork:
    """A task that would be late: from when to when its finish moves (None: nobody knows when it is done)."""

    client: ClientId
    task: TaskId
    late_minutes: int
    from_finish: Instant
    to_finish: Instant | None


@dataclass(frozen=True, slots=True)
class HarmFound:
    """What an override costs.

    Attributes
    ----------
    entry
        That does it, without who decides and why.
    """

    late: tuple[HarmedWork, ...]
    entry: Entry


def harm_of(climb: Climb) -> HarmFound | None:
    """Return what it would cost others to do the request by its date all the same; None where nothing could do that, or nobody may decide it."""
    book = climb.book
    if not book.team.clients[climb.ask.client].approvers:
        return None
    found = least_harm(climb)
    if found is None:
        return None
    scratch = copy_of(book)
    try:
        entry = scratch.append(found.entry)
    except BookError:
        return None
    late = []
    for task, minutes in (entry.loss.late if entry.loss is not None else {}).items():
        before, after = book.witness.work.get(task), scratch.witness.work.get(task)
        promised = book.commitments.get(task)
        if promised is None or before is None:
            continue
        whole = after is not None and sum(piece.minutes for piece in after.pieces) >= promised.remaining
        to_finish = after.finish if after is not None and whole else None
        late.append(
            HarmedWork(
                promised.client,
                task,
                max(0, to_finish - promised.due) if to_finish is not None else minutes,
                before.finish,
                to_finish,
            )
        )
    return HarmFound(tuple(sorted(late, key=lambda each: (each.client, each.task))), found.entry)
