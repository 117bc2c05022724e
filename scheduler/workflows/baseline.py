"""A baseline: a plan to stay close to, which has to hold together before anything can stay close to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from scheduler.domain.plan import Plan
from scheduler.domain.problems import Notice, Problem
from scheduler.domain.workspace import Workspace
from scheduler.errors import InputError
from scheduler.files.plans import read_plan


def read_baseline(path: Path) -> Plan:
    """Return the plan in a file, with each task once and every block in its right order.

    Raises
    ------
    InputError
        If the file cannot be read as a plan, or the plan contradicts itself.
    """
    plan = read_plan(path)
    problems = (*_repeated(plan, path), *_backward(plan, path))
    if problems:
        raise InputError(problems)
    return plan


def foreign_notices(workspace: Workspace, baseline: Plan | None, *, path: Path | None) -> tuple[Notice, ...]:
    """Return a notice where the baseline is a plan of another workspace; it may have been renamed, so it is used."""
    if baseline is None or baseline.workspace == workspace.name:
        return ()
    text = f"the baseline is a plan of '{baseline.workspace}', not of '{workspace.name}'"
    return (
        Notice(
            file=str(path or ""),
            line=None,
            subject="baseline",
            field="workspace",
            got=baseline.workspace,
            expected=f"'{workspace.name}'",
            text=text,
        ),
    )


def _repeated(plan: Plan, path: Path) -> tuple[Problem, ...]:
    times = Counter([*(task.id for task in plan.tasks), *(task.id for task in plan.unplaced)])
    return tuple(
        _problem(path, task, "id", got=f"{count} times", expected="each task once")
        for task, count in times.items()
        if count > 1
    )


def _backward(plan: Plan, path: Path) -> tuple[Problem, ...]:
    return tuple(
        _problem(
            path,
            task.id,
            f"tasks.{row}.blocks.{place}.end",
            got=block.end.isoformat(timespec="minutes"),
            expected=f"a time after its start, {block.start.isoformat(timespec='minutes')}",
        )
        for row, task in enumerate(plan.tasks)
        for place, block in enumerate(task.blocks)
        if block.end <= block.start
    )


def _problem(path: Path, task: str, field: str, *, got: str, expected: str) -> Problem:
    subject = f"task '{task}'"
    said = f"the task is there {got}" if field == "id" else f"{field} is '{got}'"
    return Problem(
        file=str(path),
        line=None,
        subject=subject,
        field=field,
        got=got,
        expected=expected,
        fix="take a plan as it was written by `evenhand plan --out`",
        text=f"{path} ({subject}): {said}; expected {expected}",
    )
