"""Whose turn it is among open requests, and the words that say why: what really decided, also between equals."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.requests import Request
from scheduler.fairshare.book import Book
from scheduler.workflows.fair_order import ALONE, next_in_order
from tests.building import agreement, client, moment, part, person, workspace
from tests.fairshare.small_books import ask, asked, block, opened
from tests.workflows.fitting.answers import request

HOUR = 60
LATER = "2026-12-04T18:00"
LIMITED = agreement({"seo": 2 * HOUR}, borrow_minutes=4 * HOUR)


def book_of(*clients: Any, **fields: Any) -> Book:
    team = workspace(people=[person("ana", "seo")], clients=list(clients), policy={"walk_in_borrow": HOUR}, **fields)
    return opened(team, [])


def open_request(book: Book, name: str, who: str, **fields: Any) -> Request:
    made = request(book.team.workspace, part("w", "seo", HOUR), by="27 18:00", client=who)
    return made.model_copy(update={"id": name} | fields)


def order_of(book: Book, *waiting: Request) -> list[tuple[str, str]]:
    """Return the requests in the order in which they come, each with why."""
    left, found = list(waiting), []
    while left:
        request, place = next_in_order(book, book.team.workspace, left)
        left.remove(request)
        found.append((request.id, place.text))
    return found


def test_between_equals_the_time_of_asking_is_named_and_then_the_id() -> None:
    book = book_of(client("acme"), client("bell"), client("cove", agreements=(LIMITED,)))
    early = moment("20 09:00").replace(tzinfo=book.team.workspace.as_of.tzinfo)  # type: ignore[union-attr]
    waiting = (
        open_request(book, "R-2", "bell"),
        open_request(book, "R-1", "cove"),
        open_request(book, "R-3", "acme", asked_at=early),
    )
    none_smaller = "of those left none has borrowed less for what it agreed (nothing is borrowed), and of the"
    assert order_of(book, *waiting) == [
        ("R-3", f"{none_smaller} 3 that are equal it was asked first"),
        ("R-1", f"{none_smaller} 2 that are equal its id comes first"),
        ("R-2", ALONE),
    ]


def test_between_equals_the_place_in_line_comes_before_all() -> None:
    book = book_of(client("acme"), client("bell"))
    for name in ("R-9", "R-8"):
        assert ask(book, "bell", asked(f"{name}/w", "seo", 2 * HOUR, LATER), request=name).kind == "waiting"
    waiting = [open_request(book, name, "bell") for name in ("R-8", "R-9")]
    (first, why), (second, _), _ = order_of(book, *waiting, open_request(book, "R-1", "acme"))
    assert (first, second) == ("R-9", "R-8")
    assert why.endswith("of the 3 that are equal it has stood in line longest")


@pytest.mark.parametrize(
    ("borrower", "first", "words"),
    [
        (
            "cove",
            "bell",
            "the clients without an agreement, who have one share together, have borrowed least (nothing is borrowed)",
        ),
        ("bell", "cove", "its client has borrowed least for what it agreed (nothing is borrowed)"),
    ],
)
def test_the_least_share_is_said_for_what_it_is(borrower: str, first: str, words: str) -> None:
    book = book_of(client("bell"), client("cove", agreements=(LIMITED,)))
    assert ask(book, borrower, asked("job", "seo", HOUR, LATER)).kind == "accepted"
    (found, why), _ = order_of(book, open_request(book, "R-1", "bell"), open_request(book, "R-2", "cove"))
    assert found == ("R-1" if first == "bell" else "R-2")
    assert why == f"of those left {words}"


def test_what_own_hours_pay_for_takes_nothing_from_anybody() -> None:
    team = workspace(people=[person("ana", "seo")], clients=[client("cove", agreements=(LIMITED,)), client("bell")])
    book = opened(team, [block("cove", "seo", "ana", "26", "09:00", 2 * HOUR)])
    (found, why), _ = order_of(book, open_request(book, "R-1", "bell"), open_request(book, "R-2", "cove"))
    assert (found, why) == ("R-2", "its client's own held hours pay for it, so it takes nothing from anybody")
