"""Reasons of plans that carry held hours: ana has eight hours a day, two of Tuesday's are held for vale."""

from __future__ import annotations

from typing import Any

from scheduler.domain.plan import Plan
from scheduler.domain.reasons import CapacityFigures, HeldShare
from scheduler.domain.workspace import Workspace
from scheduler.explain.plan import explain_plan, prechecks
from scheduler.verify.plan import check_plan
from tests.building import client, person, task, workspace
from tests.holding import held, holdings, row
from tests.planning import plan_of

PIECE = held("vale", "ana", "24 14:00", "24 16:00")
FULL = {
    "a": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00")]),
    "b": ("ana", [("24 09:00", "24 13:00"), ("24 16:00", "24 18:00"), ("25 09:00", "25 10:00")]),
}


def studio(*, minutes: int = 420, due: str = "24", people: tuple[str, ...] = ("ana",)) -> Workspace:
    return workspace(
        people=[person(name) for name in people],
        tasks=[task("a", minutes=480, due="24", title="Site"), task("b", minutes=minutes, due=due, title="Text")],
        clients=[client("harrow"), client("vale", agreed={"work": 600})],
    )


def explained(place: Workspace, placings: dict[str, Any], **fields: Any) -> Plan:
    plan = explain_plan(place, plan_of(place, placings, held=[row(PIECE)], **fields))
    assert [found.text for found in check_plan(place, plan).violations] == []
    return plan


def test_held_hours_are_part_of_the_sum() -> None:
    plan = explained(studio(), FULL)
    why = plan.tasks[1].why_late
    assert why is not None
    assert why.text == (
        "Work needs 15 h by Tue 24 Nov 18:00, and Ana, the only one who may do it, has 16 h, of which 2 h held for Vale: "
        "1 h too much. The work: “Site” 8 h and “Text” 7 h."
    )
    assert isinstance(why.figures, CapacityFigures)
    assert why.proven
    assert (why.figures.free_minutes, why.figures.needed_minutes) == (960, 1020)
    assert why.figures.held == (HeldShare(client="vale", minutes=120),)


def test_without_them_there_would_be_room() -> None:
    place = studio()
    assert prechecks(place) == ()
    (reason,) = prechecks(place, holdings=holdings(PIECE))
    assert isinstance(reason.figures, CapacityFigures)
    assert reason.figures.held == (HeldShare(client="vale", minutes=120),)


def test_held_hours_that_may_stand_after_the_due_time_prove_nothing_but_are_in_the_way() -> None:
    roomy = studio(minutes=240, due="24 15:00")
    moved = FULL | {"b": ("ana", [("24 09:00", "24 12:00"), ("24 16:00", "24 17:00")])}
    why = explained(roomy, moved).tasks[1].why_late
    assert why is not None
    assert not why.proven
    assert "2 h held for Vale of the time of Ana" in why.text


def test_uncovered_work_waits_for_what_is_covered() -> None:
    place = studio(minutes=480)
    placings = FULL | {"b": ("ana", [("24 09:00", "24 13:00"), ("24 16:00", "24 18:00"), ("25 09:00", "25 11:00")])}
    covered = holdings(PIECE, promised={"a": ("24 18:00", "24 18:00")})
    plan = explained(place, placings, holdings=covered)
    assert plan.uncovered == ("b",)
    why = plan.tasks[1].why_late
    assert why is not None
    assert isinstance(why.figures, CapacityFigures)
    assert [share.task for share in why.figures.work] == ["a", "b"]
