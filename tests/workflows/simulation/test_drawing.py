from __future__ import annotations

import numpy as np
import pytest

from scheduler.workflows.simulation.drawing import draw_arrivals, draw_overruns, draw_sizes, mean_size_minutes

MANY = 40_000


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.mark.parametrize(("percent", "hours"), [(25, 1), (50, 2.5), (75, 7), (90, 21), (95, 35)])
def test_sizes_have_the_logs_percentage_points(percent: int, hours: float) -> None:
    sizes = draw_sizes(rng(), MANY, most_minutes=10_000)
    assert np.percentile(sizes, percent) == pytest.approx(hours * 60, rel=0.06)


def test_sizes_are_quarters_of_an_hour_and_never_above_the_most() -> None:
    sizes = draw_sizes(rng(), MANY, most_minutes=500)
    assert {size % 15 for size in sizes} == {0}
    assert (min(sizes), max(sizes)) == (15, 495)


@pytest.mark.parametrize("most", [240, 900, 10_000])
def test_the_mean_size_is_that_of_the_draws(most: int) -> None:
    assert mean_size_minutes(most) == pytest.approx(np.mean(draw_sizes(rng(), MANY, most_minutes=most)), rel=0.05)


@pytest.mark.parametrize(("percent", "ratio"), [(50, 1.0), (90, 2.0), (95, 3.1)])
def test_overruns_have_the_logs_percentage_points(percent: int, ratio: float) -> None:
    assert np.percentile(draw_overruns(rng(), MANY), percent) == pytest.approx(ratio, rel=0.04)


def test_a_third_is_exactly_on_estimate_and_three_in_ten_are_over() -> None:
    ratios = np.array(draw_overruns(rng(), MANY))
    assert np.mean(np.isclose(ratios, 1.0)) == pytest.approx(0.34, abs=0.02)
    assert np.mean(ratios > 1.0 + 1e-9) == pytest.approx(0.30, abs=0.02)


def test_arrivals_come_in_bursts_around_their_mean() -> None:
    counts = np.array(draw_arrivals(rng(), MANY, per_day=3.0))
    assert counts.mean() == pytest.approx(3.0, rel=0.05)
    assert counts.var() / counts.mean() == pytest.approx(4.6, rel=0.08)


def test_nothing_comes_where_nothing_is_wanted() -> None:
    assert draw_arrivals(rng(), 3, per_day=0.0) == [0, 0, 0]
