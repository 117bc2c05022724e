"""Every example workspace through the command line: its facts hold, and the plan passes the independent check."""

from pathlib import Path
from typing import Any

import pytest
from command_line import INPUTS, evenhand, plan_of
from expected_facts import failures, read_expected

FOLDERS = sorted(path.parent for path in INPUTS.glob("*/expected.yaml"))
PLANNED = [folder for folder in FOLDERS if read_expected(folder)["exit_code"] != 3]
WRONG = [folder for folder in FOLDERS if folder not in PLANNED]


def name_of(folder: Path) -> str:
    return folder.name


def test_the_examples_are_all_there() -> None:
    folders = {path.name for path in INPUTS.iterdir() if path.is_dir()}
    assert folders == {folder.name for folder in FOLDERS}
    assert {"minimal", "agency-week", "overloaded", "clock-change", "illness", "broken"} <= folders


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_readme_tells_the_story_and_the_command(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {folder.name}")
    assert f"evenhand plan inputs/{folder.name}" in text or f"evenhand validate inputs/{folder.name}" in text


@pytest.mark.parametrize("folder", PLANNED, ids=name_of)
def test_the_plan_has_the_expected_facts(folder: Path) -> None:
    facts = read_expected(folder)
    run = plan_of(folder, baseline=facts.get("baseline"))
    assert run.exit_code == facts["exit_code"], run.stderr
    assert run.document["kind"] == "plan"
    assert run.document["verified"] is True
    assert failures(facts, run.document) == []


@pytest.mark.parametrize("folder", PLANNED, ids=name_of)
def test_the_plan_passes_verify(folder: Path, tmp_path: Path) -> None:
    baseline = read_expected(folder).get("baseline")
    plan = tmp_path / "plan.json"
    plan.write_bytes(plan_of(folder, baseline=baseline).stdout)
    extra = ["--baseline", str(folder / baseline)] if baseline else []
    run = evenhand("verify", folder, plan, "--json", *extra)
    assert run.exit_code == 0, run.stdout.decode() + run.stderr


@pytest.mark.parametrize("folder", WRONG, ids=name_of)
def test_wrong_input_gets_its_messages(folder: Path) -> None:
    facts: dict[str, Any] = read_expected(folder)
    run = evenhand("plan", folder, "--json")
    assert run.exit_code == 3, run.stderr
    assert run.document["kind"] == "problems"
    texts = [problem["text"] for problem in run.document["problems"]]
    position = 0
    for part in facts["problems"]:
        while position < len(texts) and part not in texts[position]:
            position += 1
        assert position < len(texts), f"no message (in this order) has {part!r}: {texts}"
