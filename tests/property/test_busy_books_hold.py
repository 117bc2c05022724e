"""Every invariant also holds where clients have recurring deliverables and plans are made and published; each plan passes its check."""

from __future__ import annotations

import pytest

from scheduler.fairshare.book import Book
from tests.property.busy_machine import BusyMachine

RUNS, STEPS, CHUNKS = 40, 60, 4


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_invariant_and_every_plan_holds_after_every_step(chunk: int) -> None:
    kinds: set[tuple[str, str]] = set()
    for seed in range(chunk * RUNS // CHUNKS, (chunk + 1) * RUNS // CHUNKS):
        machine = BusyMachine(seed)
        assert machine.violations == []
        for _ in range(STEPS):
            name = machine.step()
            assert machine.violations == [], (seed, name)
        assert Book.replay(machine.book.lines).lines == machine.book.lines
        kinds |= {(entry.kind, entry.reason) for entry in machine.book.entries}
    assert kinds >= {("booked", "recurring"), ("published", "the plan of the week")}


@pytest.mark.parametrize(
    ("seed", "steps"),
    [
        (89, 25),
        (109, 101),
        (240, 104),
        (286, 32),
        (151024, 9),
        (195008, 63),
        (195021, 131),
        (196065, 107),
        (311009, 77),
        (621004, 90),
        (751001, 60),
    ],
)
def test_lives_that_once_broke_a_rule_hold(seed: int, steps: int) -> None:
    machine = BusyMachine(seed)
    for _ in range(steps):
        name = machine.step()
        assert machine.violations == [], (seed, name)
