"""Plan the week: read, plan, explain, check; an unchecked plan is never handed on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.moments import due_instant
from scheduler.calendars.zones import Zone
from scheduler.domain.problems import Notice
from scheduler.domain.standing import Standing, standing_of
from scheduler.errors import Interrupted, VerificationError
from scheduler.files.plans import plan_bytes
from scheduler.units import ClientId, TaskId
from scheduler.verify.plan import check_plan
from scheduler.workflows.baseline import foreign_notices, read_baseline
from scheduler.workflows.begun_work import handed_over_notices
from scheduler.workflows.book_ahead import book_ahead, standing_nowhere
from scheduler.workflows.kept_book import checked_plan, kept_book
from scheduler.workflows.kept_plans import kept_plans
from scheduler.workflows.passing_plan import Footing, passing_plan
from scheduler.workflows.plan_ground import PlanGround, ground_in, ground_of
from scheduler.workflows.published_places import publish
from scheduler.workflows.read_files import workspace_in
from scheduler.workflows.record_edits import enter_edits
from scheduler.workflows.reproduction import save_reproduction

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.reasons import Reason
    from scheduler.domain.workspace import Workspace
    from scheduler.solve.planner import PlanProgress as PlanProgress


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the caller of `plan_week` chooses.

    Attributes
    ----------
    as_of
        A date-time as written by a user, or None for that of workspace.yaml, else of `clock`.
    clock
        Gives the present moment with an offset.
    baseline
        A plan document to stay close to.
    time_limit_seconds
        The outer guard; limits of work decide before it.
    overtime
        Whether consented overtime may be used.
    publish
        Whether the plan becomes the book's published one; the book is made where there is none.
    progress
        Called now and then while the plan gets better.
    foreseen
        Called before the search with what arithmetic alone already shows to be too much, if anything.
    reproduction_near
        Folder in which a reproduction is saved should our own plan fail its check; None for the temporary directory.
    """

    as_of: str | None
    clock: Callable[[], datetime]
    baseline: Path | None = None
    seed: int = 0
    time_limit_seconds: float = 60.0
    overtime: bool = False
    publish: bool = False
    progress: Callable[[PlanProgress], None] | None = None
    foreseen: Callable[[tuple[Reason, ...]], None] | None = None
    reproduction_near: Path | None = None


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """A plan that passed its check, and where it stands.

    Attributes
    ----------
    checked_rules
        The rules that the independent check looked at.
    notices
        What is worth knowing of the workspace and the baseline.
    held_notices
        Without a book: which agreed hours the plan does not hold, and why.
    baseline
        The plan with which it was compared; None where there was none.
    cut_minutes
        What clients have lost of their agreed hours in the horizon, as the book has it.
    """

    workspace: Workspace
    plan: Plan
    standing: Standing
    checked_rules: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    held_notices: tuple[Notice, ...] = ()
    baseline: Plan | None = None
    cut_minutes: Mapping[ClientId, int] = field(default_factory=dict)


def plan_week(folder: Path, *, options: PlanOptions) -> PlanOutcome:
    """Plan a workspace folder.

    Returns
    -------
    PlanOutcome
        Its plan is verified and has no violations, unless its status is `infeasible`: then the violations say what frozen
        work contradicts.

    Raises
    ------
    InputError
        If the workspace or the baseline is wrong.
    VerificationError
        If our own plan fails the independent check, and so does every plan around what stands; the reproduction is saved and named.
    Interrupted
        On Ctrl-C, with the best plan so far, explained and verified, or without one.
    """
    workspace = workspace_in(folder, as_of=options.as_of, clock=options.clock)
    if options.publish:
        return _published(folder, options)
    ground = ground_in(folder, workspace)
    outcome = _planned(folder, ground, options=options)
    return outcome if ground.holdings is not None else _with_book_ahead(folder, ground, outcome, options=options)


def _published(folder: Path, options: PlanOptions) -> PlanOutcome:
    """Plan on the book, and make the plan its published one; a new book is opened on the plan without a book, and publishes that."""
    shown: list[PlanOutcome] = []

    def first(workspace: Workspace) -> Plan:
        ground = PlanGround(workspace)
        outcome = _planned(folder, ground, options=options)
        if not outcome.plan.verified:
            return checked_plan(workspace)
        shown.append(_with_book_ahead(folder, ground, outcome, options=options))
        return outcome.plan

    with kept_book(folder, as_of=options.as_of, clock=options.clock, planned=first) as kept:
        if not kept.is_new:
            enter_edits(kept.book, kept.workspace)
        ground = ground_of(kept.book, kept.workspace, plans=kept_plans(folder))
        outcome = _as_shown(ground, shown[0], options=options) if shown else None
        if outcome is None:
            outcome = _planned(folder, ground, options=replace(options, foreseen=None) if shown else options)
        entry = publish(kept.book, outcome.plan)
        kept.plans[entry.seq] = plan_bytes(outcome.plan)
        kept.save()
        return outcome


def _as_shown(ground: PlanGround, outcome: PlanOutcome, *, options: PlanOptions) -> PlanOutcome | None:
    """Return the plan that was made without the book, as one on the book; None where the book asks for another."""
    plan = outcome.plan.model_copy(update={"book": ground.book})
    given = _with_given_baseline(ground, options)
    result = check_plan(ground.workspace, plan, baseline=given.baseline, holdings=ground.holdings)
    return replace(outcome, plan=plan, checked_rules=tuple(result.checked)) if result.is_clean else None


