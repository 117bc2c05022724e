from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.model.demand import Piece, lay_by_earliest_end, overloads
from scheduler.model.lines import between, count, positions
from tests.model.drawn import bits

PIECES = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 8), st.integers(1, 6)), min_size=1, max_size=4).map(
    lambda rows: [Piece(task, units, first, first + length) for task, (units, first, length) in enumerate(rows)]
)


def fits(line: int, pieces: list[Piece]) -> bool:
    """Try every way of giving each piece its units."""
    if not pieces:
        return True
    first, *rest = pieces
    room = list(positions(between(line, first.first, first.last)))
    return any(fits(line & ~sum(1 << k for k in chosen), rest) for chosen in combinations(room, first.units))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**14), PIECES)
def test_work_fits_if_and_only_if_no_stretch_is_overloaded(line: int, pieces: list[Piece]) -> None:
    laid = lay_by_earliest_end(line, pieces)
    found = overloads(line, pieces, most=5)
    assert (laid is not None) == (not found) == fits(line, pieces)
    if laid is not None:
        used = 0
        for piece in pieces:
            mine = laid[piece.task]
            assert mine.bit_count() == piece.units
            assert between(line, piece.first, piece.last) & mine == mine
            assert not used & mine
            used |= mine
    for overload in found:
        inside = [piece for piece in pieces if piece.task in overload.tasks]
        assert all(overload.first <= piece.first and piece.last <= overload.last for piece in inside)
        excess = sum(piece.units for piece in inside) - count(line, overload.first, overload.last)
        assert excess == overload.excess > 0


def test_the_worst_stretch_comes_first() -> None:
    line = bits("11 11 11", "1")
    pieces = [Piece(0, 2, 0, 2), Piece(1, 1, 0, 2), Piece(2, 4, 3, 5)]
    assert [(each.first, each.last, each.excess) for each in overloads(line, pieces, most=2)] == [(0, 5, 3), (3, 5, 2)]
