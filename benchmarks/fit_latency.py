"""How long an answer takes and what it says: warm verdicts and whole answers on random teams, beside planning everything anew for the same requests.

`python -m benchmarks.fit_latency` runs all sizes and writes the tables of the README. A team is planned and its plan published; then requests
are answered one after the other on that ground. *By its date* is whether it can be done as asked, as things stand or with moves. *Verdict* is
the whole ladder with earliest date, reasons and harm; *whole answer* adds offers, the checked plan after each of them, and the words. *Planned
anew* puts the question of *by its date* to the ordinary planner (`benchmarks.planned_anew`), for the first so many requests; in the largest team
for fewer. Times are processor time of this process: an answer has one thread.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

from benchmarks.planned_anew import Anew, FitSaid, beside, plan_anew
from benchmarks.tables import elsewhere, put_into_readme, save_results, setting_of, table_of
from benchmarks.teams import SIZES, draw_team
from scheduler.domain.requests import Request
from scheduler.domain.verdict import VerdictWord
from scheduler.domain.workspace import Workspace
from scheduler.solve.work import ANSWER_PACE, Work
from scheduler.workflows.asked_work import ask_of
from scheduler.workflows.fit_request import answered
from scheduler.workflows.fitting.answering import FIT_SECONDS
from scheduler.workflows.fitting.ground import Ground, ground_on
from scheduler.workflows.fitting.ladder import Answered, climb_ladder
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way
from scheduler.workflows.kept_book import checked_plan, opened_book
from tests.property.random_requests import random_request

COMMAND = "python -m benchmarks.fit_latency"
CASES = (("12x60", 0.9), ("12x60", 0.96), ("40x250", 0.9), ("40x250", 0.96), ("200x2000", 0.9))
NO_CAP_MINUTES = 60 * 10_000
"""The teams have no agreements: with the cap of clients without one nearly every answer would be about the cap."""
ANEW = {"12x60": 100, "40x250": 100, "200x2000": 10}
"""How many of the requests are planned anew: the first ones. A plan of the largest team takes too long for all."""
ANEW_SECONDS = {"12x60": 2.0, "40x250": 5.0, "200x2000": 20.0}
"""Time limit of the planner, in seconds of processor time: at least three times the bar for an on-time plan of that size."""
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


class Verdict(NamedTuple):
    """One request: its verdict, the rung that decided it, what it says of the date asked for, and seconds of processor time."""

    word: VerdictWord
    rung: str
    said: FitSaid
    by_date_seconds: float
    seconds: float


def verdict_on(ground: Ground, request: Request) -> Verdict:
    """Return the verdict on a request and how long it took."""
    ask = ask_of(ground.book, ground.workspace, request)
    began = time.process_time()
    climb = Climb(ground, ask, Work(FIT_SECONDS, pace=ANSWER_PACE))
    way = climb.as_is()
    as_is = isinstance(way, Way)
    moved = None if as_is else climb.with_moves()
    by_date = time.process_time() - began
    began = time.process_time()
    found = climb_ladder(ground, ask, work=Work(FIT_SECONDS, pace=ANSWER_PACE))
    seconds = time.process_time() - began
    first = next((each for each in (way, moved) if isinstance(each, Way)), None)
    return Verdict(found.word, rung_of(found, first=first, as_is=as_is), said_of(found), by_date, seconds)


def rung_of(found: Answered, *, first: Way | None, as_is: bool) -> str:
    """Return the rung of the ladder that decided.

    Parameters
    ----------
    first
        The way by the date asked for that the first two rungs find by themselves.
    as_is
        Whether that is the first of them, on which nothing is searched for.
    """
    proven = any(reason.proven for reason in found.reasons)
    match found.word:
        case "fits_as_is" | "fits_with_moves":
            if first is None:
                return "looking for the earliest date"
            if first.conforming:
                return "own hours, added up"
            return "as the plan stands" if as_is else "with moves" if first.moved else "room that nothing moves for"
        case "fits_with_trade":
            return "trade"
        case "fits_later":
            assert found.way is not None
            return "later, with moves" if found.way.moved else "later, as the plan stands"
        case "needs_approval":
            return "override"
        case "does_not_fit" | "undecided":
            return "none, proven" if proven else "none, not proven"


def said_of(found: Answered) -> FitSaid:
    """Return what a verdict says of the date asked for with no promise moved: a trade, a later date and an override are a no."""
    if found.word in ("fits_as_is", "fits_with_moves"):
        return "yes"
    return "proven no" if any(reason.proven for reason in found.reasons) else "no plan found"


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
    verdicts = [verdict_on(ground, request) for request in asked]
    whole_seconds = [_seconds_of_answer(ground, request) for request in asked[:whole]]
    plans = [plan_anew(ground, request, seconds=ANEW_SECONDS[size]) for request in asked[:anew]]
    by_date, seconds = [each.by_date_seconds for each in verdicts], [each.seconds for each in verdicts]
    return {
        "size": size,
        "load": load,
        "requests": requests,
        "words": dict(Counter(each.word for each in verdicts).most_common()),
        "rungs": dict(Counter(each.rung for each in verdicts).most_common()),
        "refused": sum(each.said != "yes" for each in verdicts),
        "refused_with_proof": sum(each.said == "proven no" for each in verdicts),
        "by_date_median_ms": _ms(median(by_date)),
        "by_date_p95_ms": _ms(_p95(by_date)),
        "verdict_median_ms": _ms(median(seconds)),
        "verdict_p95_ms": _ms(_p95(seconds)),
        "whole_median_ms": _ms(median(whole_seconds)),
        "whole_p95_ms": _ms(_p95(whole_seconds)),
    } | side_by_side(verdicts[:anew], plans, limit_seconds=ANEW_SECONDS[size])


def side_by_side(verdicts: Sequence[Verdict], plans: Sequence[Anew], *, limit_seconds: float) -> Row:
    """Return the columns of requests that were answered and planned anew: what both found, who was better, and how much longer planning took."""
    pairs = list(zip(verdicts, plans, strict=True))
    better = Counter(beside(each.said, plan.found) for each, plan in pairs)
    return {
        "planned_anew": len(pairs),
        "anew_limit_seconds": limit_seconds,
        "both_found": dict(Counter(f"{each.said} | {plan.found}" for each, plan in pairs).most_common()),
        "anew_same": better["same"],
        "anew_fit_better": better["fit better"],
        "anew_planner_better": better["planner better"],
        "anew_contradicted": better["contradicted"],
        "anew_median_ms": _ms(median(plan.seconds for plan in plans)),
        "anew_p95_ms": _ms(_p95([plan.seconds for plan in plans])),
        "anew_over_by_date": round(median(plan.seconds / max(each.by_date_seconds, 1e-6) for each, plan in pairs), 1),
        "anew_over_verdict": round(median(plan.seconds / max(each.seconds, 1e-6) for each, plan in pairs), 1),
    }


def _seconds_of_answer(ground: Ground, request: Request) -> float:
    began = time.process_time()
    answered(ground, request)
    return time.process_time() - began


def _p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def _ms(seconds: float) -> int:
    return round(1000 * seconds)


def table_of_times(rows: list[Row]) -> str:
    """Return the table of verdicts, rungs and times."""
    columns = [
        *("people x tasks", "load", "requests", "verdicts", "decided by", "refusals with a proof"),
        *("by its date, median ms", "by its date, 95 %", "verdict, median ms", "verdict, 95 %"),
        *("whole answer, median ms", "whole answer, 95 %"),
    ]
    cells = [
        [
            SIZES[row["size"]].label,
            f"{row['load']:.0%}",
            row["requests"],
            _listed({word.removeprefix("fits_").replace("_", " "): count for word, count in row["words"].items()}),
            _listed(row["rungs"]),
            f"{row['refused_with_proof']} of {row['refused']}",
            *(row[f"{what}_{point}_ms"] for what in ("by_date", "verdict", "whole") for point in ("median", "p95")),
        ]
        for row in rows
    ]
    return table_of(columns, cells)


def table_beside(rows: list[Row]) -> str:
    """Return the table of answers beside plans made anew."""
    columns = [
        *("people x tasks", "load", "planned anew", "limit, s", "fit / planner"),
        *("same", "fit better", "planner better", "contradictions"),
        *("planner, median ms", "planner, 95 %", "planner over by its date", "planner over verdict"),
    ]
    cells = [
        [
            SIZES[row["size"]].label,
            f"{row['load']:.0%}",
            f"{row['planned_anew']} of {row['requests']}",
            f"{row['anew_limit_seconds']:g}",
            _listed({both.replace(" | ", " / "): count for both, count in row["both_found"].items()}),
            *(row[f"anew_{name}"] for name in ("same", "fit_better", "planner_better", "contradicted")),
            *(row[f"anew_{point}_ms"] for point in ("median", "p95")),
            *(f"{row[f'anew_over_{what}']:g} times" for what in ("by_date", "verdict")),
        ]
        for row in rows
    ]
    return table_of(columns, cells)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def main() -> None:
    """Run the cases; the README is written only when all were run."""
    parser = argparse.ArgumentParser(description="Time answers to requests, and hold them against plans made anew.")
    parser.add_argument("--size", choices=SIZES, action="append")
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--whole", type=int, default=30)
    parser.add_argument("--anew", type=int, help="requests planned anew, at most (default: by size)")
    given = parser.parse_args()
    rows = []
    for size, load in CASES:
        if given.size and size not in given.size:
            continue
        anew = min(given.requests, ANEW[size] if given.anew is None else given.anew)
        rows.append(run_case(size, load, requests=given.requests, whole=given.whole, anew=anew))
        print("\n".join(table(rows[-1:]).splitlines()[-1] for table in (table_of_times, table_beside)), flush=True)
    if not given.size or elsewhere() is not None:
        command = f"{COMMAND} --requests {given.requests} --whole {given.whole}"
        command += "" if given.anew is None else f" --anew {given.anew}"
        put_into_readme("fit latency", f"`{command}`\n\n{table_of_times(rows)}\n\n{table_beside(rows)}")
        save_results("fit_latency", setting_of(command) | {"rows": rows})


if __name__ == "__main__":
    main()
