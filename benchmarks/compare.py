"""Two sets of results by ratio: `python -m benchmarks.compare OLD NEW` returns 1 where something became worse.

OLD and NEW are results files, folders of them, or versions kept in `benchmarks/results/`; `benchmarks/results` itself is the latest. Rows are matched by their case;
how other schedulers and policies did is not compared. A plan that is no longer verified, a case that is gone and a larger amount late are worse whatever the machine; times
only beyond a ratio, and only where both sides had as many cores (`--times always` compares them all the same, `never` leaves them out).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.measures import MEASURES, Kind, Measure, case_of, rows_in
from benchmarks.tables import RESULTS, table_of

OURS = "Evenhand"
OUR_POLICY = "evenhand"
NOT_COMPARED = {"run", "interval_model"}
"""Which benchmark ended how, and what a solver that is not ours reached."""
SETTING = ("evenhand", "python", "ortools", "machine", "cores", "command")
Verdict = Literal["worse", "better", "same"]
Case = tuple[tuple[str, Any], ...]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one case in both sets.

    Attributes
    ----------
    ratio
        New over old; infinite where the old value is zero and the new one is not, 1 where both are.
    """

    result: str
    case: str
    measure: str
    kind: Kind
    old: float
    new: float
    ratio: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Limits:
    """By which ratio something may become worse, per kind of measure; a fact may not at all."""

    time: float = 1.5
    memory: float = 1.25
    amount: float = 1.02

    def of(self, kind: Kind) -> float:
        """Return the limit of a kind, at least 1."""
        return {"time": self.time, "memory": self.memory, "amount": self.amount, "fact": 1.0}[kind]


def results_in(place: Path) -> dict[str, Row]:
    """Return results by name from a file or a folder.

    Raises
    ------
    FileNotFoundError
        There are none.
    """
    paths = [place] if place.is_file() else sorted(place.glob("*.json"))
    if not paths:
        raise FileNotFoundError(f"there are no results in {place}")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def place_of(text: str) -> Path:
    """Return the file or folder that is meant: itself, or a version kept among the results."""
    path = Path(text)
    return path if path.exists() or not (RESULTS / text).is_dir() else RESULTS / text


def compare_measure(measure: Measure, old: float, new: float, *, limit: float) -> tuple[float, Verdict]:
    """Return the ratio of new over old, and whether that is worse, better or the same within the limit."""
    if max(old, new) <= measure.floor or old == new:
        return (new / old if old else 1.0), "same"
    ratio = new / old if old else math.inf
    worse, better = (ratio > limit, ratio < 1 / limit)
    if not measure.lower_is_better:
        worse, better = better, worse
    return ratio, "worse" if worse else "better" if better else "same"


def changes_in(name: str, old: Row, new: Row, *, limits: Limits, kinds: frozenset[Kind]) -> Iterator[Change]:
    """Yield every measure that both rows of a case have."""
    for field, measure in MEASURES.items():
        before, after = old.get(field), new.get(field)
        if measure.kind not in kinds or not isinstance(before, (int, float)) or not isinstance(after, (int, float)):
            continue
        ratio, verdict = compare_measure(measure, float(before), float(after), limit=limits.of(measure.kind))
        yield Change(name, said(case_of(new)), field, measure.kind, float(before), float(after), ratio, verdict)


def lost_in(old: Row, new: Row) -> list[str]:
    """Return the amounts and facts that the old row of a case has and the new one has not: there is no plan any more."""
    return [
        field
        for field, measure in MEASURES.items()
        if measure.kind in ("amount", "fact") and old.get(field) is not None and new.get(field) is None
    ]


def said(case: Case) -> str:
    """Return a case in words."""
    return ", ".join(f"{name} {value}" for name, value in case) or "all"


