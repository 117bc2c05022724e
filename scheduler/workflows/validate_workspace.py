"""Read a workspace and say what is wrong with it, or what it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.domain.workspace import Workspace
from scheduler.files.reading import read_workspace


@dataclass(frozen=True, slots=True)
class WorkspaceCounts:
    """How much a workspace holds."""

    people: int
    clients: int
    tasks: int
    recurring: int
    requests: int


def validate_workspace(
    folder: Path, *, as_of: str | None, clock: Callable[[], datetime]
) -> tuple[Workspace, WorkspaceCounts]:
    """Read the workspace folder and count what is in it.

    Raises
    ------
    InputError
        With every problem that was found.
    """
    workspace = read_workspace(folder, as_of=as_of, clock=clock)
    counts = WorkspaceCounts(
        people=len(workspace.people),
        clients=len(workspace.clients),
        tasks=len(workspace.tasks),
        recurring=sum(len(client.recurring) for client in workspace.clients),
        requests=len(workspace.requests),
    )
    return workspace, counts
