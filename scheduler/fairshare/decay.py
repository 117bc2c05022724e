"""Decayed shares, and the order of the daily round: who had least lately comes first.

A share is a sum of minutes * 2^(-age / half-life) over a weight. It is rounded once, from its exact value, to whole billionths; these
whole numbers are what is compared, so an order never hinges on how a sum was rounded on its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import NamedTuple

from scheduler.units import MINUTES_PER_DAY, Instant

BILLION = 10**9
"""Shares are compared in whole parts of so many."""

_FIRST_DIGITS = 40
_GUARD_DIGITS = 2


class Grant(NamedTuple):
    """Spare minutes that an account was given.

    Attributes
    ----------
    at
        When; for minutes that return (below 0) when those that they return were given. Otherwise giving back would leave less than
        never having had them.
    """

    at: Instant
    minutes: int


@dataclass(frozen=True, slots=True)
class InLine:
    """A request that waits for the daily round.

    Attributes
    ----------
    receipt
        Of the whole request, unique.
    share_billionths
        Decayed share of its client's account.
    has_credit
        Whether its client holds a make-up credit that is not repaid.
    """

    request: str
    receipt: int
    share_billionths: int
    has_credit: bool = False

    @property
    def place(self) -> tuple[bool, int, int]:
        """What decides: credit first, then the lowest share, then the lowest receipt. Names play no part."""
        return not self.has_credit, self.share_billionths, self.receipt


def share_billionths(
    grants: Iterable[Grant],
    *,
    now: Instant,
    half_life_weeks: int,
    weekly_minutes: Fraction | int,
    min_weight: int,
) -> int:
    """Return the decayed share of an account: what it was given, halved every half-life, over its weekly agreed minutes.

    Parameters
    ----------
    grants
        In any order; instants not after `now`.
    half_life_weeks
        1 or more.
    weekly_minutes
        Agreed minutes per week of the account; 0 for walk-ins.
    min_weight
        The least weight, in minutes above 0.

    Returns
    -------
    int
        Billionths, the exact share rounded to the nearest, halves up; 0 where more returned than was given.

    Raises
    ------
    ValueError
        If a grant lies after `now`, or the half-life or the weight is not above 0.

    Notes
    -----
    Source: policy, "Daily round". Minutes of one age (modulo the half-life) are added as fractions; their factors 2^(-r/H) with
    0 <= r < H are linearly independent over the fractions (x^H - 2 is irreducible), so a share with some r above 0 is no half of a
    billionth, and more digits always tell to which side it goes.
    """
    weight = max(Fraction(weekly_minutes), Fraction(min_weight))
    if half_life_weeks < 1 or weight <= 0:
        raise ValueError(f"half_life_weeks is {half_life_weeks}, the weight {weight}; expected both above 0")
    half_life = half_life_weeks * 7 * MINUTES_PER_DAY
    given: defaultdict[int, Fraction] = defaultdict(Fraction)
    for at, minutes in grants:
        if at > now:
            raise ValueError(f"a grant at {at} lies after {now}")
        halvings, rest = divmod(now - at, half_life)
        given[rest] += Fraction(minutes * BILLION, 1 << halvings) / weight
    return max(0, _rounded({rest: amount for rest, amount in given.items() if amount}, half_life))


def in_order(line: Iterable[InLine]) -> list[InLine]:
    """Return a line in the order of the round: make-up credit first, then the lowest decayed share, then the lowest receipt.

    Raises
    ------
    ValueError
        If two requests have one receipt.
    """
    found = sorted(line, key=lambda each: each.place)
    if len({each.receipt for each in found}) < len(found):
        raise ValueError("two requests in line have the same receipt")
    return found


def jain_index(served_minutes: Sequence[int], weights: Sequence[Fraction | int]) -> Fraction:
    """Return how evenly accounts were served for their weights: 1 where all got the same for theirs, 1/n where one got all.

    Parameters
    ----------
    served_minutes, weights
        By account, in one order; weights above 0.

    Returns
    -------
    Fraction
        (sum of x)^2 / (n * sum of x^2) over x = served / weight; 1 where nobody was served.

    Raises
    ------
    ValueError
        If there is no account, as many weights as accounts are not given, or a weight is not above 0.

    Notes
    -----
    Source: Jain, Chiu and Hawe 1984.
    """
    if not served_minutes or any(weight <= 0 for weight in weights):
        raise ValueError("an index needs accounts, and weights above 0")
    for_weight = [Fraction(served) / weight for served, weight in zip(served_minutes, weights, strict=True)]
    squares = sum(each * each for each in for_weight)
    return sum(for_weight) ** 2 / (len(for_weight) * squares) if squares else Fraction(1)


def _rounded(amounts: dict[int, Fraction], half_life: int) -> int:
    """Return the sum of amount * 2^(-rest / half_life) rounded to the nearest whole number, halves up."""
    digits = _FIRST_DIGITS
    while True:
        total, doubt = Fraction(1, 2) + amounts.get(0, 0), Fraction(0)
        for rest, amount in amounts.items():
            if rest:
                total += amount * _power(rest, half_life, digits)
                doubt += abs(amount)
        doubt /= 10 ** (digits - _GUARD_DIGITS)
        if floor(total - doubt) == floor(total + doubt):
            return floor(total)
        digits *= 2


def _power(rest: int, half_life: int, digits: int) -> Fraction:
    """Return 2^(-rest / half_life) within 10^(_GUARD_DIGITS - digits), the same on every machine.

    `ln` and `exp` of decimals are rounded correctly; the exponent lies between -1 and 0, so what is lost is a few units of the last digit.
    """
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    exponent = context.divide(context.multiply(_ln_2(digits), Decimal(-rest)), Decimal(half_life))
    return Fraction(context.exp(exponent))


@cache
def _ln_2(digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).ln(Decimal(2))
