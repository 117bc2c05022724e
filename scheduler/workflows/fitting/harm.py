"""What an override would do: the harm list per client, before anybody signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.book import Entry
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import with_entry
from scheduler.units import ClientId, Instant, TaskId
from scheduler.workflows.fitting.least_harm import least_harm
from scheduler.workflows.fitting.rungs import Climb


@dataclass(frozen=True, slots=True)
class HarmedWork:
    """A task that would be harmed: from when to when its finish moves (None: nobody knows when it is done).

    Attributes
    ----------
    loses
        Its date, its slack, or the hours that were booked for it; the first of these.
    """

    client: ClientId
    task: TaskId
    late_minutes: int
    from_finish: Instant
    to_finish: Instant | None
    loses: Literal["date", "slack", "hours"]


@dataclass(frozen=True, slots=True)
class HarmFound:
    """What an override costs.

    Attributes
    ----------
    tasks
        Work that is harmed, by client and id.
    entry
        That does it, without who decides and why.
    """

    tasks: tuple[HarmedWork, ...]
    entry: Entry


def harm_of(climb: Climb) -> HarmFound | None:
    """Return what it would cost others to do the request by its date all the same; None where nothing could do that, or nobody may decide it."""
    book = climb.book
    if not book.team.clients[climb.ask.client].approvers:
        return None
    found = least_harm(climb)
    if found is None:
        return None
    after = with_entry(book, found.entry)
    if after is None:
        return None
    entry = after.entries[-1]
    named = set(entry.loss.late) if entry.loss is not None else set()
    left = {row.task for row in entry.rows if row.exchanged and row.minutes > 0 and row.task} - set(_asked(entry))
    harmed = [_harmed(climb, after, task, entry=entry) for task in sorted(named | left)]
    tasks = sorted((each for each in harmed if each is not None), key=lambda each: (each.client, each.task))
    return HarmFound(tuple(tasks), found.entry)


def _asked(entry: Entry) -> list[TaskId]:
    return [task.id for task in entry.asked]


def _harmed(climb: Climb, after: Book, task: TaskId, *, entry: Entry) -> HarmedWork | None:
    """Return what a task loses; None for what is not promised, and for own work that keeps its date."""
    book = climb.book
    before, stands = book.witness.work.get(task), after.witness.work.get(task)
    promised = book.commitments.get(task)
    if promised is None or before is None:
        return None
    late = entry.loss.late if entry.loss is not None else {}
    whole = stands is not None and sum(piece.minutes for piece in stands.pieces) >= promised.remaining
    to_finish = stands.finish if stands is not None and whole else None
    minutes = late.get(task, 0) if to_finish is None else max(0, to_finish - promised.due)
    planned = climb.ground.work.get(task)
    loses: Literal["date", "slack", "hours"] = "slack" if task in late else "hours"
    if minutes and task in late:
        loses = "date"
    elif promised.client == climb.ask.client:
        return None
    return HarmedWork(
        promised.client,
        task,
        minutes,
        before.finish if planned is None else planned.spans[-1].end,
        to_finish,
        loses,
    )
