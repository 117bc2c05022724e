"""A working day that has closed stays closed: team hours that are written longer afterwards do not open it again."""

from __future__ import annotations

from datetime import date

from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from tests.building import agreement, client, hours, person, workspace
from tests.fairshare.small_books import advance, ask, asked, charged, complaints, every_day, opened

DAYS = hours("mon-fri 09:00-18:00")


def team_until(close: str) -> Workspace:
    """Return a team that closes at a clock time; Ana is there until 18:00 all the same."""
    return workspace(
        week=hours(f"mon-fri 09:00-{close}"),
        people=[person("ana", "work", week=DAYS)],
        clients=[client("harrow", agreements=(agreement({"work": 600}, notice_working_days=2),))],
    )


def closed_on_tuesday() -> Book:
    """Return a book on Tuesday at 18:30, half an hour after its close."""
    book = opened(team_until("18:00"), every_day("harrow", "work", "ana", "09:00", 120))
    advance(book, "24 18:30")
    return book


def test_hours_that_lapsed_at_its_close_are_claimed_as_rush_alone() -> None:
    book = closed_on_tuesday()
    bookkeeping.give_back(book, team_until("20:00"))
    entry = ask(book, "harrow", asked("text", "work", 120, "26 18:00", start="26 09:00"))
    # Two hours are the rush of a week: Thursday's block is past its notice since 18:00.
    assert (entry.kind, charged(entry)) == ("accepted", {"rush": 120})
    assert complaints(book) == []


def test_a_day_closes_once() -> None:
    book = closed_on_tuesday()
    bookkeeping.give_back(book, team_until("20:00"))
    advance(book, "25 20:00")
    closes = [entry.reason for entry in book.entries if entry.kind == "closed"]
    assert closes[1:] == [date(2026, 11, day).isoformat() for day in (23, 24, 25)]
    assert complaints(book) == []
