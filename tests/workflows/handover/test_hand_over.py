"""Hand-overs: what moves, what stays, and why something cannot be covered, on teams small enough to see the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from scheduler.calendars.recurrence import all_tasks
from scheduler.domain.handover import Handover
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.solve.planner import make_plan
from scheduler.workflows.handover.checking import HandoverCheck, HandoverOptions
from scheduler.workflows.handover.hours import HoursMoved
from scheduler.workflows.handover.without_person import holdings_without
from scheduler.workflows.kept_book import opened_book
from scheduler.workflows.kept_plans import KeptPlans
from scheduler.workflows.plan_ground import PlanGround, ground_of
from tests.building import client, part, person, progress, recurring, task, time_off, workspace

NO_HOURS = HoursMoved((), (), ())
FROM = date(2026, 11, 25)


def team(*people: Any, clients: Any = None, **fields: Any) -> Workspace:
    return workspace(
        people=list(people), clients=clients or [client("harrow"), client("oak")], **{"horizon_days": 14} | fields
    )


def handed(studio: Workspace, *, from_on: date = FROM, of: str = "harrow", on_ana: bool = False) -> Handover:
    """Check the hand-over of a client from Ana.

    Parameters
    ----------
    on_ana
        Whether the published plan has all of the client's work on Ana; else who has it follows from who may do it.
    """
    ana = next(each for each in studio.people if each.id == "ana")
    served = next(each for each in studio.clients if each.id == of)
    check = HandoverCheck(
        PlanGround(studio, baseline=_published(studio, of) if on_ana else None),
        person=ana,
        client=served,
        from_on=from_on,
        options=HandoverOptions(time_limit_seconds=5),
    )
    return check.document(NO_HOURS)


def _published(studio: Workspace, client_id: str) -> Plan:
    tasks = tuple(
        each.model_copy(update={"person": "ana"}) if each.client == client_id else each for each in all_tasks(studio)
    )
    bare = tuple(each.model_copy(update={"recurring": ()}) for each in studio.clients)
    return make_plan(studio.model_copy(update={"tasks": tasks, "clients": bare}))


def obstacles(found: Handover) -> dict[str, str]:
    return {each.task: each.obstacle for each in found.not_covered}


LATER = {"due": "27 18:00", "start": "25 09:00"}
ANA, BO, CY = person("ana", "seo:2", "copy"), person("bo", "seo"), person("cy", "copy")


def test_open_and_recurring_work_moves_and_what_is_begun_before_stays() -> None:
    draft = recurring("report", "FREQ=WEEKLY;BYDAY=FR", part("draft", "seo", 120), since=date(2026, 11, 2))
    studio = team(
        ANA,
        BO,
        clients=[client("harrow", recurring=(draft,)), client("oak")],
        tasks=[
            task("now", "seo", 60, due="23 12:00"),
            task("long", "seo", 1320, due="26 18:00"),
            task("later", "seo", 240, due="2026-12-02T18:00", start="27 09:00"),
            task("other", "copy", 120, client="oak", due="27 18:00", start="25 09:00"),
        ],
    )
    found = handed(studio, on_ana=True, from_on=date(2026, 11, 26))
    assert (found.covered, found.proven, found.not_covered, found.late) == (True, False, (), ())
    # Begun before the day, the long task is finished by Ana after it.
    assert {"now", "long"} <= set(found.stays)
    moved = {move.task: move.to for move in found.moves}
    assert moved["later"] == moved["report/2026-12-04/draft"] == "bo"
    assert set(moved) | set(found.stays) == {
        "now",
        "long",
        "later",
        "report/2026-11-27/draft",
        "report/2026-12-04/draft",
    }
    assert all(move.to_start.date() >= date(2026, 11, 26) for move in found.moves)
    assert found.planned_first is False


@pytest.mark.parametrize(
    ("obstacle", "words", "people", "fields"),
    [
        ("pin", "It is pinned to Ana.", [ANA, BO], {"tasks": [task("t", "seo", 60, **LATER, person="ana")]}),
        ("skill", "Nobody else has copy.", [ANA, BO], {"tasks": [task("t", "copy", 60, **LATER)]}),
        ("skill", "Nobody else has seo at level 2.", [ANA, BO], {"tasks": [task("t", "seo:2", 60, **LATER)]}),
        (
            "exclusion",
            "Besides Ana only Bo could do seo, and must not work for Harrow.",
            [ANA, BO],
            {
                "tasks": [task("t", "seo", 60, **LATER)],
                "clients": [client("harrow", exclude=("bo",)), client("oak")],
            },
        ),
        (
            "absence",
            "Bo could do it, but has not enough working time until it is due.",
            [ANA, BO],
            {"tasks": [task("t", "seo", 60, **LATER)], "time_off": [time_off("bo", "25", "27")]},
        ),
    ],
)
def test_arithmetic_alone_names_what_is_in_the_way(
    obstacle: str, words: str, people: list[Any], fields: dict[str, Any]
) -> None:
    found = handed(team(*people, **fields))
    assert [(each.obstacle, each.text) for each in found.not_covered] == [(obstacle, words)]
    assert (found.covered, found.proven, found.moves) == (False, True, ())


def test_what_is_proven_of_one_task_is_not_said_of_another() -> None:
    # Bo works 8 h until Thursday's close, too little for the long task; of the others each fits alone, and not both.
    tasks = [
        task("long", "seo", 600, due="26 18:00", start="25 09:00"),
        task("early", "seo", 360, due="27 11:00", start="25 09:00"),
        task("other", "seo", 360, due="27 11:00", start="25 09:00"),
    ]
    cy = person("cy", "seo")
    away = [time_off("bo", "26", "26"), time_off("cy", "25", "30")]
    found = handed(team(ANA, BO, cy, tasks=tasks, time_off=away), on_ana=True)
    proven = {each.task: each.proven for each in found.not_covered}
    assert proven.pop("long")
    assert proven
    assert not any(proven.values())
    assert found.proven


def test_work_that_was_late_before_is_no_proof_where_others_are_no_later() -> None:
    late = task("late", "seo", 1200, due="25 12:00", start="25 09:00")
    found = handed(team(ANA, BO, tasks=[late]), on_ana=True)
    assert (found.covered, found.proven, found.not_covered) == (True, False, ())
    assert [(each.takes_all, each.able_tasks) for each in found.candidates] == [("yes", 1)]


def test_work_for_one_person_together_with_begun_work_stays() -> None:
    tasks = [
        task("first", "seo", 60, due="23 18:00", person="ana"),
        task("second", "seo", 60, **LATER, same_person_as="first"),
    ]
    assert obstacles(handed(team(ANA, BO, tasks=tasks))) == {"second": "same_person"}
    done = [progress("first", done_on=date(2026, 11, 20), person="ana")]
    assert obstacles(handed(team(ANA, BO, tasks=tasks, progress=done))) == {"second": "same_person"}


def test_no_capacity_beside_other_promises_is_said_and_with_capacity_nobody_is_late() -> None:
    def beside(minutes: int) -> Handover:
        theirs = task("theirs", "copy", minutes, client="oak", due="27 18:00", person="bo", start="25 09:00")
        both = person("bo", "seo", "copy")
        return handed(team(ANA, both, tasks=[task("t", "seo", 600, **LATER), theirs]), on_ana=True)

    # Bo has 24 h until Friday's close, and 10 h of the client's beside the other's.
    full = beside(1200)
    assert (full.covered, full.proven) == (False, False)
    assert obstacles(full) == {"t": "capacity"} or [each.task for each in full.late] == ["theirs"]
    fits = beside(840)
    assert (fits.covered, [(move.task, move.to) for move in fits.moves], fits.late) == (True, [("t", "bo")], ())


def test_what_comes_after_uncovered_work_falls_with_it() -> None:
    tasks = [
        task("t", "copy", 60, **LATER),
        task("next", "seo", 60, due="2026-12-01T18:00", after="t", person="bo"),
    ]
    found = handed(team(ANA, BO, tasks=tasks))
    assert obstacles(found) == {"t": "skill"}
    assert [(each.task, each.late_minutes) for each in found.late] == [("next", None)]


def test_who_can_take_all_of_it_is_told_from_who_can_take_some() -> None:
    tasks = [task("t", "seo", 60, **LATER), task("u", "copy", 60, **LATER)]
    all_round = person("dee", "seo", "copy")
    found = handed(team(ANA, BO, CY, all_round, tasks=tasks), on_ana=True)
    assert (found.covered, len(found.moves)) == (True, 2)
    assert {each.person: each.takes_all for each in found.candidates} == {
        "dee": "yes",
        "bo": "not_able",
        "cy": "not_able",
    }
    assert found.candidates[0].starts_at is not None
    assert found.candidates[0].starts_at.date() >= FROM


def test_two_together_cover_what_neither_does_alone() -> None:
    tasks = [task("t", "seo", 60, **LATER), task("u", "copy", 60, **LATER)]
    found = handed(team(ANA, BO, CY, tasks=tasks), on_ana=True)
    assert {move.task: move.to for move in found.moves} == {"t": "bo", "u": "cy"}
    assert found.covered
    assert {each.takes_all for each in found.candidates} == {"not_able"}


def test_a_single_person_has_nobody_to_hand_over_to() -> None:
    found = handed(team(ANA, tasks=[task("t", "seo", 60, **LATER)]))
    assert (found.covered, obstacles(found), found.candidates) == (False, {"t": "skill"}, ())


def test_where_nothing_is_planned_there_is_nothing_to_cover() -> None:
    found = handed(team(ANA, BO))
    assert (found.covered, found.moves, found.stays, found.candidates) == (True, (), (), ())


def test_on_a_book_booked_work_is_set_free_and_held_hours_of_others_stay() -> None:
    clients = [client("harrow", agreed={"seo": 600}, prefer=("ana",)), client("oak", agreed={"seo": 300})]
    studio = team(person("ana", "seo"), person("bo", "seo"), clients=clients, tasks=[task("t", "seo", 240, **LATER)])
    book = opened_book(studio, plan=_published(studio, "harrow"))
    ground = ground_of(book, studio, plans=KeptPlans(_published(studio, "harrow")))
    assert ground.holdings is not None
    assert ground.holdings.witness["t"].person == "ana"  # type: ignore[index]
    check = HandoverCheck(
        ground,
        person=studio.people[0],
        client=studio.clients[0],
        from_on=FROM,
        options=HandoverOptions(time_limit_seconds=5),
    )
    found = check.document(NO_HOURS)
    assert (found.covered, [(move.task, move.to) for move in found.moves]) == (True, [("t", "bo")])
    without = holdings_without(ground.holdings, check.parting)
    assert without is not None
    assert "t" not in without.witness
    assert "t" in without.commitments
    assert not [
        piece for piece in without.held if (piece.client, piece.person) == ("harrow", "ana") and piece.day >= FROM
    ]
    assert [piece for piece in without.held if piece.client == "oak"] == [
        piece for piece in ground.holdings.held if piece.client == "oak"
    ]


def test_contacts_that_are_left_are_named() -> None:
    clients = [client("harrow", contacts=("ana", "bo")), client("oak", contacts=("bo",))]
    primary = handed(team(ANA, BO, clients=clients))
    assert (primary.contact, primary.contacts_left) == ("primary", ("bo",))
    none = handed(team(ANA, BO, clients=clients), of="oak")
    assert (none.contact, none.contacts_left) == (None, ("bo",))
