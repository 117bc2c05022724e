"""Long random lives of books: `python -m benchmarks.books --runs 5000 --steps 200` counts what the independent auditor finds.

Each run draws a small team with agreements and does drawn things to its book: requests, quotes, requests asked again, cancels, trades,
consents, overrides, overruns, absences, returns, signatures, rounds, days, crashes, and files edited by hand: rows, progress, meetings,
hours, closures, skills, agreements, exclusions. The auditor reads every line after every step.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from benchmarks.tables import save_results, setting_of
from scheduler.fairshare.book import Book
from tests.property.book_machine import Machine

COMMAND = "python -m benchmarks.books"


def one_life(task: tuple[int, int]) -> tuple[int, Counter[str], Counter[str], bool]:
    """Live one book; return the steps done, the entries by kind, the broken rules, and whether it replays to the same bytes.

    A run ends at its first broken rule: what follows would be counted twice.
    """
    seed, steps = task
    machine = Machine(seed, edits=True)
    done = 0
    while done < steps and not machine.violations:
        machine.step()
        done += 1
    kinds = Counter(str(entry.kind) for entry in machine.book.entries)
    broken = Counter(found.rule for found in machine.violations[:1])
    return done, kinds, broken, Book.replay(machine.book.lines).lines == machine.book.lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where a rule was broken, or a book did not replay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    began = time.monotonic()
    kinds: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    steps = same = 0
    tasks = [(seed, given.steps) for seed in range(given.first_seed, given.first_seed + given.runs)]
    with ProcessPoolExecutor(given.workers) as pool:
        for done, seen, found, replays in pool.map(one_life, tasks, chunksize=8):
            steps += done
            kinds += seen
            broken += found
            same += replays
    seconds = time.monotonic() - began
    print(
        f"{given.runs} runs, {steps} steps, {sum(kinds.values())} entries, {1000 * seconds / max(1, steps):.1f} ms a step"
    )
    print("entries: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    print(f"replayed to the same bytes: {same} of {given.runs}")
    print("broken rules: " + (", ".join(f"{rule} {count}" for rule, count in broken.most_common()) or "none"))
    command = f"{COMMAND} --runs {given.runs} --steps {given.steps} --first-seed {given.first_seed}"
    counts = {
        "runs": given.runs,
        "steps": steps,
        "entries": sum(kinds.values()),
        "broken_rules": sum(broken.values()),
        "replayed": same,
    }
    found = {"counts": counts, "kinds": dict(kinds), "broken": dict(broken), "seconds": round(seconds, 1)}
    save_results("books", setting_of(command) | found)
    return int(bool(broken) or same != given.runs)


if __name__ == "__main__":
    raise SystemExit(main())
