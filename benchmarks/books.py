"""Long random lives of books: `python -m benchmarks.books --runs 5000 --steps 200` counts what the independent auditor finds.

Each run draws a small team with agreements and does drawn things to its book: requests, quotes, requests asked again, cancels, trades,
consents, overrides, overruns, absences, returns, signatures, rounds, days, crashes, and files edited by hand: rows, progress, meetings,
hours, closures, skills, agreements, exclusions. With `--busy` clients have recurring deliverables too, which are reported on, cancelled,
traded and changed, and plans are made, checked and published. With `--full` nearly every hour of the team is held, work often takes longer, and
overrides are frequent. With `--work` much is worked off the plan, and reports are put right. With `--agency` it is the nine people of `inputs/agency-week`, with their agreements, chains and plan of four weeks. The auditor reads every line after every step; a life that broke a rule is
named at once, so that it can be lived again: `Machine(seed, edits=True)` of `tests/property/book_machine.py`, `BusyMachine(seed)`, `FullMachine(seed)`, `WorkMachine(seed)` or `AgencyMachine(seed)`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from benchmarks.tables import save_results, setting_of
from scheduler.fairshare.book import Book
from tests.property.agency_machine import AgencyMachine
from tests.property.book_machine import Machine
from tests.property.busy_machine import BusyMachine
from tests.property.full_machine import FullMachine
from tests.property.work_machine import WorkMachine

COMMAND = "python -m benchmarks.books"

MACHINES: dict[str, Callable[[int], Machine]] = {
    "": lambda seed: Machine(seed, edits=True),
    "busy": BusyMachine,
    "full": FullMachine,
    "agency": AgencyMachine,
    "work": WorkMachine,
}
"""By the option that draws it."""


class Life(NamedTuple):
    """What came of one life: steps done, entries by kind, the first broken rule in words (empty: none), whether it replays to the same bytes."""

    seed: int
    steps: int
    kinds: Counter[str]
    rule: str
    words: str
    replays: bool


def one_life(task: tuple[int, int, str]) -> Life:
    """Live one book of a seed for so many steps; it ends at its first broken rule, as what follows would be counted twice."""
    seed, steps, kind = task
    machine = MACHINES[kind](seed)
    done = 0
    try:
        while done < steps and not machine.violations:
            machine.step()
            done += 1
    except Exception as error:  # noqa: BLE001 - whatever ends a life is counted; the other lives go on
        return Life(seed, done, Counter(), type(error).__name__, str(error), replays=False)
    kinds = Counter(str(entry.kind) for entry in machine.book.entries)
    first = machine.violations[0] if machine.violations else None
    replays = Book.replay(machine.book.lines).lines == machine.book.lines
    return Life(seed, done, kinds, first.rule if first else "", first.text if first else "", replays)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where a rule was broken, or a book did not replay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    drawn = parser.add_mutually_exclusive_group()
    drawn.add_argument("--busy", action="store_true", help="with recurring deliverables and published plans")
    drawn.add_argument("--full", action="store_true", help="of a team whose hours are nearly all held")
    drawn.add_argument("--agency", action="store_true", help="of the agency in inputs/")
    drawn.add_argument(
        "--work", action="store_true", help="of a team that works off the plan and puts its reports right"
    )
    given = parser.parse_args(arguments)
    kind = next((kind for kind in ("busy", "full", "agency", "work") if getattr(given, kind)), "")
    began = time.monotonic()
    kinds: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    lives: list[str] = []
    steps = same = 0
    tasks = [(seed, given.steps, kind) for seed in range(given.first_seed, given.first_seed + given.runs)]
    with ProcessPoolExecutor(given.workers) as pool:
        for number, life in enumerate(pool.map(one_life, tasks, chunksize=8), start=1):
            if number % 250 == 0:
                print(f"{number} of {given.runs} lives, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            steps += life.steps
            kinds += life.kinds
            same += life.replays
            if life.rule:
                lives.append(f"seed {life.seed}, step {life.steps}: {life.rule}: {life.words}")
                print(lives[-1], flush=True)
                broken[life.rule] += 1
    seconds = time.monotonic() - began
    print(
        f"{given.runs} runs, {steps} steps, {sum(kinds.values())} entries, {1000 * seconds / max(1, steps):.1f} ms a step"
    )
    print("entries: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    print(f"replayed to the same bytes: {same} of {given.runs}")
    print("broken rules: " + (", ".join(f"{rule} {count}" for rule, count in broken.most_common()) or "none"))
    command = f"{COMMAND} --runs {given.runs} --steps {given.steps} --first-seed {given.first_seed}"
    command += f" --{kind}" if kind else ""
    counts = {
        "runs": given.runs,
        "steps": steps,
        "entries": sum(kinds.values()),
        "broken_rules": sum(broken.values()),
        "replayed": same,
    }
    found = {
        "counts": counts,
        "kinds": dict(kinds),
        "broken": dict(broken),
        "lives": lives,
        "seconds": round(seconds, 1),
    }
    save_results(f"{kind}_books" if kind else "books", setting_of(command) | found)
    return int(bool(broken) or same != given.runs)


if __name__ == "__main__":
    raise SystemExit(main())
