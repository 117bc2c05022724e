"""The earliest date is when the work is done and paid for: plan, finish, date and bound agree, whatever date was asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.workspace import Workspace
from tests.building import agreement, at, client, closure, moment, part, person, task, workspace
from tests.workflows.fitting.answers import dates_of, ground_of, request, spans_of, verdict_on

HOUR = 60
WEEK = "mon-fri 09:00-13:00 14:00-17:00"


def two_idle_people() -> Workspace:
    """Five hours of copy a week for Harrow, an hour each day, and an hour more may be borrowed."""
    hours = agreement({"copy": 5 * HOUR}, notice_working_days=1, borrow_minutes=HOUR)
    return workspace(
        week=WEEK,
        people=[person("kim", "copy", week=WEEK), person("lee", "copy", week=WEEK)],
        clients=[client(agreements=(hours,))],
        horizon_days=14,
    )


def test_work_that_needs_hours_of_wednesday_is_not_done_before_them() -> None:
    place = two_idle_people()
    asked = request(place, part("w", "copy", 3 * HOUR), by="24 12:00")
    verdict = verdict_on(ground_of(place), asked)
    assert verdict.verdict == "fits_later"
    assert spans_of(verdict) == ["23 09:00-10:00", "24 09:00-10:00", "25 09:00-10:00"]
    assert verdict.finish == max(each.finish for each in verdict.tasks) == at("25 10:00")
    assert dates_of(verdict) == ("25 10:00", "25 10:00")
    assert verdict.earliest.proven
    assert verdict.earliest.waits_for_hours
    assert (
        "I can promise it by 10:00 on Wednesday, when your own agreed hours cover it with some time beyond them."
        in verdict.reply.phone[1]
    )
    assert (
        "Its own hours and what it may borrow pay for no date before Wed 25 Nov 2026 10:00." in verdict.reply.internal
    )


@pytest.mark.parametrize("by", ["25 10:00", "25 12:00", "26 17:00", "2026-12-04T17:00"])
def test_asked_for_by_then_or_later_it_stands_on_the_same_days(by: str) -> None:
    place = two_idle_people()
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 3 * HOUR), by=by))
    assert verdict.verdict == "fits_as_is"
    assert dates_of(verdict) == ("25 10:00", "25 10:00")
    assert verdict.finish is not None
    assert verdict.finish >= at("25 10:00")


def test_a_minute_before_its_hours_pay_is_too_early() -> None:
    place = two_idle_people()
    asked = request(place, part("w", "copy", 3 * HOUR), by="25 09:59")
    assert verdict_on(ground_of(place), asked).verdict == "fits_later"


@pytest.mark.parametrize("by", ["26 09:00", "27 17:00", "30 17:00"])
def test_own_hours_of_a_later_day_put_no_earlier_date_off(by: str) -> None:
    """A minute of borrowed time does it at once; asked for on the Monday after, own hours of that day would pay."""
    hours = agreement({"copy": 10 * HOUR}, notice_working_days=2)
    place = workspace(
        week=WEEK, people=[person("kim", "copy", week=WEEK)], clients=[client(agreements=(hours,))],
        as_of="25 16:47", horizon_days=14,
    )  # fmt: skip
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 1), by=by))
    assert dates_of(verdict) == ("25 16:48", "25 16:48")


def one_busy_person(**fields: Any) -> Workspace:
    """Two tasks stand where the request would be, one of them of others and tentative; both can move."""
    hours = "mon-thu 09:00-15:00"
    return workspace(
        people=[person("ana", "copy", "seo", "lead", week=hours)],
        clients=[
            client(agreements=(agreement({"copy": 2 * HOUR}, notice_working_days=3, borrow_minutes=4 * HOUR),)),
            client("vale", agreements=(agreement({"seo": 4 * HOUR}, notice_working_days=3),)),
            client("brill", agreements=(agreement({"copy": 5 * HOUR}, notice_working_days=2),)),
        ],
        tasks=[
            task("draft", "lead", 95, client="vale", commitment="tentative", due="2026-12-11"),
            task("text", "seo", 2 * HOUR, due="2026-12-07"),
        ],
        horizon_days=21,
        **fields,
    )


def test_hours_that_others_moved_to_are_left_out_where_they_do_not_pay_yet() -> None:
    """Over Christmas: with more time to look in, others go to time of own hours that would not have been worked when it is done."""
    place = one_busy_person(as_of="2026-12-23T16:45", closures=(closure("2026-12-25"), closure("2026-12-28")))
    tasks = tuple(
        each.model_copy(update={"due": moment(due)})
        for each, due in zip(place.tasks, ("2027-01-11", "2027-01-07"), strict=True)
    )
    place = place.model_copy(update={"tasks": tasks})
    ground = ground_of(place)
    parts = part("a", "copy", 130), part("b", "seo", 130, after="a")
    early = verdict_on(ground, request(place, *parts, by="2026-12-24T10:45"))
    assert early.finish is not None
    asked = verdict_on(ground, request(place, *parts, by=f"{early.finish:%Y-%m-%dT%H:%M}"))
    assert asked.verdict == "fits_with_moves"
    assert early.finish == early.earliest.finish == asked.earliest.finish
    assert early.finish < at("2026-12-29T10:00")


def test_a_date_that_is_granted_when_asked_for_is_never_before_the_earliest() -> None:
    place = one_busy_person()
    ground = ground_of(place)
    parts = part("a", "copy", 130), part("b", "seo", 130, after="a")
    first = verdict_on(ground, request(place, *parts, by="23 11:00"))
    assert first.verdict == "fits_later"
    assert first.finish is not None
    for minutes in (0, 15, 60, 240, 24 * HOUR):
        by = first.finish - timedelta(minutes=minutes)
        again = verdict_on(ground, request(place, *parts, by=f"{by:%d %H:%M}"))
        assert again.earliest.finish == first.finish
        assert (again.verdict in ("fits_as_is", "fits_with_moves")) == (minutes == 0)
