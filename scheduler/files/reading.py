"""Reading a workspace folder: everything that is wrong at once, or the workspace."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime
from pathlib import Path

from scheduler.domain.workspace import Workspace
from scheduler.errors import InputError
from scheduler.files import client_checks, clock_checks, task_checks
from scheduler.files.building import build_workspace
from scheduler.files.findings import Findings
from scheduler.files.folder import read_folder
from scheduler.files.known import Known
from scheduler.files.overdue_work import note_overdue_work
from scheduler.files.unreachable_work import note_unreachable_work
from scheduler.units import TaskId


def read_workspace(
    folder: Path,
    *,
    as_of: str | None = None,
    clock: Callable[[], datetime],
    request: Path | None = None,
    booked: Callable[[], Container[TaskId]] = frozenset,
) -> Workspace:
    """Return the workspace that the files of `folder` describe.

    Parameters
    ----------
    as_of
        The moment to plan from, as a user writes it; None: the one of workspace.yaml, else the clock's.
    clock
        Returns the present with an offset; asked only where nobody wrote an as_of.
    request
        A file of a request outside the folder, to be read beside those in it.
    booked
        Returns the tasks that a book knows, whatever the files say; asked only where progress.csv speaks of work that no file has.

    Raises
    ------
    InputError
        With every problem of every file, sorted by file and line, and the notices beside them.
    """
    findings = Findings()
    read = read_folder(folder, findings, request=request)
    known = Known(read, booked=booked)
    clock_checks.resolve_as_of(known, findings, option=as_of, clock=clock)
    client_checks.check_people(known)
    client_checks.check_clients(known)
    task_checks.check_tasks(known)
    task_checks.check_recurring(known)
    task_checks.check_requests(known)
    task_checks.check_progress(known)
    clock_checks.check_times(known)
    if findings.problems or known.as_of is None:
        raise InputError(findings.problems, findings.notices)
    workspace = build_workspace(read, as_of=known.as_of)
    note_unreachable_work(workspace, findings)
    note_overdue_work(workspace, findings)
    return workspace.model_copy(update={"notices": findings.notices})
