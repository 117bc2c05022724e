"""Plan documents: read from anywhere, written in one canonical form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scheduler.domain.plan import Plan
from scheduler.errors import InputError
from scheduler.files.atomic import write_atomically
from scheduler.files.dates import parse_date_time
from scheduler.files.findings import Findings, Spot, one_of
from scheduler.files.formula_guard import guarded
from scheduler.files.plan_json import INSTANT_EXPECTED, check_instants, check_signs, parse_json, resolved_path
from scheduler.files.shapes import FormError
from scheduler.files.texts import decoded, read_bytes

SCHEMA_VERSION = 1
MOST_PROBLEMS = 100
"""A document that is wrong all over is not described in full."""

BLOCK_COLUMNS = ("task", "client", "deliverable", "person", "start", "end", "minutes", "overtime")

_EXPECTED = {
    "missing": "this field (`evenhand schema plan` lists them all)",
    "timezone_aware": INSTANT_EXPECTED,
    "tuple_type": "a list",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text",
    "model_type": "an object",
    "dict_type": "an object",
}


def read_plan(path: Path) -> Plan:
    """Return the plan in a file, ours or not; whether it is a good plan is for `scheduler.verify` to say.

    Raises
    ------
    InputError
        If the file is not there, not JSON, not a plan, or a plan with fields of another form.
    """
    findings = Findings()
    plan = _read(path, Spot(findings, str(path)))
    if plan is None:
        raise InputError(findings.problems, findings.notices)
    return plan


def _read(path: Path, spot: Spot) -> Plan | None:
    if not path.exists():
        spot.wrong("a plan document (`evenhand plan --out` writes one)", said="there is no such file")
        return None
    data = read_bytes(path, spot, streams=True)
    text = None if data is None else decoded(data, spot)
    document = None if text is None else parse_json(text, spot)
    if text is None or spot.findings.problems:
        return None
    if not isinstance(document, dict):
        spot.wrong("a plan document, which is one JSON object", said="the document is not an object")
        return None
    if not _is_plan(document, spot):
        return None
    check_signs(document, spot)
    if spot.findings.problems:
        return None
    reported = check_instants(document, spot)
    try:
        plan = Plan.model_validate_json(text, strict=True)
    except ValidationError as error:
        _report(error, document, spot, reported=reported)
        return None
    return plan if not reported and _has_a_moment(plan, spot) else None


def _has_a_moment(plan: Plan, spot: Spot) -> bool:
    """Say whether a plan's as_of is a moment at which the files can be read; a problem where it is none.

    Of the instants of a plan it alone is kept as it was written.
    """
    try:
        parse_date_time(plan.as_of)
    except FormError as reason:
        spot.within("as_of").wrong(reason.expected or INSTANT_EXPECTED, got=plan.as_of, fix=reason.fix)
        return False
    return True


def _is_plan(document: dict[str, Any], spot: Spot) -> bool:
    kind, version = document.get("kind"), document.get("schema_version")
    if kind != "plan":
        got = None if kind is None else json.dumps(kind)[:60]
        spot.within("kind").wrong('"plan"', got=got, fix="give the document that `evenhand plan --out` wrote")
    elif version != SCHEMA_VERSION or isinstance(version, bool):
        got = None if version is None else json.dumps(version)[:60]
        spot.within("schema_version").wrong(str(SCHEMA_VERSION), got=got)
    else:
        return True
    return False


def _report(error: ValidationError, document: dict[str, Any], spot: Spot, *, reported: set[str]) -> None:
    """Report what pydantic found, by the paths of the document, leaving out what was reported already."""
    seen = set(reported)
    for detail in error.errors(include_url=False, include_context=True):
        path, value = resolved_path(document, detail["loc"])
        if path in seen:
            continue
        seen.add(path)
        if len(seen) > MOST_PROBLEMS:
            spot.wrong("a plan document", said="much more of the document is wrong and is not listed")
            return
        expected = _EXPECTED.get(detail["type"]) or detail["msg"].removeprefix("Input should be ")
        if detail["type"] == "literal_error":
            expected = one_of(str(detail.get("ctx", {}).get("expected", "")).replace("'", "").split(", "))
        missing = detail["type"] == "missing"
        subject = _subject(document, detail["loc"])
        place = spot.about(subject).within(path or "the document")
        place.wrong(expected, got=None if missing else json.dumps(value, ensure_ascii=False, default=str))


def _subject(document: dict[str, Any], location: tuple[int | str, ...]) -> str:
    if len(location) < 2 or not isinstance(location[1], int):
        return ""
    _, row = resolved_path(document, location[:2])
    name = row.get("id", row.get("task")) if isinstance(row, dict) else None
    nouns = {"tasks": "task", "unplaced": "task", "moves": "task", "people": "person", "clients": "client"}
    noun = nouns.get(str(location[0]))
    return f"{noun} '{name[:60]}'" if noun and isinstance(name, str) else ""


def plan_bytes(plan: Plan) -> bytes:
    """Return the canonical form of a plan: JSON in UTF-8, fields in the order of the record, one newline at the end."""
    return (json.dumps(plan.as_json(), ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def write_plan(plan: Plan, path: Path) -> None:
    """Write the canonical form of a plan, as a whole or not at all.

    Raises
    ------
    UsageError
        If nothing can be written there.
    """
    write_atomically(path, plan_bytes(plan))


def blocks_csv_bytes(plan: Plan) -> bytes:
    """Return all blocks as CSV, one row each, by start, person and task; safe to open in a spreadsheet."""
    blocks = [
        (block.start, task.person, task.id, block.end, block, task) for task in plan.tasks for block in task.blocks
    ]
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(BLOCK_COLUMNS)
    for start, person, task_id, end, block, task in sorted(blocks, key=lambda row: row[:4]):
        cells = (task_id, task.client, task.deliverable, person, start.isoformat(), end.isoformat())
        minutes = (end - start).total_seconds() // 60
        writer.writerow([*(guarded(cell) for cell in cells), int(minutes), "yes" if block.overtime else "no"])
    return sheet.getvalue().encode()


def write_blocks_csv(plan: Plan, path: Path) -> None:
    """Write all blocks as CSV, as a whole or not at all.

    Raises
    ------
    UsageError
        If nothing can be written there.
    """
    write_atomically(path, blocks_csv_bytes(plan))
