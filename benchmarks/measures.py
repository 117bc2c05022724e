"""What of a result row names the case, what is measured in it, and which way is better: the one list for comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Row = dict[str, Any]
Kind = Literal["time", "memory", "amount", "fact"]

CASE_FIELDS = (
    *("set", "case", "method", "file", "due_hour", "scenario", "size", "load", "dues", "clients", "seed", "seeds"),
    *("limit_seconds", "axis", "amount", "policy", "client"),
)
"""Fields that name a case; two rows with the same of them are compared."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured.

    Attributes
    ----------
    kind
        `time` and `memory` depend on the machine, `amount` on the plan; a `fact` must not become false.
    lower_is_better
        Which way.
    floor
        Both values below it are the same; in the unit of the field.
    """

    kind: Kind
    lower_is_better: bool = True
    floor: float = 0.0


_SECONDS = Measure("time", floor=0.1)
_SHORT_SECONDS = Measure("time", floor=0.02)
_MILLISECONDS = Measure("time", floor=20.0)
_LESS, _MORE = Measure("amount"), Measure("amount", lower_is_better=False)

MEASURES: dict[str, Measure] = {
    **dict.fromkeys(
        (
            *("seconds", "cpu_seconds", "median_seconds", "largest_seconds", "median_cpu_seconds"),
            *("largest_cpu_seconds", "first_seconds", "plan_seconds", "book_seconds", "check_seconds"),
            *("bound_cpu_seconds", "plan_cpu_seconds"),
        ),
        _SECONDS,
    ),
    **dict.fromkeys(("build_seconds", "fit_seconds"), _SHORT_SECONDS),
    **dict.fromkeys(
        (
            *("by_date_median_ms", "by_date_p95_ms", "verdict_median_ms", "verdict_p95_ms"),
            *("whole_median_ms", "whole_p95_ms", "anew_median_ms"),
        ),
        _MILLISECONDS,
    ),
    "peak_mib": Measure("memory", floor=64.0),
    **dict.fromkeys(
        (
            *("late_tasks", "median_late_tasks", "late_minutes", "late_or_unplaced", "value", "worst_value"),
            *("gap", "worst_gap", "moved", "shifted", "dropped", "moves_reported", "overrun_late_minutes"),
            *("entitled_refused", "promises_moved", "differing_without_attacker", "violations", "undecided", "faults"),
            *("changes to others", "proofs contradicted", "answers with a fault", "broken_rules", "unlaid_minutes"),
            *("plan_hours", "gap_percent", "anew_contradicted", "anew_planner_better"),
        ),
        _LESS,
    ),
    **dict.fromkeys(
        ("on_time", "kept", "refused_with_proof", "worst_bound", "bound_hours", "replayed", "accepted_permille"), _MORE
    ),
    **dict.fromkeys(("verified", "optimal"), Measure("fact", lower_is_better=False)),
}


def rows_in(results: Row) -> list[Row]:
    """Return the rows of a result file, whatever its form: `rows`, the clients of `runs`, `files` by name, or one row of `counts` or `figures`."""
    found: list[Row] = [*results.get("rows", [])]
    found += [{"policy": run["policy"], **client} for run in results.get("runs", []) for client in run["clients"]]
    found += [{"file": name, **row} for name, row in results.get("files", {}).items()]
    for part in ("counts", "figures", "refusals"):
        if part in results:
            found.append({"case": part, **results[part]})
    return found


def case_of(row: Row) -> tuple[tuple[str, Any], ...]:
    """Return what names the case of a row."""
    return tuple((name, row[name]) for name in CASE_FIELDS if row.get(name) is not None)
