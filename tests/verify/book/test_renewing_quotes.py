"""The auditor lets the one renewal of a request pass beside its own quote that ended, and nothing else."""

from __future__ import annotations

import pytest

from scheduler.fairshare import asking as deciding
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.units import ClientId
from scheduler.verify.book import check_book
from tests.building import client, person, workspace
from tests.fairshare.small_books import advance, ask, asked, opened

LATER = "2026-12-02T18:00"


@pytest.fixture(autouse=True)
def _lets_all_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Books are written here by a desk that knows no cap."""
    monkeypatch.setattr(deciding, "cap_limit", lambda *_, **__: None)


def book_after_a_quote() -> Book:
    """Return a book in which acme was quoted the hour of all walk-ins for the moment at which the quote ended."""
    book = opened(
        workspace(
            people=[person("ana", "seo")], clients=[client("acme"), client("bell")], policy={"walk_in_borrow": 60}
        ),
        [],
    )
    _quote(book, start="24 09:00")
    advance(book, "24 09:05")
    assert book.requests["job"].status == "expired"
    return book


def _quote(book: Book, *, start: str) -> None:
    request = Ask(ClientId("acme"), "job", (asked("job", "seo", 60, LATER, start=start),))
    assert bookkeeping.ask(book, request, quote=True).kind == "quoted"


def broken_by_the_last(book: Book) -> set[str]:
    """Return the rules that the last entry breaks; those before it break none."""
    found = check_book(book.lines).violations
    assert {each.seq for each in found} <= {len(book.lines)}
    return {each.rule for each in found}


def test_the_renewal_passes() -> None:
    book = book_after_a_quote()
    _quote(book, start="25 09:00")
    assert broken_by_the_last(book) == set()


def test_so_does_accepting_it_at_once() -> None:
    book = book_after_a_quote()
    ask(book, "acme", asked("job", "seo", 60, LATER))
    assert broken_by_the_last(book) == set()


def test_no_more_passes_than_the_quote_held() -> None:
    book = book_after_a_quote()
    ask(book, "acme", asked("job", "seo", 75, LATER))
    assert broken_by_the_last(book) == {"I9"}


@pytest.mark.parametrize("name", ["acme", "bell"])
def test_no_other_request_passes(name: str) -> None:
    book = book_after_a_quote()
    ask(book, name, asked("other", "seo", 60, LATER))
    assert broken_by_the_last(book) == {"I9"}


def test_nothing_passes_after_the_renewal() -> None:
    book = book_after_a_quote()
    _quote(book, start="25 09:00")
    ask(book, "bell", asked("other", "seo", 15, LATER))
    assert broken_by_the_last(book) == {"I9"}


def test_no_second_renewal_passes() -> None:
    book = book_after_a_quote()
    _quote(book, start="25 09:00")
    advance(book, "25 09:05")
    ask(book, "acme", asked("job", "seo", 60, LATER))
    assert broken_by_the_last(book) == {"I9"}


def test_what_was_confirmed_and_cancelled_is_no_quote_that_ended() -> None:
    book = opened(
        workspace(people=[person("ana", "seo")], clients=[client("acme")], policy={"walk_in_borrow": 60}),
        [],
    )
    _quote(book, start="23 09:00")
    bookkeeping.confirm(book, "job")
    bookkeeping.cancel(book, "job")
    ask(book, "acme", asked("job", "seo", 60, LATER))
    assert broken_by_the_last(book) == {"I9"}
