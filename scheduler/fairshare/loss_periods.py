"""A loss of capacity, period by period: an absence of months or for good is shared alike in every few weeks of it, not only on the whole.

Each period is an entry of its own, in which everybody loses the same ratio of what it has in it; what its rounding leaves over goes on to the
next one. What is further ahead than `LOOK_AHEAD_DAYS` is not shared yet, and nobody can claim it: it is shared when it comes nearer, by
an entry at the close of a day.
"""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.book import Entry
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.losing import enter_loss
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS, absent_days, unshared
from scheduler.fairshare.relaying import displaced_blocks
from scheduler.units import PersonId, Span

PERIOD_DAYS = 28
"""How long a period is in which a loss is shared alike, from the Monday before its first day on: our choice."""


def change_facts(
    book: Book,
    facts: Workspace,
    *,
    person: PersonId | None = None,
    period: Span | None = None,
    reason: str = "",
    actor: str = "",
) -> Entry:
    """Let the facts change: where that takes capacity from what stands, it is a loss; else a plain edit.

    Parameters
    ----------
    person, period
        Who is away and when, for the record. Without a period it is that in which the facts take working time: of the person, else
        of anybody.

    Returns
    -------
    Entry
        `lost` or `edited`: the first, where a long absence needs one for each of its periods.
    """
    after = copy_of(book)
    after.is_tried = True
    after.append(Entry(seq=0, at=book.team.aware(book.clock), kind="edited", facts=facts.facts()))
    days = _short_days(after)
    last = _end_of_period(days[0]) if days else date.max
    is_whole = not days or days[-1] <= last
    if not is_whole and period is None:
        period = _span_of(book, days[0], last)
    first = enter_loss(
        book, facts, last=date.max if is_whole else last, person=person, period=period, reason=reason, actor=actor
    )
    if not is_whole:
        share_the_rest(book, person=person, reason=reason, actor=actor)
    return first


def share_the_rest(book: Book, *, person: PersonId | None = None, reason: str = "", actor: str = "") -> list[Entry]:
    """Share what is short by the book's own facts, as far ahead as a loss is shared; an entry for each period in which anything is.

    Parameters
    ----------
    person
        Who is away, for the record.
    """
    made: list[Entry] = []
    before: date | None = None
    while (days := _short_days(book)) and days[0] != before:
        before, last = days[0], _end_of_period(days[0])
        period = _span_of(book, days[0], min(last, days[-1]))
        later = _goes_on_after(book) if last >= _horizon(book) else ""
        made.append(
            enter_loss(book, None, last=last, person=person, period=period, reason=later or reason, actor=actor)
        )
    return made


def _horizon(book: Book) -> date:
    """Return the last day that a loss shares."""
    return book.team.zone.local(book.clock)[0] + timedelta(days=LOOK_AHEAD_DAYS - 1)


def _goes_on_after(book: Book) -> str:
    """Say that an absence goes on beyond what is shared, if it does in the week after it."""
    last = _horizon(book)
    days = absent_days(book, first=last + timedelta(days=1), last=last + timedelta(days=7))
    if next(iter(displaced_blocks(book, days)), None) is None:
        return ""
    return f"what it takes after {last.day} {last:%b %Y} is held for nobody and shared when it comes nearer"


def share_what_comes_near(book: Book) -> list[Entry]:
    """Share what absences that were known before take on days that have come near enough.

    Returns
    -------
    list of Entry
        `lost` entries; none where nothing is short.
    """
    people = sorted({account.block.person for account in unshared(book)})
    if not people:
        return []
    return share_the_rest(
        book,
        person=people[0] if len(people) == 1 else None,
        reason=f"absence of {', '.join(people)} that goes on",
    )


def _short_days(book: Book) -> list[date]:
    """Return the days on which held blocks cannot stand, as far ahead as a loss is shared, in order."""
    return sorted({account.day for account in displaced_blocks(book, absent_days(book))})


def _end_of_period(first: date) -> date:
    """Return the last day of the period in which a loss that begins on a day is shared."""
    return first - timedelta(days=first.weekday()) + timedelta(days=PERIOD_DAYS - 1)


def _span_of(book: Book, first: date, last: date) -> Span:
    """Return a period of days as a span, from now on."""
    zone = book.team.zone
    return Span(max(book.clock, zone.begin_of(first)), zone.end_of(last))
