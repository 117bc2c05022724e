"""How a shortage is shared: the same ratio of what each client has, worst ratio first, on the grid, with rounding carried over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scheduler.fairshare.trial import Pool
from scheduler.units import ClientId


@dataclass(frozen=True, slots=True)
class Cell:
    """A short pool: how much is missing, and who has how much there."""

    key: Pool
    short_minutes: int
    claims: Mapping[ClientId, int]


@dataclass(frozen=True, slots=True)
class Shared:
    """Losses by pool and client, and the rounding carried to each client's next loss (minutes lost too little so far)."""

    losses: dict[Pool, dict[ClientId, int]]
    carried: dict[ClientId, int]


def share(
    cells: Sequence[Cell],
    *,
    guaranteed: Mapping[ClientId, int],
    carried: Mapping[ClientId, int],
    grid_minutes: int,
) -> Shared:
    """Return losses such that no grid step taken from one client and given to another improves the sorted ratios (I15).

    Parameters
    ----------
    guaranteed
        Each client's minutes in the short pools: what its ratio is of.
    carried
        Minutes by which each client lost too little in earlier losses.
    """
    losses: dict[Pool, dict[ClientId, int]] = {cell.key: dict.fromkeys(cell.claims, 0) for cell in cells}
    total: dict[ClientId, int] = {}

    def ratio(client: ClientId, more: int) -> Fraction:
        lost = total.get(client, 0) + more - carried.get(client, 0)
        return Fraction(lost, max(1, guaranteed.get(client, 1)))

    for cell in cells:
        left = min(cell.short_minutes, sum(cell.claims.values()))
        while left > 0:
            able = [client for client, claim in cell.claims.items() if losses[cell.key][client] < claim]
            client = min(able, key=lambda each: (ratio(each, grid_minutes), ratio(each, 0), each))
            step = min(grid_minutes, left, cell.claims[client] - losses[cell.key][client])
            losses[cell.key][client] += step
            total[client] = total.get(client, 0) + step
            left -= step
    _exchange(cells, losses, total=total, ratio=ratio, grid=grid_minutes)
    ideal = _ideal(cells, guaranteed)
    after = {
        client: carried.get(client, 0) + round(ideal.get(client, Fraction(0))) - total.get(client, 0)
        for client in {*carried, *ideal}
    }
    return Shared(losses, dict(sorted(after.items())))


def _exchange(
    cells: Sequence[Cell],
    losses: dict[Pool, dict[ClientId, int]],
    *,
    total: dict[ClientId, int],
    ratio: Callable[[ClientId, int], Fraction],
    grid: int,
) -> None:
    """Take a step from the worse off and give it to the better off wherever both have a claim, until that improves nothing."""
    improved = True
    while improved:
        improved = False
        for cell in cells:
            lost = losses[cell.key]
            for worse in sorted(lost, key=lambda each: ratio(each, 0), reverse=True):
                for better in sorted(lost, key=lambda each: ratio(each, 0)):
                    if lost[worse] < grid or cell.claims[better] - lost[better] < grid:
                        continue
                    if ratio(better, grid) < ratio(worse, 0):
                        lost[worse] -= grid
                        lost[better] += grid
                        total[worse] -= grid
                        total[better] += grid
                        improved = True


def _ideal(cells: Sequence[Cell], guaranteed: Mapping[ClientId, int]) -> dict[ClientId, Fraction]:
    """Return what each client would lose without a grid: in each pool the same ratio, capped at what it has there."""
    ideal: dict[ClientId, Fraction] = {}
    for cell in cells:
        left = Fraction(min(cell.short_minutes, sum(cell.claims.values())))
        open_claims = dict(cell.claims)
        while left > 0 and open_claims:
            weight = sum(max(1, guaranteed.get(client, 1)) for client in open_claims)
            ratio = left / weight
            capped = {
                client for client, claim in open_claims.items() if ratio * max(1, guaranteed.get(client, 1)) >= claim
            }
            for client in capped or set(open_claims):
                claim = open_claims[client]
                gone = Fraction(claim) if client in capped else ratio * max(1, guaranteed.get(client, 1))
                ideal[client] = ideal.get(client, Fraction(0)) + gone
                left -= gone
                del open_claims[client]
    return ideal
