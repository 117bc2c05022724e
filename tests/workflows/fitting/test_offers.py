"""Offers are of use: what fits of the work, no scrap of a sitting, nothing that another offer has sooner; their dates are when the work is done."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.domain.verdict import Verdict
from scheduler.domain.workspace import Workspace
from tests.building import agreement, at, client, closure, part, person, task, workspace
from tests.workflows.fitting.answers import ground_of, request, verdict_on

HOUR = 60
WEEK = "mon-fri 09:00-13:00 14:00-17:00"


def kinds(verdict: Verdict) -> list[str]:
    return [offer.kind for offer in verdict.offers]


def small_desk(**fields: Any) -> Workspace:
    hours = agreement({"copy": 5 * HOUR}, notice_working_days=1, borrow_minutes=HOUR)
    people = [person("kim", "copy", week=WEEK), person("lee", "copy", week=WEEK)]
    return workspace(
        **{"week": WEEK, "people": people, "clients": [client(agreements=(hours,))], "horizon_days": 14} | fields
    )


def smaller(verdict: Verdict) -> list[int]:
    return [offer.effort_minutes for offer in verdict.offers if offer.kind == "smaller"]


@pytest.mark.parametrize(
    ("as_of", "minimum", "left"),
    [("16:30", None, [30]), ("16:45", None, [15]), ("16:30", 30, [30]), ("16:30", 45, [])],
)
def test_what_fits_of_it_is_offered_unless_the_request_has_no_use_for_so_little(
    as_of: str, minimum: int | None, left: list[int]
) -> None:
    """So much is left today; the rest of the week is closed."""
    place = small_desk(as_of=f"23 {as_of}", closures=(closure("24", "27"),))
    asked = request(place, part("w", "copy", 3 * HOUR), by="27 12:00", minimum=minimum)
    assert smaller(verdict_on(ground_of(place), asked)) == left


def test_what_the_cap_leaves_is_offered_where_the_whole_passes_it() -> None:
    """Half an hour is left of the morning, and of three hours the cap pays for two."""
    hours = agreement({"copy": 5 * HOUR}, notice_working_days=1, borrow_minutes=2 * HOUR)
    place = small_desk(
        people=[person("kim", "copy", week=WEEK)],
        clients=[client(agreements=(hours,)), client("oak")],
        tasks=[task("other", "copy", 150, client="oak", due="23 11:30")],
    )
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 3 * HOUR), by="23 12:00"))
    assert verdict.verdict != "fits_as_is"
    assert smaller(verdict) == [30]


def test_a_first_delivery_is_no_scrap_of_the_whole() -> None:
    place = small_desk(as_of="23 16:30")
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 3 * HOUR), by="23 17:00"))
    assert smaller(verdict) == [30]
    assert "split" not in kinds(verdict)


def test_what_is_done_before_a_closed_day_is_said_to_be_done_then() -> None:
    place = small_desk(as_of="23 16:30", closures=(closure("24", "27"),))
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 2 * HOUR), by="27 12:00"))
    assert verdict.offers[0].finish == at("23 17:00")
    assert verdict.offers[0].text == "30 min of the 2 h, done by Mon 23 Nov 17:00."
    assert "You can have half an hour of it by 17:00 today." in verdict.reply.phone


@pytest.mark.parametrize(("minimum", "effort", "left"), [(None, 4, [60]), (None, 5, []), (45, 5, [60]), (90, 4, [])])
def test_a_shorter_sitting_is_offered_but_no_scrap_of_it(minimum: int | None, effort: int, left: list[int]) -> None:
    """The cap leaves an hour, and the rest of the week is closed."""
    place = small_desk(as_of="23 15:00", closures=(closure("24", "27"),))
    sitting = part("w", "copy", effort * HOUR, one_sitting=True)
    verdict = verdict_on(ground_of(place), request(place, sitting, by="27 12:00", minimum=minimum))
    assert smaller(verdict) == left
    if minimum is None:
        assert "split" not in kinds(verdict)


def test_two_deliveries_are_not_done_after_the_whole() -> None:
    place = small_desk()
    chain = part("w", "copy", 3 * HOUR), part("r", "copy", 30, after="w + 1 working days")
    verdict = verdict_on(ground_of(place), request(place, *chain, by="24 12:00"))
    later = next(offer for offer in verdict.offers if offer.kind == "later")
    for split in (offer for offer in verdict.offers if offer.kind == "split"):
        assert split.finish is not None
        assert later.finish is not None
        assert split.finish <= later.finish


def test_the_rest_of_two_deliveries_comes_when_its_hours_pay() -> None:
    place = small_desk()
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 3 * HOUR), by="24 12:00"))
    split = next(offer for offer in verdict.offers if offer.kind == "split")
    assert [each.finish for each in split.parts] == [at("24 10:00"), at("25 10:00")]
