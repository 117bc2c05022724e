"""A desk with one request R1 of one of two clients, for what becomes of it after it was accepted."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scheduler.cli.main import run
from tests.workflows.document_desk import DocumentDesk

FILES = {
    "workspace.yaml": (
        "format: 1\nname: Case\ntime_zone: Europe/London\nhours: {mon-fri: '09:00-13:00, 14:00-17:30'}\nhorizon: 2 weeks\n"
        "as_of: 2026-11-23T09:00\n"
    ),
    "people.yaml": "people:\n  - {id: ana, name: Ana, skills: [copy]}\n  - {id: bo, name: Bo, skills: [copy]}\n",
    "clients.yaml": (
        "clients:\n  - {id: a, name: Alpha, agreement: {since: 2026-01-05, hours: {copy: 10h}}}\n"
        "  - {id: b, name: Beta, agreement: {since: 2026-01-05, hours: {copy: 10h}}}\n"
    ),
}
ONE = "tasks: [{id: t, skill: copy, effort: 3h}]"
TWO = "tasks:\n  - {id: t, skill: copy, effort: 3h}\n  - {id: u, skill: copy, effort: 1h, after: t}"
FOUR = "2026-11-23T16:00"
LATER = "2026-11-23T16:30"


class OneRequestDesk(DocumentDesk):
    """A folder with one request at which commands are given."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder, capfd)
        self.lay(FILES)

    def ask(self, tasks: str = ONE) -> None:
        """Write the request."""
        self.write(
            "requests/R1.yaml",
            f"id: R1\nclient: a\nasked_at: 2026-11-23T09:00\nneeded_by: 2026-11-27\n{tasks}\n",
        )

    def progress(self, *rows: str) -> None:
        """Write progress.csv."""
        self.write("progress.csv", "\n".join(["task,worked,remaining,done_on,person", *rows, ""]))

    def refused(self, verb: str, *arguments: str) -> str:
        """Give a command that is wrong usage, and return what it says."""
        self._capfd.readouterr()
        assert run([verb, str(self.folder), *arguments, "--no-color"]) == 2
        return " ".join(self._capfd.readouterr().err.split())

    def notices(self, verb: str, *arguments: str) -> str:
        """Give a command and return its notices."""
        self._capfd.readouterr()
        run([verb, str(self.folder), *arguments, "--no-color"])
        return " ".join(self._capfd.readouterr().err.split())


def planned_minutes(plan: dict[str, Any]) -> dict[str, int]:
    """Return the planned minutes of each task of a plan."""
    return {
        task["id"]: sum(
            int((datetime.fromisoformat(b["end"]) - datetime.fromisoformat(b["start"])).total_seconds()) // 60
            for b in task["blocks"]
        )
        for task in plan["tasks"]
    }
