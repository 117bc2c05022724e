"""The run of all benchmarks: what is called, what is skipped, and that failures and time-outs stay in the table."""

import importlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import run, tables
from benchmarks.run import BENCHMARKS, Benchmark, Call


def call_of(folder: Path, *, data: Path | None = None, quick: bool = True) -> Call:
    return Call(data=data, environments=folder / "peers", results=folder / "results" if quick else None)


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda each: each.name)
def test_every_benchmark_of_the_list_is_a_command(benchmark):
    assert callable(importlib.import_module(f"benchmarks.{benchmark.name}").main)


@pytest.mark.parametrize("benchmark", BENCHMARKS, ids=lambda each: each.name)
def test_both_calls_of_a_benchmark_are_understood_by_it(benchmark, tmp_path, monkeypatch):
    # `-h` at the end prints the help with 0 only where everything before it was understood.
    data = tmp_path / "data"
    for quick in (True, False):
        for name in ("imopse", "workforce-cp25", "team-log"):
            (data / name).mkdir(parents=True, exist_ok=True)
        arguments = run.arguments_of(benchmark, call_of(tmp_path, data=data, quick=quick))
        if isinstance(arguments, str):
            assert quick
            continue
        assert not any("{" in argument for argument in arguments)
        monkeypatch.setattr(sys, "argv", ["benchmark", *arguments, "-h"])
        with pytest.raises(SystemExit) as ended:
            importlib.import_module(f"benchmarks.{benchmark.name}").main()
        assert ended.value.code == 0


def test_without_data_what_needs_it_is_skipped_and_says_so(tmp_path):
    row = run.run_one(next(each for each in BENCHMARKS if each.needs), call_of(tmp_path, quick=False))
    assert row["ended"].startswith("skipped: no folder")
    assert row["seconds"] is None


def test_a_failure_has_its_exit_code_in_the_table(tmp_path):
    row = run.run_one(Benchmark("on_time", (), ("--no-such-option",), 60), call_of(tmp_path))
    assert row["ended"] == "failed with exit code 2"
    assert "failed with exit code 2" in run.table_of_rows([row])


def test_a_time_out_ends_whatever_the_command_had_started(tmp_path):
    sleeper = f"import pathlib, time; time.sleep(2); pathlib.Path({str(tmp_path / 'late')!r}).touch()"
    starter = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {sleeper!r}]); time.sleep(60)"
    code = run.finish([sys.executable, "-c", starter], environment=dict(os.environ), limit_seconds=1)
    time.sleep(3)
    assert code is None
    assert not (tmp_path / "late").exists()


def test_a_quick_run_records_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(
        run,
        "BENCHMARKS",
        (
            Benchmark(
                "on_time", (), ("--size", "12x60", "--load", "0.5", "--seeds", "1", "--interval-seconds", "0"), 60
            ),
        ),
    )
    monkeypatch.delenv(tables.ELSEWHERE, raising=False)
    before = {path: path.read_bytes() for path in (*tables.RESULTS.iterdir(), tables.README) if path.is_file()}
    monkeypatch.setenv(tables.ELSEWHERE, "")  # what main sets is taken back after the test
    assert run.main(["--quick", "--results", str(tmp_path)]) == 0
    assert {path: path.read_bytes() for path in (*tables.RESULTS.iterdir(), tables.README) if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"on_time.json", "on_time.md", "run.json", "run.md"}
    saved = tables.saved_results("on_time", folder=tmp_path)
    assert saved is not None
    assert {"command", "evenhand", "python", "ortools", "cores", "date", "commit"} <= set(saved)


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_the_commit_is_that_of_the_clone_and_unknown_without_one(tmp_path):
    assert tables.commit_of(tmp_path) is None
    for words in (
        ["init", "-q"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    clean = tables.commit_of(tmp_path)
    assert clean is not None
    assert not clean.endswith("+")
