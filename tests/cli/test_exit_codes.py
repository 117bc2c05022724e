"""Exit codes and streams of the contract: the answer on stdout, the rest on stderr, one document under --json."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli import refusals
from scheduler.cli.commands import app
from scheduler.cli.verbs import plan_exit_code
from scheduler.domain.standing import Standing
from scheduler.errors import Interrupted, VerificationError
from scheduler.workflows import plan_week
from tests.cli.calls import MINIMAL, ROOT, call, process
from tests.cli.desk import Desk
from tests.report import studio

VERBS = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)


@pytest.mark.parametrize(("verdict", "code"), [("kept", 0), ("proven", 4), ("impossible", 4), ("open", 5)])
def test_the_standing_of_a_plan_decides_its_exit_code(verdict: Any, code: int) -> None:
    assert plan_exit_code(Standing(verdict=verdict, late=(), unplaced=())) == code


def test_a_plan_on_time_ends_with_0_and_verifies(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out, csv = tmp_path / "plan.json", tmp_path / "blocks.csv"
    answer = call(capfd, "plan", MINIMAL, "--json", "--out", out, "--csv", csv)
    assert answer.code == 0
    assert answer.err == ""
    assert answer.document["kind"] == "plan"
    assert answer.document["verified"] is True
    assert out.read_text(encoding="utf-8") == answer.out
    assert csv.read_text(encoding="utf-8").splitlines()[0].startswith("task,client,")
    assert call(capfd, "verify", MINIMAL, out).code == 0
    assert call(capfd, "plan", MINIMAL, "--json", "--baseline", out).document["moves"] == []


def test_a_plan_with_a_mistake_is_told_with_the_amount(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = call(capfd, "plan", MINIMAL, "--json").document
    task = document["tasks"][0]
    other = next(person["id"] for person in document["people"] if person["id"] != task["person"])
    task["person"] = other
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    answer = call(capfd, "verify", MINIMAL, path)
    assert answer.code == 4
    assert "violation" in answer.out.splitlines()[0]
    assert "person_has_skill" in answer.out
    told = call(capfd, "verify", MINIMAL, path, "--json")
    assert told.code == 4
    assert (told.document["kind"], told.document["clean"]) == ("check", False)
    assert "person_has_skill" in {violation["rule"] for violation in told.document["violations"]}


def test_verify_speaks_of_the_moment_the_plan_was_made_for(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    earlier = "2026-11-20T08:00"
    assert call(capfd, "plan", MINIMAL, "--as-of", earlier, "--out", out, "--json").code == 0
    assert call(capfd, "verify", MINIMAL, out).code == 0
    assert call(capfd, "verify", MINIMAL, out, "--as-of", "2026-11-25T08:00").code == 4


@pytest.mark.parametrize("option", [(), ("--as-of", "2026-11-25T08:00")])
def test_a_plan_of_no_moment_is_a_wrong_file_and_no_wrong_option(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, option: tuple[str, ...]
) -> None:
    out = tmp_path / "plan.json"
    assert call(capfd, "plan", MINIMAL, "--out", out).code == 0
    out.write_text(json.dumps(json.loads(out.read_text(encoding="utf-8")) | {"as_of": "x"}), encoding="utf-8")
    answer = call(capfd, "verify", MINIMAL, out, *option, "--json")
    (problem,) = answer.document["problems"]
    assert (answer.code, problem["file"], problem["field"], problem["got"]) == (3, str(out), "as_of", "x")
    assert "--as-of" not in problem["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("plan",),
        ("plan", MINIMAL, "--seed", "many"),
        ("plan", MINIMAL, "--seed", "-1"),
        ("plan", MINIMAL, "--time-limit", "0"),
        ("plan", MINIMAL, "--time-limit", "inf"),
        ("plan", MINIMAL, "--time-limit", "1e400"),
        ("validate", MINIMAL, "--time-limit", "nan"),
        ("plan", MINIMAL, "--week", "monday"),
        ("plan", MINIMAL, "--as-of", "yesterday"),
        ("schema", "plann"),
        ("plan", ""),
    ],
)
def test_wrong_usage_ends_with_2_and_a_sentence(
    capfd: pytest.CaptureFixture[str], arguments: tuple[str | Path, ...]
) -> None:
    answer = call(capfd, *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("evenhand: ")
    assert "Traceback" not in answer.err
    document = call(capfd, *arguments, "--json")
    assert document.code == 2
    assert document.document["kind"] == "problems"
    assert document.document["problems"][0]["text"]


def test_numbers_of_options_are_refused_in_our_words(capfd: pytest.CaptureFixture[str]) -> None:
    said = call(capfd, "plan", MINIMAL, "--time-limit", "inf").err
    assert said == "evenhand: --time-limit is 'inf'; expected 0.1 to 86400 seconds, like 60\n"
    said = call(capfd, "plan", MINIMAL, "--seed", "abc").err
    assert said == "evenhand: --seed is 'abc'; expected a whole number from 0 to 2147483647, like 7\n"


@pytest.mark.parametrize(
    ("arguments", "field", "got"),
    [
        (["plan", MINIMAL, "--time-limit", "soon"], "--time-limit", "soon"),
        (["plan", MINIMAL, "--wek", "x"], "--wek", "--wek"),
        (["plan", MINIMAL, "--as-of", "never"], "--as-of", "never"),
        (["plan"], "WORKSPACE", None),
        (["fit", MINIMAL, "R-1"], "REQUEST", "R-1"),
        (["fit", MINIMAL, "--client", "oaks", "--skill", "copy", "--effort", "1h", "--by", "2026-11-27"], "--client", "oaks"),
        (["fit", MINIMAL, "--client", "oaks", "--skill", "cop", "--effort", "1h", "--by", "2026-11-27"], "--client, --skill", None),
    ],
)  # fmt: skip
def test_wrong_usage_as_a_document_says_where_what_and_what_to_do(
    capfd: pytest.CaptureFixture[str], arguments: list[str | Path], field: str, got: str | None
) -> None:
    answer = call(capfd, *arguments, "--json")
    (problem,) = answer.document["problems"]
    assert (answer.code, problem["field"], problem["got"]) == (2, field, got)
    assert problem["fix"] not in ("", "Try: evenhand --help")


@pytest.mark.parametrize(
    ("arguments", "field", "said"),
    [
        (
            ["accept", MINIMAL, "R-1", "--by", "Jon \x1b[31mRED"],
            "--by",
            "--by is 'Jon \\x1b[31mRED'; it holds the control character U+001B; expected plain text",
        ),
        (
            ["accept", MINIMAL, "R-1", "--reason=so\u202e"],
            "--reason",
            "--reason is 'so\\u202e'; it holds the control character U+202E; expected plain text",
        ),
        (
            ["accept", MINIMAL, "R-1\x9b"],
            "",
            "an argument is 'R-1\\x9b'; it holds the control character U+009B; expected plain text",
        ),
        (["\x1b[2J"], "", "an argument is '\\x1b[2J'; it holds the control character U+001B; expected plain text"),
    ],
)
def test_control_signs_in_a_call_are_wrong_usage(
    capfd: pytest.CaptureFixture[str], arguments: list[str | Path], field: str, said: str
) -> None:
    answer = call(capfd, *arguments)
    assert (answer.code, answer.out, answer.err) == (2, "", f"evenhand: {said}\n")
    (problem,) = call(capfd, *arguments, "--json").document["problems"]
    assert (problem["field"], problem["text"], problem["fix"]) == (field, said, "remove the sign")
    assert problem["got"].isprintable()


@pytest.mark.parametrize(
    ("arguments", "code", "got"),
    [
        (["plan", MINIMAL, "--as-of", "\udcff"], 2, "\\udcff"),
        (["fit", MINIMAL, "--client", "oak", "--title=A \udcff"], 2, "A \\udcff"),
        (["accept", MINIMAL, "R\udcff"], 2, "R\ufffd"),
        (["plan", MINIMAL, "--out", "/nowhere-at-all/\udcff.json"], 2, "/nowhere-at-all/\ufffd.json"),
        (["verify", MINIMAL, "/nowhere-at-all/\udcff.json"], 3, None),
    ],
)
def test_bytes_that_are_not_utf8_in_a_call_end_in_a_sentence_and_a_document(
    capfd: pytest.CaptureFixture[str], arguments: list[str | Path], code: int, got: str | None
) -> None:
    answer = call(capfd, *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert "defect" not in answer.err
    documented = call(capfd, *arguments, "--json")
    (problem,) = documented.document["problems"]
    assert (documented.code, problem["got"]) == (code, got)


@pytest.mark.parametrize("verb", ["verify", "plan"])
def test_half_a_pair_of_surrogates_in_a_plan_is_wrong_input(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, verb: str
) -> None:
    made = tmp_path / "plan.json"
    made.write_text(call(capfd, "plan", MINIMAL, "--json").out.replace('"id": "mia"', '"id": "mia\\ud800"'), "utf-8")
    arguments = ["verify", MINIMAL, made] if verb == "verify" else ["plan", MINIMAL, "--baseline", made]
    answer = call(capfd, *arguments, "--json")
    (problem,) = answer.document["problems"]
    assert (answer.code, problem["got"], problem["fix"]) == (3, "mia\ufffd", "remove the escape")


def test_scripts_and_joined_pictures_may_be_said_in_a_call(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(
        capfd, "accept", MINIMAL, "no-such", "--by", "محمد 👩\u200d👧 שלום\u200f", "--reason", "one\ttwo\nthree"
    )
    assert "control character" not in answer.err


def test_the_hint_of_a_wrong_call_names_its_verb() -> None:
    assert [name for name in VERBS if f" {name} " not in refusals._help_hint([name])] == []


@pytest.mark.parametrize("more", [(), ("--json",)])
@pytest.mark.parametrize("folder", [MINIMAL, MINIMAL / "nowhere"])
def test_a_closed_stdout_is_said(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], folder: Path
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    answer = call(capfd, "validate", folder, *more)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "evenhand: the answer could not be printed (stdout is closed)\n"


def test_ctrl_c_during_the_imports_ends_with_130_and_a_sentence() -> None:
    probe = """
