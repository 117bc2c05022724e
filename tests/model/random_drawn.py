"""Random tiny instances with every kind of rule in them."""

from __future__ import annotations

from hypothesis import strategies as st

from scheduler.instance.records import Fixed, Instance
from scheduler.units import Span
from tests.model.drawn import Person, Work, drawn

DAY_TWO = 3 * 60 + 900


@st.composite
def instances(draw: st.DrawFn, *, works: int = 3, overtime: bool = True) -> Instance:
    """Draw two people over two days of three hours, and up to `works` tasks."""
    signs = "11o." if overtime else "111."
    lines = ["".join(draw(st.lists(st.sampled_from(signs), min_size=3, max_size=3))) for _ in range(4)]
    people = [
        Person(f"{lines[0]} {lines[1]}", overtime=draw(st.integers(0, 2))),
        Person(f"{lines[2]} {lines[3]}", overtime=draw(st.integers(0, 2))),
    ]
    count = draw(st.integers(1, works))
    return drawn(
        people, [draw(_works(index)) for index in range(count)], guaranteed=(60, 0), freeze_end=90, near_end=DAY_TWO
    )


@st.composite
def _works(draw: st.DrawFn, index: int) -> Work:
    minutes = draw(st.sampled_from([60, 100, 120, 180]))
    counts_as = draw(st.sampled_from(["agreed", "agreed", "regulatory", "target", "tentative"]))
    dues = [60, 110, 120, 180, DAY_TWO + 60, DAY_TWO + 150]
    no_due = st.none() if counts_as in ("target", "tentative") else st.just(180)
    start = draw(st.sampled_from([0, 60, DAY_TWO]))
    moved = Fixed(draw(st.integers(0, 1)), (Span(start, start + minutes),))
    before = draw(st.integers(0, index - 1)) if index and draw(st.booleans()) else None
    return Work(
        minutes=minutes,
        due=draw(st.one_of(st.sampled_from(dues), no_due)),
        release=draw(st.sampled_from([0, 0, 60, DAY_TWO])),
        people=draw(st.sampled_from([(0,), (1,), (0, 1), (0, 1)])),
        sitting=draw(st.booleans()),
        after=() if before is None else ((before, draw(st.sampled_from([0, 0, 50, 900]))),),
        counts_as=counts_as,
        client=draw(st.integers(0, 1)),
        deliverable=draw(st.integers(0, 1)),
        group=draw(st.sampled_from([None, None, 0])),
        priority=draw(st.integers(1, 5)),
        prefers=draw(st.sampled_from([None, (0,), (1,)])),
        baseline=draw(st.sampled_from([None, moved])),
    )
