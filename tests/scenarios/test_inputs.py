"""Every example workspace through the command line: its facts hold, and the plan passes the independent check."""

import json
from pathlib import Path

import pytest
from command_line import INPUTS, evenhand, plan_of
from expected_facts import failures, read_expected

from scheduler.cli.main import run as run_here

FOLDERS = sorted(path.parent for path in INPUTS.rglob("workspace.yaml"))
WRONG = [folder for folder in FOLDERS if folder.parent.name == "broken"]
PLANNED = [folder for folder in FOLDERS if folder not in WRONG]


def name_of(folder: Path) -> str:
    return folder.relative_to(INPUTS).as_posix()


def test_every_folder_is_an_example_or_holds_some() -> None:
    names = {path.name for path in INPUTS.iterdir() if path.is_dir()}
    assert names == {folder.name for folder in PLANNED} | {"broken"}
    assert names >= {"minimal", "agency-week", "overloaded", "clock-change", "illness", "quarter-to-five"}
    assert len(WRONG) >= 20


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_readme_tells_the_story_and_the_command(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {folder.name}")
    verbs = ["validate"] if folder in WRONG else ["plan", "fit", "absorb"]
    assert any(f"    evenhand {verb} inputs/{name_of(folder)}" in text for verb in verbs)


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
def test_wrong_input_gets_its_exact_messages(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    facts = read_expected(folder)
    assert facts["exit_code"] == 3
    assert run_here(["plan", str(folder), "--json"]) == 3
    document = json.loads(capfdbinary.readouterr().out)
    assert document["kind"] == "problems"
    assert [problem["text"] for problem in document["problems"]] == facts["problems"]
