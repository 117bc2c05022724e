"""The enumeration of ways to do a request, against answers computed by hand.

Days have eight hours on a grid of one hour: 09:00 to 13:00 and 14:00 to 18:00. It is Monday 23 November 2026, 09:00, and the horizon ends
on Tuesday; nothing is frozen unless a test says so.
"""

from __future__ import annotations

from typing import Any

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from tests.building import client, instant, moment, part, person, task, workspace
from tests.holding import booked, held, holdings
from tests.oracle.fit_by_hand import Fit, brute_fit
from tests.planning import Placing, plan_of

HOUR = 60


def studio(*tasks: Any, people: list[Any] | None = None, **fields: Any) -> Workspace:
    return workspace(
        people=people or [person("ana", "seo")],
        clients=[client("harrow"), client("vale")],
        tasks=list(tasks),
        horizon_days=2,
        grid_minutes=HOUR,
        policy=fields.pop("policy", {"freeze_days": 0}),
        **fields,
    )


def asks(*tasks: Any, by: str) -> Request:
    return Request(
        id="R",
        client="harrow",
        asked_at=moment("23 09:00"),
        needed_by=moment(by),
        tasks=tasks,
        source=Source(file="by hand", line=1),
    )


def fit(
    studio: Workspace,
    request: Request,
    placings: dict[str, Placing] | None = None,
    *,
    book: Holdings | None = None,
    cap: int = 40 * HOUR,
) -> Fit:
    plan: Plan = plan_of(studio, placings or {})
    return brute_fit(studio, request, baseline=plan, holdings=book or Holdings(), cap_minutes=cap)


def test_an_empty_day_takes_its_hours_and_not_one_more() -> None:
    assert fit(studio(), asks(part("a", "seo", 8 * HOUR), by="23 18:00")) == Fit(True, True, instant("23 18:00"))
    # Nine hours: eight on Monday, and one on Tuesday.
    assert fit(studio(), asks(part("a", "seo", 9 * HOUR), by="23 18:00")) == Fit(False, False, instant("24 10:00"))
    assert fit(studio(), asks(part("a", "seo", 17 * HOUR), by="24 18:00")) == Fit(False, False, None)


AUDIT: dict[str, Placing] = {"audit": ("ana", [("23 09:00", "23 13:00"), ("23 14:00", "23 18:00")])}


def test_work_of_others_moves_up_to_its_floor() -> None:
    """Audit fills Monday; it may end on Tuesday at 12:00, so three hours of Monday can be had, not four."""
    full = studio(task("audit", "seo", 8 * HOUR, client="vale", due="24"))
    book = holdings(promised={"audit": ("24 18:00", "24 12:00")})
    assert fit(full, asks(part("a", "seo", 3 * HOUR), by="23 18:00"), AUDIT, book=book) == Fit(
        False, True, instant("23 12:00")
    )
    # As the fourth hour is had only after audit has ended, it ends at 13:00 on Tuesday.
    assert fit(full, asks(part("a", "seo", 4 * HOUR), by="23 18:00"), AUDIT, book=book) == Fit(
        False, False, instant("24 13:00")
    )


def test_frozen_work_does_not_move() -> None:
    """With one day of freeze Monday and Tuesday are frozen whole: the first free hour is Tuesday at 09:00."""
    full = studio(task("audit", "seo", 8 * HOUR, client="vale", due="24"), policy={"freeze_days": 1})
    assert fit(full, asks(part("a", "seo", HOUR), by="23 18:00"), AUDIT) == Fit(False, False, instant("24 10:00"))


def test_own_work_keeps_its_floor_too_and_tentative_work_vanishes() -> None:
    own = studio(task("audit", "seo", 8 * HOUR, client="harrow", due="24"))
    book = holdings(promised={"audit": ("24 18:00", "24 12:00")})
    assert fit(own, asks(part("a", "seo", 3 * HOUR), by="23 18:00"), AUDIT, book=book).with_moves
    assert not fit(own, asks(part("a", "seo", 4 * HOUR), by="23 18:00"), AUDIT, book=book).with_moves
    maybe = studio(task("audit", "seo", 8 * HOUR, client="vale", due="23", commitment="tentative"))
    assert fit(maybe, asks(part("a", "seo", 8 * HOUR), by="23 18:00"), AUDIT) == Fit(False, True, instant("23 18:00"))


def test_tentative_work_stays_where_promised_work_waits_for_it() -> None:
    """Audit may take Tuesday morning, its due time; draft comes before it and so keeps four hours of Monday."""
    chain = studio(
        task("draft", "seo", 4 * HOUR, client="vale", due="24", commitment="tentative"),
        task("audit", "seo", 4 * HOUR, client="vale", due="24 13:00", after="draft"),
    )
    stand: dict[str, Placing] = {
        "draft": ("ana", [("23 09:00", "23 13:00")]),
        "audit": ("ana", [("23 14:00", "23 18:00")]),
    }
    assert fit(chain, asks(part("a", "seo", 4 * HOUR), by="23 18:00"), stand).with_moves
    assert not fit(chain, asks(part("a", "seo", 5 * HOUR), by="23 18:00"), stand).with_moves


