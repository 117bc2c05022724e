"""Offers are of use: no crumbs, no sitting cut short, nothing that another offer has sooner; their dates are when the work is done."""

from __future__ import annotations

from typing import Any

from scheduler.domain.verdict import Verdict
from scheduler.domain.workspace import Workspace
from tests.building import agreement, at, client, closure, part, person, workspace
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


def test_less_than_a_quarter_is_of_no_use_unless_the_request_says_so() -> None:
    """Half an hour is left today; the rest of the week is closed."""
    place = small_desk(as_of="23 16:30", closures=(closure("24", "27"),))
    ground = ground_of(place)
    few = verdict_on(ground, request(place, part("w", "copy", 3 * HOUR), by="27 12:00"))
    assert "smaller" not in kinds(few)
    enough = verdict_on(ground, request(place, part("w", "copy", 2 * HOUR), by="27 12:00"))
    assert enough.offers[0].kind == "smaller"
    asked = verdict_on(ground, request(place, part("w", "copy", 3 * HOUR), by="27 12:00", minimum=15))
    assert asked.offers[0].kind == "smaller"


def test_what_is_done_before_a_closed_day_is_said_to_be_done_then() -> None:
    place = small_desk(as_of="23 16:30", closures=(closure("24", "27"),))
    verdict = verdict_on(ground_of(place), request(place, part("w", "copy", 2 * HOUR), by="27 12:00"))
    assert verdict.offers[0].finish == at("23 17:00")
    assert verdict.offers[0].text == "30 min of the 2 h, done by Mon 23 Nov 17:00."
    assert "I can have half an hour of it done by 17:00 today." in verdict.reply.phone


def test_a_sitting_is_not_cut_short() -> None:
    place = small_desk(as_of="23 15:00", closures=(closure("24", "27"),))
    sitting = part("w", "copy", 4 * HOUR, one_sitting=True)
    verdict = verdict_on(ground_of(place), request(place, sitting, by="27 12:00"))
    assert not {"smaller", "split"} & set(kinds(verdict))


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
