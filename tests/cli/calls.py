"""Calls of the command line inside this process, and as a user makes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = ROOT / "inputs" / "minimal"


@dataclass(frozen=True)
class Answer:
    """Exit code and both streams of one call."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


def call(capfd: pytest.CaptureFixture[str], *arguments: str | Path) -> Answer:
    """Run the command line in this process."""
    code = run([str(argument) for argument in arguments])
    captured = capfd.readouterr()
    return Answer(code, captured.out, captured.err)


def process(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run `python -m scheduler` in a new process."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "scheduler", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        text=True,
        encoding="utf-8",
        check=False,
        **{"capture_output": True, **more},
    )
