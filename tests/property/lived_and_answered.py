"""Prints digests of drawn books and of documents, one a line: `python -m tests.property.lived_and_answered FOLDER`.

Two processes must print the same, whatever order their sets have (`PYTHONHASHSEED`). FOLDER takes copies of the example workspaces.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from scheduler.cli.main import run
from scheduler.solve.planner import PlanSettings
from tests.property.book_machine import Machine
from tests.property.busy_machine import BusyMachine
from tests.property.full_machine import FullMachine
from tests.property.work_machine import WorkMachine

INPUTS = Path(__file__).resolve().parents[2] / "inputs"


class _PatientBusyMachine(BusyMachine):
    """A machine of which the clock cuts no plan short."""

    settings = PlanSettings(seed=0, time_limit_seconds=600)


LIVES: tuple[tuple[Callable[[int], Machine], int, int], ...] = (
    (lambda seed: Machine(seed, audit=False, edits=True), 103, 40),
    (lambda seed: Machine(seed, audit=False, edits=True), 104, 40),
    (lambda seed: Machine(seed, audit=False, edits=True), 112, 40),
    (lambda seed: FullMachine(seed, audit=False), 4, 40),
    (lambda seed: FullMachine(seed, audit=False), 9, 40),
    (lambda seed: WorkMachine(seed, audit=False), 2, 40),
    (lambda seed: _PatientBusyMachine(seed, audit=False), 11, 25),
    (lambda seed: _PatientBusyMachine(seed, audit=False), 20, 25),
)
"""A machine, its seed, and for how many steps it lives. Of the full ones the logs once differed in the order of what a loss shares."""

CALLS = (
    ("minimal", "plan"),
    ("fits-with-trade", "fit R-1"),
    ("needs-approval", "fit R-1"),
    ("quarter-to-five", "fit R-104"),
    ("quarter-to-five", "handover --person ana --client harrow"),
    ("batch-monday", "absorb"),
    ("batch-monday", "plan --publish"),
    ("batch-monday", "absorb"),
    ("batch-monday", "headroom"),
    ("batch-monday", "accept R-2"),
    ("batch-monday", "fairness"),
    ("batch-monday", "export --to log"),
    ("illness", "plan --baseline baseline.json --publish"),
    ("illness", "fairness"),
)
"""A workspace in inputs/ and what is asked of it, in order; the second plan of a folder stands on its book."""


def lives() -> Iterator[tuple[str, str]]:
    """Yield the digest of the log of each drawn book."""
    for made, seed, steps in LIVES:
        machine = made(seed)
        for _ in range(steps):
            machine.step()
        yield (
            f"{type(machine).__name__} {seed}, {len(machine.book.lines)} entries",
            _digest("\n".join(machine.book.lines)),
        )


def documents(place: Path) -> Iterator[tuple[str, str]]:
    """Yield the exit code and the digest of the document of each call."""
    for name, call in CALLS:
        folder = place / name
        if not folder.is_dir():
            shutil.copytree(INPUTS / name, folder)
        verb, *more = call.split()
        more = [str(folder / each) if each.endswith(".json") else each for each in more]
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            code = run([verb, str(folder), *more, *_asked_of(verb)])
        out.flush()
        text = out.buffer.getvalue().decode()
        yield f"{name}: {call}, exit {code}", _digest(text)


def _asked_of(verb: str) -> tuple[str, ...]:
    """Return the options of a verb: a document, and for a search far more time than its steps take."""
    if verb == "export":
        return ()
    return ("--json", "--time-limit", "600") if verb in ("plan", "fit", "absorb") else ("--json",)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    for what, digest in (*lives(), *documents(Path(sys.argv[1]))):
        print(digest, what)
