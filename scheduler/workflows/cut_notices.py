"""Hours that a loss cut and whose people are there again: what was cut stays so, and whoever takes an absence back has to know it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from scheduler.calendars.words import day_words, work_words
from scheduler.domain.book import Entry
from scheduler.domain.problems import Notice
from scheduler.fairshare.book import Book
from scheduler.units import ClientId

Pool: TypeAlias = tuple[ClientId, str, date]
"""A client's hours of a skill and level on a day."""


def cut_notices(book: Book, entries: Sequence[Entry]) -> tuple[Notice, ...]:
    """Return a notice for each client of whose hours to come a loss cut some, though their people have time on those days.

    Parameters
    ----------
    entries
        Of this command: nothing is said unless they change facts without a loss.
    """
    if not any(entry.kind == "edited" and entry.facts is not None for entry in entries):
        return ()
    today = book.team.zone.local(book.clock)[0]
    names = {client.id: client.name for client in book.team.workspace.clients}
    found = []
    for client, lost in sorted(_cut_days(book, after=today).items()):
        text = (
            f"{names.get(client, client)} holds {work_words(sum(lost.values()))} less than agreed from "
            f"{day_words(min(lost), today=today)} to {day_words(max(lost), today=today)}: a loss had cut these hours, and they do not "
            "come back by themselves. An agreement that is changed in clients.yaml is signed anew, and its hours are laid again."
        )
        found.append(Notice(file="clients.yaml", line=None, subject=client, field="agreement", text=text))
    return tuple(found)


def _cut_days(book: Book, *, after: date) -> dict[ClientId, Counter[date]]:
    """Return the minutes that clients lack on later days of what a loss cut, where the people of these blocks have time.

    What was laid on others for the same day is held there, and not lacking.
    """
    cut: Counter[tuple[str, date]] = Counter()
    instead: set[str] = set()
    for entry in book.entries:
        if entry.kind == "lost":
            instead.update(block.id for block in entry.blocks)
            for row in entry.rows:
                if row.fund == "cut" and row.block is not None and row.day > after:
                    cut[row.block, row.day] += row.minutes
    lacking: Counter[Pool] = Counter()
    with_time: Counter[Pool] = Counter()
    for (block, day), minutes in cut.items():
        laid = book.accounts.blocks.get(block)
        if laid is not None and minutes > 0 and book.accounts.exists(block, day, team=book.team):
            lacking[laid.client, laid.key, day] += minutes
            if book.team.capacity_minutes(laid.person, day) >= laid.minutes:
                with_time[laid.client, laid.key, day] += minutes
    for name in sorted(instead):
        laid = book.accounts.blocks[name]
        if laid.day is not None and laid.day > after and book.accounts.exists(name, laid.day, team=book.team):
            lacking[laid.client, laid.key, laid.day] -= laid.minutes
    found: defaultdict[ClientId, Counter[date]] = defaultdict(Counter)
    for (client, key, day), minutes in with_time.items():
        if (less := min(minutes, lacking[client, key, day])) > 0:
            found[client][day] += less
    return found
