"""Make-up credits: given by an override, first in the daily round, repaid by what the round grants, eight weeks at most."""

from __future__ import annotations

import pytest

from scheduler.fairshare import bookkeeping
from scheduler.fairshare.credits import Credits
from scheduler.units import MINUTES_PER_DAY, ClientId
from tests.building import agreement, client, person, workspace
from tests.fairshare.small_books import Ask, advance, ask, asked, block, charged, complaints, opened

VALE, HARROW = ClientId("vale"), ClientId("harrow")
WEEK = 7 * MINUTES_PER_DAY


def test_a_credit_lasts_its_weeks_and_not_longer() -> None:
    credits = Credits()
    credits.change(VALE, 60, at=1000, weeks=8)
    assert credits.minutes(VALE, now=1000 + 8 * WEEK, weeks=8) == 60
    assert credits.minutes(VALE, now=1001 + 8 * WEEK, weeks=8) == 0
    assert credits.minutes(HARROW, now=1000, weeks=8) == 0


def test_a_later_credit_brings_no_old_one_back() -> None:
    credits = Credits()
    credits.change(VALE, 60, at=0, weeks=8)
    credits.change(VALE, 30, at=9 * WEEK, weeks=8)
    assert credits.minutes(VALE, now=9 * WEEK, weeks=8) == 30


def test_the_oldest_credit_is_repaid_first() -> None:
    credits = Credits()
    credits.change(VALE, 60, at=0, weeks=8)
    credits.change(VALE, 30, at=WEEK, weeks=8)
    credits.change(VALE, -70, at=2 * WEEK, weeks=8)
    assert credits.minutes(VALE, now=2 * WEEK, weeks=8) == 20
    # What is left is of the second, which runs out later.
    assert credits.until(VALE, now=2 * WEEK, weeks=8) == 9 * WEEK
    assert credits.minutes(VALE, now=9 * WEEK, weeks=8) == 20


@pytest.mark.parametrize("minutes", [-60, -100])
def test_what_is_repaid_leaves_nothing_not_even_less(minutes: int) -> None:
    credits = Credits()
    credits.change(VALE, 60, at=0, weeks=8)
    credits.change(VALE, minutes, at=1, weeks=8)
    assert (credits.minutes(VALE, now=1, weeks=8), credits.until(VALE, now=1, weeks=8)) == (0, None)


def test_a_copy_goes_its_own_way() -> None:
    credits = Credits()
    credits.change(VALE, 60, at=0, weeks=8)
    copied = credits.copied()
    copied.change(VALE, -60, at=1, weeks=8)
    assert (credits.minutes(VALE, now=1, weeks=8), copied.minutes(VALE, now=1, weeks=8)) == (60, 0)


def a_book(*more):
    """Ana has eight hours a day; two of Tuesday are Vale's. Nobody may borrow more than a quarter of an hour outside the round."""
    clients = [
        client("vale", agreements=(agreement({"work": 600}, borrow_minutes=15),)),
        client("harrow", agreements=(agreement({"work": 600}, borrow_minutes=15),)),
        client("kite"),
    ]
    place = workspace(people=[person("ana")], clients=clients, policy={"walk_in_borrow": 15})
    return opened(place, [block("vale", "work", "ana", "24", "09:00", 120), *more])


def overridden(book):
    """Kite takes all of Tuesday, with what Vale holds of it."""
    request = Ask(
        client=ClientId("kite"), request="K-1", tasks=(asked("K-1/all", "work", 480, "24 18:00", start="24 09:00"),)
    )
    return bookkeeping.override(book, request, approver="Dana", reason="a fire")


def test_the_harmed_client_goes_first_until_it_is_repaid() -> None:
    book = a_book()
    entry = overridden(book)
    assert entry.kind == "overridden"
    assert entry.credits == {"vale": 120}
    # Harrow asks first; both ask for more than they may borrow. Vale wants 90 minutes and then 60.
    assert ask(book, "harrow", asked("H-1", "work", 90, "26 18:00")).kind == "waiting"
    for name, minutes in (("V-1", 90), ("V-2", 60), ("V-3", 60)):
        wanted = asked(name, "work", minutes, "25 18:00", start="25 11:00")
        assert ask(book, "vale", wanted).kind == "waiting", name
    granted = bookkeeping.hold_round(book)
    # After V-2 the credit is repaid: V-3 stands behind Harrow, whose share is smaller.
    assert [entry.request for entry in granted] == ["V-1", "V-2", "H-1", "V-3"]
    assert [entry.credits for entry in granted] == [{"vale": -90}, {"vale": -30}, {}, {}]
    assert book.credit_minutes(VALE) == 0
    assert complaints(book) == []


def test_without_a_credit_the_share_and_the_receipt_decide() -> None:
    book = a_book()
    assert ask(book, "harrow", asked("H-1", "work", 90, "26 18:00")).kind == "waiting"
    assert ask(book, "vale", asked("V-1", "work", 90, "25 18:00", start="25 11:00")).kind == "waiting"
    granted = bookkeeping.hold_round(book)
    assert [(entry.request, entry.credits) for entry in granted] == [("H-1", {}), ("V-1", {})]


def test_own_hours_repay_nothing() -> None:
    book = a_book(block("vale", "work", "ana", "26", "09:00", 60))
    overridden(book)
    entry = ask(book, "vale", asked("V-1", "work", 60, "26 10:00", start="26 09:00"))
    assert charged(entry) == {"own": 60}
    assert book.credit_minutes(VALE) == 120
    assert advance(book, "26 12:00")
    assert complaints(book) == []
