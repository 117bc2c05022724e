from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.fairshare.decay import BILLION, Grant, InLine, in_order, jain_index, share_billionths
from scheduler.units import MINUTES_PER_DAY

NOW = 29_000_000
HALF_LIFE = 4 * 7 * MINUTES_PER_DAY

ages = st.integers(0, 40 * HALF_LIFE)
grants = st.lists(st.builds(lambda age, minutes: Grant(NOW - age, minutes), ages, st.integers(1, 2000)), max_size=8)


def share(*given: Grant, weekly: Fraction | int = 600, least: int = 120, weeks: int = 4, now: int = NOW) -> int:
    return share_billionths(given, now=now, half_life_weeks=weeks, weekly_minutes=weekly, min_weight=least)


def days_ago(days: int, minutes: int) -> Grant:
    return Grant(NOW - days * MINUTES_PER_DAY, minutes)


def test_share_halves_with_every_half_life() -> None:
    assert [share(days_ago(28 * number, 600)) for number in range(4)] == [
        BILLION,
        BILLION // 2,
        BILLION // 4,
        BILLION // 8,
    ]


def test_share_between_half_lives() -> None:
    assert share(days_ago(14, 600)) == 707_106_781  # 2^(-1/2)
    assert share(days_ago(7, 600)) == 840_896_415  # 2^(-1/4)
    assert share(days_ago(42, 600)) == 353_553_391  # 2^(-3/2)


def test_half_life_is_of_the_policy() -> None:
    assert share(days_ago(7, 600), weeks=1) == BILLION // 2


def test_share_is_of_the_weekly_minutes_but_not_below_the_least_weight() -> None:
    assert share(days_ago(0, 60), weekly=600) == BILLION // 10
    assert share(days_ago(0, 60), weekly=30) == BILLION // 2
    assert share(days_ago(0, 60), weekly=0) == BILLION // 2
    assert (
        share(days_ago(0, 60), weekly=Fraction(2400 * 12, 52)) == 108_333_333
    )  # 40 h a month: 553 11/13 minutes a week


def test_no_grant_is_no_share() -> None:
    assert share() == 0


def test_returned_minutes_count_from_the_grant_they_return() -> None:
    assert share(days_ago(28, 600), days_ago(28, -600)) == 0
    assert share(days_ago(28, 600), days_ago(28, -300), days_ago(3, 0)) == BILLION // 4


def test_a_share_is_never_below_nothing() -> None:
    assert share(days_ago(28, 600), days_ago(0, -600)) == 0


def test_halves_of_a_billionth_go_up_however_they_came_about() -> None:
    # 2^-10 has ten places: its ninth is rounded, and nothing but the exact sum says where to.
    assert share(days_ago(280, 600)) == share(*[days_ago(280, 1)] * 600) == share(days_ago(252, 300)) == 976_563


@pytest.mark.parametrize(
    ("given", "fields", "says"),
    [
        (Grant(NOW + 1, 60), {}, "lies after"),
        (Grant(NOW, 60), {"weeks": 0}, "half_life_weeks is 0"),
        (Grant(NOW, 60), {"weekly": 0, "least": 0}, "the weight 0"),
    ],
)
def test_nonsense_is_refused(given: Grant, fields: dict[str, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        share(given, **fields)


@given(given=grants)
@example(given=[Grant(NOW - 1, 1)])
@example(given=[Grant(NOW - HALF_LIFE + 1, 1999)])
def test_share_is_what_floats_say_as_far_as_they_go(given: list[Grant]) -> None:
    floating = sum(minutes * 2.0 ** (-(NOW - at) / HALF_LIFE) for at, minutes in given) / 600

    assert share(*given) == pytest.approx(floating * BILLION, rel=1e-12, abs=0.51)


@given(given=grants, data=st.data())
def test_share_does_not_depend_on_the_order_or_the_pieces_of_grants(given: list[Grant], data: st.DataObject) -> None:
    pieces = [piece for at, minutes in given for piece in (Grant(at, minutes // 3), Grant(at, minutes - minutes // 3))]

    assert share(*data.draw(st.permutations(pieces))) == share(*given)


@given(given=grants, factor=st.integers(2, 50))
def test_as_much_more_for_as_much_more_weight_is_the_same_share(given: list[Grant], factor: int) -> None:
    larger = [Grant(at, minutes * factor) for at, minutes in given]

    assert share(*larger, weekly=600 * factor) == share(*given)


@given(given=grants, periods=st.integers(1, 3))
def test_time_only_lowers_a_share(given: list[Grant], periods: int) -> None:
    later = share(*given, now=NOW + periods * HALF_LIFE)

    assert abs(later * 2**periods - share(*given)) <= 2**periods


def waits(request: str, receipt: int, share: int, *, credit: bool = False) -> InLine:
    return InLine(request=request, receipt=receipt, share_billionths=share, has_credit=credit)


def test_order_is_credit_then_share_then_receipt() -> None:
    line = [
        waits("R-1", 4, 10),
        waits("R-2", 3, 20),
        waits("R-3", 2, 20),
        waits("R-4", 9, 900, credit=True),
        waits("R-5", 8, 950, credit=True),
        waits("R-6", 7, 0),
    ]

    assert [each.request for each in in_order(line)] == ["R-4", "R-5", "R-6", "R-1", "R-3", "R-2"]


def test_two_requests_with_one_receipt_are_refused() -> None:
    with pytest.raises(ValueError, match="same receipt"):
        in_order([waits("R-1", 4, 10), waits("R-2", 4, 20)])


@given(
    places=st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=8),
    data=st.data(),
)
def test_renaming_and_turning_the_line_changes_no_place(places: list[tuple[int, bool]], data: st.DataObject) -> None:
    line = [waits(f"R-{number}", number, share, credit=credit) for number, (share, credit) in enumerate(places)]
    names = data.draw(st.permutations([each.request for each in line]))
    renamed = [
        waits(name, each.receipt, each.share_billionths, credit=each.has_credit)
        for name, each in zip(names, line, strict=True)
    ]

    receipts = [each.receipt for each in in_order(line)]
    assert [each.receipt for each in in_order(data.draw(st.permutations(renamed)))] == receipts
    assert all(one.place < other.place for one, other in pairwise(in_order(line)))


def test_index_of_even_and_uneven_service() -> None:
    assert jain_index([600, 300], [1200, 600]) == 1
    assert jain_index([600, 0, 0, 0], [1, 1, 1, 1]) == Fraction(1, 4)
    assert jain_index([300, 100], [1, 1]) == Fraction(4, 5)
    assert jain_index([0, 0], [1, 2]) == 1


@pytest.mark.parametrize(("served", "weights"), [([], []), ([1], [0]), ([1, 2], [1])])
def test_index_needs_accounts_with_weights(served: list[int], weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"index|shorter"):
        jain_index(served, weights)
