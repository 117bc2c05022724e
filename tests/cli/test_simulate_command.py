from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from scheduler.cli.options import now
from scheduler.cli.screen import console_for
from scheduler.cli.simulation_view import draw_simulation
from scheduler.report.simulation import COLUMNS, LEGEND, _in_words
from scheduler.workflows.simulation.simulate import SimulateOptions, simulate
from tests.cli.calls import call

SHORT = ("simulate", "--scenario", "friday-flood", "--weeks", "1")


def test_the_figures_of_every_client_are_shown(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, *SHORT)
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0] == "Studio · friday-flood: one client sends 40 urgent requests every Friday"
    assert "1 week from Mon 5 Oct 2026" in lines
    assert any(line.startswith("evenhand, as agreed ──") for line in lines)
    assert "The others got all" in answer.out
    assert [line.split()[0] for line in lines if line.startswith(("ashby", "birch", "cedar", "dune", "elm"))] == [
        "ashby",
        "birch",
        "cedar",
        "dune",
        "elm",
    ]


def test_the_document_is_one_json_object(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, *SHORT, "--json", "--without", "ashby", "--policy", "accept-if-it-fits")
    assert answer.code == 0
    document = answer.document
    assert (document["kind"], document["schema_version"], document["scenario"]) == ("simulation", 1, "friday-flood")
    assert [(run["policy"], run["without"]) for run in document["runs"]] == [
        ("evenhand", ""),
        ("accept-if-it-fits", ""),
        ("evenhand", "ashby"),
    ]


def test_the_figures_go_to_a_csv_file(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    answer = call(capfd, *SHORT, "--notice", "2 working days", "--csv", target)
    assert answer.code == 0
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert [(row["run"], row["changed"], row["client"]) for row in rows[:1] + rows[-1:]] == [
        ("1", "", "ashby"),
        ("2", "notice 2 working days", "elm"),
    ]
    assert all(row["entitled_refused"] == "0" for row in rows)


def test_another_run_says_what_changed(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, *SHORT, "--cap", "0h", "--rush", "10%")
    assert "evenhand with cap 0h and rush 10% ──" in answer.out
    assert "Answered differently than in the first run: " in answer.out


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(width: int) -> None:
    outcome = simulate(
        SimulateOptions(folder=None, as_of=None, clock=now, scenario="friday-flood", weeks=1, without="ashby")
    )
    buffer = io.StringIO()
    draw_simulation(console_for(width=width, color_system=None, file=buffer), outcome.document, sentence="a flood")
    lines = buffer.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    heads = [line.split() for line in lines if line.startswith("client")]
    assert (
        heads
        == [
            [
                "client",
                "asked",
                "yes",
                "entitled",
                "of",
                "them",
                "no",
                "moved",
                "late",
                "own",
                "rush",
                "spare",
                "lapsed",
            ]
        ]
        * 2
    )


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--notice", "2"), "--notice is '2'; expected a notice, like '3 working days'"),
        (("--cap", "much"), "--cap is 'much'; expected hours or a share of the weekly hours, like 4h or 25%"),
        (("--cap", "x%"), "--cap is 'x%'; expected hours or a share of the weekly hours, like 4h or 25%"),
        (("--buffer", "3h"), "--buffer is '3h'; expected a share of each day, like 10%"),
        (("--rush", "-1%"), "--rush is '-1%'; expected a share of the weekly hours, like 20%"),
        (("--weeks", "0"), "--weeks is '0'; expected 1 to 104, like 6"),
        (("--without", "nobody"), "--without: there is no client 'nobody'"),
        (("--policy", "chance"), "there is no policy 'chance'; expected evenhand or accept-if-it-fits"),
        (("--log", "no-such-file"), "leave out --scenario and --weeks"),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(
    options: tuple[str, ...], complaint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = call(capfd, *SHORT, *options)
    assert (answer.code, answer.out) == (2, "")
    assert complaint in " ".join(answer.err.split())


def test_a_missing_log_is_wrong_usage(capfd: pytest.CaptureFixture[str]) -> None:
    answer = call(capfd, "simulate", "--log", "no-such-file.jsonl")
    assert answer.code == 2
    assert "--log no-such-file.jsonl: it could not be read" in answer.err


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"id,client\nlogo,harrow\n", "tasks.csv:1: this is no entry of a log"),
        (b"", "tasks.csv: the log does not begin"),
        (b"\xff\xfe", "tasks.csv: this is no text in UTF-8"),
    ],
)
def test_a_file_that_is_no_log_is_wrong_input(
    content: bytes, complaint: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "tasks.csv").write_bytes(content)
    answer = call(capfd, "simulate", "--log", tmp_path / "tasks.csv", "--json")
    assert (answer.code, answer.document["kind"]) == (3, "problems")
    assert complaint in answer.document["problems"][0]["text"]


def test_every_column_is_explained_and_dates_are_said_in_words() -> None:
    heads = {head for _, head in COLUMNS} - {"client", "of them no"}
    assert [head for head in heads if not re.search(rf"\b{head}\b", LEGEND)] == []
    assert _in_words("accepted, due 2026-11-25T17:00+00:00") == "accepted, due Wed 25 Nov 17:00"
    assert _in_words("declined") == "declined"