import os, signal, sys
class Press:
    def find_spec(self, name, path=None, target=None):
        if name == "pydantic":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Press())
sys.argv = ["evenhand", "validate", "inputs/minimal"]
from scheduler.cli.main import main
assert "typer" not in sys.modules and "pydantic" not in sys.modules
main()
"""
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "evenhand: interrupted\n")


def test_wrong_input_ends_with_3_and_every_problem(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text("format: 1\nnmae: X\ntime_zone: Europe/Lundon\n", encoding="utf-8")
    out = tmp_path / "plan.json"
    for verb in ("validate", "plan"):
        answer = call(capfd, verb, tmp_path, *(["--out", out] if verb == "plan" else []))
        assert answer.code == 3
        # Problems are what `validate` was asked for; in the way of a plan they are no answer.
        told, silent = (answer.out, answer.err) if verb == "validate" else (answer.err, answer.out)
        assert silent == ""
        assert "workspace.yaml:2" in told
        assert "workspace.yaml:3" in told
        assert ("nothing was written" in told) == (verb == "plan")
        assert not out.exists()
    document = call(capfd, "validate", tmp_path, "--json")
    assert document.code == 3
    assert len(document.document["problems"]) >= 2
    assert document.document["problems"][0]["file"]


@pytest.mark.parametrize("verb", ["history", "fairness", "verify", "export", "repair", "record"])
def test_a_folder_that_is_no_workspace_is_wrong_input_before_it_lacks_a_book(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, verb: str
) -> None:
    answer = call(capfd, verb, tmp_path)
    assert (answer.code, answer.out) == (3, "")
    assert "book" not in answer.err
    problems = call(capfd, verb, tmp_path, "--json").document["problems"]
    assert [problem["file"] for problem in problems] == ["clients.yaml", "people.yaml", "workspace.yaml"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("verb", ["history", "fairness", "verify", "export", "repair"])
def test_a_workspace_without_a_book_is_told_how_to_make_one(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, verb: str
) -> None:
    for name in ("workspace.yaml", "people.yaml", "clients.yaml"):
        text = (MINIMAL / name).read_text(encoding="utf-8")
        # Without as_of a workspace speaks of now.
        kept = [line for line in text.splitlines() if not line.startswith("as_of")]
        (tmp_path / name).write_text("\n".join(kept), encoding="utf-8")
    answer = call(capfd, verb, tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("evenhand: this workspace has no book yet; `evenhand record`")


@pytest.fixture
def minimal_plan(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = call(capfd, "plan", MINIMAL, "--json").document
    return document


def test_a_baseline_of_another_workspace_is_noticed(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, minimal_plan: dict[str, Any]
) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps({**minimal_plan, "workspace": "Three Hats"}), encoding="utf-8")
    answer = call(capfd, "plan", MINIMAL, "--baseline", baseline)
    assert answer.code == 0
    assert answer.err == "notice: the baseline is a plan of 'Three Hats', not of 'Corner Desk'\n"
    assert call(capfd, "plan", MINIMAL, "--baseline", baseline, "--quiet").err == ""


def test_a_baseline_that_contradicts_itself_is_wrong_input(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, minimal_plan: dict[str, Any]
) -> None:
    baseline = tmp_path / "baseline.json"
    first = minimal_plan["tasks"][0]
    block = first["blocks"][0]
    block["start"], block["end"] = block["end"], block["start"]
    minimal_plan["tasks"].append(minimal_plan["tasks"][1])
    baseline.write_text(json.dumps(minimal_plan), encoding="utf-8")
    answer = call(capfd, "plan", MINIMAL, "--baseline", baseline)
    assert (answer.code, answer.out) == (3, "")
    assert "the task is there 2 times; expected each task once" in answer.err
    assert "tasks.0.blocks.0.end is '" in answer.err
    assert "2 problems; nothing was written." in answer.err


def test_a_missing_workspace_ends_with_3(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(capfd, "plan", tmp_path / "nowhere").code == 3


@pytest.mark.parametrize("verb", ["validate", "plan"])
def test_json_gives_one_document_also_without_problems(capfd: pytest.CaptureFixture[str], verb: str) -> None:
    answer = call(capfd, verb, MINIMAL, "--json")
    assert answer.code == 0
    assert isinstance(answer.document, dict)
    assert answer.err == ""


def test_validate_says_what_the_workspace_holds(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "validate", MINIMAL)
    assert answer.out.startswith("OK  Corner Desk: 2 people, 2 clients, 5 open tasks")
    assert "Oak Street Bakery" in answer.out


@pytest.mark.parametrize("kind", ["workspace", "people", "clients", "request", "plan", "problems", "check"])
def test_schemas_are_json(capfd: pytest.CaptureFixture[str], kind: str) -> None:
    answer = call(capfd, "schema", kind)
    assert answer.code == 0
    assert answer.document["$schema"].startswith("https://json-schema.org/")


def test_a_plan_that_fails_its_own_check_is_not_shown(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from scheduler.solve import planner

    real = planner.make_plan

    def broken(*arguments: Any, **more: Any) -> Any:
        plan = real(*arguments, **more)
        first = plan.tasks[0].model_copy(update={"slack_minutes": 7})
        return plan.model_copy(update={"tasks": (first, *plan.tasks[1:])})

    monkeypatch.setattr(planner, "make_plan", broken)
    out = tmp_path / "plan.json"
    answer = call(capfd, "plan", MINIMAL, "--out", out)
    assert answer.code == 0, "another plan is shown, which passed"
    assert "by a defect of ours" in answer.err
    shown = json.loads(out.read_text(encoding="utf-8"))
    assert shown["verified"] is True
    assert shown["tasks"][0]["slack_minutes"] != 7
    (saved,) = tmp_path.glob("evenhand-reproduction-*")
    assert str(saved) in answer.err
    assert (saved / "workspace" / "tasks.csv").read_bytes() == (MINIMAL / "tasks.csv").read_bytes()
    assert json.loads((saved / "plan.json").read_text(encoding="utf-8"))["verified"] is False
    assert "figures_add_up" in (saved / "what-happened.txt").read_text(encoding="utf-8")


def test_frozen_work_that_cannot_stand_is_an_honest_no(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = call(capfd, "plan", MINIMAL, "--json").document
    first, second = [task for task in document["tasks"] if task["person"] == "sam"][:2]
    # Two pieces of work at one time of one person, both in the frozen days.
    second["blocks"] = first["blocks"][:1]
    second["start"], second["finish"] = second["blocks"][0]["start"], second["blocks"][0]["end"]
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps(document), encoding="utf-8")
    answer = call(capfd, "plan", MINIMAL, "--baseline", baseline)
    assert answer.code == 4
    assert "Not all frozen work can stand" in answer.out
    assert "What cannot stand together" in answer.out
    told = call(capfd, "plan", MINIMAL, "--baseline", baseline, "--json").document
    assert (told["status"], told["verified"]) == ("infeasible", False)
    assert {violation["rule"] for violation in told["violations"]} == {"frozen_work_stays"}


def test_a_crash_is_a_sentence_and_a_reproduction(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from scheduler.solve import planner

    def crash(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("nothing is left")

    monkeypatch.setattr(planner, "make_plan", crash)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    answer = call(capfd, "plan", MINIMAL, "--json")
    assert answer.code == 1
    assert "a defect of ours" in answer.document["problems"][0]["text"]
    assert "Traceback" not in answer.err
    (saved,) = tmp_path.glob("evenhand-reproduction-*")
    assert str(saved) in answer.err
    assert "ZeroDivisionError: nothing is left" in (saved / "what-happened.txt").read_text(encoding="utf-8")
    assert (saved / "workspace" / "people.yaml").exists()


def test_a_crash_without_a_place_for_the_reproduction_is_still_a_sentence(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise VerificationError("our plan broke 1 of its own rules")

    monkeypatch.setattr(plan_week, "plan_week", refuse)
    answer = call(capfd, "plan", MINIMAL)
    assert answer.code == 1
    assert "No reproduction could be saved" in answer.err


def test_ctrl_c_ends_with_130_and_the_best_plan_in_out(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from scheduler.solve import planner

    real = planner.make_plan

    def interrupted(*arguments: Any, **more: Any) -> Any:
        raise Interrupted(real(*arguments, **more).model_copy(update={"stopped_by": "interrupt"}))

    monkeypatch.setattr(planner, "make_plan", interrupted)
    out = tmp_path / "plan.json"
    answer = call(capfd, "plan", MINIMAL, "--out", out)
    assert (answer.code, answer.out) == (130, "")
    assert str(out) in answer.err
    plan = json.loads(out.read_text(encoding="utf-8"))
    assert (plan["verified"], plan["stopped_by"]) == (True, "interrupt")
    assert call(capfd, "verify", MINIMAL, out).code == 0


@pytest.mark.parametrize("stop", [Interrupted(), KeyboardInterrupt()])
def test_ctrl_c_before_there_is_a_plan_writes_nothing(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stop: BaseException
) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise stop

    monkeypatch.setattr(plan_week, "plan_week", interrupted)
    out = tmp_path / "plan.json"
    answer = call(capfd, "plan", MINIMAL, "--out", out, "--json")
    assert answer.code == 130
    assert answer.document["problems"][0]["text"] == "interrupted"
    assert not out.exists()


def test_the_module_runs_as_the_command_does() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "evenhand 0.1.0\n", "")
    assert process("plan").returncode == 2


def test_late_without_proof_ends_with_5(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    plan = studio.strained_plan(proven=False)
    outcome = plan_week.PlanOutcome(
        workspace=studio.workspace(),
        plan=plan,
        standing=Standing(verdict="open", late=(studio.POSTER.id,), unplaced=()),
        checked_rules=("full_effort",),
    )
    monkeypatch.setattr(plan_week, "plan_week", lambda *_, **__: outcome)
    answer = call(capfd, "plan", MINIMAL)
    assert answer.code == 5
    assert "1 promise is late; whether that must be is not proven." in answer.out


@pytest.mark.parametrize("name", ["", "  "])
def test_no_verb_takes_a_request_without_a_name(desk_of: Callable[[str], Desk], name: str) -> None:
    desk = desk_of("fits-with-moves")
    desk("record")
    before = desk.said("history")
    for verb, *more in (
        ("fit",),
        ("accept",),
        ("decline",),
        ("confirm",),
        ("cancel",),
        ("cancel", "--part", "audit"),
        ("consent", "--client", "vale", "--by", "Piers", "--to"),
    ):
        arguments = (*more, name) if verb == "consent" else (name, *more)
        said = desk.said(verb, *arguments, code=2)
        assert f"there is no request '{name[:1]}' in requests/ of the workspace; there are: R-1" in said
    assert "there is no task '" in desk.said("cancel", "audit", "--part", name, code=2)
    assert desk.said("history") == before


def test_every_document_writes_its_moment_in_one_form(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "inputs" / "fits-with-moves", tmp_path / "team")
    folder, plan = tmp_path / "team", tmp_path / "plan.json"
    first = call(capfd, "plan", folder, "--publish", "--out", plan, "--json")
    moments = {first.document["as_of"]}
    for verb, *words in (
        ("validate",),
        ("verify", str(plan)),
        ("fairness",),
        ("headroom",),
        ("contacts", "--at", "2026-11-26T10:00"),
        ("history",),
        ("simulate", "--weeks", "1"),
    ):
        answer = call(capfd, verb, folder, *words, "--json")
        assert answer.code in (0, 4), (verb, answer.err)
        moments.add(answer.document["as_of"])
    (moment,) = moments
    assert moment.endswith("T09:00:00+00:00")
