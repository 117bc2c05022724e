"""Losses where chains, sittings and short work of several clients are booked beside each other."""

from fractions import Fraction

import pytest

from tests.fairshare.borrowed_before_own import bo_is_ill, borrowed_before_own
from tests.fairshare.mixed_work import mixed_book, ratios, week_without
from tests.fairshare.small_books import complaints


def test_links_of_chains_that_are_pushed_past_their_date_are_counted() -> None:
    # They moved inside their slack first, and were pushed only when steps of losses were handed on.
    book = mixed_book(36)
    week_without(book, "ana")
    assert complaints(book) == []


@pytest.mark.parametrize(("seed", "who"), [(13, "bo"), (25, "bo"), (30, "ana"), (50, "cy")])
def test_sittings_lose_hardly_more_than_short_work_that_others_have_booked(seed: int, who: str) -> None:
    # One of them is two or three hours: of the smallest client's twenty that is more than a tenth.
    book = mixed_book(seed)
    lost = ratios(week_without(book, who))
    assert max(lost.values()) - min(lost.values()) <= Fraction(5, 100)
    assert complaints(book) == []


def test_borrowed_time_makes_no_room_where_own_work_after_it_would_lose_more() -> None:
    # Elm has no hours of the skill that is short: its print on own hours stays in time, and harrow loses what it had with bo.
    book = borrowed_before_own()
    loss = bo_is_ill(book).loss
    assert loss is not None
    assert loss.late == {"talk": 240}
    assert {name: minutes for cell in loss.cells for name, minutes in cell.losses.items() if minutes} == {"harrow": 240}
    assert complaints(book) == []
