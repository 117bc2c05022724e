"""Work that is reported before it was planned: what was worked of it stays charged, and the rest returns."""

from __future__ import annotations

import pytest

from scheduler.domain.book import Entry
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, TaskId
from tests.building import client, instant, workspace
from tests.fairshare.small_books import advance, ask, asked, block, charged, complaints, held, opened

TEXT = TaskId("text")


def elm_has_thursday() -> Book:
    """Return a book in which elm's two hours of Thursday and one of Friday are booked for a text; it is Monday at noon."""
    blocks = [block("elm", "work", "ana", "thu", "09:00", 120), block("elm", "work", "ana", "fri", "09:00", 120)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 240}), client("oak")]), blocks)
    given = ask(book, "elm", asked("text", "work", 180, "27 18:00", start="26 09:00"))
    assert charged(given) == {"own": 180}
    advance(book, "23 12:00")
    return book


def back(entry: Entry) -> int:
    """Return the minutes that an entry gives back."""
    return -sum(row.minutes for row in entry.rows)


def held_ahead(book: Book) -> int:
    """Return what elm holds of Thursday and Friday."""
    return held(book, "elm/work/ana/thu", "26") + held(book, "elm/work/ana/fri", "27")


@pytest.mark.parametrize(("worked", "held_after"), [(180, 60), (220, 20), (300, 0)])
def test_what_was_done_before_it_was_planned_stays_charged_to_the_days_that_it_was_booked_on(
    worked: int, held_after: int
) -> None:
    # What took longer than was booked takes the hours that lapse next, of the following week too.
    book = elm_has_thursday()

    done = bookkeeping.report(book, TEXT, remaining=0, worked=worked)

    assert charged(done) == {"own": -180, "own given": worked}
    assert held_ahead(book) == held_after
    assert complaints(book) == []


def test_others_may_work_where_it_was_booked() -> None:
    book = elm_has_thursday()
    bookkeeping.report(book, TEXT, remaining=0, worked=180)

    given = ask(book, "oak", asked("page", "work", 120, "26 11:00", start="26 09:00"))

    assert given.kind == "accepted"
    assert complaints(book) == []


def test_what_took_less_than_was_thought_returns() -> None:
    book = elm_has_thursday()

    done = bookkeeping.report(book, TEXT, remaining=0, worked=100)

    assert back(done) == 80
    assert held_ahead(book) == 60 + 80
    assert complaints(book) == []


def test_a_cancel_gives_back_what_was_not_worked() -> None:
    book = elm_has_thursday()
    bookkeeping.report(book, TEXT, remaining=60, worked=120)

    cancelled = bookkeeping.cancel(book, "text")

    assert back(cancelled) == 60
    assert held_ahead(book) == 60 + 60
    assert complaints(book) == []


def test_a_book_in_which_work_was_reported_replays() -> None:
    book = elm_has_thursday()
    bookkeeping.report(book, TEXT, remaining=60, worked=120)
    bookkeeping.cancel(Book.replay(book.lines), "text")

    again = Book.replay(book.lines)

    assert again.commitments[TEXT].worked == 120
    assert again.lines == book.lines


def test_what_is_reported_bit_by_bit_is_counted_once() -> None:
    book = elm_has_thursday()
    bookkeeping.report(book, TEXT, remaining=60, worked=120)

    last = bookkeeping.report(book, TEXT, remaining=0, worked=150)

    assert back(last) == 30
    assert complaints(book) == []


def test_spare_that_was_worked_counts_to_the_cap() -> None:
    # Walk-ins may borrow four hours in five days, whether they work them today or when they were planned.
    book = opened(workspace(clients=[client("oak")]), [])
    taken = 0
    for hour in range(6):
        name = f"job-{hour}"
        if ask(book, "oak", asked(name, "work", 60, "27 18:00", start="25 09:00")).kind == "accepted":
            taken += 60
            done = bookkeeping.report(book, TaskId(name), remaining=0, worked=60)
            assert back(done) == 0

    assert taken == 240
    assert complaints(book) == []


def test_a_consent_gives_away_what_was_not_worked_alone() -> None:
    blocks = [block("elm", "work", "ana", "thu", "09:00", 240)]
    book = opened(workspace(clients=[client("elm", agreed={"work": 240}), client("oak")]), blocks)
    ask(book, "elm", asked("text", "work", 240, "26 18:00", start="26 09:00"))
    advance(book, "23 12:00")
    bookkeeping.report(book, TEXT, remaining=120, worked=120)
    urgent = asked("page", "work", 240, "26 13:00", start="26 09:00")

    made = bookkeeping.consent(
        book,
        Ask(client=ClientId("oak"), request="page", tasks=(urgent,)),
        give=TEXT,
        new_due=instant("2026-12-04T18:00"),
        by="Dana",
    )

    assert [each.kind for each in made] == ["consented", "accepted"]
    assert complaints(book) == []