def _with_book_ahead(folder: Path, ground: PlanGround, outcome: PlanOutcome, *, options: PlanOptions) -> PlanOutcome:
    """Show what a book opened on the plan would hold: beside the plan, or in one made again where lesser work has its time."""
    plan = outcome.plan
    ahead = book_ahead(ground.workspace, plan) if plan.verified else None
    if ahead is None:
        return outcome
    from scheduler.solve.held_beside import with_held

    found = with_held(ground.workspace, plan, ahead.pieces)
    given = _with_given_baseline(ground, options)
    result = check_plan(ground.workspace, found, baseline=given.baseline, holdings=ahead.holdings)
    if result.is_clean:
        outcome = replace(
            outcome,
            plan=found,
            standing=standing_of(found, due_after_horizon(ground.workspace)),
            checked_rules=tuple(result.checked),
        )
    else:
        try:
            outcome = _planned(
                folder, replace(ground, holdings=ahead.holdings), options=replace(options, foreseen=None)
            )
        except Interrupted as stop:
            raise Interrupted(stop.plan or plan) from stop
    nowhere = standing_nowhere(ground.workspace, outcome.plan.held)
    return replace(outcome, held_notices=(*ahead.notices, *nowhere))


def _with_given_baseline(ground: PlanGround, options: PlanOptions) -> PlanGround:
    """Return a ground with the baseline that the caller chose; answers speak of the published plan, and free nothing of another."""
    given = None if options.baseline is None else read_baseline(options.baseline)
    if given is None or given == ground.baseline:
        return ground
    digest = hashlib.sha256(plan_bytes(given)).hexdigest()
    holdings = ground.holdings and ground.holdings.model_copy(update={"answered": {}})
    return replace(ground, baseline=given, baseline_sha256=digest, holdings=holdings)


def _planned(folder: Path, ground: PlanGround, *, options: PlanOptions) -> PlanOutcome:
    ground = _with_given_baseline(ground, options)
    # The solver takes most of a second to import, which a problem in the files need not wait for.
    from scheduler.explain.plan import prechecks
    from scheduler.solve.planner import PlanSettings, make_plan

    if options.foreseen is not None:
        options.foreseen(prechecks(ground.workspace, overtime=options.overtime, holdings=ground.holdings))
    settings = PlanSettings(seed=options.seed, time_limit_seconds=options.time_limit_seconds, overtime=options.overtime)
    try:
        found = make_plan(
            ground.workspace,
            baseline=ground.baseline,
            settings=settings,
            progress=options.progress,
            holdings=ground.holdings,
        )
    except Interrupted as stop:
        if stop.plan is None:
            raise
        outcome = _checked(folder, ground, stop.plan, options=options)
        raise Interrupted(outcome.plan) from stop
    return _checked(folder, ground, found, options=options)


def _checked(folder: Path, ground: PlanGround, found: Plan, *, options: PlanOptions) -> PlanOutcome:
    workspace, baseline = ground.workspace, ground.baseline
    footing = Footing(
        workspace, baseline, ground.holdings, ground.book, ground.baseline_sha256, overtime=options.overtime
    )
    try:
        passing = passing_plan(footing, found, seed=options.seed)
    except VerificationError as error:
        raise VerificationError(str(error), _saved(folder, error.refused, options=options)) from error
    instead = () if passing.refused is None else (_instead(folder, passing.refused, options=options),)
    handed_over = handed_over_notices(workspace, passing.plan, ground.begun)
    foreign = foreign_notices(workspace, baseline, path=options.baseline)
    return PlanOutcome(
        workspace=workspace,
        plan=passing.plan,
        standing=standing_of(passing.plan, due_after_horizon(workspace)),
        checked_rules=tuple(passing.result.checked),
        notices=(*workspace.notices, *ground.notices, *handed_over, *foreign, *instead),
        baseline=baseline,
        cut_minutes=ground.cut_minutes,
    )


def _saved(folder: Path, refused: Plan | None, *, options: PlanOptions) -> Path | None:
    """Save what it takes to see a refused plan again; None where that cannot be written."""
    broken = () if refused is None else refused.violations
    try:
        return save_reproduction(
            folder,
            near=options.reproduction_near,
            baseline=options.baseline,
            plan=refused,
            notes=[f"{violation.rule}: {violation.text}" for violation in broken],
        )
    except OSError:
        return None


def _instead(folder: Path, refused: Plan, *, options: PlanOptions) -> Notice:
    """Say that another plan is shown than the one that was found, and why."""
    saved = _saved(folder, refused, options=options)
    place = (
        "" if saved is None else f" What is needed to see it again was saved in {saved}; it holds a copy of your files."
    )
    return Notice(
        file="workspace.yaml",
        line=None,
        subject="plan",
        text=f"The best plan that was found broke a rule of its own check, by a defect of ours: {refused.violations[0].text}. "
        f"Another one is shown, which passed the whole check; there may be a better one.{place}",
    )


def due_after_horizon(workspace: Workspace) -> frozenset[TaskId]:
    """Return the tasks of tasks.csv whose due time lies after the horizon; occurrences are always due inside it."""
    zone = Zone.of(workspace.time_zone)
    end = horizon_span(workspace).end
    return frozenset(
        task.id
        for task in workspace.tasks
        if task.due is not None and due_instant(task.due, zone, workspace.hours) > end
    )
