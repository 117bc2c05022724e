"""Promised dates that have passed: which were kept, which were missed, and by how much, read from the entries alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scheduler.calendars.zones import instant_of
from scheduler.domain.problems import Notice
from scheduler.report.words import count_words
from scheduler.units import ClientId, Instant, TaskId

if TYPE_CHECKING:
    from scheduler.calendars.zones import Zone
    from scheduler.domain.book import Entry


@dataclass(frozen=True, slots=True)
class PastPromise:
    """A promised date that has passed.

    Attributes
    ----------
    late_minutes
        Of the finish past the due time; 0 where it was kept.
    is_reported
        Whether it was said to be done; else it counts as done where the book has it.
    """

    task: TaskId
    client: ClientId
    due: Instant
    late_minutes: int
    is_reported: bool = False

    def due_on(self, zone: Zone) -> date:
        """Return the day it was due on; at midnight, the evening before."""
        return zone.local(self.due - 1)[0]


@dataclass(slots=True)
class _Open:
    client: ClientId
    due: Instant
    is_firm: bool
    request: str


class _Dates:
    """Promises as the entries make, move and end them."""

    def __init__(self) -> None:
        self.open: dict[TaskId, _Open] = {}
        self.settled: list[PastPromise] = []
        self._finish: dict[TaskId, Instant] = {}
        self._nowhere: set[TaskId] = set()

    def settle(self, now: Instant) -> None:
        """Judge every firm promise whose due time has come."""
        for task in list(self.open):
            self._judge(task, now)

    def _judge(self, task: TaskId, now: Instant) -> None:
        promise = self.open.get(task)
        if promise is None or promise.due > now or not promise.is_firm:
            return
        late = max(0, self._finish.get(task, promise.due) - promise.due)
        if task in self._nowhere:
            late = max(late, now - promise.due, 1)
        self._settle(task, promise, late)

    def _settle(self, task: TaskId, promise: _Open, late_minutes: int, *, is_reported: bool = False) -> None:
        del self.open[task]
        self.settled.append(PastPromise(task, promise.client, promise.due, late_minutes, is_reported))

    def apply(self, entry: Entry) -> None:
        """Let an entry take effect. Dates that it ends or moves are judged first, if they have passed: nothing makes them good."""
        at = instant_of(entry.at)
        done = {task for task, minutes in entry.remaining.items() if minutes == 0}
        for task in (*entry.released, *(each.task for each in entry.committed)):
            if task not in done:
                self._judge(task, at)
                self.open.pop(task, None)
        if entry.kind == "progressed":
            # It was not done after all: nothing is settled yet.
            again = {(each.task, instant_of(each.due)) for each in entry.committed}
            self.settled = [each for each in self.settled if (each.task, each.due) not in again]
        for each in entry.committed:
            is_firm = entry.kind != "quoted"
            self.open[each.task] = _Open(each.client, instant_of(each.due), is_firm, entry.request)
        if entry.kind == "confirmed":
            for promise in self.open.values():
                promise.is_firm = promise.is_firm or promise.request == entry.request
        for work in entry.work:
            self._nowhere.discard(work.task)
            if work.pieces:
                self._finish[work.task] = instant_of(work.pieces[-1].end)
        self._find_nowhere(entry)
        for task in sorted(done & self.open.keys()):
            self._finish_now(task, at)

    def _find_nowhere(self, entry: Entry) -> None:
        """Note work that a loss left without a place: it is late, and no piece of it stands after its due time."""
        for task, minutes in () if entry.loss is None else entry.loss.late.items():
            promise = self.open.get(task)
            if promise is not None and minutes > 0 and self._finish.get(task, 0) <= promise.due:
                self._nowhere.add(task)

    def _finish_now(self, task: TaskId, at: Instant) -> None:
        """Judge work that was reported as done: it finished where it stood, at the latest now."""
        promise = self.open[task]
        finish = at if task in self._nowhere else min(at, self._finish.get(task, at))
        self._settle(task, promise, max(0, finish - promise.due), is_reported=True)


def past_promises(entries: Iterable[Entry], *, now: Instant) -> list[PastPromise]:
    """Return the promises whose date has passed, in the order in which they were settled.

    Work counts as done where it stands in the book, unless something else was reported. What was cancelled, or given a later date with
    its client's consent, before its due time was no longer promised for it; a quote never was. What was reported as done early is kept.

    Parameters
    ----------
    now
        Dates up to this moment have passed; not before the last entry.
    """
    dates = _Dates()
    for entry in entries:
        dates.apply(entry)
    dates.settle(now)
    return [each for each in dates.settled if each.due <= now]


def assumed_notices(entries: Iterable[Entry], *, now: Instant) -> tuple[Notice, ...]:
    """Return one line that says of how many promises nobody reported that they were kept; nothing where there are none."""
    count = sum(not each.is_reported for each in past_promises(entries, now=now))
    if not count:
        return ()
    text = (
        f"Nothing was reported of {count_words(count, 'promise')} whose date has passed: kept or missed is what the book has planned. "
        "Enter what was worked in progress.csv, then evenhand record WORKSPACE."
    )
    return (Notice(file="progress.csv", line=None, field="worked", text=text),)
