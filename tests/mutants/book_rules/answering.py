"""Mutants of answers: a refusal whose figures do not add up, an earliest date whose bound is wrong, an offer that is of no use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.workflows.fitting import earliest, offers, refusing
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.building import at, client, part, task, workspace
from tests.mutants.book_rules.breaking_rules import Breaking, audited, mutant
from tests.property.random_requests import answer_of, checked

INVARIANT_OF = {"reasons_hold": "I12", "earliest_holds": "I13", "offers_hold": "I14"}
"""The invariant to which a check of answers belongs; any other check is named as it is."""


@cache
def a_busy_tuesday() -> Ground:
    """Return the ground of a team of one, who is busy for vale until tomorrow evening."""
    place = workspace(
        clients=[client("harrow"), client("vale")],
        tasks=[task("report", minutes=900, due="24 18:00", client="vale")],
        policy={"walk_in_borrow": 1000},
    )
    plan = checked_plan(place)
    return ground_on(place, opened_book(place, plan=plan), plan=plan, published=None, is_kept=False)


def asked_for(minutes: int, **fields: Any) -> Request:
    """Return a request of harrow for so much work by Tuesday noon."""
    source = Source(file="requests/R.yaml", line=1)
    return Request(
        id="R",
        client="harrow",
        title="Letter",
        asked_at=at("23 09:00"),
        needed_by=at("24 12:00"),
        tasks=(part("letter", minutes=minutes),),
        source=source,
        **fields,
    )


def rules_broken(request: Request) -> set[str]:
    """Answer a request and return what the check of the answer names, and what the auditor names in the book after each offer."""
    ground = a_busy_tuesday()
    answer = answer_of(ground, request)
    after = [each.after.book for each in (answer, *answer.offers) if each.after is not None]
    return {INVARIANT_OF.get(rule, rule) for rule in checked(ground, request, answer).rules_broken} | audited(*after)


def more_than_may_be_borrowed() -> set[str]:
    """Ask for more in a week than a client without an agreement may have, and than there is."""
    return rules_broken(asked_for(3000))


def three_hours_on_a_busy_day() -> set[str]:
    """Ask for three hours where nothing is free: they can be done on Wednesday."""
    return rules_broken(asked_for(180, latest=at("24 18:00")))


@mutant("I12", story=more_than_may_be_borrowed)
def reasons_are_told_unchecked_with_other_figures(broken: Breaking) -> None:
    told = refusing.policy_reason

    def a_hundredth_of_it(*words: Any) -> Any:
        reason = told(*words)
        figures = reason.figures.model_copy(update={"asked_minutes": reason.figures.asked_minutes // 100})
        return reason.model_copy(update={"figures": figures})

    broken.function(told, a_hundredth_of_it)
    broken.value(refusing, "reason_adds_up", lambda *words, **fields: True)


@mutant("I13", story=three_hours_on_a_busy_day)
def the_bound_of_the_earliest_date_is_three_days_late(broken: Breaking) -> None:
    bound = earliest.not_before
    broken.function(bound, lambda climb: bound(climb) + 3 * 1440)


@mutant("I14", story=three_hours_on_a_busy_day)
def later_dates_are_offered_when_they_are_of_no_use(broken: Breaking) -> None:
    told = offers._later

    def whenever_it_is(answered: Any, minimum: int | None) -> Iterator[Any]:
        ask = replace(answered.climb.ask, latest=None)
        yield from told(replace(answered, climb=replace(answered.climb, ask=ask)), minimum)

    broken.function(told, whenever_it_is)
