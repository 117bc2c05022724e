from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from scheduler.model.steps import pieces, post_step
from scheduler.solve.exact.cp import run

MAPS = st.tuples(st.integers(0, 5), st.lists(st.sampled_from([0, 0, 1, 1, 4]), max_size=10)).map(
    lambda drawn: [drawn[0] + sum(drawn[1][:k]) for k in range(len(drawn[1]) + 1)]
)


@given(MAPS, st.integers(0, 7))
def test_pieces_reproduce_the_map_without_gaps(values: list[int], offset: int) -> None:
    found = pieces(lambda at: values[at - offset], offset, offset + len(values) - 1)
    again = [piece.value + piece.slope * (at - piece.low) for piece in found for at in range(piece.low, piece.high + 1)]
    assert again == values
    assert [at for piece in found for at in range(piece.low, piece.high + 1)] == [
        offset + k for k in range(len(values))
    ]


@settings(max_examples=20, deadline=None)
@given(MAPS)
def test_the_successor_can_start_exactly_at_the_map_and_no_earlier(values: list[int]) -> None:
    for at, value in enumerate(values):
        model = cp_model.CpModel()
        before = model.new_int_var(0, len(values) - 1, "")
        after = model.new_int_var(0, 100, "")
        post_step(model, lambda k: values[k], before=(before, 0, len(values) - 1), after=after)
        model.add(before == at)
        model.minimize(after)
        assert run(model, seed=1, work_limit=1).objective == value


def test_without_a_map_the_successor_starts_at_the_finish() -> None:
    model = cp_model.CpModel()
    before, after = model.new_int_var(4, 9, ""), model.new_int_var(0, 9, "")
    post_step(model, None, before=(before, 4, 9), after=after)
    model.minimize(after)
    assert run(model, seed=1, work_limit=1).objective == 4
