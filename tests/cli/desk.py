"""A copy of an example at which commands are given as a team lead gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Answer, call


class Desk:
    """A copy of an example at which commands are given."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capfd = folder, capfd

    def __call__(self, verb: str, *arguments: str | Path, code: int = 0) -> Answer:
        """Give a command, expect its exit code, and return what it said."""
        answer = call(self._capfd, verb, self.folder, *arguments)
        assert answer.code == code, answer.out + answer.err
        return answer

    def said(self, verb: str, *arguments: str | Path, code: int = 0) -> str:
        """Give a command and return what stands on the screen, in one line."""
        answer = self(verb, *arguments, code=code)
        return " ".join(f"{answer.out} {answer.err}".split())

    def ask(self, text: str, *, name: str = "") -> None:
        """Write a request file."""
        (self.folder / "requests").mkdir(exist_ok=True)
        found = name or text.split("id: ", 1)[1].split("\n", 1)[0]
        (self.folder / "requests" / f"{found}.yaml").write_text(text, encoding="utf-8")
