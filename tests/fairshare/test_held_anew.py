"""Work that was booked under an agreement which was replaced ends: before its notice date the new blocks hold its hours again."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.domain.book import BlockEnd, Entry
from scheduler.domain.people import TimeOff
from scheduler.domain.record import Source
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.report.decision import tell
from scheduler.report.known_so_far import KnownSoFar
from scheduler.units import ClientId, PersonId, TaskId
from tests.building import DAY_NAMES, client, workspace
from tests.fairshare.small_books import advance, ask, asked, complaints, every_day
from tests.fairshare.test_signed_weeks import TEAM, booked, sign_anew

WEEK = [date(2026, 11, 30), *(date(2026, 12, number) for number in range(1, 5))]


def held_in_the_week(book: Book) -> int:
    """Return what acme's new blocks hold of the week of 30 November."""
    accounts = [book.account_if_any(f"new/{name}", day) for name, day in zip(DAY_NAMES[:5], WEEK, strict=True)]
    return sum(account.held for account in accounts if account is not None)


def back_and_ended(entry: Entry) -> tuple[int, int]:
    """Return how many minutes new blocks hold again, and how many end on blocks that were replaced."""
    cut = [row.minutes for row in entry.rows if row.fund == "cut"]
    return -sum(each for each in cut if each < 0), sum(each for each in cut if each > 0)


@pytest.mark.parametrize(
    ("charged", "daily", "before", "after"),
    [
        pytest.param(240, 120, 360, 600, id="the week is held whole again"),
        pytest.param(240, 180, 660, 900, id="of a larger agreement too"),
        pytest.param(600, 60, 0, 300, id="no more than the new one gives"),
    ],
)
def test_a_cancel_before_notice_lets_the_new_blocks_hold_the_week_again(
    charged: int, daily: int, before: int, after: int
) -> None:
    book = booked(charged)
    sign_anew(book, daily)
    assert held_in_the_week(book) == before
    entry = bookkeeping.cancel(book, "work")
    assert held_in_the_week(book) == after
    assert back_and_ended(entry) == (after - before, charged)
    assert complaints(book) == []


def test_what_is_still_booked_counts_to_the_week() -> None:
    book = booked(300)
    ask(book, "acme", asked("more", "seo", 300, "2026-12-04T18:00", start="30 09:00"))
    sign_anew(book, 90)
    assert held_in_the_week(book) == 0
    bookkeeping.cancel(book, "work")
    # Of seven and a half hours five are booked still.
    assert held_in_the_week(book) == 150
    assert complaints(book) == []
    bookkeeping.cancel(book, "more")
    assert held_in_the_week(book) == 450
    assert complaints(book) == []


def test_it_comes_back_where_the_old_booking_stood_in_the_way_of_the_new_block() -> None:
    book = booked(240)
    first = date(2026, 11, 26)
    blocks = [
        each.model_copy(update={"id": f"new/{DAY_NAMES[each.weekday or 0]}", "since": first})
        for each in every_day("acme", "seo", "ana", "09:00", 240)
    ]
    ended = [BlockEnd(block=f"acme/seo/ana/{day}", from_day=first) for day in DAY_NAMES[:5]]
    facts = workspace(people=TEAM, clients=[client("acme", agreed={"seo": 1200})])
    bookkeeping.sign(book, facts, client=ClientId("acme"), blocks=blocks, ended=ended)
    before = held_in_the_week(book)
    bookkeeping.cancel(book, "work")
    assert held_in_the_week(book) == before + 240
    assert complaints(book) == []


def test_time_that_is_not_free_any_more_does_not_come_back() -> None:
    book = booked(240)
    sign_anew(book, 120)
    monday = TimeOff(source=Source(file="time_off.csv", line=2), person=PersonId("bo"), start=WEEK[0], end=WEEK[0])
    bookkeeping.lose(book, book.team.workspace.model_copy(update={"time_off": (monday,)}))
    entry = bookkeeping.cancel(book, "work")
    assert back_and_ended(entry) == (120, 240)
    assert complaints(book) == []


def test_after_notice_nothing_returns() -> None:
    book = booked(240)
    sign_anew(book, 120)
    # Two days of notice: at the close of Thursday the Monday's hours are past it, Tuesday's are not.
    advance(book, "27 10:00")
    entry = bookkeeping.cancel(book, "work")
    assert back_and_ended(entry) == (120, 120)
    assert complaints(book) == []


def test_an_expired_quote_gives_back_as_a_cancel_does() -> None:
    book = booked(240)
    request = bookkeeping.Ask(
        client=ClientId("acme"),
        request="quoted",
        tasks=(asked("quoted", "seo", 120, "2026-12-11T18:00", start="2026-12-10T09:00"),),
    )
    bookkeeping.ask(book, request, quote=True)
    sign_anew(book, 120)
    advance(book, "25 09:00")
    (entry,) = [each for each in book.entries if each.kind == "expired"]
    assert back_and_ended(entry) == (120, 120)
    assert complaints(book) == []


def test_what_a_report_leaves_unused_is_held_again_and_what_was_worked_is_not() -> None:
    book = booked(240)
    sign_anew(book, 120)
    bookkeeping.report(book, TaskId("work"), remaining=0, worked=100)
    entry = book.entries[-1]
    assert back_and_ended(entry) == (140, 140)
    assert complaints(book) == []


def test_the_reader_is_told_what_is_back_and_what_is_not() -> None:
    book = booked(600)
    sign_anew(book, 90)
    known = KnownSoFar.after(book.team.workspace, book.entries)
    said = " ".join(tell(bookkeeping.cancel(book, "work"), known).lines)
    assert "7 h 30 min are back among its own hours, by its new agreement: 7 h 30 min seo, on 5 days" in said
    assert "2 h 30 min, booked under the agreement before, are not held again" in said
    assert "loses" not in said
