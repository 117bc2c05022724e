from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.fairshare.decay import Grant, jain_index, share_of
from scheduler.units import MINUTES_PER_DAY

NOW = 29_000_000
HALF_LIFE = 4 * 7 * MINUTES_PER_DAY

ages = st.integers(0, 40 * HALF_LIFE)
grants = st.lists(st.builds(lambda age, minutes: Grant(NOW - age, minutes), ages, st.integers(1, 2000)), max_size=8)


def share(*given: Grant, weight: Fraction | int = 600, weeks: int = 4, now: int = NOW) -> float:
    return share_of(given, now=now, half_life_weeks=weeks, weight=weight)


def days_ago(days: int, minutes: int) -> Grant:
    return Grant(NOW - days * MINUTES_PER_DAY, minutes)


def test_share_halves_with_every_half_life() -> None:
    assert [share(days_ago(28 * number, 600)) for number in range(4)] == [1, 0.5, 0.25, 0.125]


def test_share_between_half_lives() -> None:
    assert share(days_ago(14, 600)) == 0.707107  # 2^(-1/2)
    assert share(days_ago(7, 600)) == 0.840896  # 2^(-1/4)
    assert share(days_ago(42, 600)) == 0.353553  # 2^(-3/2)


def test_half_life_is_of_the_policy() -> None:
    assert share(days_ago(7, 600), weeks=1) == 0.5


def test_share_is_of_the_weight() -> None:
    assert share(days_ago(0, 60), weight=600) == 0.1
    assert share(days_ago(0, 60), weight=Fraction(2400 * 12, 52)) == 0.108333  # 40 h a month: 553 11/13 minutes a week


def test_no_grant_is_no_share() -> None:
    assert share() == 0


def test_returned_minutes_count_from_the_grant_they_return() -> None:
    assert share(days_ago(28, 600), days_ago(28, -600)) == 0
    assert share(days_ago(28, 600), days_ago(28, -300), days_ago(3, 0)) == 0.25


def test_a_share_is_never_below_nothing() -> None:
    assert share(days_ago(28, 600), days_ago(0, -600)) == 0


def test_shares_closer_than_a_millionth_are_one() -> None:
    """An hour granted a minute later is no larger share: the receipt decides, in the round and for the auditor."""
    assert share(Grant(NOW - 40_000, 5), weight=6000) == share(Grant(NOW - 40_001, 5), weight=6000)
    assert share(Grant(NOW - 40_000, 5), weight=6000) < share(Grant(NOW - 35_000, 5), weight=6000)


@pytest.mark.parametrize(
    ("given", "fields", "says"),
    [
        (Grant(NOW + 1, 60), {}, "lies after"),
        (Grant(NOW, 60), {"weeks": 0}, "half_life_weeks is 0"),
        (Grant(NOW, 60), {"weight": 0}, "the weight 0"),
    ],
)
def test_nonsense_is_refused(given: Grant, fields: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        share(given, **fields)


@given(given=grants, data=st.data())
def test_share_does_not_depend_on_the_order_of_grants(given: list[Grant], data: st.DataObject) -> None:
    assert share(*data.draw(st.permutations(given))) == share(*given)


@given(given=grants, factor=st.sampled_from([2, 4, 8, 16]))
def test_as_much_more_for_as_much_more_weight_is_the_same_share(given: list[Grant], factor: int) -> None:
    larger = [Grant(at, minutes * factor) for at, minutes in given]

    assert share(*larger, weight=600 * factor) == share(*given)


@given(given=grants, periods=st.integers(1, 3))
def test_time_only_lowers_a_share(given: list[Grant], periods: int) -> None:
    later = share(*given, now=NOW + periods * HALF_LIFE)

    assert later * 2**periods == pytest.approx(share(*given), abs=2**periods * 1e-6)


def test_index_of_even_and_uneven_service() -> None:
    assert jain_index([600, 300], [1200, 600]) == 1
    assert jain_index([600, 0, 0, 0], [1, 1, 1, 1]) == Fraction(1, 4)
    assert jain_index([300, 100], [1, 1]) == Fraction(4, 5)
    assert jain_index([0, 0], [1, 2]) == 1


@pytest.mark.parametrize(("served", "weights"), [([], []), ([1], [0]), ([1, 2], [1])])
def test_index_needs_accounts_with_weights(served: list[int], weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"index|shorter"):
        jain_index(served, weights)
