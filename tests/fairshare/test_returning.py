"""What comes back when work ends before it is done, and what stays charged because it was worked."""

from __future__ import annotations

from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.units import PersonId
from tests.building import client, person, time_off, workspace
from tests.fairshare.small_books import advance, ask, asked, block, complaints, held, opened


def test_minutes_that_were_worked_before_the_day_of_their_row_stay_charged_when_the_work_is_cancelled() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("guest")], time_off=[time_off("ana", "24", "26")])
    book = opened(team, [])
    entry = ask(book, "guest", asked("text", "seo", 120, "27 18:00", start="24 09:00"))
    assert [(row.fund, f"{row.day:%d}", row.minutes) for row in entry.rows] == [("spare", "27", 120)]
    # Ana is back from Tuesday on and away on Friday: the work moves ahead of the day on which its spare counts.
    facts = team.model_copy(update={"time_off": (time_off("ana", "27", "27"),)})
    bookkeeping.lose(book, facts, person=PersonId("ana"))
    advance(book, "24 10:15")

    cancelled = bookkeeping.cancel(book, "text")

    assert [(row.fund, row.minutes) for row in cancelled.rows] == [("spare", -45)]
    assert complaints(book) == []


def given_for_a_note(*, beside: int) -> Book:
    """Return a book in which 15 of 60 minutes of a block were given for a note of Ana's, and the rest is booked.

    Parameters
    ----------
    beside
        Minutes of the booked work that stand after the block, where it would grow again.
    """
    people = [person("ana", "copy"), person("ben", "copy")]
    book = opened(workspace(people=people, clients=[client("bell", agreed={"copy": 240})]), [*_TWO_BLOCKS])
    note = asked("note", "copy", 15, "27 18:00", start="26 09:00", person=PersonId("ana"))
    assert [(row.block, row.exchanged) for row in ask(book, "bell", note).rows] == [("bell/copy/ben/26", True)]
    text = asked("text", "copy", 45 + beside, "26 13:00", start="26 09:00", person=PersonId("ben"))
    assert ask(book, "bell", text).kind == "accepted"
    return book


_TWO_BLOCKS = (block("bell", "copy", "ben", "26", "09:00", 60), block("bell", "copy", "ben", "27", "09:00", 180))


def test_what_was_given_for_work_stays_given_where_other_work_stands_beside_its_block() -> None:
    book = given_for_a_note(beside=30)

    bookkeeping.cancel(book, "note")

    assert held(book, "bell/copy/ben/26", "26") == 0
    assert complaints(book) == []


def test_what_was_given_for_work_returns_where_the_time_beside_its_block_is_free() -> None:
    book = given_for_a_note(beside=0)

    bookkeeping.cancel(book, "note")

    assert held(book, "bell/copy/ben/26", "26") == 15
    assert complaints(book) == []
