"""Runs of the command line as a user starts it: a new process, its exit code and its one document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ROOT / "inputs"


@dataclass(frozen=True)
class Run:
    """What one run answered."""

    exit_code: int
    stdout: bytes
    stderr: str

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document on stdout."""
        document = json.loads(self.stdout)
        assert isinstance(document, dict)
        return document


def evenhand(*arguments: str | Path) -> Run:
    """Run `python -m scheduler ARGUMENTS` from the project's root."""
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr.decode())


@cache
def plan_of(folder: Path, *, baseline: str | None = None) -> Run:
    """Run `evenhand plan FOLDER --json` as `fresh_plan_of` does, once per folder and session."""
    return fresh_plan_of(folder, baseline=baseline)


def fresh_plan_of(folder: Path, *, baseline: str | None = None) -> Run:
    """Run `evenhand plan FOLDER --json` with a fixed seed.

    The clock is given far more time than the limits of work take, so that a busy machine cannot cut a run short.
    """
    extra = ["--baseline", str(folder / baseline)] if baseline else []
    return evenhand("plan", folder, "--json", "--seed", "1", "--time-limit", "600", *extra)
