"""Random quantities as a real small team's task log has them.

The facts are those of 10,266 tasks of one software company (Jones and Cullum, arXiv 1901.01621), of which the data notes give
percentage points only; between two points a quantity is drawn evenly on a logarithmic scale.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SIZE_POINTS = ((0.0, 15), (0.25, 60), (0.50, 150), (0.75, 420), (0.90, 1260), (0.95, 2100), (1.0, 4200))
"""Effort in minutes at shares of all tasks: 1, 2.5, 7, 21 and 35 h at 25, 50, 75, 90 and 95 %; both ends are our choice."""

OVERRUN_POINTS = ((0.0, 0.25), (0.36, 1.0), (0.70, 1.0), (0.90, 2.0), (0.95, 3.1), (1.0, 5.0))
"""Actual over estimate: median 1.0, 34 % exactly on estimate, 30 % over it, 2.0 and 3.1 at 90 and 95 %; both ends are our choice."""

VARIANCE_OVER_MEAN = 4.6
"""Of arrivals per day: they come in bursts."""

STARTS_AT_ONCE = 0.92
"""Share of tasks that start on the day they are asked for."""

UNIT_MINUTES = 15


def draw_sizes(rng: np.random.Generator, number: int, *, most_minutes: int) -> list[int]:
    """Draw efforts in minutes, in quarters of an hour; what is larger than `most_minutes` is drawn as that much."""
    drawn = np.exp(_between(rng.random(number), SIZE_POINTS))
    return [
        max(UNIT_MINUTES, min(most_minutes // UNIT_MINUTES * UNIT_MINUTES, round(size / UNIT_MINUTES) * UNIT_MINUTES))
        for size in drawn
    ]


def draw_overruns(rng: np.random.Generator, number: int) -> list[float]:
    """Draw actual effort over the estimate."""
    return [float(ratio) for ratio in np.exp(_between(rng.random(number), OVERRUN_POINTS))]


def draw_bursts(rng: np.random.Generator, days: int, *, number: int) -> list[int]:
    """Draw on which of `days` so many tasks come up: counts per day that add up to `number`.

    Every day has a rate of its own from a gamma distribution, so that the counts are negative binomial with the log's variance over
    mean; given the sum, their variance is a little less.
    """
    if not number:
        return [0] * days
    rates = rng.gamma(number / days / (VARIANCE_OVER_MEAN - 1), size=days)
    total = rates.sum()
    return [int(count) for count in rng.multinomial(number, rates / total if total else np.full(days, 1 / days))]


def _between(shares: npt.NDArray[np.float64], points: tuple[tuple[float, float], ...]) -> npt.NDArray[np.float64]:
    at, values = zip(*points, strict=True)
    return np.asarray(np.interp(shares, at, np.log(values)))
