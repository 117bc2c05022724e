"""What a loss carries to the next one of a client: what the rounding of its last figures left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from scheduler.domain.book import LossCell
from scheduler.fairshare.loss_filling import even_losses
from scheduler.fairshare.losses import LossShares
from scheduler.fairshare.trial import Trial
from scheduler.units import ClientId


def carry_rounding(trial: Trial, *, owed: Mapping[ClientId, int]) -> None:
    """Carry what the recorded losses leave over of exact shares of the same cells, for every client there.

    Where somebody's loss is a grid step or more from its exact share, that is no rounding: the clock left no better one. Then what
    the sharing on paper carried stays.

    Parameters
    ----------
    trial
        With its last cells; its `carried` is replaced.
    owed
        What each client lost too little in earlier losses, in minutes.
    """
    cells, grid = trial.cells, trial.book.team.workspace.grid_minutes
    before = {client: Fraction(minutes) for client, minutes in owed.items()}
    weights = {client: max(1, trial.guaranteed.get(client, 0)) for cell in cells for client in cell.claims}
    exact = _left_over(cells, weights=weights, owed=before)
    if not cells or any(abs(minutes) >= grid for minutes in exact.values()):
        return
    left = _left_over(cells, weights=weights, owed={}) if any(owed.values()) else exact
    carried = {client: before.get(client, Fraction(0)) + left.get(client, 0) for client in before.keys() | left.keys()}
    shares: LossShares[str] = LossShares(losses={}, carried=carried, unshared={})
    trial.carried = shares.carried_minutes


def _left_over(
    cells: Sequence[LossCell], *, weights: Mapping[ClientId, int], owed: Mapping[ClientId, Fraction]
) -> dict[ClientId, Fraction]:
    """Return how much less each client loses in cells than its exact share, in minutes."""
    shares = even_losses(
        [sum(cell.losses.values()) for cell in cells],
        [{client: minutes for client, minutes in sorted(cell.claims.items()) if minutes} for cell in cells],
        weights=weights,
        offsets=owed,
    )
    left = dict.fromkeys(sorted(weights), Fraction(0))
    for cell, exact in zip(cells, shares, strict=True):
        for client, minutes in exact.items():
            left[client] += minutes - cell.losses.get(client, 0)
    return left
