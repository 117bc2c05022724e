"""Hours that a loss cut and whose people are there again: what was cut stays so, and whoever takes an absence back has to know it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from scheduler.calendars.words import day_words, work_words
from scheduler.domain.book import Entry
from scheduler.domain.problems import Notice
from scheduler.fairshare.book import Book
from scheduler.units import ClientId


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
    cut: Counter[tuple[str, date]] = Counter()
    for entry in book.entries:
        for row in entry.rows:
            if entry.kind == "lost" and row.fund == "cut" and row.block is not None and row.day > today:
                cut[row.block, row.day] += row.minutes
    days: defaultdict[ClientId, Counter[date]] = defaultdict(Counter)
    for (block, day), minutes in cut.items():
        laid = book.accounts.blocks.get(block)
        if laid is None or minutes <= 0 or not book.accounts.exists(block, day, team=book.team):
            continue
        if book.team.capacity_minutes(laid.person, day) >= laid.minutes:
            days[laid.client][day] += minutes
    names = {client.id: client.name for client in book.team.workspace.clients}
    found = []
    for client, lost in sorted(days.items()):
        text = (
            f"{names.get(client, client)} holds {work_words(sum(lost.values()))} less than agreed from "
            f"{day_words(min(lost), today=today)} to {day_words(max(lost), today=today)}: a loss had cut these hours, and they do not "
            "come back by themselves. An agreement that is changed in clients.yaml is signed anew, and its hours are laid again."
        )
        found.append(Notice(file="clients.yaml", line=None, subject=client, field="agreement", text=text))
    return tuple(found)
