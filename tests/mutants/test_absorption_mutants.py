"""An honest batch of two requests, broken one way per check.

Harrow was given one hour of spare for its four agreed, vale three for its two: harrow comes first.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Absorption, Charge, Earliest, Funding, Placed, Verdict
from scheduler.verify.answers.reading import with_request
from scheduler.verify.verdict import AnswerCheck, check_absorption
from tests.building import at, moment, part
from tests.mutants.good_answers import MENDED, PLACINGS, as_it_is, baseline, log_lines, request, studio
from tests.planning import Placing, plan_of

LABELS: Placing = ("bo", [("26 16:00", "26 16:30")])


def requests() -> list[Request]:
    labels = request("R-5", part("labels", "copy", 30, start="26"), needed_by="26 18:00", title="Labels")
    return [as_it_is().request, labels.model_copy(update={"client": "vale"})]


def batch_plan(**placings: Placing) -> Plan:
    """Return the plan after the batch; without placings, all of it in time."""
    together = studio()
    for each in requests():
        together = with_request(together, each, due=each.needed_by)
    stands = placings or {"R-1/mend": MENDED, "R-5/labels": LABELS}
    return plan_of(together, dict(PLACINGS) | stands)


@cache
def good() -> Absorption:
    first = as_it_is().verdict.model_copy(update={"plan": None})
    second: Verdict = first.model_copy(
        update={
            "request": "R-5",
            "client": "vale",
            "effort_minutes": 30,
            "tasks": (),
            "funding": Funding(spare_minutes=30),
            "charged": (Charge(fund="spare", skill="copy", day=moment("26"), minutes=30),),
            "finish": at("26 16:30"),
            "earliest": Earliest(finish=at("23 09:30"), not_before=at("23 09:30"), proven=True),
        }
    )
    return Absorption(
        workspace="Studio",
        as_of=studio().as_of.isoformat(),
        evenhand_version="0",
        seed=0,
        inputs_sha256="",
        absorbed=(first, second),
        order=tuple(
            Placed(request=each.request, client=each.client, place=place, text="its share")
            for place, each in enumerate((first, second), start=1)
        ),
        plan=batch_plan(),
    )


def checked(absorption: Absorption) -> AnswerCheck:
    return check_absorption(studio(), requests(), absorption, log_lines=log_lines(), baseline=baseline())


def test_an_honest_batch_is_clean() -> None:
    assert checked(good()) == AnswerCheck((), ())


def _second(**fields: Any) -> Verdict:
    return good().absorbed[1].model_copy(update=fields)


def _swapped() -> tuple[Placed, ...]:
    first, second = good().order
    return second.model_copy(update={"place": 1}), first.model_copy(update={"place": 2})


def _first(**fields: Any) -> tuple[Placed, ...]:
    first, second = good().order
    return first.model_copy(update=fields), second


def _charged(verdict: Verdict, **minutes: int) -> Verdict:
    return verdict.model_copy(
        update={
            "charged": tuple(
                Charge(fund=fund, skill="seo", day=moment("26"), minutes=each) for fund, each in minutes.items()
            )
        }
    )


@pytest.mark.parametrize(
    ("check", "fields"),
    [
        pytest.param("batch_is_whole", {"order": good().order[:1]}, id="one without a place"),
        pytest.param("batch_is_whole", {"declined": (good().absorbed[1],)}, id="one decided twice"),
        pytest.param("batch_is_whole", {"absorbed": (good().absorbed[0], _second(verdict="fits_later"))}, id="no yes"),
        pytest.param(
            "batch_is_whole",
            {"order": (good().order[0], good().order[1].model_copy(update={"place": 3}))},
            id="a place left out",
        ),
        pytest.param("order_is_fair", {"order": _swapped()}, id="the larger share first"),
        pytest.param("order_is_fair", {"order": _first(share=0.5)}, id="not the share of its turn"),
        pytest.param("order_is_fair", {"order": _first(in_round=True)}, id="left to the round without need"),
        pytest.param(
            "order_is_fair",
            {"absorbed": (_charged(good().absorbed[0], own=60, spare=120), good().absorbed[1])},
            id="beyond the cap, but not in the round",
        ),
        pytest.param("batch_is_one_plan", {"plan": batch_plan(**{"R-1/mend": MENDED})}, id="absorbed, but nowhere"),
        pytest.param(
            "batch_is_one_plan",
            {"plan": batch_plan(**{"R-1/mend": MENDED, "R-5/labels": ("bo", [("26 15:00", "26 15:30")])})},
            id="two at once",
        ),
        pytest.param(
            "batch_is_one_plan",
            {"plan": batch_plan(**{"R-1/mend": MENDED, "R-5/labels": ("bo", [("27 09:00", "27 09:30")])})},
            id="late",
        ),
        pytest.param(
            "batch_is_one_plan",
            {"absorbed": good().absorbed[:1], "declined": (_second(verdict="does_not_fit"),)},
            id="declined, but planned",
        ),
        pytest.param("batch_is_one_plan", {"plan": None}, id="no plan"),
    ],
)
def test_a_broken_batch_is_found_by_its_check_and_no_other(check: str, fields: dict[str, Any]) -> None:
    assert checked(good().model_copy(update=fields)).rules_broken == (check,)


def test_without_a_log_the_order_stays_unchecked() -> None:
    result = check_absorption(
        studio(), requests(), good().model_copy(update={"order": _swapped()}), log_lines=(), baseline=baseline()
    )
    assert result.is_clean
    assert result.unchecked == (("order_is_fair", "no log of the book was given"),)
