"""The book as a policy: every event becomes a call of the bookkeeping, and nothing is decided here."""

from __future__ import annotations

from scheduler.domain.book import BlockEnd, Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask, Finder
from scheduler.units import Instant
from scheduler.workflows.simulation.stream import (
    Asks,
    Cancels,
    Confirms,
    Event,
    Leaves,
    Reports,
    Returns,
    Signs,
    with_absence,
)
from scheduler.workflows.simulation.studio import Setting

NAME = "evenhand"


class BookPolicy:
    """The rules of the fair share on one team.

    Parameters
    ----------
    finder
        What is asked where inserting tasks one by one finds nothing; None: nothing is.
    """

    def __init__(self, setting: Setting, *, finder: Finder | None = None) -> None:
        self.name = NAME
        self.book = bookkeeping.open_book(setting.workspace, setting.blocks, at=setting.start)
        self._finder = finder

    @property
    def entries(self) -> list[Entry]:
        """The log so far."""
        return self.book.entries

    @property
    def has_waiting(self) -> bool:
        """Whether a request waits for the daily round."""
        return any(standing.status == "waiting" for standing in self.book.requests.values())

    def advance(self, to: Instant) -> None:
        """Close days, book recurring work, let quotes expire."""
        if to > self.book.clock:
            bookkeeping.advance(self.book, to=to)

    def hold_round(self) -> None:
        """Give out spare to those who wait."""
        bookkeeping.hold_round(self.book, finder=self._finder)

    def take(self, event: Event) -> None:
        """Enter one event."""
        match event:
            case Asks():
                self._ask(event)
            case Confirms():
                if self._status(event.request) == "quoted":
                    bookkeeping.confirm(self.book, event.request)
            case Cancels():
                self._cancel(event)
            case Reports():
                self._report(event)
            case Leaves():
                after = event.workspace or with_absence(self.book.team.workspace, event)
                bookkeeping.lose(self.book, after, person=event.person, period=event.span)
            case Returns():
                bookkeeping.give_back(self.book, event.workspace)
            case Signs():
                ended = tuple(BlockEnd(block=block, from_day=day) for block, day in event.ended)
                bookkeeping.sign(self.book, event.workspace, client=event.client, blocks=event.blocks, ended=ended)

    def _status(self, request: str) -> str:
        standing = self.book.requests.get(request)
        return "" if standing is None else standing.status

    def _ask(self, event: Asks) -> None:
        ask = Ask(
            client=event.client,
            request=event.request,
            tasks=event.tasks,
            asked_at=event.asked_at,
            latest=event.latest,
        )
        bookkeeping.ask(self.book, ask, quote=event.as_quote, finder=self._finder)

    def _cancel(self, event: Cancels) -> None:
        """Take a request back where there is still something to take back; a tasks's work that is over stays."""
        if self._status(event.request) not in ("accepted", "waiting", "quoted"):
            return
        if self._status(event.request) == "accepted":
            named = [task for task, promised in self.book.commitments.items() if promised.request == event.request]
            if not any(event.task in (None, task) for task in named):
                return
        bookkeeping.cancel(self.book, event.request, task=event.task)

    def _report(self, event: Reports) -> None:
        """Report what is left of a task, where it is a commitment here too, or was done."""
        if event.task in self.book.finished and event.task not in self.book.commitments:
            left = 0 if event.is_done else (event.remaining_minutes or 0)
            known = self.book.finished[event.task]
            worked = known.worked if event.worked_minutes is None else event.worked_minutes
            bookkeeping.correct(self.book, [bookkeeping.Said(event.task, left, worked)])
            return
        place = self.book.witness.work.get(event.task)
        if event.task not in self.book.commitments or place is None:
            return
        ahead = place.minutes_after(self.book.clock)
        left = 0 if event.is_done else ahead if event.remaining_minutes is None else event.remaining_minutes
        bookkeeping.report(self.book, event.task, remaining=left + event.more_minutes, worked=event.worked_minutes)
