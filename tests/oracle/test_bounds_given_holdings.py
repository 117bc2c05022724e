"""What is proven beside held hours holds wherever they stand on their day: the oracle tries every place of the piece."""

from __future__ import annotations

from random import Random

import pytest

from scheduler.domain.holdings import HeldPiece, Holdings, PromisedDate
from scheduler.domain.people import Event
from scheduler.domain.workspace import Workspace
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.units import Instant
from scheduler.verify import check_plan
from scheduler.verify.clock import date_of
from scheduler.verify.facts import Facts
from tests.building import event, from_instant
from tests.oracle.brute_force import brute_force
from tests.property.random_workspaces import random_workspace

SEEDS = 120
CHUNKS = 12


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_bound_is_above_the_best_plan_that_keeps_a_held_piece(chunk: int) -> None:
    for seed in range(chunk, SEEDS, CHUNKS):
        place = random_workspace(seed, size="tiny")
        drawn = _piece(place, seed)
        if drawn is None:
            continue
        piece, starts = drawn
        found = [brute_force(_with_meeting(place, piece, start)) for start in starts]
        best = min((each.regulatory, each.agreed) for each in found)
        holds = Holdings(held=(piece,), commitments=_all_covered(place))
        plan = make_plan(place, settings=PlanSettings(seed=0, time_limit_seconds=20), holdings=holds)
        assert [each.text for each in check_plan(place, plan, holdings=holds).violations] == [], seed
        levels = {level.level: level for level in plan.objective}
        regulatory, agreed = levels["regulatory_lateness"], levels["agreed_lateness"]
        assert (regulatory.value, agreed.value) >= best, seed
        assert regulatory.bound <= best[0], seed
        if regulatory.value == best[0]:
            assert agreed.bound <= best[1], seed
            assert not agreed.optimal or agreed.value == best[1], seed


def _piece(place: Workspace, seed: int) -> tuple[HeldPiece, list[Instant]] | None:
    """Return a held piece of one day and every start on the grid that it could have there; None where nobody works."""
    rng, facts = Random(f"held-{seed}"), Facts(place)
    name, person = rng.choice(sorted(facts.people.items()))
    if not person.free:
        return None
    stretch = rng.choice(person.free)
    grid = place.grid_minutes
    minutes = grid * rng.randint(1, stretch.minutes // grid)
    day = date_of(stretch.start, person.zone)
    starts = [
        start
        for other in person.free
        for start in range(other.start, other.end - minutes + 1, grid)
        if date_of(start, person.zone) == day
    ]
    start = rng.choice([at for at in starts if stretch.start <= at <= stretch.end - minutes])
    piece = HeldPiece(
        block="block",
        client=place.clients[0].id,
        skill="any",
        person=name,
        day=day,
        kind="standard",
        minutes=minutes,
        lapses_at=facts.as_of + 1,
        start=start,
        end=start + minutes,
    )
    return piece, starts


def _with_meeting(place: Workspace, piece: HeldPiece, start: Instant) -> Workspace:
    ends = [from_instant(at).isoformat() for at in (start, start + piece.minutes)]
    meeting: Event = event([piece.person], *ends)
    return place.model_copy(update={"events": (*place.events, meeting)})


def _all_covered(place: Workspace) -> dict[str, PromisedDate]:
    end = Facts(place).horizon_end
    return {task.id: PromisedDate(due=end, floor_at=end) for task in place.tasks}
