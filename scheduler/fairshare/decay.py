"""Decayed shares: who had how much lately, for its weight; and how evenly that was.

A share is a sum of minutes * 2^(-age / half-life) over a weight (policy, "Daily round"). It is said, written down and compared in whole
millionths, as the auditor reads it: shares that are closer are the same share, and the receipt decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import fsum
from typing import NamedTuple

from scheduler.units import MINUTES_PER_DAY, Instant

SHARE_DIGITS = 6
"""Digits after the point to which a share is rounded."""


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


def share_of(grants: Iterable[Grant], *, now: Instant, half_life_weeks: int, weight: Fraction | int) -> float:
    """Return the decayed share of an account: what it was given, halved every half-life, over its weight.

    Parameters
    ----------
    grants
        In any order; instants not after `now`.
    half_life_weeks
        1 or more.
    weight
        Agreed minutes per week, not below the policy's `min_weight`; above 0.

    Returns
    -------
    float
        To the nearest millionth, the same for any order of the grants; 0 where more returned than was given.

    Raises
    ------
    ValueError
        If a grant lies after `now`, or the half-life or the weight is not above 0.
    """
    if half_life_weeks < 1 or weight <= 0:
        raise ValueError(f"half_life_weeks is {half_life_weeks}, the weight {weight}; expected both above 0")
    half_life = half_life_weeks * 7 * MINUTES_PER_DAY
    parts = []
    for at, minutes in grants:
        if at > now:
            raise ValueError(f"a grant at {at} lies after {now}")
        parts.append(minutes * 2.0 ** (-(now - at) / half_life))
    return round(max(0.0, fsum(parts)) / float(weight), SHARE_DIGITS)


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
