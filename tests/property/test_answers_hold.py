"""Random requests on random books: a yes is a checked plan that harms nobody, a proven no is borne out by planning everything anew."""

from __future__ import annotations

import pytest

from benchmarks.planned_anew import plan_anew
from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import instant_of
from scheduler.domain.holdings import WitnessWork
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.verdict import YES
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.handing import for_planning
from scheduler.units import Span, TaskId
from scheduler.verify.plan import check_plan
from scheduler.workflows.fitting.answering import Answer
from scheduler.workflows.fitting.ground import Ground
from tests.property.random_requests import (
    answer_of,
    changes_to_others,
    checked,
    random_ground,
    random_request,
)

REQUESTS_EACH = 4
QUICK_SECONDS = 0.5


@pytest.mark.parametrize("published", [False, True], ids=["first plan", "published plan"])
@pytest.mark.parametrize("seed", range(14))
def test_answers_are_sound_and_harm_nobody(seed: int, published: bool) -> None:
    ground = random_ground(seed, size="mixed" if seed % 3 else "small", published=published)
    for number in range(REQUESTS_EACH):
        request = random_request(ground.workspace, seed=100 * seed + number)
        answer = answer_of(ground, request)
        assert changes_to_others(ground, answer) == []
        assert faults_of(ground, request, answer) == []
        assert checked(ground, request, answer).violations == ()
        for offered in answer.offers:
            if offered.after is not None:
                whole, holdings = for_planning(ground.workspace, offered.after.book)
                if offered.offer.kind == "trade":
                    agreed = own_work_of(request, whole, offered.after.plan)
                    holdings = holdings.model_copy(update={"answered": {**holdings.answered, **agreed}})
                result = check_plan(whole, offered.after.plan, baseline=ground.published, holdings=holdings)
                assert result.violations == ()


def own_work_of(request: Request, workspace: Workspace, plan: Plan) -> dict[TaskId, WitnessWork]:
    """Return where a plan has the asking client's own work but what is regulatory: a trade may take it from its frozen place."""
    places = {row.id: row for row in plan.tasks}
    mine = [each for each in all_tasks(workspace) if each.client == request.client and each.commitment != "regulatory"]
    return {
        task.id: WitnessWork(
            person=places[task.id].person,
            pieces=tuple(Span(instant_of(each.start), instant_of(each.end)) for each in places[task.id].blocks),
        )
        for task in mine
        if task.id in places
    }


def faults_of(ground: Ground, request: Request, answer: Answer) -> list[str]:
    """Return what an answer says that contradicts itself, the request or its plan."""
    verdict = answer.verdict
    word, earliest, yes = verdict.verdict, verdict.earliest, verdict.verdict in YES
    effort = sum(task.effort_minutes for task in request.tasks)
    has_bound = earliest.finish is not None and earliest.not_before is not None
    faults = {
        "a yes that is not in time": yes and (verdict.finish is None or verdict.finish > verdict.needed_by),
        "the funding is not the effort": yes and sum(verdict.funding.model_dump().values()) != effort,
        "a yes without a checked plan": yes and (answer.after is None or not answer.after.plan.verified),
        "as it is, and something moves": word == "fits_as_is" and bool(verdict.moves),
        "with moves, and nothing moves": word == "fits_with_moves" and not verdict.moves,
        "a no without a reason": word not in ("fits_as_is", "fits_with_moves") and not verdict.reasons,
        "earlier than can be": has_bound and earliest.finish < earliest.not_before,  # type: ignore[operator]
        "called proven, and it is not": earliest.proven and earliest.finish != earliest.not_before,
        "offers are not numbered": [each.number for each in verdict.offers] != list(range(1, len(verdict.offers) + 1)),
    }
    return [fault for fault, holds in faults.items() if holds] + offer_faults(request, answer, effort=effort)


def offer_faults(request: Request, answer: Answer, *, effort: int) -> list[str]:
    """Return what is wrong with offers by themselves."""
    least, latest = request.minimum_minutes or 1, answer.verdict.latest
    found = []
    for offer in answer.verdict.offers:
        if offer.kind == "smaller" and not least <= offer.effort_minutes < effort:
            found.append("a smaller offer of a wrong size")
        if offer.kind == "later" and latest is not None and (offer.finish is None or offer.finish > latest):
            found.append("a later offer after the last date of use")
    return found


@pytest.mark.parametrize("seed", range(40, 48))
def test_no_plan_of_everything_anew_contradicts_a_proven_no(seed: int) -> None:
    ground = random_ground(seed, size="small", published=seed % 2 == 0)
    for number in range(REQUESTS_EACH):
        request = random_request(ground.workspace, seed=100 * seed + number)
        answer = answer_of(ground, request)
        reasons = [reason for reason in answer.verdict.reasons if reason.proven and reason.kind != "policy"]
        if reasons and answer.verdict.verdict not in ("fits_as_is", "fits_with_moves"):
            assert not fits_by_planning_anew(ground, request), [reason.text for reason in reasons]


def fits_by_planning_anew(ground: Ground, request: Request) -> bool:
    """Say whether a plan of everything, made anew, has the request in time and all that stood in the plan no later than it may be."""
    return plan_anew(ground, request, seconds=QUICK_SECONDS).holds


def test_a_trade_that_frozen_work_keeps_from_its_place_is_none() -> None:
    """The occurrence that would wait is frozen in the published plan, so the request would not stand where the answer says."""
    ground = random_ground(30021, size="mixed", published=True)
    request = random_request(ground.workspace, seed=3002103)
    answer = answer_of(ground, request)
    assert checked(ground, request, answer).violations == ()
    assert answer.after is not None
    stands = {task.id: task.blocks for task in answer.after.plan.tasks}
    for task in answer.verdict.tasks:
        assert stands[task.id] == task.blocks
