"""A workspace at which commands are given as on the command line, and answer with documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli.main import run


class DocumentDesk:
    """Gives commands with --json."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capfd = folder, capfd

    def write(self, name: str, text: str) -> None:
        """Write a file of the workspace."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def lay(self, files: Mapping[str, str]) -> None:
        """Write files of the workspace, by their paths in it."""
        for name, text in files.items():
            self.write(name, text)

    def __call__(self, verb: str, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Give a command, expect its exit code, and return its document."""
        self._capfd.readouterr()
        found = run([verb, str(self.folder), *arguments, "--json", "--quiet"])
        said = self._capfd.readouterr()
        assert found == code, said.out + said.err
        document: dict[str, Any] = json.loads(said.out)
        return document
