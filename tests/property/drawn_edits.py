"""What somebody might type into the files of a book's workspace, drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from scheduler.domain.people import Event
from scheduler.domain.record import Source
from scheduler.domain.times import DateRange
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from tests.building import agreement, hours, progress, task

_TYPED = Source(file="typed", line=1)
WEEKS = (
    "mon-fri 09:00-13:00 14:00-18:00",
    "mon-fri 09:00-12:00 13:00-17:00",
    "mon-thu 09:00-17:00",
    "mon-fri 10:00-16:00",
)


def drawn_edit(book: Book, rng: Random) -> Workspace:
    """Return the book's workspace with one thing edited: a row, progress, a meeting, hours, a closure, an agreement, an exclusion."""
    facts = book.team.workspace
    edits: list[Callable[[Book, Workspace, Random], Workspace]] = [
        _new_row,
        _new_row,
        _changed_row,
        _progress,
        _meeting,
        _no_meeting,
        _hours,
        _closure,
        _skills,
        _agreed,
        _exclusion,
    ]
    return rng.choice(edits)(book, facts, rng)


def _day(book: Book, days: int) -> datetime:
    return book.team.aware(book.clock + days * 1440).replace(tzinfo=None, hour=0, minute=0)


def _new_row(book: Book, facts: Workspace, rng: Random) -> Workspace:
    due = _day(book, rng.choice([1, 3, 6, 10])) + timedelta(hours=rng.choice([11, 15, 18]))
    row = task(
        f"row-{len(facts.tasks)}-{len(book.lines)}",
        rng.choice(["seo", "copy", "copy:2"]),
        rng.choice([15, 60, 120, 200]),
        client=rng.choice([each.id for each in facts.clients]),
        commitment=rng.choice(["agreed", "agreed", "target", "regulatory"]),
        agreed_on=_day(book, 0).date(),
        one_sitting=rng.random() < 0.2,
    )
    return facts.model_copy(update={"tasks": (*facts.tasks, row.model_copy(update={"due": due}))})


def _changed_row(book: Book, facts: Workspace, rng: Random) -> Workspace:
    rows = [row for row in facts.tasks if row.id in book.commitments and row.due is not None]
    if not rows:
        return facts
    row = rng.choice(rows)
    assert isinstance(row.due, datetime)
    moved = row.model_copy(
        update={
            "due": row.due + timedelta(days=rng.choice([-1, 0, 1, 3])),
            "effort_minutes": row.effort_minutes + rng.choice([0, 30]),
        }
    )
    return facts.model_copy(update={"tasks": tuple(moved if each is row else each for each in facts.tasks)})


def _progress(book: Book, facts: Workspace, rng: Random) -> Workspace:
    begun = [
        each.id
        for each in facts.tasks
        if each.id in book.commitments
        and (place := book.witness.work.get(each.id)) is not None
        and place.pieces[0].start < book.clock
    ]
    if not begun:
        return facts
    name = rng.choice(begun)
    left = book.witness.work[name].minutes_after(book.clock)
    row = progress(name, remaining_minutes=rng.choice([0, left, left + 45]))
    return facts.model_copy(update={"progress": (*(each for each in facts.progress if each.task != name), row)})


def _meeting(book: Book, facts: Workspace, rng: Random) -> Workspace:
    start = _day(book, rng.choice([1, 2, 5])) + timedelta(hours=rng.choice([9, 11, 15]))
    who = tuple(rng.sample([*book.team.people], rng.choice([1, 1, 2])))
    meeting = Event(people=who, start=start, end=start + timedelta(hours=rng.choice([1, 2])), source=_TYPED)
    return facts.model_copy(update={"events": (*facts.events, meeting)})


def _no_meeting(book: Book, facts: Workspace, rng: Random) -> Workspace:
    if not facts.events:
        return facts
    gone = rng.choice(facts.events)
    return facts.model_copy(update={"events": tuple(each for each in facts.events if each is not gone)})


def _hours(book: Book, facts: Workspace, rng: Random) -> Workspace:
    who = rng.choice(facts.people)
    other = who.model_copy(update={"hours": hours(rng.choice(WEEKS))})
    return facts.model_copy(update={"people": tuple(other if each is who else each for each in facts.people)})


def _closure(book: Book, facts: Workspace, rng: Random) -> Workspace:
    """Close the team on a day, or open it again on all days."""
    if facts.closures and rng.random() < 0.5:
        return facts.model_copy(update={"closures": ()})
    day = _day(book, rng.choice([1, 3, 8])).date()
    return facts.model_copy(update={"closures": (*facts.closures, DateRange(first=day, last=day))})


def _skills(book: Book, facts: Workspace, rng: Random) -> Workspace:
    who = rng.choice(facts.people)
    other = who.model_copy(update={"skills": rng.choice([(("seo", 1),), (("copy", 2),), (("copy", 1), ("seo", 2))])})
    return facts.model_copy(update={"people": tuple(other if each is who else each for each in facts.people)})


def _agreed(book: Book, facts: Workspace, rng: Random) -> Workspace:
    client = rng.choice(facts.clients)
    agreed = agreement(
        {rng.choice(["seo", "copy"]): rng.choice([60, 120, 240])}, notice_working_days=rng.choice([None, 1, 3])
    )
    changed = client.model_copy(update={"agreements": rng.choice([(), (agreed,), (agreed,)])})
    return facts.model_copy(update={"clients": tuple(changed if each is client else each for each in facts.clients)})


def _exclusion(book: Book, facts: Workspace, rng: Random) -> Workspace:
    client = rng.choice(facts.clients)
    changed = client.model_copy(update={"exclude": rng.choice([(), (rng.choice(facts.people).id,)])})
    return facts.model_copy(update={"clients": tuple(changed if each is client else each for each in facts.clients)})
