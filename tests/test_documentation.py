"""README.md tells the truth: its tables are those of the program, its commands run, its sessions are real."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from scheduler import __version__
from scheduler.cli import refusals, verbs
from scheduler.cli.main import run
from scheduler.domain.policy import Policy
from scheduler.files.schemas import KINDS
from tests.readme_parts import OMITTED, README, ROOT, TABLES, answer, part_of, with_omitted, with_part

TEXT = README.read_text(encoding="utf-8")
COMMAND = re.compile(r"^(?:\$ )?evenhand (?P<call>[^#\n]*?)(?:\s+# (?P<remark>.*))?$", flags=re.MULTILINE)


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", list(TABLES))
def test_tables_are_those_of_the_program(name: str) -> None:
    assert part_of(TEXT, name) == TABLES[name](), "run: python -m tests.readme_parts"


def test_the_fields_of_a_request_are_those_of_its_schema(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "request"]) == 0
    schema = json.loads(capfd.readouterr().out)
    tasks = schema["properties"]["tasks"]["items"]
    for part, described in (("requests", schema), ("tasks of a request", tasks)):
        rows = re.findall(r"^\| `(\w+)` \| (required)?", part_of(TEXT, part), flags=re.MULTILINE)
        assert [name for name, _ in rows] == list(described["properties"])
        assert [name for name, required in rows if required] == list(described["required"])


def test_a_part_can_be_replaced() -> None:
    changed = with_part(TEXT, "rules", content="nothing")
    assert part_of(changed, "rules") == "nothing"
    assert part_of(changed, "policy") == part_of(TEXT, "policy")


def test_every_policy_parameter_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S.*?) \|", part_of(TEXT, "policy"), flags=re.MULTILINE)
    assert [name for name, _ in rows] == list(Policy.model_fields)
    assert dict(rows)["buffer"] == "10%"
    assert dict(rows)["default_notice"] == "2 working days"


def test_every_exit_code_is_documented() -> None:
    codes = {
        verbs.DONE,
        refusals.CRASH,
        refusals.WRONG_USAGE,
        refusals.WRONG_INPUT,
        refusals.BOOK,
        verbs.HONEST_NO,
        verbs.UNDECIDED,
        refusals.INTERRUPTED,
    }
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, flags=re.MULTILINE)}
    assert documented == codes


def test_the_readmes_commands_run_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inputs").symlink_to(ROOT / "inputs")
    shutil.copytree(ROOT / "inputs" / "clock-change", tmp_path / "studio")
    monkeypatch.chdir(tmp_path)
    calls = [found for block in (*fenced("sh"), *fenced("console")) for found in COMMAND.finditer(block)]
    assert len(calls) >= 10
    for found in calls:
        arguments = shlex.split(found["call"])
        said = re.search(r"exit code (\d+)", found["remark"] or "")
        expected = int(said[1]) if said else 4 if re.search("overloaded|quarter-to-five", found["call"]) else 0
        assert run(arguments) == expected, found[0]
        output = capfd.readouterr()
        assert output.out or "--out" in found["call"], found[0]
        expected_notices = ("before planning: ", "No plan is published")
        notices = [line for line in output.err.splitlines() if not line.startswith(expected_notices)]
        assert not notices, found[0]


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("week", ["Everything agreed is on time.", "119 tasks planned for 6 clients", "Europe/Madrid, 1 h ahead"]),
        (
            "fit",
            [
                "Not by then, but later",
                "Earliest without overtime: Thu 26 Nov 10:00 (nothing earlier is possible as things stand).",
                "by 10:00 tomorrow",
            ],
        ),
        ("late", ["1 promise is late, and it is proven that at least one must be.", "Design needs 62 h by Fri 27 Nov"]),
    ],
)
def test_sessions_show_what_any_good_plan_shows(
    name: str, facts: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    session = part_of(TEXT, name)
    command = COMMAND.search(session)
    assert command is not None
    run(shlex.split(command["call"]))
    real = capfd.readouterr().out
    for fact in facts:
        assert fact in session
        assert fact in real
    shown = [line for line in session.splitlines() if line.endswith("──")]
    assert shown or name == "fit"
    assert [line for line in real.splitlines() if line in shown] == shown


def test_sections_that_a_session_leaves_out_leave_a_sign() -> None:
    assert with_omitted([["a"], None, None, ["b", OMITTED], None]) == [["a"], [OMITTED], ["b", OMITTED]]
    real = [line for line in answer("fit", "inputs/quarter-to-five", "R-104").splitlines() if line[:1].isalpha()]
    titles = [line for line in real if line in FIT_TITLES]
    pieces = [
        [line for line in piece.splitlines() if line in FIT_TITLES] for piece in part_of(TEXT, "fit").split(OMITTED)
    ]
    assert [title for piece in pieces for title in piece] == [
        title for title in titles if title not in ("What moves", "In writing")
    ]
    for piece in pieces:
        # What stands together in the README stands together in what is really said.
        assert not piece or titles[titles.index(piece[0]) :][: len(piece)] == piece
    assert pieces[-1] == []


FIT_TITLES = (
    "How it is done", "What moves", "Why not as asked", "Dates", "What you can offer", "On the phone", "In writing",
)  # fmt: skip


def test_files_that_the_readme_points_to_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_schema_kinds_are_in_the_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--help"]) == 0
    help_text = " ".join(capfd.readouterr().out.split())
    assert all(kind in help_text for kind in KINDS)


def test_both_one_liners_stand_in_the_readme_and_ci_runs_the_second() -> None:
    lines = [line for block in fenced("sh") for line in block.splitlines() if line.startswith("python3 -m venv")]
    assert len(lines) == 2
    assert lines[0].endswith("evenhand plan inputs/agency-week")
    assert "-m pytest" in lines[1]
    assert "README.md" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
