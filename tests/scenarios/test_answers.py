"""The requests of the example workspaces, answered through the command line: the facts of expected.yaml hold."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import INPUTS, evenhand
from expected_facts import read_expected

FOLDERS = sorted(path.parent for path in INPUTS.glob("*/expected.yaml"))
ANSWERS = [(folder, facts) for folder in FOLDERS for facts in read_expected(folder).get("answers", [])]
BATCHES = [(folder, read_expected(folder)["absorbed"]) for folder in FOLDERS if "absorbed" in read_expected(folder)]


def same_instant(said: str, want: str) -> bool:
    return datetime.fromisoformat(said) == datetime.fromisoformat(want)


@pytest.mark.parametrize(("folder", "facts"), ANSWERS, ids=lambda each: each.name if isinstance(each, Path) else "")
def test_the_answer_has_the_expected_facts(folder: Path, facts: dict[str, Any]) -> None:
    run = evenhand("fit", folder, facts["request"], "--json")
    verdict = run.document
    assert run.exit_code == facts["exit_code"], run.stderr
    assert verdict["kind"] == "verdict"
    assert verdict["verdict"] == facts["verdict"]
    if "finish" in facts:
        assert same_instant(verdict["finish"], facts["finish"])
    if "by" in facts:
        assert datetime.fromisoformat(verdict["finish"]) <= datetime.fromisoformat(facts["by"])
    for field, want in facts.get("earliest", {}).items():
        got = verdict["earliest"][field]
        assert got == want if isinstance(want, bool) else same_instant(got, want)
    if "moved" in facts:
        assert [move["task"] for move in verdict["moves"]] == facts["moved"]
    assert [offer["kind"] for offer in verdict["offers"]] == facts["offers"]
    assert all(offer["verified"] for offer in verdict["offers"])
    assert [reason["kind"] for reason in verdict["reasons"][:1]] == facts.get("reasons", [])[:1]
    if "proven" in facts:
        assert verdict["reasons"][0]["proven"] is facts["proven"]
    if "harm" in facts:
        assert [harmed["task"] for harmed in verdict["harm"]] == facts["harm"]


@pytest.mark.parametrize(("folder", "facts"), BATCHES, ids=lambda each: each.name if isinstance(each, Path) else "")
def test_the_batch_has_the_expected_facts(folder: Path, facts: dict[str, Any]) -> None:
    run = evenhand("absorb", folder, "--json")
    document = run.document
    assert run.exit_code == facts["exit_code"], run.stderr
    assert document["kind"] == "absorption"
    assert sorted(each["request"] for each in document["absorbed"]) == facts["absorbed"]
    assert {each["request"]: each["verdict"] for each in document["declined"]} == facts["declined"]
    assert document["order"][0]["request"] == facts["first"]
    planned = {task["id"] for task in document["plan"]["tasks"]}
    assert {task["id"] for each in document["absorbed"] for task in each["tasks"]} <= planned
    assert document["plan"]["verified"] is True


def test_answering_writes_nothing() -> None:
    folder = INPUTS / "quarter-to-five"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    evenhand("fit", folder, "R-104")
    evenhand("absorb", folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_same_question_gets_the_same_bytes() -> None:
    folder = INPUTS / "fits-with-trade"
    runs = [evenhand("fit", folder, "R-1", "--json").stdout for _ in range(2)]
    assert runs[0] == runs[1]
