"""Plan documents: one canonical form out, and from anywhere in with a place for everything that is wrong."""

from __future__ import annotations

import csv
import json
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.domain.plan import Block, Horizon, Level, Move, Place, Plan, PlannedTask
from scheduler.errors import InputError, UsageError
from scheduler.files.atomic import write_atomically
from scheduler.files.plans import plan_bytes, read_plan, write_blocks_csv, write_plan

NINE = datetime.fromisoformat("2026-11-23T09:00:00+00:00")


def block(hour: int, hours: int, *, overtime: bool = False) -> Block:
    start = NINE + timedelta(hours=hour)
    return Block(start=start, end=start + timedelta(hours=hours), overtime=overtime)


def task(name: str, *blocks: Block, person: str = "mia") -> PlannedTask:
    return PlannedTask(
        id=name,
        client="oak",
        deliverable="=site",
        title="Words – “quoted”",
        skill="copy",
        commitment="agreed",
        counts_as="agreed",
        person=person,
        blocks=blocks,
        start=blocks[0].start,
        finish=blocks[-1].end,
        release=NINE,
        due=None,
        late_minutes=0,
        slack_minutes=None,
    )


def plan() -> Plan:
    tasks = (task("a", block(1, 2), block(5, 1, overtime=True)), task("b", block(0, 1), person="sam"))
    return Plan(
        workspace="Corner Desk",
        as_of=NINE.isoformat(),
        evenhand_version="0",
        seed=1,
        inputs_sha256="",
        status="optimal",
        horizon=Horizon(start=NINE, end=NINE + timedelta(days=5)),
        grid_minutes=15,
        objective=(
            Level(level="agreed_lateness", value=(1, 0), bound=0, unit="minutes", optimal=False, clients=("oak", "x")),
        ),
        tasks=tasks,
        moves=(Move(task="a", from_=Place(person="mia", finish=NINE, blocks=()), to=None),),
    )


