"""The plans that a book keeps: the one that was published last, and the one on which work stands since the answers after it.

What changes is listed against the published plan until another is published. But an answer that was recorded decided where work stands: later
answers begin from its plan, and what it moved, the published plan no longer freezes. So it is with what the book itself has moved since, where
something was reported or changed: no plan is kept with that, and the log says where the work went.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.holdings import Holdings, WitnessWork
from scheduler.domain.ledger import WorkStand
from scheduler.domain.plan import Plan
from scheduler.fairshare.book import Book
from scheduler.instance.baseline import future_work
from scheduler.store.book_store import BookStore
from scheduler.units import FAR, Span, TaskId


@dataclass(frozen=True, slots=True)
class KeptPlans:
    """The plans of a book that answers and plans look at.

    Attributes
    ----------
    published
        The last one that was published: with it every plan is compared, and its work of the next days is frozen.
    standing
        Where work stands: the published plan, or the plan after the last answer since.
    published_sha256
        Digest of the published plan as it is stored.
    since
        Number of the entry with which `standing` was kept; None where that is not known.
    """

    published: Plan | None = None
    standing: Plan | None = None
    published_sha256: str | None = None
    since: int | None = None

    def answered(self, book: Book | None = None) -> Mapping[TaskId, WitnessWork]:
        """Return where the answers since have work that is not where it was published; without pieces where it has no place.

        Only what lies after the last of these answers is compared: what was published for the time before it is over.

        Parameters
        ----------
        book
            What it has moved after the last of the plans was kept, stands where it has it now; None: nothing of that is known.
        """
        moved = {} if book is None or self.since is None else moved_since(book, self.since)
        if self.published is None or self.standing is None or self.standing is self.published:
            return moved
        at = instant_of(self.standing.horizon.start)
        then, now = future_work(self.published, at), future_work(self.standing, at)
        found = {task: WitnessWork(person=was.person, pieces=()) for task, was in then.items() if task not in now}
        for task, stands in now.items():
            if stands != then.get(task):
                found[task] = WitnessWork(person=stands.person, pieces=stands.spans)
        return dict(sorted((found | moved).items()))

    def with_answered(self, holdings: Holdings, book: Book) -> Holdings:
        """Return what a plan has to keep of the book, with what was moved since the published plan."""
        return holdings.model_copy(update={"answered": self.answered(book)})


def moved_since(book: Book, number: int) -> dict[TaskId, WitnessWork]:
    """Return where promised work stands now that entries after a number took away from its place, as far as that was still to come.

    Parameters
    ----------
    number
        Of the last entry that does not count.
    """
    then: dict[TaskId, WorkStand] = {stand.task: stand for entry in book.entries[:number] for stand in entry.work}
    named = {stand.task for entry in book.entries[number:] for stand in entry.work}
    ahead, found = Span(book.clock, FAR), {}
    for task in sorted(named & then.keys() & book.witness.work.keys()):
        was, stands = then[task], book.witness.work[task]
        spans = within(merged(Span(instant_of(each.start), instant_of(each.end)) for each in was.pieces), ahead)
        pieces = within(merged(stands.pieces), ahead)
        if spans and (was.person != stands.person or without(spans, pieces)):
            found[task] = WitnessWork(person=stands.person, pieces=pieces)
    return found


def kept_plans(folder: Path, *, until: int | None = None) -> KeptPlans:
    """Return the plans that the book of a workspace keeps; none where there is no book, or nothing was published.

    Parameters
    ----------
    until
        Number of the last entry of the book that counts; None for all.

    Raises
    ------
    BookError (of `scheduler.errors`)
        If there is a book that cannot be read.
    """
    store = BookStore.open(folder)
    if store is None:
        return KeptPlans()
    with store:
        last = store.last_plan(until=until)
        published = store.last_plan(is_published=True, until=until)
    if last is None or published is None:
        return KeptPlans()
    first = Plan.model_validate(json.loads(published.content))
    standing = first if last.seq == published.seq else Plan.model_validate(json.loads(last.content))
    return KeptPlans(first, standing, published.sha256, last.seq)
