"""Sentences of violations: what takes the time, and whose clock is meant."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.verify.plan import check_plan
from tests.building import event, person, task, time_off, workspace
from tests.planning import plan_of

_MEETING = event("ana", "24 09:00", "24 10:00")


def _texts(placings: dict[str, Any], **fields: Any) -> list[str]:
    studio = workspace(tasks=[task("logo", minutes=60, due="27 18:00")], **fields)
    found = check_plan(studio, plan_of(studio, placings)).violations
    return [violation.text for violation in found if violation.rule == "within_working_time"]


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        (
            {"events": [_MEETING.model_copy(update={"title": "Monday meeting moved"})]},
            " (“Monday meeting moved” is then)",
        ),
        ({"events": [_MEETING]}, " (a meeting is then)"),
        ({"time_off": [time_off("ana", "24", "24")]}, " (ana is away then)"),
        ({"people": [person("ana", week="mon 09:00-13:00")]}, ""),
    ],
)
def test_what_takes_the_time_is_named(fields: dict[str, Any], because: str) -> None:
    texts = _texts({"logo": ("ana", [("24 09:00", "24 10:00")])}, **fields)
    said = "task 'logo' (ana): 60 minutes on Tue 24 Nov 09:00 lie outside ana's working time"
    assert texts == [said + because]


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("America/New_York", "Tue 24 Nov 03:00 New York time"), ("Europe/Lisbon", "Tue 24 Nov 08:00")],
)
def test_a_clock_that_shows_another_time_is_named(zone: str, clock: str) -> None:
    texts = _texts({"logo": ("ana", [("24 08:00", "24 09:00")])}, people=[person("ana", zone=zone)])
    assert texts == [f"task 'logo' (ana): 60 minutes on {clock} lie outside ana's working time"]
