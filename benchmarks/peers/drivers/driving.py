"""What every driver does: read the case, keep the time, write the answer. Standard library only; runs in the peers' environments too.

The case (JSON): `unit_minutes`; `horizon` and `last` in units (work in [horizon, last) counts as unplaced); `seconds`, `workers`, `seed`;
`people`: `id` and `free`, a list of [first, end); `tasks`: `id`, `effort`, `weight`, `release`, `due` (or null), `one_sitting`, `after` (ids), `able`
(numbers of people); `together`: groups of ids for one and the same person; `baseline`: null, or for each task [person, start, end].

The answer (JSON): `placed`: for each task [person's number, [[first, end], ...]]; `first_seconds`: until the first plan, or null; `seconds`: of the whole
call, imports apart; `version`: of the peer; `cannot`: why the case is not for this peer (then there is no plan), or null; `limits`: what of the case it
cannot say, so that its plan is of a narrower question; `note`: anything else for the table.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Case = dict[str, Any]
Stretch = tuple[int, int]


@dataclass
class Answer:
    """What a driver found; see the head of this module."""

    placed: dict[str, tuple[int, list[Stretch]]] = field(default_factory=dict)
    first_seconds: float | None = None
    seconds: float = 0.0
    version: str = ""
    cannot: str | None = None
    limits: str = ""
    note: str = ""


def drive(solve: Callable[[Case], Answer]) -> None:
    """Read the case that the command line names, solve it, and write the answer where the command line says."""
    case = case_in(Path(sys.argv[1]))
    began = time.perf_counter()
    answer = solve(case)
    answer.seconds = time.perf_counter() - began
    Path(sys.argv[2]).write_text(json.dumps(asdict(answer)), encoding="utf-8")


def case_in(path: Path) -> Case:
    """Read a case; free stretches are pairs."""
    case: Case = json.loads(path.read_text(encoding="utf-8"))
    for person in case["people"]:
        person["free"] = [(first, end) for first, end in person["free"]]
    return case


def breaks_of(free: list[Stretch], last: int) -> list[Stretch]:
    """Return the [first, end) stretches of [0, last) outside `free` (sorted, disjoint)."""
    breaks, reached = [], 0
    for first, end in free:
        if first > reached:
            breaks.append((reached, first))
        reached = max(reached, end)
    return [*breaks, (reached, last)] if reached < last else breaks


def worked(free: list[Stretch], start: int, effort: int) -> list[Stretch]:
    """Return the stretches of `effort` units worked from `start` on in `free`, interrupted by breaks alone; fewer where it ends."""
    found: list[Stretch] = []
    at = max(0, bisect_right(free, (start, sys.maxsize)) - 1)
    for first, end in free[at:]:
        begin = max(first, start)
        if begin < end and effort > 0:
            found.append((begin, min(end, begin + effort)))
            effort -= found[-1][1] - begin
    return found


@contextmanager
def solver_log() -> Iterator[Callable[[], str]]:
    """Catch all that this process writes to its standard output, also from below Python; gives a function that returns it so far."""
    sys.stdout.flush()
    kept = os.dup(1)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)

        def read() -> str:
            sys.stdout.flush()
            file.seek(0)
            return file.read().decode("utf-8", "replace")

        try:
            yield read
        finally:
            sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)


def first_solution_seconds(log: str) -> float | None:
    """Return the time of the first solution in a log of CP-SAT (`#1  0.52s best:...`), None where there is none."""
    found = re.search(r"^#1\s+([0-9.]+)s", log, flags=re.MULTILINE)
    return float(found[1]) if found else None
