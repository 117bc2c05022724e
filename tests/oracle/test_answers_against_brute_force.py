"""300 tiny requests, answered and counted out: verdict, earliest date, bound and proof agree with every way of doing them."""

from __future__ import annotations

import pytest

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.zones import instant_of
from scheduler.domain.requests import Request
from scheduler.domain.verdict import YES, Verdict
from scheduler.units import Instant
from scheduler.workflows.fitting.ground import Ground
from tests.oracle.fit_by_hand import Fit, brute_fit
from tests.property.random_requests import answer_of, most_spare, random_ground, small_request

REQUESTS_EACH = 3


@pytest.mark.parametrize("seed", range(110))
def test_an_answer_says_what_counting_all_ways_out_says(seed: int) -> None:
    ground = random_ground(seed, size="tiny", published=seed % 2 == 0)
    for number in range(REQUESTS_EACH):
        request = small_request(ground.workspace, seed=100 * seed + number)
        verdict = answer_of(ground, request).verdict
        fit = counted_out(ground, request)
        if fit is not None:
            assert differences(verdict, fit, ground=ground) == [], request.model_dump_json()


def counted_out(ground: Ground, request: Request) -> Fit | None:
    """Return what every way of doing it gives; None where something is needed past the horizon or is not on the grid."""
    if instant_of(request.needed_by) > horizon_span(ground.workspace).end or not is_on_grid(ground):
        return None
    return brute_fit(
        ground.workspace,
        request,
        baseline=ground.plan,
        holdings=ground.facts[1],
        cap_minutes=most_spare(ground.book, request.client),
        is_published=ground.published is not None,
    )


def is_on_grid(ground: Ground) -> bool:
    """Say whether all that is held lies on the grid, so that counting in units loses nothing."""
    return all(piece.minutes % ground.workspace.grid_minutes == 0 for piece in ground.facts[1].held)


def differences(verdict: Verdict, fit: Fit, *, ground: Ground) -> list[str]:
    """Return where an answer says more or less than there is; counted out are whole units, an answer may be exact."""
    end = horizon_span(ground.workspace).end
    said = verdict.verdict
    word = "fits_as_is" if fit.as_is else "fits_with_moves" if fit.with_moves else "no"
    found = []
    if (said if said in YES else "no") != word and not (said == "fits_with_trade" and word == "no"):
        found.append(f"{said}, it is {word}")
    if word != "no" and any(reason.proven for reason in verdict.reasons):
        found.append("a proof of what is wrong")
    finish, bound = (
        None if at is None else instant_of(at) for at in (verdict.earliest.finish, verdict.earliest.not_before)
    )
    if finish is not None and finish > end:
        finish = None
    if finish is not None:
        finish += Instant(-(finish - ground.book.clock) % ground.workspace.grid_minutes)
    if finish != fit.earliest:
        found.append(f"earliest {finish}, it is {fit.earliest}")
    if bound is not None and fit.earliest is not None and bound > fit.earliest:
        found.append(f"not before {bound}, it is {fit.earliest}")
    return found
