"""Quotes: what one holds counts like work, also after it ended, but not against the one renewal of its own request (policy, "Borrowing cap")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import ClientId
from scheduler.verify.book.records import QuotedSpare

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.book import LedgerRow
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step

_RENEWS = frozenset({"quoted", "accepted", "traded"})
"""Kinds of entries that may renew a quote; a round does not look at the cap, and an override is no borrowing of choice."""

_GIVES_UP = frozenset({"granted", "overridden", "cancelled", "withdrawn"})
"""Kinds of entries after which there is nothing to renew any more."""


def begin_quote(step: Step) -> None:
    """Take up what a renewal need not count, and begin to count a new quote, before the rows of its entry are taken."""
    state, entry = step.state, step.entry
    key = (ClientId(entry.client), entry.request)
    if entry.kind in _RENEWS:
        step.forgiven = state.ended_quotes.pop(key, None)
    elif entry.kind in _GIVES_UP:
        state.ended_quotes.pop(key, None)
    if entry.kind == "quoted":
        state.times_quoted[key] += 1
        for asked in entry.asked:
            state.open_quotes[asked.id] = QuotedSpare()


def count_quoted(state: BookState, row: LedgerRow, account: str, *, asked_on: date, minutes: int) -> None:
    """Count minutes of spare for the quote of their task, where it has one (negative where they return)."""
    quoted = None if row.task is None else state.open_quotes.get(row.task)
    if quoted is not None:
        quoted.add(account, work_day=row.day, asked_on=asked_on, minutes=minutes)


def end_quote(step: Step) -> None:
    """Remember what still counts of a quote that was not confirmed in time, if it was the first of its request."""
    state, entry = step.state, step.entry
    if entry.kind != "expired":
        return
    key = (ClientId(entry.client), entry.request)
    held = QuotedSpare()
    for task in entry.released:
        part = state.open_quotes.pop(task, QuotedSpare())
        for table, sums in ((held.work, part.work), (held.asking, part.asking)):
            for day, minutes in sums.items():
                table[day] = table.get(day, 0) + max(0, minutes)
    if state.times_quoted[key] == 1:
        state.ended_quotes[key] = held
