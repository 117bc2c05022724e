"""Whatever happens to a book, in whatever order, every invariant holds after each step; and no solver is needed for what conforms."""

from __future__ import annotations

from random import Random

import pytest

from scheduler.fairshare import bookkeeping as bk
from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import conform
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Span, TaskId
from scheduler.verify.book import check_book
from tests.property.book_machine import Machine

RUNS, STEPS, CHUNKS = 200, 60, 10


@pytest.mark.parametrize(
    ("seed", "steps", "edits"),
    [
        (30066, 48, False),
        (30097, 92, False),
        (30120, 17, False),
        (70378, 60, True),
        (71035, 115, True),
        (100493, 84, True),
        (110207, 81, True),
        (110281, 89, True),
        (110283, 145, True),
        (110336, 132, True),
        (110771, 27, True),
        (110862, 34, True),
        (111154, 67, True),
        (111311, 75, True),
        (111684, 186, True),
        (112191, 92, True),
        (150014, 140, True),
        (150226, 199, True),
        (112204, 110, True),
        (161627, 151, True),
        (180993, 52, True),
        (181380, 11, True),
        (210119, 92, True),
        (230595, 178, True),
        (263020, 40, True),
        (280029, 130, True),
        (310064, 80, True),
        (321006, 170, True),
        (400999, 100, True),
        (401122, 140, True),
        (401805, 130, True),
        (500583, 145, True),
        (502308, 180, True),
        (502801, 135, True),
    ],
)
def test_lives_that_once_broke_a_rule_hold(seed: int, steps: int, edits: bool) -> None:
    machine = Machine(seed, edits=edits)
    for _ in range(steps):
        name = machine.step()
        assert machine.violations == [], (seed, name)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_invariant_holds_after_every_step(chunk: int) -> None:
    kinds: set[str] = set()
    for seed in range(chunk * RUNS // CHUNKS, (chunk + 1) * RUNS // CHUNKS):
        machine = Machine(seed, edits=True)
        assert machine.violations == []
        for _ in range(STEPS):
            name = machine.step()
            assert machine.violations == [], (seed, name)
        assert Book.replay(machine.book.lines).lines == machine.book.lines
        kinds |= {entry.kind for entry in machine.book.entries}
    assert check_book(machine.book.lines).violations == ()
    assert kinds >= {
        "accepted",
        "declined",
        "waiting",
        "granted",
        "quoted",
        "expired",
        "cancelled",
        "lost",
        "progressed",
        "overridden",
        "signed",
    }


def silent(book: Book, ask: bk.Ask) -> None:
    return None


def lying(book: Book, ask: bk.Ask) -> dict[TaskId, WorkPlace]:
    person = next(iter(book.team.people))
    return {task.id: WorkPlace(person, (Span(book.clock, book.clock + task.effort_minutes),)) for task in ask.tasks}


def absurd(book: Book, ask: bk.Ask) -> dict[TaskId, WorkPlace]:
    nobody = next(iter(book.team.people))
    return {task.id: WorkPlace(nobody, ()) for task in ask.tasks}


@pytest.mark.parametrize("finder", [silent, lying, absurd])
def test_a_solver_that_fails_or_lies_changes_nothing_that_conforms(finder: bk.Finder) -> None:
    conforming = 0
    for seed in range(40):
        machine = Machine(seed)
        for _ in range(25):
            asked = machine.drawn_ask()
            conforms = conform(machine.book, asked.client, tasks=asked.tasks) is not None
            entry = bk.ask(machine.book, asked, finder=finder)
            if conforms:
                conforming += 1
                assert (entry.kind, entry.conforming) == ("accepted", True)
            if machine.rng.random() < 0.4:
                machine.day_passes()
            machine.listen()
            assert machine.violations == [], seed
    assert conforming > 50


def honest_calls(seed: int) -> list[tuple[str, object]]:
    """Draw requests and cancels of all clients, as calls that can be made again without one of them."""
    rng = Random(seed)
    machine = Machine(seed, audit=False)
    calls: list[tuple[str, object]] = []
    for _ in range(30):
        asked = machine.drawn_ask()
        if conform(machine.book, asked.client, tasks=asked.tasks) is not None:
            bk.ask(machine.book, asked)
            calls.append(("ask", asked))
            if rng.random() < 0.3:
                bk.cancel(machine.book, asked.request)
                calls.append(("cancel", asked))
        if rng.random() < 0.4:
            machine.day_passes()
            calls.append(("day", None))
    return calls


def test_without_one_client_the_others_get_the_same() -> None:
    compared = 0
    for seed in range(25):
        calls = honest_calls(seed)
        everybody = played(seed, calls, without=None)
        for left_out in ("acme", "bell"):
            others = played(seed, calls, without=left_out)
            left = {key: value for key, value in everybody.items() if key[0] != left_out}
            assert left == others
            compared += len(others)
    assert compared > 100


def played(seed: int, calls: list[tuple[str, object]], *, without: str | None) -> dict[tuple[str, str, str], object]:
    """Return verdict, dates, rows and places of every decision, by client, request and kind."""
    machine = Machine(seed, audit=False)
    found: dict[tuple[str, str, str], object] = {}
    for call, asked in calls:
        if call == "day":
            machine.day_passes()
            continue
        assert isinstance(asked, bk.Ask)
        if asked.client == without:
            continue
        entry = bk.ask(machine.book, asked) if call == "ask" else bk.cancel(machine.book, asked.request)
        found[entry.client, entry.request, entry.kind] = (entry.promised, entry.rows, entry.work, entry.stands)
    return found
