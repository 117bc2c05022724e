"""The facts of an expected.yaml (format: inputs/README.md), held against a plan document.

Each check returns the sentences of what does not hold; a plan that is right returns none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
Check = Callable[[Any, Document], Iterator[str]]


def read_expected(folder: Path) -> dict[str, Any]:
    """Read FOLDER/expected.yaml; instants stay texts."""
    facts = yaml.load((folder / "expected.yaml").read_text(encoding="utf-8"), Loader=_TextInstants)
    assert isinstance(facts, dict)
    assert "exit_code" in facts
    unknown = facts.keys() - CHECKS.keys() - HELD_BY_THE_RUN
    assert not unknown, f"{folder.name}/expected.yaml has keys that nobody checks: {sorted(unknown)}"
    return facts


def failures(facts: dict[str, Any], plan: Document) -> list[str]:
    """Return one sentence for each fact that the plan does not have."""
    return [f"{key}: {text}" for key, want in facts.items() if key in CHECKS for text in CHECKS[key](want, plan)]


class _TextInstants(yaml.SafeLoader):
    """Reads dates and instants as they are written."""


_TextInstants.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _differs(what: str, got: object, want: object) -> Iterator[str]:
    if got != want:
        yield f"{what} is {got!r}, not {want!r}"


def _status(want: list[str], plan: Document) -> Iterator[str]:
    if plan["status"] not in want:
        yield f"status is {plan['status']!r}, not one of {want}"


def _levels(want: dict[str, Any], plan: Document) -> Iterator[str]:
    by_name = {level["level"]: level for level in plan["objective"]}
    for name, facts in want.items():
        if name not in by_name:
            yield f"level {name} is missing"
            continue
        level = by_name[name]
        for key in ("value", "optimal"):
            if key in facts:
                yield from _differs(f"{key} of {name}", level[key], facts[key])
        if "worst" in facts:
            yield from _differs(f"worst of {name}", (level["clients"] or [None])[0], facts["worst"])


def _open_tasks(want: int, plan: Document) -> Iterator[str]:
    ids = {task["id"] for task in plan["tasks"]} | {task["id"] for task in plan["unplaced"]}
    yield from _differs("number of open tasks", len(ids), want)


def _done(want: list[str], plan: Document) -> Iterator[str]:
    yield from _differs("done", sorted(plan["done"]), sorted(want))


def _late(want: dict[str, Any], plan: Document) -> Iterator[str]:
    late = [task for task in plan["tasks"] if task["late_minutes"]]
    got = {
        "exactly": sorted(task["id"] for task in late),
        "clients": sorted({task["client"] for task in late}),
        "count": len(late),
        "minutes": sum(task["late_minutes"] for task in late),
    }
    for key, value in want.items():
        yield from _differs(key, got[key], sorted(value) if isinstance(value, list) else value)


def _unplaced(want: list[str], plan: Document) -> Iterator[str]:
    yield from _differs("unplaced", sorted(task["id"] for task in plan["unplaced"]), sorted(want))


def _tasks(want: dict[str, Any], plan: Document) -> Iterator[str]:
    by_id = {task["id"]: task for task in plan["tasks"]}
    for task_id, facts in want.items():
        if task_id not in by_id:
            yield f"{task_id} is not planned"
            continue
        task = by_id[task_id]
        for key, value in facts.items():
            if key == "not_before":
                if _instant(task["start"]) < _instant(value):
                    yield f"{task_id} starts at {task['start']}, before {value}"
            elif key in ("start", "finish", "due"):
                yield from _differs(f"{key} of {task_id}", _instant(task[key]), _instant(value))
            else:
                yield from _differs(f"{key} of {task_id}", task[key], value)


def _figures(part: str) -> Check:
    def check(want: dict[str, Any], plan: Document) -> Iterator[str]:
        by_id = {row["id"]: row for row in plan[part]}
        for row_id, facts in want.items():
            for key, value in facts.items():
                yield from _differs(f"{key} of {row_id}", by_id[row_id][key], value)

    return check


def _conflict(want: dict[str, Any], plan: Document) -> Iterator[str]:
    reasons = [task["why_late"] for task in plan["tasks"] if task["why_late"]]
    reasons += [task["why"] for task in plan["unplaced"]]
    for reason in reasons:
        if reason["kind"] == "capacity" and reason["proven"]:
            got = _figures_of(reason["figures"])
            if all(got[key] == value for key, value in want.items()):
                return
    yield f"no proven reason has these figures: {want}; there are {reasons}"


def _figures_of(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "people": sorted(figures["people"]),
        "skills": sorted(figures["skills"]),
        "free_minutes": figures["free_minutes"],
        "needed_minutes": figures["needed_minutes"],
        "work": {share["task"]: share["minutes"] for share in figures["work"]},
    }


def _changes(want: dict[str, Any], plan: Document) -> Iterator[str]:
    moved = {move["task"] for move in plan["moves"]}
    if missing := set(want.get("moved", [])) - moved:
        yield f"these should have moved: {sorted(missing)}"
    if wrong := set(want.get("not_moved", [])) & moved:
        yield f"these should not have moved: {sorted(wrong)}"
    for key in ("added", "dropped"):
        if key in want:
            yield from _differs(key, sorted(plan[key]), sorted(want[key]))
    if "unfrozen" in want:
        yield from _differs("unfrozen", {row["task"]: row["cause"] for row in plan["unfrozen"]}, want["unfrozen"])


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    assert at.tzinfo is not None, f"{text} has no offset"
    return at


HELD_BY_THE_RUN = frozenset({"exit_code", "baseline", "problems", "answers", "absorbed"})

CHECKS: dict[str, Check] = {
    "status": _status,
    "levels": _levels,
    "open_tasks": _open_tasks,
    "done": _done,
    "late": _late,
    "unplaced": _unplaced,
    "tasks": _tasks,
    "people": _figures("people"),
    "clients": _figures("clients"),
    "conflict": _conflict,
    "changes": _changes,
}
