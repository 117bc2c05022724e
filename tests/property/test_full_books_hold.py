"""Every invariant also holds where nearly every hour is held, work often takes longer, and overrides are frequent."""

from __future__ import annotations

import pytest

from scheduler.fairshare.book import Book
from tests.property.full_machine import FullMachine

RUNS, STEPS, CHUNKS = 40, 60, 4


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_invariant_holds_after_every_step(chunk: int) -> None:
    kinds: set[str] = set()
    for seed in range(chunk * RUNS // CHUNKS, (chunk + 1) * RUNS // CHUNKS):
        machine = FullMachine(seed)
        assert machine.violations == []
        for _ in range(STEPS):
            name = machine.step()
            assert machine.violations == [], (seed, name)
        assert Book.replay(machine.book.lines).lines == machine.book.lines
        kinds |= {entry.kind for entry in machine.book.entries}
    assert kinds >= {"accepted", "overridden", "progressed", "lost"}


@pytest.mark.parametrize(
    ("seed", "steps"),
    [
        (25, 67),
        (88, 18),
        (98, 9),
        (111, 16),
        (138, 41),
        (161, 62),
        (164, 40),
        (193, 45),
        (246, 45),
        (253, 7),
        (300, 78),
        (650, 38),
        (665, 19),
        (731, 75),
        (791, 39),
        (837, 18),
        (355, 47),
        (526, 63),
        (552, 61),
        (3001, 100),
        (831005, 75),
    ],
)
def test_lives_that_once_broke_a_rule_hold(seed: int, steps: int) -> None:
    machine = FullMachine(seed)
    for _ in range(steps):
        name = machine.step()
        assert machine.violations == [], (seed, name)
    assert Book.replay(machine.book.lines).lines == machine.book.lines
