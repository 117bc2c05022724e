"""A shortage, shared: the same ratio for every client, the worst off first, on the grid, with the rounding carried on.

Pure arithmetic on minutes. A *cell* is a short pool on a day. A client's *ratio* is what it loses in all cells together, less what
earlier roundings left it to lose, over its guaranteed minutes there. First the losses are shared exactly (`loss_filling`), then laid on
the grid (`loss_rounding`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Generic, TypeVar

from scheduler.fairshare.loss_filling import even_losses
from scheduler.fairshare.loss_rounding import on_grid
from scheduler.units import ClientId

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ShortCell(Generic[Key]):
    """A short pool on a day.

    Attributes
    ----------
    key
        Its name, like (day, skill); unique among the cells of a loss.
    short_minutes
        What is missing, 0 or more.
    claims
        What each client has there, booked or not, in minutes; nobody loses more.
    """

    key: Key
    short_minutes: int
    claims: Mapping[ClientId, int]


@dataclass(frozen=True, slots=True)
class LossShares(Generic[Key]):
    """How a loss is shared.

    Attributes
    ----------
    losses
        Minutes by cell and client, for everybody who has a claim in the cell.
    carried
        What each client has lost too little so far through rounding, in minutes, exact; below 0 too much. Of every client that was
        carried before or has a claim. The sum over the clients is what it was before.
    unshared
        Minutes by cell that are short beyond all claims.
    """

    losses: dict[Key, dict[ClientId, int]]
    carried: dict[ClientId, Fraction]
    unshared: dict[Key, int]

    @property
    def totals(self) -> dict[ClientId, int]:
        """Minutes lost by client, in all cells together."""
        found: dict[ClientId, int] = {}
        for losses in self.losses.values():
            for client, minutes in losses.items():
                found[client] = found.get(client, 0) + minutes
        return dict(sorted(found.items()))

    @property
    def carried_minutes(self) -> dict[ClientId, int]:
        """`carried` in whole minutes, by largest remainder: where its sum is whole, the sum stays."""
        whole = {client: floor(minutes) for client, minutes in sorted(self.carried.items())}
        missing = floor(sum(self.carried.values(), Fraction(1, 2))) - sum(whole.values())
        for client in sorted(whole, key=lambda each: (whole[each] - self.carried[each], each))[:missing]:
            whole[client] += 1
        return whole


def share_loss(
    cells: Sequence[ShortCell[Key]],
    *,
    guaranteed: Mapping[ClientId, int],
    carried: Mapping[ClientId, Fraction | int] | None = None,
    grid_minutes: int = 15,
) -> LossShares[Key]:
    """Share what is short by the same ratio of what each client is guaranteed (I15).

    Guaranteed is:

    - In each cell the losses add up to what is short, or to all claims if that is less; nobody loses more than its claim.
    - Losses are multiples of the grid where the short minutes and the claims of the cell are.
    - No grid step that is taken from one client's loss and given to another's, in one cell or through several, makes the larger of their
      two ratios smaller. So the largest ratio of all is the least possible on a grid that divides all amounts.
    - Where several losses are as good as that, the largest remainder decides. Where the two contradict each other, the ratios win: a
      step can be a large part of what a small client has, so a large one may lose a step more; it is carried, and paid back.

    Where nothing is to be rounded, the ratios are leximin: no client's can be lowered without raising another's that is as large.

    Parameters
    ----------
    cells
        Short pools by day, in any order.
    guaranteed
        Minutes in the short pools and the period, by client: what the ratios are of. Above 0 for every client with a claim.
    carried
        What each client lost too little in earlier losses, in minutes (`LossShares.carried`, or its whole minutes).
    grid_minutes
        The step, 1 or more.

    Returns
    -------
    LossShares
        Minutes. Equal remainders go by client id; the order of cells and of clients makes no difference to the totals.

    Raises
    ------
    ValueError
        If two cells have one key, an amount is below 0, or a client with a claim is guaranteed nothing.

    Notes
    -----
    Source: policy, "Loss of capacity". The exact shares are the lexicographically optimal base of a polymatroid (Fujishige 1980).
    """
    owed = {client: Fraction(minutes) for client, minutes in (carried or {}).items()}
    _check(cells, guaranteed, grid_minutes)
    cells = sorted(cells, key=lambda cell: (cell.short_minutes, sorted(cell.claims.items())))
    claims = [{client: minutes for client, minutes in sorted(cell.claims.items()) if minutes} for cell in cells]
    shorts = [min(cell.short_minutes, sum(claim.values())) for cell, claim in zip(cells, claims, strict=True)]
    exact = even_losses(shorts, claims, weights=guaranteed, offsets=owed)
    lost = on_grid(shorts, claims, exact=exact, weights=guaranteed, offsets=owed, grid_minutes=grid_minutes)
    fair = even_losses(shorts, claims, weights=guaranteed, offsets={}) if any(owed.values()) else exact
    for each_fair, each_lost in zip(fair, lost, strict=True):
        for client, minutes in each_lost.items():
            owed[client] = owed.get(client, Fraction(0)) + each_fair[client] - minutes
    return LossShares(
        losses={
            cell.key: {client: found.get(client, 0) for client in sorted(cell.claims)}
            for cell, found in zip(cells, lost, strict=True)
        },
        carried=dict(sorted(owed.items())),
        unshared={cell.key: cell.short_minutes - short for cell, short in zip(cells, shorts, strict=True)},
    )


def share_spare_loss(
    cells: Sequence[ShortCell[Key]],
    *,
    spare_funded: Mapping[ClientId, int] | None = None,
    carried: Mapping[ClientId, Fraction | int] | None = None,
    grid_minutes: int = 15,
) -> LossShares[Key]:
    """Share what work on spare gives up, before anybody's own hours: the same ratio of each client's spare-funded minutes.

    Parameters
    ----------
    cells
        As for `share_loss`; the claims are spare-funded minutes.
    spare_funded
        Spare-funded minutes by client in the pools and the period; None: the sum of its claims.
    carried, grid_minutes
        As for `share_loss`.

    Returns
    -------
    LossShares
        `unshared` is what is left for the clients' own hours: the `short_minutes` of the next sharing.

    Raises
    ------
    ValueError
        As `share_loss`.
    """
    if spare_funded is None:
        counted: dict[ClientId, int] = {}
        for cell in cells:
            for client, minutes in cell.claims.items():
                counted[client] = counted.get(client, 0) + minutes
        spare_funded = counted
    return share_loss(cells, guaranteed=spare_funded, carried=carried, grid_minutes=grid_minutes)


def _check(cells: Sequence[ShortCell[Key]], guaranteed: Mapping[ClientId, int], grid_minutes: int) -> None:
    if grid_minutes < 1:
        raise ValueError(f"grid_minutes is {grid_minutes}; expected 1 or more")
    if len({cell.key for cell in cells}) < len(cells):
        raise ValueError("two cells of a loss have the same key")
    for cell in cells:
        if cell.short_minutes < 0:
            raise ValueError(f"cell {cell.key}: short_minutes is {cell.short_minutes}; expected 0 or more")
        for client, minutes in cell.claims.items():
            if minutes < 0:
                raise ValueError(f"cell {cell.key}: the claim of '{client}' is {minutes}; expected 0 or more")
            if minutes and guaranteed.get(client, 0) <= 0:
                raise ValueError(f"cell {cell.key}: '{client}' has a claim, but no guaranteed minutes above 0")
