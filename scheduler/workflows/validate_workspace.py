"""Read a workspace and say what is wrong with it, or what it holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.calendars.horizon import as_of_instant
from scheduler.domain.laying import Laying
from scheduler.domain.workspace import Workspace
from scheduler.store.place import book_path
from scheduler.workflows.read_files import workspace_in


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
    workspace = workspace_in(folder, as_of=as_of, clock=clock)
    counts = WorkspaceCounts(
        people=len(workspace.people),
        clients=len(workspace.clients),
        tasks=len(workspace.tasks),
        recurring=sum(len(client.recurring) for client in workspace.clients),
        requests=len(workspace.requests),
    )
    return workspace, counts


def laid_anew(workspace: Workspace, *, seed: int) -> Laying:
    """Return the blocks that a book opened at as_of would lay for the agreed hours, and what finds no place.

    Raises
    ------
    SolverError
        If the solver, which is asked only where laying by hand leaves something open, calls the model invalid.
    """
    from scheduler.solve.laying import lay_blocks

    return lay_blocks(workspace, at=as_of_instant(workspace), seed=seed)


def has_book(folder: Path) -> bool:
    """Say whether there is a book in the workspace folder, in whatever state."""
    return book_path(folder).exists()
