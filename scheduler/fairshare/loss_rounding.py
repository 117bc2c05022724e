"""Losses laid on the grid: nearest to the exact shares, but never so that a step given to another would leave the worse off better."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from fractions import Fraction

from scheduler.fairshare.loss_filling import Exact
from scheduler.units import ClientId

Claims = Sequence[Mapping[ClientId, int]]
Losses = list[dict[ClientId, int]]

Step = tuple[int, ClientId, ClientId]
"""A grid step in a cell: from the first client's loss to the second's."""


def on_grid(
    shorts: Sequence[int],
    claims: Claims,
    *,
    exact: Exact,
    weights: Mapping[ClientId, int],
    offsets: Mapping[ClientId, Fraction],
    grid_minutes: int,
) -> Losses:
    """Round exact losses to the grid.

    Parameters
    ----------
    shorts, claims
        Minutes to be lost by cell, and the most each client can lose there.
    exact
        What `even_losses` returned for them.
    weights, offsets
        As for `even_losses`.
    grid_minutes
        The step. What is left of a cell's short minutes below a step, and of a claim, is given as it is.

    Returns
    -------
    list of dict
        Whole minutes by cell and client, the same sums by cell. No exchange of a step, in one cell or through several, makes the
        larger of two clients' ratios smaller.
    """
    ideal: dict[ClientId, Fraction] = {}
    for found in exact:
        for client, minutes in found.items():
            ideal[client] = ideal.get(client, Fraction(0)) + minutes
    losses = _down(claims, exact, grid_minutes)
    _give_the_rest(shorts, claims, losses=losses, ideal=ideal, grid=grid_minutes)
    # By least squares first: in one cell that is the largest remainder.
    _settle(claims, losses, weights=dict.fromkeys(ideal, 1), offsets=ideal, grid=grid_minutes)
    _settle(claims, losses, weights=weights, offsets=offsets, grid=grid_minutes)
    return losses


def _down(claims: Claims, exact: Exact, grid: int) -> Losses:
    return [
        {
            client: claim[client] if minutes == claim[client] else int(minutes // grid) * grid
            for client, minutes in found.items()
        }
        for claim, found in zip(claims, exact, strict=True)
    ]


def _totals(losses: Losses) -> dict[ClientId, int]:
    totals: dict[ClientId, int] = {}
    for found in losses:
        for client, minutes in found.items():
            totals[client] = totals.get(client, 0) + minutes
    return totals


def _give_the_rest(
    shorts: Sequence[int], claims: Claims, *, losses: Losses, ideal: Mapping[ClientId, Fraction], grid: int
) -> None:
    """Give what rounding down left, step by step, to whoever is furthest below its exact share; narrow cells first."""
    totals = _totals(losses)
    for number in sorted(range(len(shorts)), key=lambda each: (len(claims[each]), each)):
        claim, lost = claims[number], losses[number]
        left = shorts[number] - sum(lost.values())
        while left > 0:
            open_clients = [client for client in lost if lost[client] < claim[client]]
            client = min(open_clients, key=lambda each: (totals[each] - ideal[each], each))
            step = min(grid, left, claim[client] - lost[client])
            lost[client] += step
            totals[client] += step
            left -= step


def _settle(
    claims: Claims,
    losses: Losses,
    *,
    weights: Mapping[ClientId, int],
    offsets: Mapping[ClientId, Fraction],
    grid: int,
) -> None:
    """Exchange steps until none leaves the larger of two clients' ratios smaller.

    Ends, as every exchange makes the sorted vector of ratios, the largest first, smaller, and there are finitely many. Where the grid
    divides all amounts, exchanges through several cells leave no better vector but by ties (totals are a base of an integer
    polymatroid: what no exchange improves is best).
    """
    totals = _totals(losses)

    def ratio(client: ClientId, more: int) -> Fraction:
        return (totals[client] + more - offsets.get(client, Fraction(0))) / Fraction(weights[client])

    changed = True
    while changed:
        changed = False
        now = {client: ratio(client, 0) for client in totals}
        then = {client: ratio(client, grid) for client in totals}
        least = min(then.values(), default=Fraction(0))
        for worse in sorted(totals, key=lambda each: (-now[each], each)):
            if now[worse] <= least:
                break
            came_by = _reach(claims, losses, worse, grid)
            better = min(came_by, key=lambda each: (then[each], each), default=worse)
            if then[better] < now[worse]:
                for number, giver, taker in _path(came_by, worse, better):
                    losses[number][giver] -= grid
                    losses[number][taker] += grid
                totals[worse] -= grid
                totals[better] += grid
                changed = True
                break


def _reach(claims: Claims, losses: Losses, start: ClientId, grid: int) -> dict[ClientId, Step]:
    """Return who can take a step of a client's loss, directly or by handing another one on, with the last step to each.

    Paths are shortest, so none uses a cell twice: the first giver and the last taker of a cell could deal directly.
    """
    came_by: dict[ClientId, Step] = {}
    queue = deque([start])
    while queue:
        giver = queue.popleft()
        for number, (claim, lost) in enumerate(zip(claims, losses, strict=True)):
            if lost.get(giver, 0) < grid:
                continue
            for taker, minutes in lost.items():
                if taker != start and taker not in came_by and claim[taker] - minutes >= grid:
                    came_by[taker] = (number, giver, taker)
                    queue.append(taker)
    return came_by


def _path(came_by: Mapping[ClientId, Step], start: ClientId, end: ClientId) -> list[Step]:
    steps: list[Step] = []
    while end != start:
        steps.append(came_by[end])
        end = steps[-1][1]
    return steps
