"""Notices of open work that was due before as_of: it is late whatever the plan does."""

from __future__ import annotations

from scheduler.calendars.horizon import as_of_instant
from scheduler.calendars.moments import due_instant
from scheduler.calendars.recurrence import progress_by_task, remaining_minutes
from scheduler.calendars.zones import Zone
from scheduler.domain.workspace import Workspace
from scheduler.files.findings import Findings, Spot
from scheduler.files.unreachable_work import UNREACHABLE_FIELDS


def note_overdue_work(workspace: Workspace, findings: Findings) -> None:
    """Add a notice for each open task of tasks.csv whose due time is not after as_of.

    Work of which it was noted already that nobody can do it is left out: it will not be planned at all.
    """
    unreachable = {(notice.file, notice.line) for notice in findings.notices if notice.field in UNREACHABLE_FIELDS}
    zone = Zone.of(workspace.time_zone)
    as_of = as_of_instant(workspace)
    progress = progress_by_task(workspace)
    for task in workspace.tasks:
        if task.due is None or (task.source.file, task.source.line) in unreachable:
            continue
        if not remaining_minutes(task, progress.get(task.id)):
            continue
        due = due_instant(task.due, zone, workspace.hours)
        if due <= as_of:
            spot = Spot(findings, task.source.file, task.source.line, f"task '{task.id}'", "due")
            at = zone.aware(due).isoformat(timespec="minutes")
            spot.note(f"it was due {at} and is overdue; it is planned as soon as possible", got=at)
