"""Room for a request: what is left of work whose beginning is frozen makes way like other work, and its frozen part stays.

Days have eight hours, 09:00 to 13:00 and 14:00 to 18:00. It is Monday 23 November 2026, 09:00, and the plan of Monday and Tuesday is frozen.
"""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.fit_latency import ground_of_workspace
from scheduler.domain.record import Source
from scheduler.domain.requests import Request
from scheduler.domain.verdict import Verdict
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.ground import Ground, ground_on
from tests.building import at, client, moment, part, person, task, workspace
from tests.planning import Placing, plan_of

HOUR = 60


def days(*names: str) -> list[tuple[str, str]]:
    return [span for day in names for span in ((f"{day} 09:00", f"{day} 13:00"), (f"{day} 14:00", f"{day} 18:00"))]


def published(placings: dict[str, Placing], *tasks: Any) -> Ground:
    """Return a team whose published plan has work at these places."""
    place = workspace(
        people=[person("ana", "seo"), person("bob", "seo", "copy")],
        clients=[client("harrow"), client("vale")],
        tasks=list(tasks),
        horizon_days=7,
        grid_minutes=HOUR,
        policy={"freeze_days": 1},
    )
    ground = ground_of_workspace(place)
    plan = plan_of(ground.workspace, placings)
    return ground_on(ground.workspace, ground.book, plan=plan, published=plan)


def answer(ground: Ground, skill: str, hours: int, *, by: str, **fields: Any) -> Verdict:
    request = Request(
        id="R",
        client="vale",
        asked_at=moment("23 09:00"),
        needed_by=moment(by),
        tasks=(part("a", skill, hours * HOUR, **fields),),
        source=Source(file="by hand", line=1),
    )
    return answered(ground, request).verdict


@pytest.fixture
def crowded() -> Ground:
    """Ana writes until Wednesday, on Bob's Wednesday is a page that she could do too; the text has time until Friday."""
    return published(
        {
            "text": ("ana", days("23", "24", "25")),
            "copy": ("bob", days("23", "24")),
            "page": ("bob", days("25")),
        },
        task("text", "seo", 24 * HOUR, due="27 18:00"),
        task("copy", "copy", 16 * HOUR, due="24 18:00"),
        task("page", "seo", 8 * HOUR, start="25 09:00", due="25 18:00"),
    )


def test_the_rest_of_frozen_work_moves_and_its_frozen_part_stays(crowded: Ground) -> None:
    # On Ana's Wednesday are only hours of the text that are not frozen.
    verdict = answer(crowded, "seo", 4, by="25 18:00")
    assert verdict.verdict == "fits_with_moves"
    (move,) = verdict.moves
    assert move.task == "text"
    assert move.from_ is not None
    assert move.to is not None
    frozen = at("25 00:00")
    assert [each for each in move.to.blocks if each.start < frozen] == [
        each for each in move.from_.blocks if each.start < frozen
    ]


def test_work_is_pushed_to_where_the_rest_of_frozen_work_makes_way(crowded: Ground) -> None:
    # Only Bob can do it, on his Wednesday: the page goes to Ana, and her text to Thursday.
    verdict = answer(crowded, "copy", 8, by="25 18:00")
    assert verdict.verdict == "fits_with_moves"
    assert {move.task for move in verdict.moves} == {"page", "text"}


def test_frozen_work_makes_way_for_nothing(crowded: Ground) -> None:
    verdict = answer(crowded, "seo", 1, by="24 18:00")
    assert verdict.verdict not in ("fits_as_is", "fits_with_moves")
    assert any(reason.proven for reason in verdict.reasons)


def test_work_moves_although_what_comes_after_it_is_on_another_person() -> None:
    ground = published(
        {"draft": ("ana", [("25 09:00", "25 13:00")]), "review": ("bob", [("25 14:00", "25 16:00")])},
        task("draft", "seo", 4 * HOUR, start="25 09:00", due="27 18:00", person="ana"),
        task("review", "copy", 2 * HOUR, after=("draft",), due="27 18:00"),
    )
    verdict = answer(ground, "seo", 6, by="25 18:00", start="25 09:00", person="ana")
    assert verdict.verdict == "fits_with_moves"
    assert {move.task for move in verdict.moves} == {"draft", "review"}
