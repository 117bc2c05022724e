"""Work that takes longer than was said: as much of it in time as there is room for, then on its client's own minutes."""

from __future__ import annotations

from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.fairshare.trial import missing_when_due
from scheduler.units import TaskId
from tests.building import client, instant, person, workspace
from tests.fairshare.small_books import ask, asked, block, charged, complaints, opened

TWO_HOURS = "mon-fri 09:00-11:00"
MINE = TaskId("mine")


def begun(*, borrow: int = 5000) -> Book:
    """Return a book of one person with two hours a day, on Tuesday at half past nine of a job of an hour that is due on Thursday."""
    team = workspace(
        week=TWO_HOURS,
        people=[person("ana", "seo", week=TWO_HOURS)],
        clients=[client("own", agreed={"seo": 60}), client("other", agreed={"seo": 60})],
        policy={"default_borrow": borrow},
    )
    book = opened(
        team, [block("own", "seo", "ana", "tue", "09:00", 60), block("other", "seo", "ana", "wed", "09:00", 60)]
    )
    ask(book, "own", asked("mine", "seo", 60, "2026-12-03T11:00", start="2026-12-01T09:00"))
    bookkeeping.advance(book, to=instant("2026-12-01T09:30"))
    return book


def test_what_finds_room_in_time_is_done_in_time_and_only_the_rest_is_late() -> None:
    book = begun()

    # Ahead and free: an hour of Tuesday, an hour of Wednesday beside the held one that lapses tonight, two of Thursday.
    bookkeeping.report(book, MINE, remaining=30 + 6 * 60)

    assert 0 < missing_when_due(book, MINE) < 6 * 60
    assert complaints(book) == []


def test_the_rest_takes_the_client_s_own_minutes_before_spare() -> None:
    book = begun(borrow=0)

    entry = bookkeeping.report(book, MINE, remaining=30 + 60)

    assert charged(entry) == {"own": 60}
    assert {row.day.isoformat() for row in entry.rows} == {"2026-12-08"}
    assert missing_when_due(book, MINE) == 60
    assert complaints(book) == []


def test_an_overrun_in_time_stays_inside_the_cap() -> None:
    book = begun(borrow=500)

    entry = bookkeeping.report(book, MINE, remaining=30 + 90)

    # Half of an hour a week may be borrowed; the rest is late, on the own minutes of the next week.
    assert [(row.fund, row.minutes) for row in entry.rows] == [("spare", 30), ("own", 60)]
    assert missing_when_due(book, MINE) == 60
    assert complaints(book) == []


def test_what_takes_longer_takes_later_work_of_its_own_client_which_moves_on() -> None:
    book = begun(borrow=0)
    follower = asked("next", "seo", 60, "2026-12-11T11:00", start="2026-12-08T09:00", after="mine")
    ask(book, "own", follower, request="next")

    bookkeeping.report(book, MINE, remaining=30 + 30)

    # The half hour is done on Tuesday, where the later work stood; that follows it and is done in time as well.
    assert book.witness.work[MINE].finish == instant("2026-12-08T09:30")
    after = book.witness.work[TaskId("next")]
    assert after.pieces[0].start == instant("2026-12-08T09:30")
    assert after.finish == instant("2026-12-08T10:30")
    assert complaints(book) == []
