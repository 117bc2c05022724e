"""The answer to a request whose quote ended does not count that quote, and its check agrees; to others it counts."""

from __future__ import annotations

import pytest

from scheduler.domain.workspace import Workspace
from scheduler.fairshare import bookkeeping
from scheduler.fairshare.book import Book
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.building import client, instant, moment, part, person, workspace
from tests.property.random_requests import checked
from tests.workflows.fitting.answers import request

HOUR = 60


def after_a_quote() -> Ground:
    """Return a team whose walk-ins borrow two hours in all, an hour and a half of which a quote held that ended."""
    place = workspace(
        people=[person("ana", "seo")],
        clients=[client("acme"), client("bell")],
        policy={"walk_in_borrow": 2 * HOUR},
        horizon_days=14,
    )
    book: Book = opened_book(place, plan=checked_plan(place))
    asked = request(place, part("w", "seo", 90, start="24 09:00"), by="27 18:00", client="acme")
    assert bookkeeping.ask(book, ask_of(book, place, asked), quote=True).kind == "quoted"
    bookkeeping.advance(book, to=instant("24 09:05"))
    later: Workspace = place.model_copy(update={"as_of": moment("24 09:05").replace(tzinfo=place.as_of.tzinfo)})
    return ground_on(later, book, plan=None, published=None)


@pytest.mark.parametrize(("name", "minutes", "verdict"), [("R", 90, "fits_as_is"), ("R", 120, "fits_as_is")])
def test_its_renewal_may_have_what_the_others_left(name: str, minutes: int, verdict: str) -> None:
    ground = after_a_quote()
    asked = request(ground.workspace, part("w", "seo", minutes), by="27 18:00", client="acme")
    answer = answered(ground, asked.model_copy(update={"id": name}))
    assert answer.verdict.verdict == verdict
    assert checked(ground, asked, answer).violations == ()


@pytest.mark.parametrize(
    ("name", "who", "minutes", "used"), [("R", "acme", 150, 0), ("S", "acme", 90, 90), ("S", "bell", 90, 90)]
)
def test_a_refusal_says_what_counts(name: str, who: str, minutes: int, used: int) -> None:
    ground = after_a_quote()
    asked = request(ground.workspace, part("w", "seo", minutes), by="27 18:00", client=who).model_copy(
        update={"id": name}
    )
    answer = answered(ground, asked)
    (reason,) = (reason for reason in answer.verdict.reasons if reason.kind == "policy")
    assert reason.figures.used_minutes == used  # type: ignore[union-attr]
    assert "are used or asked for" in reason.text
    assert checked(ground, asked, answer).violations == ()


def test_another_request_that_calls_itself_a_renewal_is_found_out() -> None:
    ground = after_a_quote()
    asked = request(ground.workspace, part("w", "seo", 90), by="27 18:00", client="acme")
    answer = answered(ground, asked)
    other = asked.model_copy(update={"id": "S"})
    assert "spare_within_borrowing" in {found.rule for found in checked(ground, other, answer).violations}
