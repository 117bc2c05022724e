"""Make-up credits as the auditor counts them: repaid oldest first, and over after their weeks."""

import pytest

from scheduler.units import ClientId
from scheduler.verify.book.credits import Credits

VALE = ClientId("vale")
WEEK = 7 * 24 * 60


def given(*changes):
    credits = Credits()
    for at, minutes in changes:
        credits.change(VALE, minutes, at=at, weeks=8)
    return credits


@pytest.mark.parametrize(
    ("changes", "at", "left"),
    [
        pytest.param([], 0, 0, id="nothing was given"),
        pytest.param([(0, 60)], 8 * WEEK, 60, id="it lasts eight weeks"),
        pytest.param([(0, 60)], 8 * WEEK + 1, 0, id="and not longer"),
        pytest.param([(0, 60), (9 * WEEK, 30)], 9 * WEEK, 30, id="a later one brings no old one back"),
        pytest.param([(0, 60), (WEEK, 30), (WEEK, -70)], WEEK, 20, id="repaid"),
        pytest.param([(0, 60), (WEEK, 30), (WEEK, -70)], 9 * WEEK, 20, id="the oldest is repaid first"),
        pytest.param([(0, 60), (1, -90), (2, 30)], 2, 30, id="no more is repaid than was owed"),
    ],
)
def test_a_credit_is_repaid_or_over(changes, at, left):
    assert given(*changes).left(VALE, at, weeks=8) == left
