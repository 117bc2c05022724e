"""Small books made by hand: a few people, blocks laid where the test wants them, and requests in one line each.

Times are those of `tests.building`: `24 12:30` is Tuesday 24 November 2026 in London; books open on Monday 23 November at 09:00.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from scheduler.domain.book import AskedAfter, AskedTask, Entry, LaidBlock
from scheduler.domain.times import Wait
from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, Instant, PersonId, TaskId
from scheduler.verify.book import check_book
from tests.building import DAY_NAMES, at, instant

OPENED = "23 09:00"


def block(client: str, skill: str, person: str, day: str, start: str, minutes: int, **fields: Any) -> LaidBlock:
    """Return a laid block: `day` is `tue` or a date like `24`, `start` a clock time."""
    hour, minute = start.split(":")
    name, _, level = skill.partition(":")
    when: dict[str, Any]
    if day in DAY_NAMES:
        when = {"weekday": DAY_NAMES.index(day)}
    else:
        when = {"day": date(2026, 11, int(day)) if len(day) == 2 else date.fromisoformat(day)}
    return LaidBlock(
        id=f"{client}/{skill}/{person}/{day}",
        client=ClientId(client),
        skill=name,
        level=int(level or 1),
        person=PersonId(person),
        start_minute=int(hour) * 60 + int(minute),
        minutes=minutes,
        **when,
        **fields,
    )


def every_day(client: str, skill: str, person: str, start: str, minutes: int) -> list[LaidBlock]:
    """Return blocks of the same length on all five days."""
    return [block(client, skill, person, day, start, minutes) for day in DAY_NAMES[:5]]


def opened(workspace: Workspace, blocks: Sequence[LaidBlock]) -> Book:
    """Return a book on a workspace whose `as_of` is `OPENED`."""
    return bookkeeping.open_book(workspace, blocks, at=instant(OPENED))


def asked(
    name: str,
    skill: str,
    minutes: int,
    due: str,
    *,
    start: str = OPENED,
    after: str | Sequence[str] = (),
    **fields: Any,
) -> AskedTask:
    """Return a task; `after` names tasks of the same request, `draft` or `draft + 2 working days`."""
    bare, _, level = skill.partition(":")
    links = [after] if isinstance(after, str) else list(after)
    return AskedTask(
        id=TaskId(name),
        skill=bare,
        level=int(level or 1),
        effort_minutes=minutes,
        release=at(start),
        due=at(due),
        after=tuple(_link(link) for link in links),
        **fields,
    )


def _link(text: str) -> AskedAfter:
    name, _, wait = text.partition(" + ")
    days = int(wait.split()[0]) if wait.endswith("working days") else 0
    return AskedAfter(task=TaskId(name), wait=Wait(working_days=days))


def ask(book: Book, client: str, *tasks: AskedTask, request: str = "", when: str | None = None) -> Entry:
    """Let the clock run to `when` and ask for tasks; the request's name is that of the first task."""
    if when is not None:
        advance(book, when)
    own = request or tasks[0].id
    return bookkeeping.ask(book, Ask(client=ClientId(client), request=own, tasks=tasks))


def advance(book: Book, when: str) -> Instant:
    """Let the clock run to a moment."""
    bookkeeping.advance(book, to=instant(when))
    return book.clock


def held(book: Book, block: str, day: str) -> int:
    """Return the held minutes of a dated block."""
    on = date(2026, 11, int(day)) if len(day) == 2 else date.fromisoformat(day)
    account = book.accounts.get(block, on, team=book.team)
    assert account is not None, f"there is no block {block} on {on}"
    return account.held


def charged(entry: Entry) -> dict[str, int]:
    """Return the charged minutes by fund; `own given` for own minutes given in exchange."""
    found: dict[str, int] = {}
    for row in entry.rows:
        name = f"{row.fund} given" if row.exchanged else row.fund
        found[name] = found.get(name, 0) + row.minutes
    return found


def places(entry: Entry) -> list[tuple[str, str, str]]:
    """Return where the work of an entry stands, on the clock of the zone: person, from, to."""
    return sorted(
        (stand.person, f"{piece.start:%d %H:%M}", f"{piece.end:%d %H:%M}")
        for stand in entry.work
        for piece in stand.pieces
    )


def complaints(book: Book) -> list[str]:
    """Return what the independent check says against a book."""
    return [f"{each.rule}: {each.text}" for each in check_book(book.lines).violations]
