"""A new agreement gives a client no week twice: what is charged to the blocks that end counts to the week of the new ones."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from scheduler.domain.book import BlockEnd
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import ClientId
from tests.building import DAY_NAMES, client, person, workspace
from tests.fairshare.small_books import advance, ask, asked, block, complaints, every_day, opened

TEAM = (person("ana", "seo"), person("bo", "seo"))


def booked(minutes: int) -> Book:
    """Return a book in which acme holds two hours a day with ana, of which some of the week of 30 November are booked."""
    book = opened(
        workspace(people=TEAM, clients=[client("acme", agreed={"seo": 600})]),
        every_day("acme", "seo", "ana", "09:00", 120),
    )
    ask(book, "acme", asked("work", "seo", minutes, "2026-12-04T18:00", start="30 09:00"))
    return book


def sign_anew(book: Book, minutes: int, *, first: date = date(2026, 11, 26)) -> dict[date, int]:
    """Sign so many minutes a day with bo instead; return what the new blocks hold of the week of 30 November, by day."""
    blocks = [
        block("acme", "seo", "bo", day, "09:00", minutes, since=first).model_copy(update={"id": f"new/{day}"})
        for day in DAY_NAMES[:5]
    ]
    facts = workspace(people=TEAM, clients=[client("acme", agreed={"seo": minutes * 5})])
    ended = [BlockEnd(block=f"acme/seo/ana/{day}", from_day=first) for day in DAY_NAMES[:5]]
    bookkeeping.sign(book, facts, client=ClientId("acme"), blocks=blocks, ended=ended)
    held: Counter[date] = Counter()
    for number in range(5):
        day = date(2026, 11, 30) if not number else date(2026, 12, number)
        for each in blocks:
            account = book.account_if_any(each.id, day)
            if account is not None and account.held:
                held[day] += account.held
    return dict(held)


@pytest.mark.parametrize(
    ("charged", "daily", "left"),
    [
        pytest.param(600, 120, 0, id="a week that is booked is had"),
        pytest.param(600, 90, 0, id="a week of which more is booked than the new one has"),
        pytest.param(600, 180, 300, id="what the new one has more is held"),
        pytest.param(240, 120, 360, id="what is not booked is held"),
    ],
)
def test_a_week_holds_what_is_agreed_less_what_is_charged_to_it(charged: int, daily: int, left: int) -> None:
    book = booked(charged)
    held = sign_anew(book, daily)
    assert sum(held.values()) == left
    assert complaints(book) == []


def test_the_days_on_which_it_is_charged_go_first() -> None:
    assert sign_anew(booked(240), 120) == {date(2026, 12, day): 120 for day in (2, 3, 4)}


def test_a_week_without_bookings_is_held_whole() -> None:
    book = booked(240)
    sign_anew(book, 120)
    later = [book.account_if_any(f"new/{day}", date(2026, 12, 7 + number)) for number, day in enumerate(DAY_NAMES[:5])]
    assert [account.held for account in later if account is not None] == [120] * 5


def booked_after_lapses() -> Book:
    """Return a book on Tuesday 1 December: until Wednesday acme's hours have lapsed, those of Thursday and Friday are booked."""
    book = booked(120)
    bookkeeping.cancel(book, "work")
    advance(book, "2026-12-01T09:00")
    ask(book, "acme", asked("rest", "seo", 240, "2026-12-04T18:00", start="2026-12-03T09:00"))
    return book


@pytest.mark.parametrize(
    ("daily", "left"),
    [
        pytest.param(120, {}, id="a week that has lapsed or is booked is had"),
        pytest.param(180, {date(2026, 12, 4): 60}, id="what the new one has more of these days is held"),
    ],
)
def test_what_has_lapsed_of_a_week_does_not_come_back(daily: int, left: dict[date, int]) -> None:
    book = booked_after_lapses()
    assert sign_anew(book, daily, first=date(2026, 12, 4)) == left
    assert complaints(book) == []


def test_what_is_left_of_a_day_around_work_that_stands_in_its_midst_is_held_in_one_piece() -> None:
    book = opened(
        workspace(people=TEAM, clients=[client("acme", agreed={"seo": 300})]),
        every_day("acme", "seo", "ana", "10:00", 60),
    )
    ask(book, "acme", asked("work", "seo", 60, "2026-12-01T18:00", start="2026-12-01T09:00"))
    first = date(2026, 11, 26)
    blocks = [
        each.model_copy(update={"id": f"new/{each.weekday}", "since": first})
        for each in every_day("acme", "seo", "ana", "09:00", 180)
    ]
    facts = workspace(people=TEAM, clients=[client("acme", agreed={"seo": 900})])
    ended = [BlockEnd(block=f"acme/seo/ana/{day}", from_day=first) for day in DAY_NAMES[:5]]
    bookkeeping.sign(book, facts, client=ClientId("acme"), blocks=blocks, ended=ended)
    account = book.account("new/1", date(2026, 12, 1))
    assert (account.held, len(account.held_spans)) == (120, 1)
    assert complaints(book) == []
