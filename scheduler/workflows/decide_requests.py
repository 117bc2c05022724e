"""Decisions on requests: accept, quote, confirm, decline, cancel, consent, override. Each is re-checked on the book as it is now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.calendars.words import moment_words
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry
from scheduler.domain.plan import Move, Plan
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.errors import UsageError
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.answers import refused_entry
from scheduler.fairshare.asking import Refused
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.dated_block import BookError as EntryRefused
from scheduler.units import TaskId
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.edited_requests import as_read
from scheduler.workflows.kept_book import kept_book

YES = frozenset(
    {"accepted", "quoted", "confirmed", "cancelled", "withdrawn", "consented", "overridden", "traded", "granted"}
)
"""Kinds of entries by which what was asked for was done."""


class QuoteEndedError(UsageError):
    """A quote is to be confirmed that ended: an honest no, not a wrong call."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when a command decides: the workspace folder, the as_of of the command line, and the present."""

    folder: Path
    as_of: str | None
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command did.

    Attributes
    ----------
    entries
        What it added to the book, in order; day closes on the way included.
    decision
        The last of them: the answer.
    moves
        What stands elsewhere for it in the plan of all work.
    plan
        That plan; None where the decision made none.
    is_taken
        Whether an offer was taken that is a place in line: nothing more was asked for.
    """

    workspace: Workspace
    book: Book
    entries: tuple[Entry, ...]
    decision: Entry
    moves: tuple[Move, ...] = ()
    plan: Plan | None = None
    is_taken: bool = False

    @property
    def is_yes(self) -> bool:
        """Whether what was asked for was done."""
        return self.is_taken or self.decision.kind in YES


def _decide(moment: Moment, act: Callable[[Book, Workspace], Entry], *, actor: str) -> Decided:
    """Let `act` add its entry to the book, and store it.

    Raises
    ------
    UsageError
        If what is asked for makes no sense in this book.
    """
    with kept_book(moment.folder, as_of=moment.as_of, clock=moment.clock, actor=actor) as kept:
        try:
            decision = act(kept.book, kept.workspace)
        except EntryRefused as error:
            raise UsageError(str(error)) from error
        entries = tuple(kept.new_entries)
        kept.save()
        return Decided(kept.workspace, kept.book, entries, decision)


def confirm(moment: Moment, request: str, *, actor: str = "") -> Decided:
    """Turn a quote into a promise.

    Raises
    ------
    QuoteEndedError
        If it was not confirmed in time.
    """

    def act(book: Book, workspace: Workspace) -> Entry:
        _refuse_no_name(workspace, request)
        standing = book.requests.get(request)
        if standing is not None and standing.status == "expired":
            at = next(
                entry.at for entry in reversed(book.entries) if entry.request == request and entry.kind == "expired"
            )
            ended = moment_words(instant_of(at), book.team.zone, now=book.clock)
            raise QuoteEndedError(f"the quote of '{request}' ended {ended} and holds nothing any more")
        return bk.confirm(book, request, actor=actor)

    return _decide(moment, act, actor=actor)


def decline(moment: Moment, request: str, *, actor: str = "", reason: str = "") -> Decided:
    """Write down that a request was declined by the team."""

    def act(book: Book, workspace: Workspace) -> Entry:
        standing = book.requests.get(request)
        if standing is not None and standing.status in ("accepted", "quoted"):
            raise EntryRefused(f"request '{request}' is {standing.status}; cancel it instead")
        found = request_named(workspace, request)
        asked = ask_of(book, workspace, found, actor=actor)
        entry = refused_entry(book, asked, Refused(reason or "declined by the team"))
        entry = entry.model_copy(update={"read": as_read(found)})
        # What its own hours would pay for is not the team's to decline: the answer says so, and nothing is written.
        if asked.tasks and conform(book, asked.client, tasks=asked.tasks) is not None:
            raise EntryRefused(
                f"'{request}' fits the hours that '{asked.client}' holds, so it cannot be declined; accept it, or let its client cancel it"
            )
        return book.append(entry)

    return _decide(moment, act, actor=actor)


def cancel(moment: Moment, request: str, *, part: str | None = None, actor: str = "") -> Decided:
    """Take back a request, or one task of it; or a row of tasks.csv, by its id."""

    def act(book: Book, workspace: Workspace) -> Entry:
        _refuse_no_name(workspace, request)
        if part is not None and not part.strip():
            raise UsageError(f"there is no task '{part}' of '{request}'", field="--part", got=part)
        if part is not None:
            whole = TaskId(f"{request}/{part}")
            return bk.cancel(
                book, request, task=whole if whole in book.commitments or "/" not in part else TaskId(part), actor=actor
            )
        row = book.commitments.get(TaskId(request))
        if row is None or row.request:
            return bk.cancel(book, request, actor=actor)
        standing = book.requests.get(request)
        if standing is not None and not standing.is_over:
            raise EntryRefused(
                f"'{request}' is a row of tasks.csv and a request; give the row another id, or cancel the request task by task (--part)"
            )
        return bk.cancel(book, "", task=TaskId(request), actor=actor)

    return _decide(moment, act, actor=actor)


def _refuse_no_name(workspace: Workspace, request: str) -> None:
    """Refuse an id of no signs, which an unset variable of a shell leaves: rows of tasks.csv are what belongs to no request."""
    if not request.strip():
        request_named(workspace, request)


def request_named(workspace: Workspace, name: str) -> Request:
    """Return the request of an id or a file of the workspace.

    Raises
    ------
    UsageError
        If there is none.
    """
    for request in workspace.requests:
        if name in (request.id, request.source.file) or Path(name).name == Path(request.source.file).name:
            return request
    known = ", ".join(sorted(request.id for request in workspace.requests))
    there = f"there are: {known}" if known else "there is none at all"
    text = f"there is no request '{name}' in requests/ of the workspace; {there}"
    expected = f"one of {known}" if known else "a request that is written into requests/"
    raise UsageError(text, field="REQUEST", got=name, expected=expected)
