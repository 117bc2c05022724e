"""Hand edits enter the book: people and calendars, agreements, rows of tasks.csv, progress. Nothing typed into a file displaces what is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from scheduler.calendars.recurrence import occurrence_date
from scheduler.domain.book import Entry
from scheduler.domain.clients import Client
from scheduler.domain.problems import Notice
from scheduler.domain.verdict import EditedRequest
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.fairshare.days import OCCURRENCE_WEEKS, book_recurring, occurrences_ahead
from scheduler.units import ClientId, PersonId
from scheduler.workflows.book_notices import row_notices
from scheduler.workflows.cut_notices import cut_notices
from scheduler.workflows.decide_requests import Moment
from scheduler.workflows.edit_words import edit_words
from scheduler.workflows.enter_progress import enter_progress
from scheduler.workflows.fair_order import edited_requests
from scheduler.workflows.kept_book import kept_book
from scheduler.workflows.row_requests import enter_rows
from scheduler.workflows.sign_agreements import sign_changed, sign_the_rest, unsigned_notices

_OF_THE_TEAM = ("time_zone", "hours", "holidays", "closures", "policy", "people", "time_off", "events", "availability")
_AGREED = ("agreements", "exclude", "prefer", "group")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `record` found and entered; `entries` is empty where the files say what the book says.

    Attributes
    ----------
    notices
        Rows of tasks.csv that say otherwise than the book, which goes on.
    edited
        Requests that stand and whose files say something else now: that is a new request, and is not entered.
    """

    workspace: Workspace
    book: Book
    entries: tuple[Entry, ...]
    is_new: bool
    notices: tuple[Notice, ...] = ()
    edited: tuple[EditedRequest, ...] = ()


def record(moment: Moment, *, actor: str = "") -> Recorded:
    """Read hand edits into the book; make the book where there is none.

    Order: people and calendars (a loss of capacity, shared by the policy), agreements (signed anew from the day after the longest
    notice), new and changed rows of tasks.csv (each a request of its client), progress (an overrun is its own client's).
    """
    with kept_book(moment.folder, as_of=moment.as_of, clock=moment.clock, actor=actor) as kept:
        if not kept.is_new:
            enter_edits(kept.book, kept.workspace, actor=actor)
            sign_the_rest(kept.book, kept.workspace, actor=actor)
        entries = tuple(kept.new_entries)
        kept.save()
        notices = (
            *row_notices(kept.workspace, kept.book),
            *unsigned_notices(kept.book, besides=entries),
            *cut_notices(kept.book, entries),
        )
        edited = edited_requests(kept.book, kept.workspace)
        return Recorded(kept.workspace, kept.book, entries, kept.is_new, notices, edited)


def enter_edits(book: Book, workspace: Workspace, *, actor: str = "") -> None:
    """Append what changed between the book's facts and a workspace."""
    stored = len(book.entries)
    before = book.team.workspace
    changed_clients = _changed_clients(before, workspace)
    people = _changed_people(before, workspace)
    if _differs(before, workspace, _OF_THE_TEAM):
        facts = workspace.model_copy(
            update={"clients": before.clients, "tasks": before.tasks, "progress": before.progress}
        )
        who = people[0] if len(people) == 1 else None
        bk.lose(book, facts, person=who, reason=_team_words(people), actor=actor)
    sign_changed(book, workspace, changed_clients, stored=stored, actor=actor)
    if _differs(book.team.workspace, workspace, ("clients", "tasks", "progress")):
        bk.give_back(book, workspace, reason=edit_words(book.team.workspace, workspace), actor=actor)
    if _recurring(before) != _recurring(workspace):
        _end_occurrences(book, actor=actor)
        book_recurring(book)
    enter_rows(book, before, workspace, actor=actor)
    enter_progress(book, before, workspace, actor=actor)


def _differs(before: Workspace, after: Workspace, fields: tuple[str, ...]) -> bool:
    return any(_plain(getattr(before, name)) != _plain(getattr(after, name)) for name in fields)


def _plain(value: object) -> object:
    """Return a value without the lines on which it was written: moving a row is no change."""
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if hasattr(value, "model_dump"):
        return _without_source(value.model_dump())
    return value


def _without_source(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_source(each) for name, each in value.items() if name != "source"}
    if isinstance(value, list | tuple):
        return tuple(_without_source(each) for each in value)
    return value


def _changed_people(before: Workspace, after: Workspace) -> list[PersonId]:
    """Return whose calendar or record changed."""
    found = []
    ids = sorted({person.id for person in (*before.people, *after.people)})
    for person in ids:
        views = [
            (
                _plain(tuple(each for each in workspace.people if each.id == person)),
                _plain(tuple(each for each in workspace.time_off if each.person == person)),
                _plain(tuple(each for each in workspace.availability if each.person == person)),
                _plain(tuple(each for each in workspace.events if person in each.people)),
            )
            for workspace in (before, after)
        ]
        if views[0] != views[1]:
            found.append(person)
    return found


def _team_words(people: list[PersonId]) -> str:
    if not people:
        return "the team's calendar changed"
    return f"hours, absences or meetings of {', '.join(people)} changed"


def _changed_clients(before: Workspace, after: Workspace) -> list[Client]:
    known = {client.id: client for client in before.clients}
    return [
        client
        for client in after.clients
        if client.id not in known
        or any(_plain(getattr(known[client.id], name)) != _plain(getattr(client, name)) for name in _AGREED)
    ]


def _recurring(workspace: Workspace) -> dict[ClientId, object]:
    return {client.id: _plain(client.recurring) for client in workspace.clients}


def _end_occurrences(book: Book, *, actor: str) -> None:
    """Take back booked occurrences to come that no recurring deliverable has any more, as far as they have not begun."""
    ahead = {task.id for tasks in occurrences_ahead(book).values() for task in tasks}
    today = book.team.zone.local(book.clock)[0]
    last = today + timedelta(weeks=OCCURRENCE_WEEKS - 1)
    for task, promised in list(book.commitments.items()):
        day, has_begun = occurrence_date(task), book.witness.has_begun(task, by=book.clock)
        if day is None or task in ahead or has_begun or not today < day < last:
            continue
        bk.cancel(
            book,
            promised.request,
            task=task,
            actor=actor,
            reason="its recurring deliverable was changed in clients.yaml",
        )
