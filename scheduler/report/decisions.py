"""Entries of the book in words: what was asked, what was answered, who does it when, what it was charged, and why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from scheduler.calendars.zones import Zone
from scheduler.domain.book import Entry
from scheduler.domain.workspace import Workspace
from scheduler.report.words import count_words, day_words, hours_words, list_words, moment_words
from scheduler.units import ClientId, PersonId

ANSWERS: dict[str, str] = {
    "opened": "The book was opened",
    "signed": "Agreement signed",
    "booked": "Booked",
    "accepted": "Accepted",
    "granted": "Accepted in the daily round",
    "declined": "Not accepted",
    "waiting": "Waits for the daily round",
    "withdrawn": "Left the line",
    "quoted": "Held as a quote",
    "confirmed": "Quote confirmed",
    "expired": "Quote expired",
    "cancelled": "Cancelled",
    "traded": "Accepted in exchange for own work",
    "consented": "Gave way with consent",
    "overridden": "Decided by override",
    "lost": "Capacity was lost",
    "edited": "Files changed",
    "progressed": "Progress reported",
    "closed": "Day closed",
    "published": "Plan published",
    "repaired": "Book repaired",
}
"""What each kind of entry is called."""

FUNDS: dict[str, str] = {
    "own": "own hours",
    "rush": "own rush hours",
    "spare": "time nobody holds",
    "traded": "own work that gave way",
    "overtime": "overtime",
    "consented": "hours of a client who consented",
    "lapsed": "lapsed",
    "cut": "cut",
}


class EntryWords:
    """Says entries with the names of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._zone = Zone.of(workspace.time_zone)
        self._clients = {client.id: client.name for client in workspace.clients}
        self._people = {person.id: person.name for person in workspace.people}

    def client(self, client: str) -> str:
        """Return a client's name."""
        return self._clients.get(ClientId(client), client)

    def person(self, person: str) -> str:
        """Return a person's name."""
        return self._people.get(PersonId(person), person)

    def at(self, at: datetime) -> datetime:
        """Return an instant on the team's clock."""
        return self._zone.aware(Zone.instant_of(at))

    def head(self, entry: Entry) -> str:
        """Return what the entry is, about whom and what."""
        about = [self.client(entry.client)] if entry.client else []
        about += [entry.request] if entry.request else []
        answer = ANSWERS[entry.kind]
        if entry.kind == "booked":
            answer = "Not covered" if not entry.committed else "Booked"
        return f"{answer}: {', '.join(about)}" if about else answer

    def lines(self, entry: Entry) -> Iterator[str]:
        """Yield what there is to say of an entry beside its head."""
        if entry.reason and entry.kind not in ("closed", "booked"):
            yield _sentence(entry.reason)
        if entry.kind == "booked" and not entry.committed:
            yield _sentence(entry.reason.partition(": ")[2] or entry.reason)
        today = self.at(entry.at).date()
        stands = {work.task: work for work in entry.work}
        for promise in entry.promised if entry.kind != "opened" else ():
            due = moment_words(self.at(promise.due), today=today)
            work = stands.get(promise.task)
            if work is None or not work.pieces:
                yield f"{promise.task}: promised for {due}"
                continue
            finish = moment_words(self.at(work.pieces[-1].end), today=today)
            begin = moment_words(self.at(work.pieces[0].start), today=today)
            yield f"{promise.task}: promised for {due}; {self.person(work.person)}, {begin} to {finish}"
        if entry.kind == "opened":
            yield f"{count_words(len(entry.blocks), 'block')} laid, {count_words(len(entry.promised), 'promise')} taken over."
        yield from self._charges(entry, today=today)
        if entry.expires_at is not None:
            yield f"Held until {moment_words(self.at(entry.expires_at), today=today)}."
        yield from self._harm(entry)

    def _charges(self, entry: Entry, *, today: date) -> Iterator[str]:
        sums: defaultdict[tuple[str, str], int] = defaultdict(int)
        days: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
        for row in entry.rows:
            if entry.kind in ("opened", "closed") and row.fund in ("own", "spare", "rush"):
                continue
            whose = "" if row.client == entry.client else f" of {self.client(row.client)}"
            sums[row.fund, whose] += row.minutes
            days[row.fund, whose].add(row.day)
        for (fund, whose), minutes in sums.items():
            if not minutes:
                continue
            on = list_words([day_words(day, today=today) for day in sorted(days[fund, whose])], most=3)
            back = " returned to" if minutes < 0 else ""
            yield f"{hours_words(abs(minutes))}{back} {FUNDS[fund]}{whose}: {on}"

    def _harm(self, entry: Entry) -> Iterator[str]:
        if entry.loss is None:
            return
        for task, minutes in sorted(entry.loss.late.items()):
            yield (
                f"{task} is no longer done by its date: {hours_words(minutes)} late work"
                if minutes
                else (f"{task} is nearer to its date than was promised to keep free")
            )
        for client, minutes in sorted(entry.credits.items()):
            yield f"{self.client(client)} is first in the daily round until {hours_words(minutes)} are made up for."


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return text
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
