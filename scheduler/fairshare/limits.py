"""The limits that spare meets: the borrowing cap of its client's account, and how far ahead a daily round reaches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.words import day_words, is_or_are, work_words
from scheduler.domain.book import AskedTask, LedgerRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import Borrowed, Counted, Passed, passed_by_asking, passed_cap
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.lending import counting_to
from scheduler.units import ClientId

ROUND_WORKING_DAYS = 5
"""A daily round gives out spare of so many working days, the next ones."""

BY_DAY_OF_WORK = "borrow_by_day_of_work"
"""The rule of a limit that other days of work may keep."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that rows of spare would pass, with its figures and the sentence that says so.

    Attributes
    ----------
    rule
        `borrow_by_day_of_work`, `borrow_by_day_of_asking` or `round_reach`.
    """

    rule: str
    asked_minutes: int
    limit_minutes: int
    used_minutes: int
    first: date
    last: date
    text: str


def cap_limit(
    book: Book, client: ClientId, rows: Sequence[LedgerRow], *, in_round: bool, request: str = ""
) -> Limit | None:
    """Return the limit that the spare of `rows`, asked now, would pass; None if there is none.

    Parameters
    ----------
    request
        For which it is asked: its one renewal does not count its own quote that ended.
    """
    spare = [row for row in rows if row.fund == "spare" and row.minutes > 0]
    if not spare:
        return None
    today = book.team.zone.local(book.clock)[0]
    if in_round:
        first, last = book.team.nth_working_day(today, 1), book.team.nth_working_day(today, ROUND_WORKING_DAYS)
        outside = sum(row.minutes for row in spare if not today <= row.day <= last)
        if not outside:
            return None
        text = f"A daily round gives out spare time of the next five working days, until {day_words(last, today=today)}; this needs later days."
        return Limit("round_reach", outside, 0, 0, first, last, text)
    passed = passed_cap(
        book.counted_for(client, request),
        book.team.workspace,
        account=book.account_of(client),
        rows=spare,
        asked_on=today,
        days=book.team.days,
    )
    if passed is None:
        return None
    return _limit_of(book, client, passed)


def sure_limit(book: Book, client: ClientId, tasks: Sequence[AskedTask], *, request: str) -> Limit | None:
    """Return the cap by day of asking that tasks pass wherever they stand, as own minutes in their windows cannot pay for them."""
    own: dict[tuple[str, date], int] = {}
    for task in tasks:
        for claim in claims(book, client, task=task, taken=Taken()):
            key = claim.account.block.id, claim.account.day
            own[key] = max(own.get(key, 0), claim.minutes)
    spare = sum(task.effort_minutes for task in tasks) - sum(own.values())
    if spare <= 0:
        return None
    today = book.team.zone.local(book.clock)[0]
    passed = passed_by_asking(
        book.counted_for(client, request),
        book.team.workspace,
        account=book.account_of(client),
        minutes=spare,
        asked_on=today,
        days=book.team.days,
    )
    return None if passed is None else _limit_of(book, client, passed)


def _limit_of(book: Book, client: ClientId, passed: Passed) -> Limit:
    today = book.team.zone.local(book.clock)[0]
    first, last = day_words(passed.first, today=today), day_words(passed.last, today=today)
    counted = "by the day of the work" if passed.counted == "work" else "by the day of asking"
    text = (
        f"It needs {work_words(passed.asked_minutes)} of time beyond the client's own hours between {first} and "
        f"{last} (counted {counted}); {work_words(passed.used_minutes)} of at most {work_words(passed.limit_minutes)} "
        f"in five working days {is_or_are(passed.used_minutes)} used or asked for{_beside(book, client, passed)}."
    )
    return Limit(
        f"borrow_by_day_of_{passed.counted}",
        passed.asked_minutes,
        passed.limit_minutes,
        passed.used_minutes,
        passed.first,
        passed.last,
        text,
    )


def _beside(book: Book, client: ClientId, passed: Passed) -> str:
    """Say what stands in the window of a cap without counting to it, and since when; nothing where nothing does."""
    lending = book.lending
    # What was there before the first request was asked for on no day: it is named by the day of its work.
    before = _in_window(book, client, passed, lent=lending.before, counted="work")
    given = _in_window(book, client, passed, lent=lending.uncounted, counted=passed.counted)
    parts = [f"{work_words(before)} promised before the first request"] if before > 0 else []
    if given > 0:
        parts.append(f"{work_words(given)} given by a daily round, an overrun or an override")
    if not parts:
        return ""
    return f", beside {' and '.join(parts)}, which {'do' if before + given > 1 else 'does'} not count"


def _in_window(
    book: Book, client: ClientId, passed: Passed, *, lent: Mapping[ClientId, Borrowed], counted: Counted
) -> int:
    """Return what of some spare counts to a client's account in the window of a cap."""
    found = counting_to(lent, book.account_of(client), book.account_of)
    table = found.worked if counted == "work" else found.asked
    return sum(minutes for (_, day), minutes in table.items() if passed.first <= day <= passed.last)
