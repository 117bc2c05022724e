"""What an override does to others: whose work is not done when it would have been, and which held minutes are cut.

It is read off the book before and after, not off the way there: what was moved to make room and stands in time again harms nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.book import LedgerRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.trial import missing_when_due
from scheduler.units import FAR, ClientId, TaskId


@dataclass(frozen=True, slots=True)
class Harm:
    """What an override does.

    Attributes
    ----------
    late
        Work that is done behind its slack floor for it, with the minutes that are not done when due (none where only slack is used up).
    credits
        Minutes that each other client loses: of work not done by its date, or by its former finish past it, and of held hours cut.
    """

    late: dict[TaskId, int]
    credits: dict[ClientId, int]


def harm_between(before: Book, after: Book, *, client: ClientId, rows: Iterable[LedgerRow]) -> Harm:
    """Return what an override for a client does to promised work and held hours.

    Parameters
    ----------
    before, after
        The book without it and with it.
    rows
        What it charges and cuts.
    """
    credits: dict[ClientId, int] = {}
    for row in rows:
        if row.fund == "cut" and row.client != client:
            credits[row.client] = credits.get(row.client, 0) + row.minutes
    late: dict[TaskId, int] = {}
    for task, promised in before.commitments.items():
        if before.witness.work.get(task) == after.witness.work.get(task):
            continue
        if _is_later(before, after, task):
            late[task] = missing_when_due(after, task)
        if promised.client != client:
            credits[promised.client] = credits.get(promised.client, 0) + lost_minutes(before, after, task)
    return Harm(late, {each: minutes for each, minutes in sorted(credits.items()) if minutes})


def lost_minutes(before: Book, after: Book, task: TaskId) -> int:
    """Return how many minutes of promised work are done later than its date, and later than they were where it was late already."""
    stood = before.witness.work.get(task)
    due = before.commitments[task].due
    until = due if stood is None else max(due, stood.finish)
    return max(0, missing_when_due(after, task, by=until) - missing_when_due(before, task, by=until))


def _is_later(before: Book, after: Book, task: TaskId) -> bool:
    """Say whether work is done later than before, and behind its slack floor: an override has to name it."""
    stood, stands = before.witness.work.get(task), after.witness.work.get(task)
    if any(missing_when_due(after, task, by=by) > missing_when_due(before, task, by=by) for by in (None, FAR)):
        return True
    if stood is None or stands is None:
        return False
    return stands.finish > max(before.commitments[task].floor_at, stood.finish)
