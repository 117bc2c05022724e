"""Every invariant also holds where people leave, come back and are on leave for years."""

from __future__ import annotations

import pytest

from scheduler.fairshare.book import Book
from tests.property.leaving_machine import LeavingMachine

RUNS, STEPS, CHUNKS = 12, 40, 3


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_invariant_holds_after_every_step(chunk: int) -> None:
    for seed in range(chunk * RUNS // CHUNKS, (chunk + 1) * RUNS // CHUNKS):
        machine = LeavingMachine(seed)
        assert machine.violations == []
        for _ in range(STEPS):
            name = machine.step()
            assert machine.violations == [], (seed, name)
        assert Book.replay(machine.book.lines).lines == machine.book.lines