def by_case(results: Row) -> dict[Case, Row]:
    """Return our rows by case; those of other schedulers and policies are left out."""
    ours = (
        row for row in rows_in(results) if row.get("method") in (None, OURS) and row.get("policy") in (None, OUR_POLICY)
    )
    return {case_of(row): row for row in ours}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two sets have in common and what not.

    Attributes
    ----------
    gone
        Cases of the old set without a row in the new one, and measures of a case that are no longer there, in words.
    notes
        What makes times incomparable, and what was not there before.
    """

    changes: tuple[Change, ...]
    gone: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def is_worse(self) -> bool:
        """Whether anything became worse or is gone."""
        return bool(self.gone) or any(change.verdict == "worse" for change in self.changes)


def compare(
    old: dict[str, Row], new: dict[str, Row], *, limits: Limits, times: Literal["same", "always", "never"] = "same"
) -> Comparison:
    """Compare two sets of results.

    Parameters
    ----------
    old, new
        Results by name.
    limits
        Ratios up to which a measure counts as the same.
    times
        Whether times and memory are compared: where machine and cores are the same, always, or never.
    """
    changes: list[Change] = []
    gone: list[str] = []
    notes: list[str] = []
    for name in sorted((old.keys() | new.keys()) - NOT_COMPARED):
        if name not in new:
            gone.append(f"{name}: all of it")
            continue
        if name not in old:
            notes.append(f"{name} is new")
            continue
        differ = [part for part in SETTING if old[name].get(part) != new[name].get(part)]
        notes += [f"{name}: {part} was {old[name].get(part)}, is {new[name].get(part)}" for part in differ]
        timed = times == "always" or (times == "same" and not {"machine", "cores"} & set(differ))
        kinds: frozenset[Kind] = frozenset(("amount", "fact", "time", "memory") if timed else ("amount", "fact"))
        before, after = by_case(old[name]), by_case(new[name])
        gone += [f"{name}: {said(case)}" for case in before if case not in after]
        for case in before.keys() & after.keys():
            gone += [f"{name}: {said(case)}: {field}" for field in lost_in(before[case], after[case])]
            changes += changes_in(name, before[case], after[case], limits=limits, kinds=kinds)
    changes.sort(key=lambda change: (change.result, change.verdict != "worse", change.case, change.measure))
    return Comparison(tuple(changes), tuple(gone), tuple(notes))


def table_of_changes(changes: Sequence[Change]) -> str:
    """Return what is worse or better, a line each."""
    lines = [
        [each.result, each.case, each.measure, f"{each.old:g}", f"{each.new:g}", _times(each.ratio), each.verdict]
        for each in changes
        if each.verdict != "same"
    ]
    return table_of(["result", "case", "measure", "old", "new", "ratio", ""], lines)


def table_of_means(changes: Sequence[Change]) -> str:
    """Return a line per result and measure: cases, geometric mean of the ratios (where both values are above zero), how many worse and better."""
    lines = []
    for result, measure in dict.fromkeys((each.result, each.measure) for each in changes):
        own = [each for each in changes if (each.result, each.measure) == (result, measure)]
        logs = [math.log(each.ratio) for each in own if 0 < each.ratio < math.inf]
        mean = _times(math.exp(sum(logs) / len(logs))) if logs else ""
        counts = [sum(each.verdict == verdict for each in own) for verdict in ("worse", "better")]
        lines.append([result, measure, len(own), mean, *counts])
    return table_of(["result", "measure", "cases", "mean ratio", "worse", "better"], lines)


def _times(ratio: float) -> str:
    return "from 0" if ratio == math.inf else f"{ratio:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both tables; return 0 where nothing became worse, 1 where something did or is gone, 2 where there is nothing to compare."""
    parser = argparse.ArgumentParser(description="Compare two sets of benchmark results by ratio.")
    parser.add_argument("old", help="results file, folder, or version kept in benchmarks/results")
    parser.add_argument("new", help="the same")
    parser.add_argument("--time-ratio", type=float, default=1.5, help="a time beyond it is worse")
    parser.add_argument("--amount-ratio", type=float, default=1.02, help="an amount beyond it is worse")
    parser.add_argument("--times", choices=("same", "always", "never"), default="same")
    given = parser.parse_args(arguments)
    try:
        old, new = results_in(place_of(given.old)), results_in(place_of(given.new))
    except FileNotFoundError as error:
        print(error)
        return 2
    limits = Limits(time=max(1.0, given.time_ratio), amount=max(1.0, given.amount_ratio))
    found = compare(old, new, limits=limits, times=given.times)
    if not found.changes and not found.gone:
        print("the two have no case in common")
        return 2
    print("\n".join([*found.notes, *(f"gone: {each}" for each in found.gone), ""]))
    print(f"{table_of_means(found.changes)}\n")
    print(table_of_changes(found.changes))
    return int(found.is_worse)


if __name__ == "__main__":
    raise SystemExit(main())
