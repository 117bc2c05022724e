"""A small good workspace as files, to be changed one file at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from scheduler.domain.workspace import Workspace
from scheduler.errors import InputError
from scheduler.files import read_workspace

WORKSPACE = """format: 1
name: Corner Desk
time_zone: Europe/London
hours: {mon-fri: "09:00-12:30, 13:30-17:00"}
as_of: 2026-11-23T09:00
"""
PEOPLE = """people:
  - {id: mia, name: Mia Okonkwo, skills: [copy:2, edit]}
  - {id: sam, name: Sam Hollis, skills: [design, copy], time_zone: America/New_York}
"""
CLIENTS = """clients:
  - id: oak
    name: Oak Street Bakery
    exclude: [sam]
  - id: finch
    name: Finch Books
    agreement:
      since: 2026-01-05
      hours: {copy: 4h}
    recurring:
      - id: weekly
        title: Weekly
        rule: FREQ=WEEKLY;BYDAY=FR
        tasks:
          - {id: draft, skill: copy, effort: 2h}
          - {id: check, skill: edit, effort: 30m, after: draft}
"""
HEADER = "id,client,title,skill,effort,due"
TASKS = f"""{HEADER},after,person
menu,oak,Words of the menu,copy,6h,2026-11-25,,
poster,finch,Poster,design,4h,2026-11-26,menu + 4h,
"""
FILES: dict[str, str | bytes | None] = {
    "workspace.yaml": WORKSPACE,
    "people.yaml": PEOPLE,
    "clients.yaml": CLIENTS,
    "tasks.csv": TASKS,
}
NOW = datetime(2026, 11, 24, 8, 15, 42, tzinfo=UTC)


def write(folder: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the good workspace with some files replaced (None: left out) and return the folder."""
    for name, content in {**FILES, **(files or {})}.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path, files: dict[str, str | bytes | None] | None = None, *, as_of: str | None = None) -> Workspace:
    """Write and read."""
    return read_workspace(write(folder, files), as_of=as_of, clock=lambda: NOW)


def problems(folder: Path, files: dict[str, str | bytes | None], *, as_of: str | None = None) -> list[str]:
    """Return the texts of all problems; empty where the workspace is read."""
    try:
        read(folder, files, as_of=as_of)
    except InputError as error:
        return [problem.text for problem in error.problems]
    return []


def notices(folder: Path, files: dict[str, str | bytes | None]) -> list[str]:
    """Return the texts of all notices of a workspace without problems."""
    return [notice.text for notice in read(folder, files).notices]
