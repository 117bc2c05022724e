"""Losses where chains, sittings and short work of several clients are booked beside each other."""

from tests.fairshare.mixed_work import mixed_book, week_without
from tests.fairshare.small_books import complaints


def test_links_of_chains_that_are_pushed_past_their_date_are_counted() -> None:
    # They moved inside their slack first, and were pushed only when steps of losses were handed on.
    book = mixed_book(36)
    week_without(book, "ana")
    assert complaints(book) == []
