"""Bounds below which no plan finishes are sound: time that touches at midnight is one stretch, and holds take from the day they are on."""

from __future__ import annotations

import pytest

from tests.building import client, part, person, workspace
from tests.workflows.fitting.answers import dates_of, ground_of, request, spans_of, verdict_on

HOUR = 60


@pytest.mark.parametrize(
    ("week", "as_of", "minutes", "finish"),
    [
        ("mon-sun 00:00-24:00", "24 23:50", 7 * HOUR, "25 06:50"),
        # The evening is too short, and the night before it has gone.
        ("mon-sun 00:00-05:00 20:00-24:00", "24 06:00", 8 * HOUR, "25 04:00"),
        # A night that does not go on.
        ("mon-sun 01:00-09:00 20:00-24:00", "24 21:00", 7 * HOUR, "25 08:00"),
    ],
)
def test_a_sitting_goes_on_past_midnight(week: str, as_of: str, minutes: int, finish: str) -> None:
    place = workspace(
        week=week,
        people=[person("ana", "seo", week=week)],
        as_of=as_of,
        policy={"walk_in_borrow": 40 * HOUR},
    )
    verdict = verdict_on(
        ground_of(place), request(place, part("long", "seo", minutes, one_sitting=True), by="27 12:00")
    )
    assert dates_of(verdict) == (finish, finish)
    assert verdict.earliest.proven


def test_hours_held_for_another_take_from_the_day_that_they_are_on() -> None:
    """Of Wednesday 14 hours are held for Vale; a sitting of 12 hours begins on Tuesday so early that the rest of Wednesday is enough."""
    night = "mon-sun 00:00-24:00"
    place = workspace(
        week=night,
        people=[person("ana", "seo", week=night)],
        clients=[client(), client("vale", agreed={"seo": 7 * 10 * HOUR})],
        as_of="24 20:00",
        policy={"walk_in_borrow": 40 * HOUR},
    )
    ground = ground_of(place)
    verdict = verdict_on(ground, request(place, part("long", "seo", 12 * HOUR, one_sitting=True), by="27 12:00"))
    assert dates_of(verdict)[1] <= f"{verdict.finish:%d %H:%M}"  # type: ignore[operator]
    assert spans_of(verdict)[0] >= "24 20:00"
