"""Many random requests on random books: `python -m benchmarks.answers --books 500` counts verdicts, proofs and what the checks find.

Each book is drawn with its team (`tests.property.random_workspaces`), and four requests are answered on it. Every way and every offer is applied to a
copy of the book, whose log the independent auditor reads, and the plan after it passes the independent check of plans, or it is no answer; here it is
counted, and what changed of other clients is looked for once more. Proven refusals are held against planning everything anew.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from benchmarks.tables import put_into_readme, save_results, setting_of, table_of
from tests.property.random_requests import answer_of, changes_to_others, checked, random_ground, random_request
from tests.property.test_answers_hold import faults_of, fits_by_planning_anew

COMMAND = "python -m benchmarks.answers"
REQUESTS_EACH = 4


def one_book(task: tuple[int, bool]) -> Counter[str]:
    """Answer four requests on one book."""
    seed, anew = task
    counts: Counter[str] = Counter()
    ground = random_ground(seed, size="mixed" if seed % 2 else "small", published=seed % 4 < 2)
    for number in range(REQUESTS_EACH):
        request = random_request(ground.workspace, seed=100 * seed + number)
        answer = answer_of(ground, request)
        verdict = answer.verdict
        counts["requests"] += 1
        counts[verdict.verdict] += 1
        counts["faults"] += len(faults_of(ground, request, answer))
        counts["changes to others"] += len(changes_to_others(ground, answer))
        for found in checked(ground, request, answer).violations:
            counts["findings of the independent check"] += 1
            print(
                f"book {seed}, request {100 * seed + number}: {found.rule}: {found.text}", file=sys.stderr, flush=True
            )
        counts["offers"] += len(verdict.offers)
        if verdict.verdict in ("fits_as_is", "fits_with_moves"):
            continue
        kinds = [reason.kind for reason in verdict.reasons if reason.proven]
        counts["refused"] += 1
        counts["refused with a proof"] += bool(kinds)
        if anew and [kind for kind in kinds if kind != "policy"]:
            counts["proofs held against a plan made anew"] += 1
            counts["proofs contradicted"] += fits_by_planning_anew(ground, request)
    return counts


def main() -> int:
    """Print and record the counts; return 1 where a check found something."""
    parser = argparse.ArgumentParser(description="Count the answers to many random requests.")
    parser.add_argument("--books", type=int, default=500)
    parser.add_argument("--first-seed", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    total: Counter[str] = Counter()
    tasks = [(seed, seed % 5 == 0) for seed in range(given.first_seed, given.first_seed + given.books)]
    with ProcessPoolExecutor(given.workers) as pool:
        for counts in pool.map(one_book, tasks, chunksize=4):
            total.update(counts)
    names = [
        *(
            "requests",
            "fits_as_is",
            "fits_with_moves",
            "fits_with_trade",
            "fits_later",
            "needs_approval",
            "does_not_fit",
        ),
        *(
            "undecided",
            "refused",
            "refused with a proof",
            "proofs held against a plan made anew",
            "proofs contradicted",
        ),
        *("offers", "changes to others", "faults", "findings of the independent check"),
    ]
    table = table_of(["what", "count"], [[name.replace("_", " "), total[name]] for name in names])
    print(table)
    command = f"{COMMAND} --books {given.books} --first-seed {given.first_seed}"
    put_into_readme("answers", f"`{command}`\n\n{table}")
    save_results("answers", setting_of(command) | {"counts": dict(total)})
    wrong = ("faults", "changes to others", "proofs contradicted", "findings of the independent check")
    return 1 if any(total[name] for name in wrong) else 0


if __name__ == "__main__":
    raise SystemExit(main())
