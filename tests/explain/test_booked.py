"""Work that takes longer than promised and is booked after its due time is late for that reason."""

from __future__ import annotations

from scheduler.domain.holdings import BookedPart
from scheduler.explain.plan import explain_plan
from scheduler.units import Span
from tests.building import client, instant, task, workspace
from tests.planning import plan_of


def test_hours_that_are_booked_after_the_due_time_are_named() -> None:
    place = workspace(clients=[client("harrow")], tasks=[task("cover", minutes=240, due="24 17:00")], horizon_days=7)
    plan = plan_of(place, {"cover": ("ana", [("24 09:00", "24 11:00"), ("25 09:00", "25 11:00")])})
    booked = [BookedPart(task="cover", person="ana", pieces=(Span(instant("25 09:00"), instant("25 11:00")),))]

    (late,) = explain_plan(place, plan, booked=booked).tasks
    assert late.why_late is not None
    assert late.why_late.text == (
        "2 h of it are booked on own hours of Harrow after that, up to Wed 25 Nov 11:00, and what is booked keeps its days. "
        "When it was booked, there was no earlier time that Harrow may use."
    )
    assert not late.why_late.proven

    (unbooked,) = explain_plan(place, plan).tasks
    assert unbooked.why_late is not None
    assert "booked" not in unbooked.why_late.text
