"""Check a plan, ours or not, against the workspace it was made for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from scheduler import __version__
from scheduler.domain.answers import Check, RecomputedMeasure, UncheckedRule
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.handing import for_planning
from scheduler.files.plans import read_plan
from scheduler.files.reading import read_workspace
from scheduler.verify.plan import check_plan
from scheduler.workflows.baseline import read_baseline
from scheduler.workflows.plan_ground import book_of_plan


def verify_plan(
    folder: Path,
    plan_path: Path,
    *,
    as_of: str | None,
    clock: Callable[[], datetime],
    baseline_path: Path | None = None,
) -> tuple[Workspace, Plan, Check]:
    """Check the plan at `plan_path`.

    Parameters
    ----------
    as_of
        None for the plan's own as_of: a plan is true or false of the moment it was made for.

    Returns
    -------
    tuple[Workspace, Plan, Check]
        The check's `clean` says whether no rule that could be looked at is broken.

    Raises
    ------
    InputError
        If the workspace, the plan or the baseline cannot be read.
    """
    plan = read_plan(plan_path)
    workspace = read_workspace(folder, as_of=as_of or plan.as_of, clock=clock)
    baseline = None if baseline_path is None else read_baseline(baseline_path)
    book = None if plan.book is None else book_of_plan(folder, workspace, digest=plan.book)
    if book is not None:
        workspace, _ = for_planning(workspace, book)
    result = check_plan(workspace, plan, baseline=baseline)
    check = Check(
        workspace=workspace.name,
        as_of=workspace.as_of.isoformat(timespec="minutes"),
        evenhand_version=__version__,
        seed=plan.seed,
        inputs_sha256=workspace.inputs_sha256,
        clean=not result.violations,
        violations=tuple(result.violations),
        checked=tuple(result.checked),
        unchecked=tuple(UncheckedRule(rule=rule, reason=reason) for rule, reason in result.unchecked),
        objective=tuple(
            RecomputedMeasure(
                level=level.level, value=level.value, claimed=level.claimed, unit=level.unit, names=level.names
            )
            for level in result.objective
        ),
    )
    return workspace, plan, check
