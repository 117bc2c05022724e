"""Streams, colour and encodings."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from scheduler.cli.progress import progress_words, shown_progress
from scheduler.cli.screen import Screen, wants_colour
from tests.cli.calls import MINIMAL, ROOT, process


class Terminal(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "asked", "wanted"),
    [
        ({"TERM": "xterm-256color"}, True, True),
        ({"TERM": "xterm-256color"}, False, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, False),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_for_terminals_that_nobody_silenced(
    environment: dict[str, str], asked: bool, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(Terminal(), asked=asked) is wanted
    assert wants_colour(io.StringIO(), asked=True) is False


def test_a_pipe_gets_plain_text_of_100_columns() -> None:
    done = process("plan", MINIMAL, env={"COLUMNS": "200", "FORCE_COLOR": "1", "COLORTERM": "truecolor"})
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) == 100
    assert all(line == line.rstrip() for line in done.stdout.splitlines())
    assert done.stderr == ""


def test_a_stream_without_our_signs_gets_question_marks() -> None:
    done = process("plan", MINIMAL, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "week 48, 23 to 29 Nov 2026 ? as of Mon 23 Nov 09:00" in done.stdout


def test_json_is_utf_8_whatever_the_stream_says() -> None:
    plain = process("plan", MINIMAL, "--json")
    latin = process("plan", MINIMAL, "--json", env={"PYTHONIOENCODING": "latin-1"})
    assert plain.stdout == latin.stdout


@pytest.mark.parametrize("arguments", [["--json"], []])
def test_a_reader_that_leaves_is_no_error(arguments: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "scheduler", "plan", str(MINIMAL), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=120) == 0


def test_progress_is_for_watched_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with shown_progress(Screen()) as report:
        assert report is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    with shown_progress(Screen(quiet=True)) as report:
        assert report is None
    with shown_progress(Screen()) as report:
        assert report is not None


@pytest.mark.parametrize(
    ("value", "bound", "steps", "words"),
    [
        (1254, 474, 12345, "on time · worst lateness 20 h 54 min, at least 7 h 54 min · 12,345 steps"),
        (0, 0, 0, "on time · nothing late"),
    ],
)
def test_progress_says_value_and_bound(value: int, bound: int, steps: int, words: str) -> None:
    assert progress_words("on_time", value=value, bound=bound, steps=steps) == words
