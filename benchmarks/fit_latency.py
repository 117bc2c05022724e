"""How long an answer takes: warm verdicts and whole answers on random teams, beside planning everything anew for the same requests.

`python -m benchmarks.fit_latency` runs all sizes and writes the table of the README. A team is planned and its plan published; then requests
are answered one after the other on that ground. *By its date* is whether it can be done as asked, as things stand or with moves. *Verdict* is
the whole ladder with earliest date, reasons and harm; *whole answer* adds offers, the checked plan after each of them, and the words. *Planned
anew* is the whole plan made again with the request in it, up to its first plan. Times are processor time of this process: an answer has one thread.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from statistics import median
from typing import Any

from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of, table_of
from benchmarks.teams import SIZES, draw_team
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.handing import with_asked_tasks
from scheduler.solve.planner import PlanSettings, make_plan
from scheduler.solve.work import Work
from scheduler.workflows.decide_requests import ask_of
from scheduler.workflows.fit_request import FIT_SECONDS, answered
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.fitting.ladder import climb_ladder
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.property.random_requests import random_request

COMMAND = "python -m benchmarks.fit_latency"
CASES = (("12x60", 0.9), ("12x60", 0.96), ("40x250", 0.9), ("40x250", 0.96), ("200x2000", 0.9))
NO_CAP_MINUTES = 60 * 10_000
"""The teams have no agreements: with the cap of clients without one nearly every answer would be about the cap."""
Row = dict[str, Any]


def ground_of_team(size: str, load: float, *, seed: int) -> Ground:
    """Return a drawn team with its plan published."""
    return ground_of_workspace(draw_team(SIZES[size], load, seed=seed).workspace)


def ground_of_workspace(place: Workspace) -> Ground:
    """Return a team without agreements with its plan published; nothing that is asked there meets the cap."""
    policy = place.policy.model_copy(update={"walk_in_borrow": NO_CAP_MINUTES})
    place = place.model_copy(update={"policy": policy})
    first = checked_plan(place)
    book = opened_book(place, plan=first)
    made = ground_on(place, book, plan=first, published=None).plan
    ground = ground_on(place, book, plan=made, published=made)
    assert ground.facts
    return ground


def run_case(size: str, load: float, *, requests: int, whole: int, anew: int, seed: int = 0) -> Row:
    """Answer requests on one team.

    Parameters
    ----------
    requests, whole, anew
        How many get a verdict, a whole answer, and a plan made anew.
    """
    ground = ground_of_team(size, load, seed=seed)
    asked = [random_request(ground.workspace, seed=number) for number in range(requests)]
    answered(ground, asked[0])
    words: Counter[str] = Counter()
    by_date: list[float] = []
    verdicts: list[float] = []
    proven = refused = 0
    for request in asked:
        ask = ask_of(ground.book, ground.workspace, request)
        began = time.process_time()
        climb = Climb(ground, ask, Work(FIT_SECONDS))
        if not isinstance(climb.as_is(), Way):
            climb.with_moves()
        by_date.append(time.process_time() - began)
        began = time.process_time()
        found = climb_ladder(ground, ask, work=Work(FIT_SECONDS))
        verdicts.append(time.process_time() - began)
        words[found.word] += 1
        if found.word not in ("fits_as_is", "fits_with_moves"):
            refused += 1
            proven += any(reason.proven for reason in found.reasons)
    return {
        "size": size,
        "load": load,
        "requests": requests,
        "words": dict(words.most_common()),
        "refused": refused,
        "refused_with_proof": proven,
        "by_date_median_ms": _ms(median(by_date)),
        "by_date_p95_ms": _ms(_p95(by_date)),
        "verdict_median_ms": _ms(median(verdicts)),
        "verdict_p95_ms": _ms(_p95(verdicts)),
        "whole_median_ms": _ms(median(times := [_seconds_of_answer(ground, each) for each in asked[:whole]])),
        "whole_p95_ms": _ms(_p95(times)),
        "anew_median_ms": _ms(median(_seconds_anew(ground, each) for each in asked[:anew])),
    }


def _seconds_of_answer(ground: Ground, request: Request) -> float:
    began = time.process_time()
    answered(ground, request)
    return time.process_time() - began


def _seconds_anew(ground: Ground, request: Request) -> float:
    ask = ask_of(ground.book, ground.workspace, request)
    place = with_asked_tasks(ground.facts[0], ground.book, ask.client, ask.request, ask.tasks)
    began = time.process_time()
    make_plan(place, baseline=ground.plan, holdings=ground.facts[1], settings=PlanSettings(time_limit_seconds=10.0))
    return time.process_time() - began


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def _ms(seconds: float) -> int:
    return round(1000 * seconds)


def table_of_rows(rows: list[Row]) -> str:
    """Return the table of the README."""
    columns = [
        "people x tasks",
        "load",
        "requests",
        "verdicts",
        "refusals with a proof",
        "by its date, median ms",
        "by its date, 95 %",
        "verdict, median ms",
        "verdict, 95 %",
        "whole answer, median ms",
        "whole answer, 95 %",
        "planned anew, median ms",
    ]
    cells = [
        [
            SIZES[row["size"]].label,
            f"{row['load']:.0%}",
            row["requests"],
            ", ".join(
                f"{word.removeprefix('fits_').replace('_', ' ')} {count}" for word, count in row["words"].items()
            ),
            f"{row['refused_with_proof']} of {row['refused']}",
            row["by_date_median_ms"],
            row["by_date_p95_ms"],
            row["verdict_median_ms"],
            row["verdict_p95_ms"],
            row["whole_median_ms"],
            row["whole_p95_ms"],
            row["anew_median_ms"],
        ]
        for row in rows
    ]
    return table_of(columns, cells)


def main() -> None:
    """Run the cases; the README is written only when all were run."""
    parser = argparse.ArgumentParser(description="Time answers to requests.")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--whole", type=int, default=30)
    parser.add_argument("--anew", type=int, default=5)
    given = parser.parse_args()
    rows = []
    for size, load in CASES:
        if given.size and size not in given.size:
            continue
        rows.append(run_case(size, load, requests=given.requests, whole=given.whole, anew=given.anew))
        print(table_of_rows(rows[-1:]).splitlines()[-1], flush=True)
    if not given.size or elsewhere() is not None:
        command = f"{COMMAND} --requests {given.requests} --whole {given.whole} --anew {given.anew}"
        put_into_readme("fit latency", f"`{command}`\n\n{table_of_rows(rows)}")
        save_results("fit_latency", setting_of(command) | {"rows": rows})


if __name__ == "__main__":
    main()
