"""Requests that are asked for again: nothing of the first time counts, neither a place in line nor time that has passed."""

from __future__ import annotations

import pytest

from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.rounds import decayed_share, waiting_in_order
from scheduler.units import ClientId
from tests.building import agreement, client, person, workspace
from tests.fairshare.small_books import advance, ask, asked, complaints, opened

LATER = "2026-12-04T18:00"


def walk_ins() -> Book:
    """Return a book of one person and three clients without an agreement, who may borrow an hour together."""
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("acme"), client("bell"), client("cove")],
        policy={"walk_in_borrow": 60},
    )
    return opened(team, [])


def quote(book: Book, *tasks) -> str:
    request = Ask(client=ClientId("acme"), request=tasks[0].id, tasks=tasks)
    return bookkeeping.ask(book, request, quote=True).kind


def test_who_takes_a_request_back_and_asks_again_is_last_in_line() -> None:
    book = walk_ins()
    first, second = asked("first", "seo", 90, LATER), asked("second", "seo", 90, LATER)
    assert [ask(book, "acme", first).kind, ask(book, "bell", second).kind] == ["waiting", "waiting"]
    assert [each.request for each in waiting_in_order(book)] == ["first", "second"]

    bookkeeping.cancel(book, "first")
    ask(book, "acme", first)

    assert [each.request for each in waiting_in_order(book)] == ["second", "first"]
    assert bookkeeping.hold_round(book)
    assert complaints(book) == []


def test_a_quote_that_ended_after_its_time_can_be_asked_for_again() -> None:
    book = walk_ins()
    job = asked("job", "seo", 60, LATER)
    assert quote(book, job) == "quoted"
    advance(book, "24 10:00")
    assert book.requests["job"].status == "expired"

    # Its hour of Monday has passed; nobody worked on what was never promised.
    advance(book, "30 09:00")
    assert ask(book, "acme", job).kind == "accepted"

    assert book.witness.work[job.id].minutes_after(book.clock) == 60
    assert complaints(book) == []


def test_a_quote_is_renewed_once() -> None:
    book = walk_ins()
    job = asked("job", "seo", 60, "2026-12-18T18:00")
    for day in ("23 09:00", "30 09:00"):
        advance(book, day)
        assert quote(book, job) == "quoted"
    advance(book, "2026-12-07T09:00")
    entries = len(book.entries)

    with pytest.raises(BookError, match="renewed once"):
        quote(book, job)

    assert len(book.entries) == entries


def half_used_by_a_quote_that_ended() -> Book:
    """Return a book in which acme was quoted the hour of all walk-ins for the moment at which the quote ended."""
    book = walk_ins()
    assert quote(book, asked("job", "seo", 60, "2026-12-02T18:00", start="24 09:00")) == "quoted"
    advance(book, "24 09:05")
    assert book.requests["job"].status == "expired"
    return book


@pytest.mark.parametrize("as_quote", [True, False])
def test_a_quote_that_ended_is_no_bar_to_its_own_renewal(as_quote: bool) -> None:
    book = half_used_by_a_quote_that_ended()
    again = Ask(ClientId("acme"), "job", (asked("job", "seo", 60, "2026-12-02T18:00"),))
    entry = bookkeeping.ask(book, again, quote=as_quote)
    assert entry.kind == ("quoted" if as_quote else "accepted")
    assert complaints(book) == []


def test_a_quote_that_ended_counts_for_all_other_requests() -> None:
    book = half_used_by_a_quote_that_ended()
    for name in ("acme", "bell"):
        refused = ask(book, name, asked(f"other of {name}", "seo", 60, LATER))
        assert refused.kind == "waiting"
        assert "1 h of at most 1 h in five working days is used or asked for" in refused.reason


@pytest.mark.parametrize(
    ("start", "stays"), [("2026-12-01T09:00", False), ("24 09:00", True)], ids=["later", "used_up"]
)
def test_a_quote_that_ended_weighs_on_the_share_as_far_as_nothing_came_back(start: str, stays: bool) -> None:
    book = walk_ins()
    assert quote(book, asked("job", "seo", 60, "2026-12-02T18:00", start=start)) == "quoted"
    advance(book, "24 09:05")
    assert book.requests["job"].status == "expired"
    assert (decayed_share(book, book.account_of(ClientId("acme"))) > 0) == stays
    assert complaints(book) == []


def test_a_refusal_in_between_leaves_a_quote_its_renewal() -> None:
    book = half_used_by_a_quote_that_ended()
    assert ask(book, "acme", asked("job", "seo", 90, "2026-12-02T18:00")).kind == "waiting"
    assert ask(book, "acme", asked("job", "seo", 60, "2026-12-02T18:00")).kind == "accepted"
    assert complaints(book) == []


def test_who_takes_it_back_in_between_has_no_renewal() -> None:
    book = half_used_by_a_quote_that_ended()
    assert ask(book, "acme", asked("job", "seo", 90, "2026-12-02T18:00")).kind == "waiting"
    bookkeeping.cancel(book, "job")
    assert ask(book, "acme", asked("job", "seo", 60, "2026-12-02T18:00")).kind == "waiting"


def test_a_second_quote_that_ended_counts_as_all_others_do() -> None:
    book = half_used_by_a_quote_that_ended()
    assert quote(book, asked("job", "seo", 60, "2026-12-02T18:00", start="25 09:00")) == "quoted"
    advance(book, "25 09:05")
    assert book.requests["job"].status == "expired"
    assert ask(book, "acme", asked("job", "seo", 60, "2026-12-02T18:00")).kind == "waiting"


def test_a_quote_that_was_cancelled_has_no_renewal() -> None:
    book = walk_ins()
    assert quote(book, asked("job", "seo", 60, "2026-12-02T18:00")) == "quoted"
    bookkeeping.cancel(book, "job")
    assert ask(book, "acme", asked("job", "seo", 60, "2026-12-02T18:00")).kind == "waiting"


def test_the_borrowing_of_a_client_stays_its_own_when_its_agreement_ends() -> None:
    team = workspace(
        people=[person("ana", "seo")],
        clients=[client("acme", agreed={"seo": 480}), client("bell")],
        policy={"walk_in_borrow": 60},
    )
    book = opened(team, [])
    assert ask(book, "acme", asked("borrowed", "seo", 60, LATER)).kind == "accepted"
    ended = team.model_copy(update={"clients": (client("acme"), client("bell"))})
    bookkeeping.give_back(book, ended, reason="the agreement ended")

    assert ask(book, "acme", asked("more", "seo", 60, LATER)).kind == "waiting"
    assert ask(book, "bell", asked("walking", "seo", 60, LATER)).kind == "accepted"
    assert complaints(book) == []


def test_what_a_walk_in_gives_back_after_signing_goes_back_to_the_walk_ins() -> None:
    """It is no more to borrow for who signed, and the hour of the walk-ins is free again."""
    book = walk_ins()
    first = asked("first", "seo", 60, LATER, start="2026-11-26T09:00")
    assert ask(book, "acme", first).kind == "accepted"
    signed = book.team.workspace.model_copy(
        update={"clients": (client("acme", agreements=(agreement({"seo": 120}),)), client("bell"), client("cove"))}
    )
    bookkeeping.sign(book, signed, client=ClientId("acme"), blocks=[])

    bookkeeping.cancel(book, "first")

    # A quarter of two hours a week is half an hour.
    more = asked("more", "seo", 45, LATER)
    assert ask(book, "acme", more).kind == "waiting"
    assert ask(book, "bell", asked("other", "seo", 60, LATER)).kind == "accepted"
    assert complaints(book) == []
