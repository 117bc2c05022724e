"""What the rounding of a loss leaves over is carried, of the figures that are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from scheduler.domain.book import LossCell
from scheduler.fairshare.loss_carry import carry_rounding
from scheduler.fairshare.trial import Trial
from scheduler.units import ClientId
from tests.building import client, person, workspace
from tests.fairshare.small_books import opened

NAMES = ("forty", "thirty", "twenty")
GUARANTEED = dict(zip(map(ClientId, NAMES), (2400, 1800, 1200), strict=True))
ON_PAPER = {ClientId("forty"): 5, ClientId("thirty"): 0, ClientId("twenty"): -5}


def carried(*losses: int, owed: Mapping[ClientId, int] | None = None) -> tuple[int, ...]:
    """Return what the three carry, in minutes, where sharing on paper carried `ON_PAPER`."""
    team = workspace(people=[person("ana", "seo")], clients=[client(name) for name in NAMES])
    trial = Trial(opened(team, []), guaranteed=dict(GUARANTEED), carried=dict(ON_PAPER))
    lost = dict(zip(GUARANTEED, losses, strict=True))
    trial.cells = (
        LossCell(day=date(2026, 11, 30), skill="seo", short_minutes=sum(losses), claims=GUARANTEED, losses=lost),
    )
    carry_rounding(trial, owed=owed or {})
    return tuple(trial.carried[name] for name in GUARANTEED)


@pytest.mark.parametrize(
    ("losses", "left"), [((525, 405, 270), (8, -5, -3)), ((540, 390, 270), (-7, 10, -3)), ((480, 360, 240), (0, 0, 0))]
)
def test_what_is_carried_belongs_to_the_figures_of_the_record(losses: tuple[int, ...], left: tuple[int, ...]) -> None:
    assert carried(*losses) == left


def test_what_was_owed_is_paid() -> None:
    owed = {ClientId("forty"): 8, ClientId("thirty"): -5, ClientId("twenty"): -3}
    assert carried(540, 390, 270, owed=owed) == (1, 5, -6)


def test_what_the_clock_leaves_no_choice_in_is_no_rounding() -> None:
    assert carried(600, 360, 240) == tuple(ON_PAPER.values())
