"""The benchmarks in the project's README, from the recorded results: what was reached beside its bar or beside others, wins and losses alike.

`python -m benchmarks.summary` writes the part; `python -m benchmarks.run` does so at its end, and a test holds that it is up to date.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.tables import RESULTS, put_into_readme, saved_results, table_of

PROJECT_README = Path(__file__).resolve().parents[1] / "README.md"
OURS = "Evenhand"
ON_TIME_BARS = {"12x60": 0.2, "25x120": 0.5, "40x250": 1.0, "100x800": 5.0, "200x2000": 6.0}
"""Seconds to an on-time plan at up to 95 % load."""
FULL_BARS = {"40x250": 3.0, "100x800": 10.0, "200x2000": 30.0}
"""The same at 95 to 99 %."""
GAP_BARS = {"12x60": 0.02, "25x120": 0.02, "40x250": 0.02, "100x800": 0.05, "200x2000": 0.08}
"""Distance of lateness from its proven bound, as a share, in overloaded teams."""
MAKESPAN_BAR_PERCENT = 1
DATE_BARS = {"12x60": 20, "40x250": 100, "200x2000": 100}
ANSWER_BARS = {"12x60": 300, "40x250": 1000}
"""Milliseconds of processor time, for 95 % of the requests."""
MET, MISSED = "met", "**missed**"
Results = dict[str, Any]
Line = list[object]


def _label(size: str) -> str:
    people, tasks = size.split("x")
    return f"{people} x {int(tasks):,}"


def on_time_lines(results: Results) -> Iterator[Line]:
    """Yield a line per size for loads up to 95 %, and for fuller teams where there is a bar for them."""
    for full, bars in ((False, ON_TIME_BARS), (True, FULL_BARS)):
        for size, bar in bars.items():
            own = [row for row in results["rows"] if row["size"] == size and (row["load"] > 0.95) == full]
            if not own:
                continue
            solved, asked = sum(row["on_time"] for row in own), sum(row["seeds"] for row in own)
            slowest = max(row["largest_seconds"] for row in own)
            by_date = sum(row["by_due_date_on_time"] for row in own)
            met = solved == asked and slowest <= bar and all(row["verified"] for row in own)
            loads = "above 95 %" if full else "up to 95 %"
            reached = f"{solved} of {asked}, slowest {slowest:g} s (by due date by hand: {by_date} of {asked})"
            yield [f"on-time plan, {_label(size)}, load {loads}", reached, f"all, in {bar:g} s", _met(met)]


def overload_lines(results: Results) -> Iterator[Line]:
    """Yield a line per size: the gap between lateness and its bound where work does not fit."""
    for size, bar in GAP_BARS.items():
        own = [row for row in results["rows"] if row["size"] == size]
        if own:
            near = sum(row["gap"] <= bar for row in own)
            reached = f"within it in {near} of {len(own)} teams, at most {max(row['gap'] for row in own):.1%}"
            yield [
                f"overload, {_label(size)}: gap to the bound",
                reached,
                f"at most {bar:.0%}",
                _met(near == len(own)),
            ]


def imopse_lines(results: Results) -> Iterator[Line]:
    """Yield the line of the iMOPSE files: on time at the makespans that the interval model reached."""
    own = [row for row in results["rows"] if row.get("exit_code") is None]
    done = sum(row["outcome"] == "on time" and row["verified"] for row in own)
    slowest = max(row["seconds"] for row in own)
    met = _met(done == len(own))
    yield [
        "iMOPSE: by the makespan that CP-SAT reached in 60 s",
        f"{done} of {len(own)} files, slowest {slowest:g} s",
        "all",
        met,
    ]


def makespan_lines(results: Results) -> Iterator[Line]:
    """Yield the line of the least makespans: how far plans are above what is proven."""
    rows = results["rows"]
    found = [row for row in rows if row["plan_hours"] is not None and row["verified"]]
    near = sum(row["gap_percent"] <= MAKESPAN_BAR_PERCENT for row in found)
    largest = max((row["gap_percent"] for row in found), default=0.0)
    reached = f"within it in {near} of {len(rows)} files, at most {largest:g}%; proven optimal in {sum(not row['gap_percent'] for row in found)}"
    yield [
        "iMOPSE: makespan above its proven bound",
        reached,
        f"at most {MAKESPAN_BAR_PERCENT}%",
        _met(near == len(rows)),
    ]


def latency_lines(results: Results) -> Iterator[Line]:
    """Yield the lines of answers on a ground that stands: whether a request fits by its date, and the whole answer with offers and words."""
    for asked, column, bars in (
        ("whether a request fits by its date", "by_date_p95_ms", DATE_BARS),
        ("a whole answer with offers and words", "whole_p95_ms", ANSWER_BARS),
    ):
        for size, bar in bars.items():
            own = [row for row in results["rows"] if row["size"] == size]
            if own:
                slowest = max(row[column] for row in own)
                cases = "; ".join(f"{row[column]} ms at {row['load']:.0%}" for row in own)
                yield [f"{asked}, {_label(size)}, 95 % of requests", cases, f"{bar} ms", _met(slowest <= bar)]
    yield _beside_anew(results["rows"])


def _beside_anew(rows: list[Results]) -> Line:
    """Return the line of answers beside plans made anew: only what is proven by one and found by the other is a fault."""
    count, wrong, fit, planner = (
        sum(row[name] for row in rows)
        for name in ("planned_anew", "anew_contradicted", "anew_fit_better", "anew_planner_better")
    )
    reached = (
        f"{wrong} in {count}; a yes that the planner did not find {fit}, a plan where the answer had none {planner}"
    )
    return ["answers that planning everything anew contradicts", reached, "none", _met(not wrong)]


def repair_lines(results: Results) -> Iterator[Line]:
    """Yield the line of the repair scenarios: tasks kept beside a model that maximises just that in 60 s."""
    pairs = []
    for row in results["rows"]:
        kept = str(row["interval_model_kept"]).partition(" ")[0]
        if kept.isdigit():
            pairs.append((row["kept"], int(kept)))
    ahead, level = sum(ours > theirs for ours, theirs in pairs), sum(ours == theirs for ours, theirs in pairs)
    sums = f"{sum(ours for ours, _ in pairs)} tasks kept, the model {sum(theirs for _, theirs in pairs)}"
    behind = len(pairs) - ahead - level
    yield [
        "workforce repair: tasks kept, beside a CP-SAT model of 60 s",
        f"{sums}: ahead in {ahead}, level in {level}, behind in {behind}",
        "never behind",
        _met(not behind),
    ]


def peer_lines(results: Results) -> Iterator[Line]:
    """Yield a line per other scheduler: our lateness beside that of its valid plans, in the same time; no valid plan is counted apart."""
    for method, own, pairs in _beside(results):
        unsaid = sum(row["ended"].startswith("cannot say") for row in own)
        ahead = sum(mine["verified"] and mine["value"] < row["value"] for mine, row in pairs)
        level = sum(mine["verified"] and mine["value"] == row["value"] for mine, row in pairs)
        behind = len(pairs) - ahead - level
        late = [(mine["late_minutes"], row["late_minutes"]) for mine, row in pairs]
        logs = [math.log(ours / theirs) for ours, theirs in late if ours and theirs]
        mean = (
            f"; our late minutes {math.exp(sum(logs) / len(logs)):.2f} times its own where both are late"
            if logs
            else ""
        )
        reached = f"ahead in {ahead}, level in {level}, behind in {behind}{mean}"
        reached += f"; it has no valid plan in {len(own) - unsaid - len(pairs)} and cannot say {unsaid}"
        yield [f"lateness beside {method}, same time", reached, "never behind", _met(not behind)]
    for method, _, pairs in _beside(results):
        same = [
            (mine, row) for mine, row in pairs if row["set"] == "workforce repair" and row["value"] <= mine["value"]
        ]
        if same:
            good = sum(
                mine["verified"] and mine["kept"] >= row["kept"] and _moves(mine) <= _moves(row) for mine, row in same
            )
            fewer = sum(row["moved"] < mine["moved"] for mine, row in same)
            reached = f"in {good} of the {len(same)} where its plan is no later than ours"
            if fewer:
                reached += f"; in {fewer} of them it gives fewer tasks to somebody else, and more another time"
            yield [f"repair: as much kept and as little moved as {method}", reached, "in all", _met(good == len(same))]


def _moves(row: Results) -> int:
    """Return how many tasks of a repair have another person or another time, which is what a move is in a plan."""
    return int(row["moved"]) + int(row["shifted"])


def _beside(results: Results) -> Iterator[tuple[str, list[Results], list[tuple[Results, Results]]]]:
    """Yield each other scheduler with its rows, and our row beside each that has a valid plan."""
    rows = results["rows"]
    ours = {(row["set"], row["case"]): row for row in rows if row["method"] == OURS}
    for method in dict.fromkeys(row["method"] for row in rows if row["method"] != OURS):
        own = [row for row in rows if row["method"] == method]
        yield method, own, [(ours[row["set"], row["case"]], row) for row in own if row.get("verified")]


def _met(holds: bool) -> str:
    return MET if holds else MISSED


def answer_lines(results: Results) -> Iterator[Line]:
    """Yield the line of the random requests: what was proven and what the checks found."""
    counts = results["counts"]
    found = sum(
        counts.get(name, 0)
        for name in ("faults", "changes to others", "proofs contradicted", "findings of the independent check")
    )
    reached = f"{found} found in {counts['requests']:,}; {counts['refused with a proof']:,} of {counts['refused']:,} refusals proven"
    yield ["answers to random requests: faults", reached, "none", _met(not found)]


def scenario_lines(results: Results) -> Iterator[Line]:
    """Yield the lines of the book: entitled requests refused, and promised minutes late beside a rule that holds nothing for anybody."""
    rows = results["rows"]
    refused, plain = sum(row["entitled_refused"] for row in rows), sum(row["plain_entitled_refused"] for row in rows)
    met = _met(not refused)
    yield ["entitled requests refused in the policy's scenarios", f"{refused}; accept-if-it-fits {plain}", "none", met]
    late = [sum(row[name] for row in rows) for name in ("late_minutes", "overrun_late_minutes")]
    others = [sum(row[name] for row in rows) for name in ("plain_late_minutes", "plain_overrun_late_minutes")]
    said = f"{late[0]:,} promised and {late[1]:,} of overruns; accept-if-it-fits {others[0]:,} and {others[1]:,}"
    yield [
        "minutes late in them, through absences and overruns",
        said,
        "not more",
        _met(sum(late) <= sum(others)),
    ]


PARTS: dict[str, Callable[[Results], Iterator[Line]]] = {
    "on_time": on_time_lines,
    "overload": overload_lines,
    "imopse": imopse_lines,
    "makespans": makespan_lines,
    "workforce_repair": repair_lines,
    "beside_peers": peer_lines,
    "answers": answer_lines,
    "fit_latency": latency_lines,
    "scenarios": scenario_lines,
}
"""Which results say what, in the order of the table."""


def summary_of(folder: Path = RESULTS) -> str:
    """Return the part: a table of what was reached beside its bar, and where and when; what is not recorded is named."""
    lines: list[Line] = []
    missing, settings = [], []
    for name, lines_of in PARTS.items():
        results = saved_results(name, folder=folder)
        if results is None:
            missing.append(f"`{name}`")
            continue
        lines += lines_of(results)
        settings.append(_setting_of(results))
    met = sum(line[3] == MET for line in lines)
    text = [f"{met} of these {len(lines)} bars are met:", "", table_of(["what", "reached", "bar", ""], lines), ""]
    text.append(f"Recorded with {'; '.join(dict.fromkeys(settings))}.")
    if missing:
        text.append(f"Not recorded yet: {', '.join(missing)}.")
    return "\n".join(text)


def _setting_of(results: Results) -> str:
    said = f"Python {results['python']}, OR-Tools {results['ortools']}, {results['cores']} cores"
    return f"{said} on {results['date']}" if results.get("date") else said


def main() -> None:
    """Write the part into the project's README."""
    put_into_readme("benchmarks", summary_of(), readme=PROJECT_README)
    sys.stdout.write("README.md has the latest results\n")


if __name__ == "__main__":
    main()
