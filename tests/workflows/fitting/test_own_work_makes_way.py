"""A client's own work leaves its fixed place for what the same client asks for, if it agrees; nobody else's does, and the words say so."""

from __future__ import annotations

from datetime import date
from typing import Any

from scheduler.domain.workspace import Workspace
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.answering import Answer
from scheduler.workflows.fitting.ground import MOST_LOOSENED, Ground, ground_on
from tests.building import at, client, part, person, task, workspace
from tests.property.random_requests import checked
from tests.workflows.fitting.answers import ground_of, request, spans_of, verdict_on

HOUR = 60
WEEK = "mon-fri 09:00-13:00 14:00-17:00"


def desk(*tasks: object, **fields: Any) -> Workspace:
    """Return one person, and clients without an agreement."""
    return workspace(
        **{
            "week": WEEK,
            "people": [person("ana", "copy", week=WEEK)],
            "clients": [client("harrow"), client("vale")],
            "tasks": list(tasks),
            "horizon_days": 14,
            "policy": {"walk_in_borrow": 100 * HOUR},
        }
        | fields
    )


def own(name: str = "text", **fields: Any) -> object:
    return task(name, "copy", 3 * HOUR, **{"client": "harrow", "due": "27 17:00"} | fields)


def asked_by(ground: Ground, by: str, *, minutes: int = 2 * HOUR) -> Answer:
    asked = request(ground.workspace, part("w", "copy", minutes), by=by)
    answer = answered(ground, asked)
    assert checked(ground, asked, answer).violations == ()
    return answer


def test_own_work_makes_way_in_exchange_and_keeps_its_date() -> None:
    ground = ground_of(desk(own()), published=True)
    answer = asked_by(ground, "23 11:00")
    verdict = answer.verdict
    assert verdict.verdict == "fits_with_trade"
    assert spans_of(verdict) == ["23 09:00-11:00"]
    assert [move.task for move in verdict.moves] == ["text"]
    (trade,) = (each for each in verdict.offers if each.kind == "trade")
    assert trade.given == ()
    assert trade.needs == ("the client agrees that its own work makes way",)
    assert "“text” of the client itself leaves its place" in trade.text
    assert answer.after is not None
    assert answer.after.book.commitments["text"] == ground.book.commitments["text"]
    assert [(each.task, each.cause) for each in answer.after.plan.unfrozen] == [("text", "answered")]
    again = ground_on(ground.workspace, answer.after.book, plan=answer.after.plan, published=ground.plan)
    assert again.plan.verified


def test_the_trade_is_one_for_the_independent_check_only_where_it_is_said_to_be_one() -> None:
    ground = ground_of(desk(own()), published=True)
    asked = request(ground.workspace, part("w", "copy", 2 * HOUR), by="23 11:00")
    answer = answered(ground, asked)
    said = answer.verdict.model_copy(update={"verdict": "fits_with_moves", "offers": ()})
    wrong = checked(ground, asked, Answer(said, answer.answered, answer.after, ()))
    assert "moves_are_told" in {found.rule for found in wrong.violations}


def test_before_the_earliest_date_without_a_trade_it_is_offered_too() -> None:
    """It is asked for by ten, for two hours: nobody can. At eleven it is done if the text makes way, at two by itself."""
    verdict = asked_by(ground_of(desk(own()), published=True), "23 10:00").verdict
    assert verdict.verdict == "fits_later"
    assert verdict.finish == at("23 15:00")
    offers = {offer.kind: offer.finish for offer in verdict.offers}
    assert offers["later"] == at("23 15:00")
    assert offers["trade"] == at("23 11:00")
    assert (
        "You can have all of it by 11:00 today, if other work of yours makes way and keeps its date."
        in verdict.reply.phone
    )


def test_the_work_of_others_stays_and_is_named_as_what_stands_in_the_way() -> None:
    verdict = asked_by(ground_of(desk(own(client="vale")), published=True), "23 11:00").verdict
    assert verdict.verdict == "fits_later"
    assert verdict.moves == ()
    assert "trade" not in {offer.kind for offer in verdict.offers}
    assert verdict.earliest.fixed == ("text",)
    assert verdict.earliest.fixed_until == at("25 17:00")
    assert verdict.earliest.proven


def test_nothing_is_said_to_be_fixed_where_nothing_was_published() -> None:
    ground = ground_of(desk(own(client="vale")))
    verdict = verdict_on(ground, request(ground.workspace, part("w", "copy", 2 * HOUR), by="23 11:00"))
    assert verdict.verdict == "fits_with_moves"
    assert (verdict.earliest.fixed, verdict.earliest.fixed_until) == ((), None)


def test_legal_work_makes_way_for_nothing() -> None:
    ground = ground_of(desk(own(commitment="regulatory", agreed_on=date(2026, 11, 2))), published=True)
    verdict = asked_by(ground, "23 11:00").verdict
    assert verdict.verdict == "fits_later"
    assert verdict.earliest.fixed == ("text",)


def test_a_ground_whose_frozen_work_makes_way_is_kept_for_who_asks_next_and_answers_like_a_new_one() -> None:
    place = desk(own(), own("note", due="26 17:00", client="vale"))
    kept = ground_of(place, published=True)
    first = [asked_by(kept, by).verdict for by in ("23 11:00", "23 12:00")]
    assert kept.letting_go(["text"]) is kept.letting_go(["text"])
    assert kept.letting_go(["text"]) is not kept.letting_go(["note"])
    assert kept.letting_go(["text"]).frozen != kept.letting_go(["note"]).frozen
    assert first == [asked_by(ground_of(place, published=True), by).verdict for by in ("23 11:00", "23 12:00")]


def test_no_more_grounds_are_kept_than_are_asked_for_soon() -> None:
    ground = ground_of(desk(own()), published=True)
    first = ground.letting_go(["text"])
    for number in range(MOST_LOOSENED):
        ground.letting_go([f"other-{number}"])
    assert ground.letting_go(["text"]) is not first
    assert ground.letting_go(["text"]).frozen == first.frozen
