from __future__ import annotations

import numpy as np
import pytest

from scheduler.workflows.simulation.drawing import draw_bursts, draw_overruns, draw_sizes

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


@pytest.mark.parametrize(("percent", "ratio"), [(50, 1.0), (90, 2.0), (95, 3.1)])
def test_overruns_have_the_logs_percentage_points(percent: int, ratio: float) -> None:
    assert np.percentile(draw_overruns(rng(), MANY), percent) == pytest.approx(ratio, rel=0.04)


def test_a_third_is_exactly_on_estimate_and_three_in_ten_are_over() -> None:
    ratios = np.array(draw_overruns(rng(), MANY))
    assert np.mean(np.isclose(ratios, 1.0)) == pytest.approx(0.34, abs=0.02)
    assert np.mean(ratios > 1.0 + 1e-9) == pytest.approx(0.30, abs=0.02)


def test_arrivals_come_in_bursts_and_add_up() -> None:
    counts = np.array(draw_bursts(rng(), MANY, number=3 * MANY))
    assert counts.sum() == 3 * MANY
    assert counts.var() / counts.mean() == pytest.approx(4.6, rel=0.08)


def test_nothing_comes_where_nothing_is_wanted() -> None:
    assert draw_bursts(rng(), 3, number=0) == [0, 0, 0]


def test_few_arrivals_on_few_days_still_add_up() -> None:
    assert [sum(draw_bursts(np.random.default_rng(seed), 5, number=1)) for seed in range(20)] == [1] * 20