def test_a_held_piece_stays_on_its_day_in_one_piece() -> None:
    """Four hours held on Tuesday fill one half of the day, wherever they stand: four hours are left there, and none in the other half."""
    book = holdings(held("vale", "ana", "24 09:00", "24 13:00", skill="seo"))
    assert fit(studio(), asks(part("a", "seo", 12 * HOUR), by="24 18:00"), book=book) == Fit(
        True, True, instant("24 13:00")
    )
    assert fit(studio(), asks(part("a", "seo", 13 * HOUR), by="24 18:00"), book=book) == Fit(False, False, None)
    # One hour of Tuesday is in use at 15:00: the piece fits the morning only, and no sitting of four hours stands beside it.
    meeting = studio(task("call", "seo", HOUR, client="vale", due="24"))
    call: dict[str, Placing] = {"call": ("ana", [("24 15:00", "24 16:00")])}
    sitting = asks(part("a", "seo", 3 * HOUR, one_sitting=True, start="24"), by="24 18:00")
    assert not fit(meeting, sitting, call, book=book).as_is
    assert fit(meeting, sitting, call, book=book).with_moves


def test_own_held_hours_pay_first_and_the_cap_bounds_the_rest() -> None:
    """Two hours are held on Tuesday morning, one may be borrowed."""
    book = holdings(held("harrow", "ana", "24 09:00", "24 11:00", skill="seo"))
    three = asks(part("a", "seo", 3 * HOUR), by="24 18:00")
    # Needed by Tuesday evening, the held hours of Tuesday pay for it: once two of them can have been worked.
    assert fit(studio(), three, book=book, cap=HOUR) == Fit(True, True, instant("24 11:00"))
    assert fit(studio(), three, book=book, cap=0) == Fit(False, False, None)
    # Needed on Monday nothing held pays, and the earliest date is the same.
    soon = asks(part("a", "seo", 3 * HOUR), by="23 18:00")
    assert fit(studio(), soon, book=book, cap=HOUR) == Fit(False, False, instant("24 11:00"))
    assert fit(studio(), soon, book=book, cap=3 * HOUR) == Fit(True, True, instant("23 12:00"))


def test_booked_work_keeps_its_day() -> None:
    """Audit is booked on Monday for two of its hours; the other six may go to Tuesday."""
    full = studio(task("audit", "seo", 8 * HOUR, client="vale", due="24"))
    book = holdings(
        kept=[booked("audit", "ana", ("23 09:00", "23 11:00"))], promised={"audit": ("24 18:00", "24 18:00")}
    )
    assert fit(full, asks(part("a", "seo", 6 * HOUR), by="23 18:00"), AUDIT, book=book).with_moves
    assert not fit(full, asks(part("a", "seo", 7 * HOUR), by="23 18:00"), AUDIT, book=book).with_moves


def test_a_chain_runs_over_people() -> None:
    """Copy of bo comes before seo of ana: two hours, an hour of waiting through lunch, two hours."""
    team = studio(people=[person("ana", "seo"), person("bo", "copy")])
    chain = asks(part("text", "copy", 2 * HOUR), part("links", "seo", 2 * HOUR, after="text + 60"), by="23 15:00")
    # text 09:00 to 11:00, wait to 12:00, links 12:00 to 13:00 and 14:00 to 15:00.
    assert fit(team, chain) == Fit(True, True, instant("23 15:00"))


def test_a_sitting_is_not_broken_by_lunch() -> None:
    one = asks(part("a", "seo", 4 * HOUR, one_sitting=True), by="23 18:00")
    early = studio(task("call", "seo", HOUR, client="vale", due="24"))
    call: dict[str, Placing] = {"call": ("ana", [("23 10:00", "23 11:00")])}
    assert fit(early, one, call) == Fit(True, True, instant("23 13:00"))
    both = studio(
        task("call", "seo", HOUR, client="vale", due="23"), task("talk", "seo", HOUR, client="vale", due="23")
    )
    calls: dict[str, Placing] = {
        "call": ("ana", [("23 10:00", "23 11:00")]),
        "talk": ("ana", [("23 15:00", "23 16:00")]),
    }
    assert fit(both, one, calls) == Fit(False, True, instant("23 13:00"))


def test_work_bound_to_one_person_is_done_by_one() -> None:
    """Two tasks of five hours: two people do them on Monday, one person does not."""
    team = studio(people=[person("ana", "seo"), person("bo", "seo")])
    apart = asks(part("a", "seo", 5 * HOUR), part("b", "seo", 5 * HOUR), by="23 18:00")
    bound = asks(part("a", "seo", 5 * HOUR), part("b", "seo", 5 * HOUR, same_person_as="a"), by="23 18:00")
    assert fit(team, apart) == Fit(True, True, instant("23 15:00"))
    assert fit(team, bound) == Fit(False, False, instant("24 11:00"))
