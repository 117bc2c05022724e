"""Promised work that waits for an offer, in a trade or with a consent: its dates, and which own hours its client spends then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from scheduler.calendars.words import day_words, work_words
from scheduler.domain.ledger import LedgerRow
from scheduler.domain.verdict import GivenUp
from scheduler.explain.words import list_words
from scheduler.fairshare.book import Book
from scheduler.units import Instant, TaskId
from scheduler.workflows.fitting.documents import charges_of

OWN_FUNDS = ("own", "rush", "traded", "consented")
"""Funds that are held hours of the client that is charged."""

MOST_DAYS = 4


def given_up(book: Book, task: TaskId, *, was: Instant, due: Instant, rows: Iterable[LedgerRow]) -> GivenUp:
    """Return what waits, and the own hours that it takes beyond those that it has now.

    Parameters
    ----------
    rows
        What its client is charged and gets back.
    """
    promised, aware = book.commitments[task], book.team.aware
    own = [row for row in rows if row.client == promised.client and row.fund in OWN_FUNDS]
    return GivenUp(
        client=promised.client,
        task=task,
        title=promised.asked.title,
        from_due=aware(was),
        to_due=aware(due),
        charged=tuple(each for each in charges_of(_with_returns(own)) if each.minutes > 0),
    )


def spent_words(given: GivenUp, *, today: date) -> str:
    """Say which own hours the client of the work spends then: `2 h 30 min of its own hours: 1 h on Thu 26 Nov and ...`; nothing for none."""
    days: Counter[date] = Counter()
    for each in given.charged:
        days[each.day] += each.minutes
    if not days:
        return ""
    whole = work_words(sum(days.values()))
    if len(days) > MOST_DAYS:
        first, last = (day_words(day, today=today) for day in (min(days), max(days)))
        return f"{whole} of its own hours between {first} and {last}"
    if len(days) == 1:
        return f"{whole} of its own hours on {day_words(min(days), today=today)}"
    parts = [f"{work_words(minutes)} on {day_words(day, today=today)}" for day, minutes in sorted(days.items())]
    return f"{whole} of its own hours: {list_words(parts)}"


def _with_returns(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """Return rows of one skill and day under one fund: an hour that goes back and is charged again is not spent."""
    return [row.model_copy(update={"fund": "own"}) for row in rows]
