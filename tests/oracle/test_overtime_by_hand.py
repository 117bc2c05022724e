"""Offers of overtime against all ways counted out: no earlier date was to be had, and no less overtime for it."""

from __future__ import annotations

import pytest

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.zones import instant_of
from scheduler.domain.requests import Request
from scheduler.domain.verdict import YES, Verdict
from scheduler.units import Instant
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.building import overtime
from tests.oracle.overtime_by_hand import OvertimeCase, overtime_case
from tests.oracle.test_answers_against_brute_force import is_on_grid
from tests.property.random_requests import answer_of, most_spare, small_request
from tests.property.random_workspaces import random_workspace

REQUESTS_EACH = 3


def ground_with_overtime(seed: int) -> Ground:
    """Return a tiny team of which everybody stays up to an hour longer in the week."""
    drawn = random_workspace(seed, size="tiny")
    consent = overtime(60, "mon-sun 13:00-14:00")
    people = tuple(person.model_copy(update={"overtime": consent}) for person in drawn.people[:3])
    others = drawn.people[3:]
    place = drawn.model_copy(update={"people": (*people, *others)})
    first = checked_plan(place)
    book = opened_book(place, plan=first)
    ground = ground_on(place, book, plan=first, published=None, is_kept=seed % 2 == 0)
    return ground if seed % 2 else ground_on(place, book, plan=ground.plan, published=ground.plan)


def asked(ground: Ground, seed: int) -> Request:
    """Return a small request without sittings."""
    request = small_request(ground.workspace, seed=seed)
    tasks = tuple(task.model_copy(update={"one_sitting": False}) for task in request.tasks)
    return request.model_copy(update={"tasks": tasks})


def counted(ground: Ground, request: Request) -> OvertimeCase:
    """Return what counts the ways out in which it is done."""
    return overtime_case(
        ground.workspace,
        request,
        baseline=ground.plan,
        holdings=ground.facts[1],
        cap_minutes=most_spare(ground.book, request.client),
        is_published=ground.published is not None,
    )


def best(case: OvertimeCase, *, needed_by: Instant, until: Instant, before: Instant) -> tuple[Instant, int] | None:
    """Return the date and the units of overtime that the best offer has; None where there is none."""
    least = case.least(needed_by)
    if least is not None:
        return needed_by, least
    return case.first(after=needed_by, before=min(before, until + 1))


@pytest.mark.parametrize("seed", range(30))
def test_no_less_overtime_gives_the_date_and_no_overtime_an_earlier_one(seed: int) -> None:
    ground = ground_with_overtime(seed)
    end = horizon_span(ground.workspace).end
    for number in range(REQUESTS_EACH):
        request = asked(ground, 100 * seed + number)
        needed_by = instant_of(request.needed_by)
        if not is_on_grid(ground) or needed_by > end:
            continue
        verdict = answer_of(ground, request).verdict
        if verdict.verdict in YES:
            continue
        found = best(
            counted(ground, request),
            needed_by=needed_by,
            until=end if request.latest is None else min(end, instant_of(request.latest)),
            before=end + 1 if verdict.earliest.finish is None else instant_of(verdict.earliest.finish),
        )
        assert said(verdict, needed_by=needed_by, end=end, unit=ground.workspace.grid_minutes) == found


def said(verdict: Verdict, *, needed_by: Instant, end: Instant, unit: int) -> tuple[Instant, int] | None:
    """Return the date and the units of overtime of the offer, where it is inside the horizon: what lies after it is not counted out."""
    for offer in verdict.offers:
        if offer.kind == "overtime" and offer.finish is not None and instant_of(offer.finish) <= end:
            return max(instant_of(offer.finish), needed_by), offer.funding.overtime_minutes // unit
    return None