def changed(path: Path, **fields: Any) -> Path:
    document = json.loads(plan_bytes(plan()))
    document.update(fields)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def texts(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_plan(path)
    return [problem.text.removeprefix(str(path)) for problem in caught.value.problems]


def test_plans_round_trip_in_one_form(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(plan(), path)
    assert read_plan(path) == plan()
    assert path.read_bytes() == plan_bytes(read_plan(path))
    assert path.read_bytes().endswith(b"}\n")
    assert "Words – “quoted”".encode() in path.read_bytes()
    assert list(json.loads(path.read_bytes())) == list(Plan.model_fields)
    assert json.loads(path.read_bytes())["moves"][0]["from"]["person"] == "mia"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"workspace": "Corner \x1b[31m Desk"},
            ": workspace holds the control character U+001B, written as an escape;",
        ),
        ({"done": ["a", "b\u202e"]}, ": done[1] holds the control character U+202E, written as an escape;"),
        ({"policy": {"a\r": 1}}, ": policy holds the control character U+000D, written as an escape;"),
    ],
)
def test_control_signs_written_as_escapes_are_refused(tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    (text,) = texts(changed(tmp_path / "plan.json", **fields))
    assert text == f"{said} expected plain text. Remove the escape."


def test_unknown_fields_are_passed_over(tmp_path: Path) -> None:
    assert read_plan(changed(tmp_path / "plan.json", colour="red")) == plan()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1: the text is not JSON"),
        (b"[1]", ": the document is not an object"),
        (b"null", ": the document is not an object"),
        (b'{"kind": "verdict"}', ': kind is \'"verdict"\'; expected "plan".'),
        (b"{}", ": kind is missing"),
        (b'{"kind": "plan", "schema_version": 2}', ": schema_version is '2'; expected 1."),
        (b'{"kind": "plan", "schema_version": true}', ": schema_version is 'true'; expected 1."),
        (b'{"kind": "plan", "kind": "plan"}', ": the key 'kind' is written twice in one object"),
        (b'{"kind": NaN}', ": NaN is no number of JSON"),
        (b'{"kind": 1e999}', ": the number 1e999 is out of range"),
        (b'{"kind": ' + b"9" * 5000 + b"}", ": a number cannot be read"),
        (b"[" * 100_000, ": the values are nested too deeply"),
        (b'{"kind": "plan",\n"tasks": }', ":2: the text is not JSON"),
        (b"\xff\xfe{}", ": the file is in UTF-16"),
        (b'{"\xff": 1}', ":1: byte 0xff is not UTF-8"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    found = texts(path)
    assert len(found) == 1
    assert found[0].startswith(said)


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    assert texts(tmp_path / "no.json")[0].startswith(": there is no such file")
    assert texts(tmp_path)[0].startswith(": this is a folder")


@pytest.mark.parametrize(
    "instant",
    ["2026-11-25T16:45:00", "2026-11-25", "1700000000", "2026-11-25T16:45:30+00:00", "", "now", "2026-13-25T16:45:00Z"],
)
def test_instants_are_whole_minutes_with_an_offset(tmp_path: Path, instant: str) -> None:
    document = json.loads(plan_bytes(plan()))
    document["tasks"][0]["blocks"][1]["start"] = instant
    found = texts(changed(tmp_path / "plan.json", tasks=document["tasks"]))
    assert len(found) == 1
    assert (
        f"tasks[0].blocks[1].start is '{instant}'; expected " in found[0] or "tasks[0].blocks[1].start is" in found[0]
    )


@pytest.mark.parametrize(
    "instant", ["x", "", "2026-11-23T09:00", "2026-13-25T16:45:00Z", "1066-10-14T09:00:00Z", "2026-11-25T09:00+19:00"]
)
def test_the_moment_of_a_plan_is_an_instant_too(tmp_path: Path, instant: str) -> None:
    (found,) = texts(changed(tmp_path / "plan.json", as_of=instant))
    assert found.startswith(f": as_of is '{instant}'; expected ")


def test_numbers_are_no_instants(tmp_path: Path) -> None:
    found = texts(changed(tmp_path / "plan.json", horizon={"start": 0, "end": None}))
    assert [text.split(";")[0] for text in found] == [": horizon.start is '0'", ": horizon.end is 'null'"]


def test_everything_wrong_in_a_plan_is_named_with_its_path(tmp_path: Path) -> None:
    document = json.loads(plan_bytes(plan()))
    first = document["tasks"][0]
    del first["person"]
    first["late_minutes"] = "0"
    first["commitment"] = "Agreed"
    document["objective"][0]["value"] = ["x"]
    found = texts(
        changed(
            tmp_path / "plan.json",
            tasks=document["tasks"],
            objective=document["objective"],
            verified="yes",
            status="fine",
        )
    )
    assert sorted(text.split(";")[0] for text in found) == [
        " (task 'a'): tasks[0].commitment is '\"Agreed\"'",
        " (task 'a'): tasks[0].late_minutes is '\"0\"'",
        " (task 'a'): tasks[0].person is missing",
        ": objective[0].value is '[\"x\"]'",
        ": objective[0].value[0] is '\"x\"'",
        ": status is '\"fine\"'",
        ": verified is '\"yes\"'",
    ]


def test_a_plan_wrong_all_over_is_not_described_in_full(tmp_path: Path) -> None:
    found = texts(changed(tmp_path / "plan.json", done=[1] * 1000))
    assert len(found) == 101


def test_blocks_are_safe_for_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "blocks.csv"
    write_blocks_csv(plan(), path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["task", "client", "deliverable", "person", "start", "end", "minutes", "overtime"],
        ["b", "oak", "'=site", "sam", "2026-11-23T09:00:00+00:00", "2026-11-23T10:00:00+00:00", "60", "no"],
        ["a", "oak", "'=site", "mia", "2026-11-23T10:00:00+00:00", "2026-11-23T12:00:00+00:00", "120", "no"],
        ["a", "oak", "'=site", "mia", "2026-11-23T14:00:00+00:00", "2026-11-23T15:00:00+00:00", "60", "yes"],
    ]


def test_writing_replaces_as_a_whole_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["plan.json"]


def test_a_place_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_plan(plan(), tmp_path / "no" / "plan.json")
    with pytest.raises(UsageError, match="is a folder"):
        write_plan(plan(), tmp_path)
    assert list(tmp_path.iterdir()) == []
