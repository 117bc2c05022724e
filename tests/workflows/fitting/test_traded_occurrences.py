"""An occurrence of a recurring deliverable that waits in exchange for a request is due later in the plan of the answer, and the check knows."""

from __future__ import annotations

from scheduler.workflows.fit_request import answered
from tests.building import client, part, person, recurring, workspace
from tests.property.random_requests import checked
from tests.workflows.fitting.answers import ground_of, request


def test_a_traded_occurrence_is_checked_as_due_when_the_plan_says() -> None:
    place = workspace(
        people=[person("ana")],
        clients=[
            client(
                "harrow",
                agreed={"work": 600},
                recurring=(recurring("care", "FREQ=WEEKLY;BYDAY=MO", part("work", minutes=420)),),
            )
        ],
    )
    ground = ground_of(place)
    asked = request(place, part("mend", minutes=120), by="23 17:00")
    answer = answered(ground, asked)
    assert answer.verdict.verdict == "fits_with_trade"
    assert [move.task for move in answer.verdict.moves] == ["care/2026-11-23/work"]
    assert checked(ground, asked, answer).violations == ()
