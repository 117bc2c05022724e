"""A non-decreasing map between two integer variables, in as few linear constraints as its shape needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


class Piece(NamedTuple):
    """The map on [low, high]: `value` at low, rising by `slope` (0 or 1) from there."""

    low: int
    high: int
    slope: int
    value: int


def pieces(step: Callable[[int], int], first: int, last: int) -> list[Piece]:
    """Return a non-decreasing map on [first, last] as maximal flat or evenly rising pieces, in order."""
    found: list[Piece] = []
    for at in range(first, last + 1):
        value = step(at)
        if found:
            piece = found[-1]
            rise = value - (piece.value + piece.slope * (piece.high - piece.low))
            alone = piece.low == piece.high
            if rise in (0, 1) and (alone or rise == piece.slope):
                found[-1] = Piece(piece.low, at, rise, piece.value)
                continue
        found.append(Piece(at, at, 0, value))
    return found


def post_step(
    model: cp_model.CpModel,
    step: Callable[[int], int] | None,
    *,
    before: tuple[cp_model.LinearExprT, int, int],
    after: cp_model.LinearExprT,
) -> None:
    """Post `after >= step(before)`.

    Parameters
    ----------
    step
        Non-decreasing; None for the identity.
    before
        An expression with its least and greatest value.
    """
    expression, first, last = before
    if step is None:
        model.add(after >= expression)
        return
    for piece in pieces(step, first, last):
        # The map is non-decreasing, so what holds at `low` holds from there on, and a rising piece needs its end only.
        literals = []
        if piece.low > first:
            reached = model.new_bool_var("")
            model.add(expression >= piece.low).only_enforce_if(reached)
            model.add(expression < piece.low).only_enforce_if(~reached)
            literals.append(reached)
        model.add(after >= piece.value).only_enforce_if(literals)
        if not piece.slope:
            continue
        if piece.high < last:
            inside = model.new_bool_var("")
            model.add(expression <= piece.high).only_enforce_if(inside)
            model.add(expression > piece.high).only_enforce_if(~inside)
            literals.append(inside)
        model.add(after >= expression + (piece.value - piece.low)).only_enforce_if(literals)
