"""What is asked, and the answer as an entry: conforming by arithmetic, else as it fits, funded own, rush, then spare inside the cap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.calendars.words import moment_words, work_words
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, LedgerRow, skill_key
from scheduler.domain.tasks import work_called
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, places_of, rows_of
from scheduler.fairshare.checking import checked_places
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.insertion import insert
from scheduler.fairshare.limits import Limit, cap_limit, sure_limit
from scheduler.fairshare.within_cap import within_cap
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with its windows resolved.

    Attributes
    ----------
    tasks
        `due` is the needed-by time.
    asked_at
        When it was said to have been asked: a remark; the book's clock counts.
    latest
        The last moment of use; None where that is the needed-by time.
    """

    client: ClientId
    request: str
    tasks: tuple[AskedTask, ...]
    asked_at: Instant | None = None
    latest: Instant | None = None
    actor: str = ""


Finder = Callable[[Book, Ask], dict[TaskId, WorkPlace] | None]
"""Finds places for tasks where inserting them one by one does not; what it returns is charged and checked like the rest."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A request that can be done, and what it is charged."""

    places: dict[TaskId, WorkPlace]
    rows: tuple[LedgerRow, ...]
    conforming: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that cannot be done now, and why.

    Attributes
    ----------
    waits
        Whether it is in line for the daily round: only the cap stands in its way.
    limit
        The limit of borrowing that it would pass, with its figures.
    """

    reason: str
    waits: bool = False
    limit: Limit | None = None


def answer(
    book: Book, ask: Ask, *, finder: Finder | None = None, in_round: bool = False, initial: bool = False
) -> Granted | Refused:
    """Decide a request on the book as it stands, without writing anything.

    Parameters
    ----------
    finder
        Asked where inserting the tasks one by one finds nothing; it may fail, be slow or lie: its places are checked.
    in_round
        Spare outside the cap, but only of the next five working days.
    initial
        Blocks of the opening day can be claimed, and nothing is capped.
    """
    unfit = unfit_reason(book, ask)
    if unfit is not None:
        return Refused(unfit)
    bookings = conform(book, ask.client, tasks=ask.tasks, initial=initial)
    if bookings is not None:
        return Granted(places_of(bookings), tuple(rows_of(bookings)), conforming=True)
    inserted = insert(book, ask.client, tasks=ask.tasks, initial=initial)
    if inserted is None and finder is not None:
        found = finder(book, ask)
        inserted = None if found is None else checked_places(book, ask.client, tasks=ask.tasks, places=found)
    if inserted is None:
        return Refused(_not_found(book, ask))
    rows = charge(book, ask.client, inserted, in_round=in_round, initial=initial)
    if not initial:
        limit = cap_limit(book, ask.client, rows, in_round=in_round, request=ask.request)
        if limit is not None and not in_round:
            limit = sure_limit(book, ask.client, ask.tasks, request=ask.request) or limit
            inside = within_cap(book, ask.client, ask.tasks, rows=rows, limit=limit, request=ask.request)
            if inside is not None:
                (inserted, rows), limit = inside, None
        if limit is not None:
            return Refused(limit.text, waits=True, limit=limit)
    return Granted({each.task.id: each.place for each in inserted}, tuple(rows), conforming=False)


def unfit_reason(book: Book, ask: Ask) -> str | None:
    """Return why a request makes no sense whatever is free: nobody may do a task, or its time is over."""
    for task in ask.tasks:
        release = max(instant_of(task.release), book.clock)
        if task.due is not None and instant_of(task.due) <= release:
            return f"{work_called(task.title, task.id, begins=True)} would have to be done before it can begin."
        if not book.team.able(ask.client, task):
            return f"Nobody who may work for this client can do {skill_key(task.skill, task.level)}."
    return None


def _not_found(book: Book, ask: Ask) -> str:
    """Return in words that no plan was found; with figures where the people's time in the window alone is too little."""
    for task in ask.tasks:
        assert task.due is not None
        due, release = instant_of(task.due), max(instant_of(task.release), book.clock)
        there = 0
        for person in book.team.able(ask.client, task):
            there = max(there, _working_minutes(book, person, Span(release, due)))
        if there < task.effort_minutes:
            return (
                f"{work_called(task.title, task.id, begins=True)} needs {work_words(task.effort_minutes)} of one person, "
                f"and nobody who can do it has more than {work_words(there)} of working time until then."
            )
        for after in task.after:
            before = book.commitments.get(after.task)
            if before is not None and book.team.after_wait(before.due, after.wait) >= due:
                return (
                    f"{work_called(task.title, task.id, begins=True)} comes after {work_called(before.asked.title, after.task)}, which is promised only by "
                    f"{moment_words(before.due, book.team.zone, now=book.clock)}."
                )
    return "No plan was found that does it in time without moving what was promised to others."


def _working_minutes(book: Book, who: PersonId, window: Span) -> int:
    total = 0
    for day in book.team.days_of(who, window):
        for span in book.team.working(who, day):
            total += max(0, min(span.end, window.end) - max(span.start, window.start))
    return total
