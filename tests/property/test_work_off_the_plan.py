"""Every invariant also holds where much is worked off the plan, and reports are put right."""

from __future__ import annotations

import pytest

from scheduler.fairshare.book import Book
from tests.property.work_machine import WorkMachine

RUNS, STEPS, CHUNKS = 32, 80, 4


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_invariant_holds_after_every_step(chunk: int) -> None:
    charged: set[tuple[str, bool]] = set()
    restored = 0
    for seed in range(chunk * RUNS // CHUNKS, (chunk + 1) * RUNS // CHUNKS):
        machine = WorkMachine(seed)
        for _ in range(STEPS):
            name = machine.step()
            assert machine.violations == [], (seed, name)
        assert Book.replay(machine.book.lines).lines == machine.book.lines
        for entry in machine.book.entries:
            restored += entry.kind == "progressed" and bool(entry.committed)
            charged |= {(row.fund, row.minutes > 0) for row in entry.rows if row.off_plan}
    assert {fund for fund, _ in charged} >= {"own", "spare"}
    assert {is_charge for _, is_charge in charged} == {True, False}
    assert restored
