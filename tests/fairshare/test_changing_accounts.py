"""What was borrowed goes on counting when a client joins a group, leaves it or signs an agreement: nobody borrows anew by that."""

from __future__ import annotations

import pytest

from scheduler.domain.clients import Client
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.fairshare.rounds import decayed_share
from scheduler.units import ClientId
from tests.building import client, person, workspace
from tests.fairshare.small_books import ask, asked, complaints, opened

TEAM = (person("ana", "work"), person("bo", "work"))
ELM, OAK = ClientId("elm"), ClientId("oak")


def agreed(name: str, group: str | None = None) -> Client:
    """Return a client with a cap of two and a half hours."""
    return client(name, agreed={"work": 600}, group=group)


def book_of(*clients: Client) -> Book:
    """Return a book without blocks: whatever is asked for is spare."""
    return opened(workspace(people=TEAM, clients=clients), [])


def change(book: Book, *clients: Client) -> None:
    """Take up other clients in the book."""
    bookkeeping.give_back(book, workspace(people=TEAM, clients=clients))


def borrow(book: Book, name: str, minutes: int) -> str:
    """Let a client ask for spare of Tuesday; return what became of it."""
    return ask(book, name, asked(f"{name}-{len(book.entries)}", "work", minutes, "24 18:00", start="24 09:00")).kind


def test_who_joins_a_group_brings_along_what_was_borrowed() -> None:
    book = book_of(agreed("elm"), agreed("oak"))
    assert borrow(book, "elm", 150) == "accepted"
    change(book, agreed("elm", "wood"), agreed("oak", "wood"))
    # Five hours together, half of which elm has.
    assert borrow(book, "oak", 165) == "waiting"
    assert borrow(book, "oak", 150) == "accepted"
    assert complaints(book) == []


@pytest.mark.parametrize("group", ["timber", None])
def test_a_group_that_is_renamed_or_ends_forgets_nothing(group: str | None) -> None:
    book = book_of(agreed("elm", "wood"), agreed("oak", "wood"))
    assert [borrow(book, name, 150) for name in ("elm", "oak")] == ["accepted", "accepted"]
    change(book, agreed("elm", group), agreed("oak", group))
    assert borrow(book, "oak", 15) == "waiting"
    assert complaints(book) == []


def test_who_leaves_a_group_leaves_to_it_what_was_borrowed_in_it() -> None:
    book = book_of(agreed("elm", "wood"), agreed("oak", "wood"), agreed("yew", "wood"))
    assert borrow(book, "elm", 450) == "accepted"
    change(book, agreed("elm"), agreed("oak", "wood"), agreed("yew", "wood"))
    assert borrow(book, "oak", 15) == "waiting"
    assert complaints(book) == []


def test_a_walk_in_that_signs_has_borrowed_what_it_had_and_so_have_all_walk_ins() -> None:
    book = book_of(client("elm"), client("oak"))
    assert borrow(book, "elm", 240) == "accepted"
    change(book, agreed("elm"), client("oak"))
    assert [borrow(book, name, 15) for name in ("elm", "oak")] == ["waiting", "waiting"]
    assert complaints(book) == []


def test_what_returns_makes_room_on_both_accounts() -> None:
    book = book_of(agreed("elm"), agreed("oak"))
    borrow(book, "elm", 150)
    change(book, agreed("elm", "wood"), agreed("oak", "wood"))
    bookkeeping.cancel(book, "elm-1")
    assert borrow(book, "oak", 300) == "accepted"
    assert complaints(book) == []


def test_the_share_of_a_group_counts_what_its_clients_had_before() -> None:
    book = book_of(agreed("elm"), agreed("oak"))
    borrow(book, "elm", 150)
    assert (decayed_share(book, ELM), decayed_share(book, OAK)) == (0.25, 0)
    change(book, agreed("elm", "wood"), agreed("oak", "wood"))
    assert decayed_share(book, book.account_of(OAK)) == 0.125
    change(book, agreed("elm"), agreed("oak"))
    assert (decayed_share(book, ELM), decayed_share(book, OAK)) == (0.25, 0)
