"""Blocks whose bookings change by a part only, whose work moves away, or whose other work ends: what is held still stands somewhere."""

from __future__ import annotations

from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import ClientId, TaskId
from tests.building import client, instant, person, workspace
from tests.fairshare.small_books import ask, asked, block, complaints, held, opened, places

FRIDAY = "2026-12-04"
TWO_HOURS = "mon-fri 09:00-11:00"


def friday_book() -> Book:
    """Return a book of one person whose Fridays, two hours each, are all one client's."""
    team = workspace(
        week=TWO_HOURS,
        people=[person("ana", "seo", week=TWO_HOURS)],
        clients=[client("own", agreed={"seo": 120}), client("other")],
        policy={"default_borrow": 0, "buffer": 0},
    )
    return opened(team, [block("own", "seo", "ana", "fri", "09:00", 120)])


def test_a_task_that_keeps_a_part_of_its_block_in_a_trade_can_be_cancelled() -> None:
    book = friday_book()
    ask(book, "own", asked("old", "seo", 120, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    urgent = asked("urgent", "seo", 60, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00")
    traded = bookkeeping.trade(
        book,
        Ask(client=ClientId("own"), request="urgent", tasks=(urgent,)),
        give=TaskId("old"),
        new_due=instant("2026-12-11T11:00"),
    )
    assert traded.kind == "traded"
    assert [stand for stand in places(traded) if stand[1].startswith("04")] == [
        ("ana", "04 09:00", "04 10:00"),
        ("ana", "04 10:00", "04 11:00"),
    ]

    bookkeeping.cancel(book, "old")

    assert held(book, "own/seo/ana/fri", FRIDAY) == 60
    assert complaints(book) == []


def test_work_that_is_done_early_leaves_what_is_held_in_one_piece() -> None:
    book = friday_book()
    ask(book, "own", asked("first", "seo", 30, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    ask(book, "own", asked("second", "seo", 15, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00"))
    assert held(book, "own/seo/ana/fri", FRIDAY) == 75

    bookkeeping.report(book, TaskId("first"), remaining=0)

    assert held(book, "own/seo/ana/fri", FRIDAY) == 105
    assert complaints(book) == []
    sitting = asked("sitting", "seo", 105, f"{FRIDAY}T11:00", start=f"{FRIDAY}T09:00", one_sitting=True)
    assert ask(book, "own", sitting).conforming
