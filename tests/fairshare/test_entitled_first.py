"""Initial work for which own blocks suffice goes before others' work on spare, where the plan left it late for that."""

from __future__ import annotations

import random

import pytest

from scheduler.fairshare.book import Book
from scheduler.fairshare.initial import open_on_plan
from scheduler.fairshare.unpromised import why_unpromised
from scheduler.units import TaskId
from tests.building import client, instant, person, task, workspace
from tests.fairshare.small_books import OPENED, complaints, every_day, places
from tests.fairshare.test_own_first import charged, lost, opened, place, planned_anywhere

ALONE = {"people": [person("ana", "seo")], "blocks": every_day("own", "seo", "ana", "09:00", 240)}
ALL_DAY = ("09:00", "13:00"), ("14:00", "18:00")


def whole_days(who: str, *days: int):
    """Return all working time of somebody on days of November."""
    return place(who, *((f"{day} {start}", f"{day} {end}") for day in days for start, end in ALL_DAY))


def promised(book: Book) -> set[str]:
    return {str(made.task) for made in book.entries[0].committed}


def late(**fields):
    return task("late", "seo", 240, client="own", start="26 09:00", due="26 18:00", **fields)


def guest(name: str, minutes: int, *, due: str = "26 18:00", **fields):
    return task(name, "seo", minutes, client="guest", start="26 09:00", due=due, **fields)


def test_work_on_spare_gives_way_to_late_work_that_own_blocks_pay_for() -> None:
    book = opened([late(), guest("much", 480)], {"much": whole_days("ana", 26)}, **ALONE)
    assert complaints(book) == []
    assert promised(book) == {"late"}
    assert charged(book, "late") == {("own", 26, 240, False)}
    assert lost(book) == {}


def test_what_gives_way_keeps_its_promise_where_it_fits_elsewhere() -> None:
    tasks = [late(), guest("much", 480, due="27 18:00")]
    book = opened(tasks, {"much": whole_days("ana", 26)}, **ALONE)
    assert complaints(book) == []
    assert promised(book) == {"late", "much"}
    assert lost(book) == {}
    assert ("ana", "26 09:00", "26 13:00") in places(book.entries[0])


def test_only_as_much_gives_way_as_has_to() -> None:
    tasks = [late(), guest("first", 240, due="26 13:00"), guest("second", 240)]
    planned = {"first": place("ana", ("26 09:00", "26 13:00")), "second": place("ana", ("26 14:00", "26 18:00"))}
    book = opened(tasks, planned, **ALONE)
    assert complaints(book) == []
    assert promised(book) == {"late", "second"}


def test_work_on_own_hours_of_another_does_not_give_way() -> None:
    # Eight hours of other's are given for its own hours, and stand beside them: they are no work on spare.
    other = task("other", "seo", 480, client="other", start="26 09:00", due="26 18:00")
    blocks = [*every_day("own", "seo", "ana", "09:00", 240), *every_day("other", "seo", "ana", "14:00", 180)]
    book = opened([late(), other], {"other": whole_days("ana", 26)}, **{**ALONE, "blocks": blocks})
    assert complaints(book) == []
    assert promised(book) == {"other"}
    (why,) = [why for _, _, why in why_unpromised(book)]
    assert why.startswith("The hours agreed with its client would do, but other promised work stands there")


def test_work_bound_by_law_does_not_give_way() -> None:
    law = guest("law", 480, commitment="regulatory", agreed_on="2026-01-05")
    # A client without an agreement has no hours of its own, so that its work is agreed work: it may give way.
    book = opened([late(), law], {"law": whole_days("ana", 26)}, **ALONE)
    assert complaints(book) == []
    assert promised(book) == {"late"}


def test_frozen_work_does_not_give_way() -> None:
    tasks = [late(), guest("much", 480)]
    book = opened(tasks, {"much": whole_days("ana", 26)}, fixed={TaskId("much")}, **ALONE)
    assert complaints(book) != []
    assert promised(book) == {"much"}


def test_late_work_that_own_blocks_do_not_pay_for_displaces_nothing() -> None:
    more = task("late", "seo", 300, client="own", start="26 09:00", due="26 18:00")
    book = opened([more, guest("much", 480)], {"much": whole_days("ana", 26)}, **ALONE)
    assert complaints(book) == []
    assert promised(book) == {"much"}
    (why,) = [why for _, _, why in why_unpromised(book)]
    assert "would do" not in why


def test_late_work_after_work_of_the_plan_is_paid_for_after_it() -> None:
    tasks = [
        task("draft", "seo", 60, client="own", start="25 09:00", due="25 18:00"),
        task("check", "seo", 240, client="own", start="25 09:00", due="26 18:00", after=["draft"]),
        guest("much", 480),
    ]
    planned = {"draft": place("ana", ("25 09:00", "25 10:00")), "much": whole_days("ana", 26)}
    book = opened(tasks, planned, **ALONE)
    assert complaints(book) == []
    assert promised(book) == {"draft", "check"}


def drawn(seed: int):
    """Return a team with two clients that have hours, and a third without any that has more work than there is time beside them."""
    draw = random.Random(seed)
    blocks = [
        each
        for who in ("ana", "bo", "cy")
        for name, start in (("own", "09:00"), ("other", "11:00"))
        for each in every_day(name, draw.choice(("seo", "copy")), who, start, draw.choice((60, 90, 120)))
    ]
    rows = [
        task(
            f"g{number}",
            draw.choice(("seo", "copy")),
            draw.choice((240, 300, 400)),
            client="guest",
            start="26 09:00",
            due=f"{draw.choice((26, 27, 27))} {draw.randint(12, 18)}:00",
        )
        for number in range(draw.randint(4, 9))
    ]
    rows += [
        task(
            f"{name}-{day}-{number}",
            draw.choice(("seo", "copy")),
            draw.choice((30, 60, 90, 120)),
            client=name,
            start=f"{draw.randint(26, day)} 09:00",
            due=f"{day} 18:00",
            one_sitting=draw.random() < 0.15,
        )
        for name in ("own", "other")
        for day in (26, 27)
        for number in range(draw.choice((0, 1, 1, 1, 2)))
    ]
    return blocks, rows, draw


@pytest.mark.parametrize("seed", range(40))
def test_an_opening_on_a_plan_that_serves_guests_first_breaks_no_rule(seed: int) -> None:
    blocks, rows, draw = drawn(seed)
    people = [person(name, "seo", "copy") for name in ("ana", "bo", "cy")]
    clients = [*(client(name, agreed={"seo": 1800, "copy": 1800}) for name in ("own", "other")), client("guest")]
    team = workspace(people=people, clients=clients, tasks=rows)
    nothing = open_on_plan(team, blocks, at=instant(OPENED), places={}, left={}, days=8)
    planned = {}
    for row in sorted(rows, key=lambda each: each.client != "guest"):
        found = planned_anywhere(nothing, [each for each in rows if each.id in {*planned, row.id}], draw)
        planned = planned if found is None else found
    left = {TaskId(row.id): row.effort_minutes for row in rows}
    book = open_on_plan(team, blocks, at=instant(OPENED), places=planned, left=left, days=30)
    assert complaints(book) == []
    assert Book.replay(book.lines).last_sha256 == book.last_sha256
