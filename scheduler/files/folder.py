"""The files of a workspace folder, read into drafts; nothing is compared with anything else yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scheduler.files.csv_rows import read_rows
from scheduler.files.findings import Findings, Spot, did_you_mean
from scheduler.files.plain_text import shown
from scheduler.files.shapes import Draft, Table
from scheduler.files.tables import (
    AVAILABILITY,
    CLIENTS_FILE,
    EVENT,
    PEOPLE_FILE,
    PROGRESS,
    REQUEST,
    TASK,
    TASK_COLUMNS_REQUIRED,
    TIME_OFF,
    WORKSPACE,
)
from scheduler.files.texts import decoded, read_bytes
from scheduler.files.yaml_nodes import parse_yaml

REQUIRED_FILES = ("workspace.yaml", "people.yaml", "clients.yaml")
ROW_FILES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "tasks.csv": (TASK, TASK_COLUMNS_REQUIRED),
    "progress.csv": (PROGRESS, ("task",)),
    "time_off.csv": (TIME_OFF, ("person", "from", "to")),
    "events.csv": (EVENT, ("people", "from", "to", "title")),
    "availability.csv": (AVAILABILITY, ("person", "from", "to")),
}
"""Optional files of rows: the table of their columns and the columns that must be there."""

KNOWN_FILES = (*REQUIRED_FILES, *ROW_FILES)


@dataclass
class Folder:
    """What the files say, as far as it could be read.

    Attributes
    ----------
    workspace
        None where workspace.yaml could not be read.
    rows
        Records of each CSV file, by its name.
    contents
        The bytes of every file that was read, by its name inside the folder.
    unreadable
        Names of files that are there, or should be, of which nothing could be read.
    """

    findings: Findings
    workspace: Draft | None = None
    people: list[Draft] = field(default_factory=list)
    clients: list[Draft] = field(default_factory=list)
    requests: list[Draft] = field(default_factory=list)
    rows: dict[str, list[Draft]] = field(default_factory=lambda: {name: [] for name in ROW_FILES})
    contents: dict[str, bytes] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)


def read_folder(root: Path, findings: Findings, *, request: Path | None = None) -> Folder:
    """Return what the files in `root` say; everything wrong with them one by one is in `findings`.

    Parameters
    ----------
    request
        A file of a request outside the folder, to be read beside those in it.
    """
    folder = Folder(findings)
    if not root.is_dir():
        said = "this is a file" if root.exists() else "there is no such folder"
        Spot(findings, shown(str(root))).wrong(
            "a workspace folder with workspace.yaml, people.yaml and clients.yaml", said=said
        )
        folder.unreadable.update(REQUIRED_FILES)
        return folder
    folder.workspace = _record(folder, root, "workspace.yaml", table=WORKSPACE)
    people = _record(folder, root, "people.yaml", table=PEOPLE_FILE)
    folder.people = list(people.get("people", ())) if people else []
    clients = _record(folder, root, "clients.yaml", table=CLIENTS_FILE)
    folder.clients = list(clients.get("clients", ())) if clients else []
    for name, (table, columns) in ROW_FILES.items():
        folder.rows[name] = _rows(folder, root, name, table=table, columns=columns)
    folder.requests = _requests(folder, root)
    if request is not None:
        draft = _record(folder, request.parent, request.name, table=REQUEST)
        folder.requests.extend([draft] if draft else [])
    _name_strangers(folder, root)
    return folder


def _text(folder: Folder, root: Path, name: str) -> str | None:
    spot = Spot(folder.findings, shown(name))
    path = root / name
    if not path.exists() and not path.is_symlink():
        if name in REQUIRED_FILES:
            near = did_you_mean(
                name, [each for each in _names_in(root) if each not in KNOWN_FILES and each.endswith((".yaml", ".yml"))]
            )
            spot.wrong("this file in the workspace folder", said="the file is missing", fix=near or f"add {name}")
            folder.unreadable.add(name)
        return None
    data = read_bytes(path, spot)
    text = None if data is None else decoded(data, spot)
    if data is not None:
        folder.contents[name] = data
    if text is None:
        folder.unreadable.add(name)
    return text


def _record(folder: Folder, root: Path, name: str, *, table: Table) -> Draft | None:
    text = _text(folder, root, name)
    if text is None:
        return None
    spot = Spot(folder.findings, shown(name))
    node = parse_yaml(text, spot)
    draft = None if node is None else table.read(node, spot)
    if draft is None:
        folder.unreadable.add(name)
    return draft


def _rows(folder: Folder, root: Path, name: str, *, table: Table, columns: tuple[str, ...]) -> list[Draft]:
    text = _text(folder, root, name)
    if text is None:
        return []
    drafts = read_rows(text, table, Spot(folder.findings, name), required=columns)
    if drafts is None:
        folder.unreadable.add(name)
    return drafts or []


def _requests(folder: Folder, root: Path) -> list[Draft]:
    place = root / "requests"
    spot = Spot(folder.findings, "requests")
    if not place.exists():
        return []
    if not place.is_dir():
        spot.wrong("a folder with one YAML file for each request", said="this is a file")
        return []
    drafts = []
    for name in _names_in(place):
        if name.endswith(".yml"):
            Spot(folder.findings, shown(f"requests/{name}")).note(
                "this file is not read", fix="rename it to end with .yaml"
            )
        elif name.endswith(".yaml") and not name.startswith("."):
            draft = _record(folder, root, f"requests/{name}", table=REQUEST)
            drafts.extend([draft] if draft else [])
    return drafts


def _names_in(place: Path) -> list[str]:
    try:
        return sorted(path.name for path in place.iterdir())
    except OSError:
        # A folder that may be entered but not listed: the files that we know by name are still read.
        return []


def _name_strangers(folder: Folder, root: Path) -> None:
    """Name files that look like misspelt ones of ours, which would otherwise be passed over in silence."""
    absent = [name for name in KNOWN_FILES if name not in folder.contents]
    for name in _names_in(root):
        if name.endswith((".csv", ".yaml", ".yml")) and name not in KNOWN_FILES:
            near = did_you_mean(name, absent)
            if near:
                Spot(folder.findings, shown(name)).note("this file is not read", fix=near)
