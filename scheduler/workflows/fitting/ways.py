"""A way to do a request: where its tasks stand, what pays for them, and what moves. It is applied to a book as entries of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, Stand
from scheduler.domain.ledger import LedgerRow
from scheduler.fairshare.answers import expiring, granted_entry, work_stands
from scheduler.fairshare.asking import Ask, Granted
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.witness import WorkPlace
from scheduler.instance.baseline import BaselineWork
from scheduler.units import Instant, Span, TaskId
from scheduler.workflows.fitting.held_hours import first_minutes

WayKind = Literal["as_is", "moves", "trade", "overtime", "consent"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a request.

    Attributes
    ----------
    ask
        With the dates that would be promised.
    places
        Where its tasks would stand.
    rows
        What they are charged.
    moved
        Other work that would stand elsewhere, promised or not; None for tentative work that leaves the plan.
    postponed
        Work that gets a later date, the client's own or another's, with that date.
    owner_rows
        What the owner of that work is charged for it and gets back.
    stands
        Where what is left of own blocks stands whose time other work takes.
    overtime
        Those of its pieces that lie in consented overtime.
    is_ahead
        Whether hours of days after its finish pay for it: it stands as its date lets it, but no earlier date could be promised.
    makes_way
        Work of the client itself that leaves a place which is fixed in the published plan: the client has to agree.
    act
        What does it on a book, for trades and consents; None: one entry that accepts it.
    """

    kind: WayKind
    ask: Ask
    places: Mapping[TaskId, WorkPlace]
    rows: tuple[LedgerRow, ...]
    conforming: bool = False
    moved: Mapping[TaskId, BaselineWork | None] = field(default_factory=dict)
    postponed: Mapping[TaskId, Instant] = field(default_factory=dict)
    owner_rows: tuple[LedgerRow, ...] = ()
    stands: tuple[Stand, ...] = ()
    overtime: frozenset[Span] = frozenset()
    is_ahead: bool = False
    makes_way: frozenset[TaskId] = frozenset()
    act: Callable[[Book], Sequence[Entry]] | None = None

    @property
    def finish(self) -> Instant:
        """When the last task of the request is done."""
        return max(place.finish for place in self.places.values())

    @property
    def promised(self) -> Instant:
        """The latest date that would be promised."""
        due = latest_due(self.ask.tasks)
        return self.finish if due is None else due

    def apply(self, book: Book, *, kind: Literal["accepted", "quoted"] = "accepted") -> list[Entry]:
        """Let the way take effect on a book, with everything promised that moves for it.

        Raises
        ------
        BookError
            If it contradicts the book; the book is then not to be used any further.
        """
        if self.act is not None:
            return list(self.act(book))
        granted = Granted(dict(self.places), self.rows, conforming=self.conforming)
        entry = granted_entry(book, self.ask, granted, kind=kind)
        moved = work_stands(book, promised_places(book, self.moved))
        if kind == "quoted":
            entry = expiring(book, entry)
        return [book.append(entry.model_copy(update={"work": (*entry.work, *moved), "stands": self.stands}))]


def way_of(ask: Ask, granted: Granted) -> Way:
    """Return a granted request as a way in which nothing moves."""
    return Way("as_is", ask, granted.places, granted.rows, conforming=granted.conforming)


def promised_places(book: Book, moved: Mapping[TaskId, BaselineWork | None]) -> dict[TaskId, WorkPlace]:
    """Return the new places of promised work, with what of it was worked before now.

    Where its time has passed without progress a plan has more of it to do than the book, which takes that time for worked until it
    is told otherwise: the book has the first minutes of the new place.

    Raises
    ------
    BookError
        If promised work would leave the plan.
    """
    found: dict[TaskId, WorkPlace] = {}
    for task, work in moved.items():
        stands = book.witness.work.get(task)
        if task not in book.commitments or stands is None:
            continue
        if work is None:
            raise BookError(f"'{task}' is promised and would leave the plan")
        goes_on = stands.person == work.person and book.witness.has_begun(task, by=book.clock)
        spans = first_minutes(work.spans, stands.minutes_after(book.clock)) if goes_on else work.spans
        found[task] = stands.carried_on(work.person, spans, now=book.clock)
    return found


def latest_due(tasks: Iterable[AskedTask]) -> Instant | None:
    """Return the latest date of some tasks, None where none has one."""
    return max((instant_of(task.due) for task in tasks if task.due is not None), default=None)


def moved_to(place: WorkPlace) -> BaselineWork:
    """Return where work stands in the book as a plan says it."""
    return BaselineWork(place.person, place.pieces)


def due_by(ask: Ask, due: Instant, book: Book) -> Ask:
    """Return the request with another date for all its tasks."""
    aware = book.team.aware(due)
    return replace(ask, tasks=tuple(task.model_copy(update={"due": aware}) for task in ask.tasks))
