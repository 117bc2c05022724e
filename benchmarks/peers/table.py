"""The tables of the comparison: a line per case with a cell per scheduler, and what each scheduler is and cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.tables import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]


def methods_of(rows: Sequence[Row]) -> list[str]:
    """Return the schedulers in the order of the rows."""
    return list(dict.fromkeys(row["method"] for row in rows))


def table_of_rows(rows: Sequence[Row]) -> str:
    """Return a line per case and a column per scheduler: on time or how late, what a repair kept, and the seconds to the first plan and in all."""
    methods = methods_of(rows)
    found = {(row["set"], row["case"], row["method"]): row for row in rows}
    cases = dict.fromkeys((row["set"], row["case"]) for row in rows)
    lines = []
    for kind, case in cases:
        cells = [cell_of(found.get((kind, case, method))) for method in methods]
        lines.append([kind, case, *cells])
    return table_of(["set", "case", *methods], lines)


def cell_of(row: Row | None) -> str:
    """Return what one scheduler made of one case, in few words."""
    if row is None:
        return "not asked"
    if row["ended"] != "planned":
        return f"{row['ended']} in {row['seconds']:g} s" if row.get("seconds") else str(row["ended"])
    parts = ["on time" if row["on_time"] else f"{row['late_tasks']} late, {row['late_minutes']:,} min"]
    if not row["verified"]:
        parts = [f"NOT VALID ({', '.join(row['broken'])})"]
    if "kept" in row:
        parts.append(f"kept {row['kept']}, moved {row['moved']}")
    first = "" if row["first_seconds"] is None else f"{row['first_seconds']:g} / "
    return "; ".join(parts) + f"; {first}{row['seconds']:g} s"


def facts_table(rows: Sequence[Row]) -> str:
    """Return a line per scheduler: version, what it cannot say, and how often it had what."""
    lines = []
    for method in methods_of(rows):
        own = [row for row in rows if row["method"] == method]
        planned = [row for row in own if row["ended"] == "planned"]
        versions = dict.fromkeys(row["version"] for row in own if row.get("version"))
        limits = dict.fromkeys(row["limits"] for row in own if row.get("limits"))
        lines.append(
            [
                method,
                "; ".join(versions),
                "; ".join(limits),
                len(own),
                sum(row["ended"].startswith("cannot say") for row in own),
                len(own) - len(planned) - sum(row["ended"].startswith("cannot say") for row in own),
                len(planned),
                sum(row["verified"] for row in planned),
                sum(row["on_time"] for row in planned),
            ]
        )
    columns = ["scheduler", "version", "its question is narrower", "cases", "cannot say", "no plan or failed"]
    return table_of([*columns, "plans", "of them valid", "on time"], lines)
