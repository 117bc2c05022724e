"""Check a plan, ours or not, against the workspace it was made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from scheduler import __version__
from scheduler.domain.answers import Check, RecomputedMeasure, UncheckedRule
from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.explain.words import list_words
from scheduler.fairshare.book import Book
from scheduler.fairshare.handing import for_planning
from scheduler.files.plans import read_plan
from scheduler.verify.plan import check_plan
from scheduler.workflows.asked_in_plan import asked_in, with_asked, with_given_up
from scheduler.workflows.baseline import read_baseline
from scheduler.workflows.plan_book import book_of_plan
from scheduler.workflows.read_files import workspace_in

NOT_THIS_BOOK = "the book of this workspace, with its files as they are now, is not the one on which the plan was made"
OTHER_BASELINE = "the plan was compared with another plan than the published one: give it with --baseline"
NOTHING_PUBLISHED = "no plan was published before it, and no baseline was given"
OF_THE_HOLDINGS = ("held_blocks_stand", "booked_blocks_stay")
OF_THE_BASELINE = ("frozen_work_stays", "moves_are_listed", "moves")


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a plan is checked with, and why some of it is missing, by rule.

    Attributes
    ----------
    book
        The book of then, as far as it can be had.
    claims
        Claims of the plan that are taken as it makes them, by the rule that would look at them.
    """

    workspace: Workspace
    baseline: Plan | None
    holdings: Holdings | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    book: Book | None = None
    claims: tuple[tuple[str, str], ...] = ()


def _ground_of(folder: Path, workspace: Workspace, plan: Plan, given: Plan | None) -> _Ground:
    """Return what was there when a plan was made: a plan that names no book was made without one, or elsewhere.

    Parameters
    ----------
    given
        The baseline that the caller names; None: the published plan of then, unless the plan says that it was compared with another.
    """
    found = None if plan.book is None else book_of_plan(folder, workspace, digest=plan.book)
    if plan.book is not None and (found is None or not found.is_the_one):
        seen = workspace if found is None else for_planning(workspace, found.book)[0]
        rules = OF_THE_HOLDINGS if given is not None else (*OF_THE_HOLDINGS, *OF_THE_BASELINE)
        return _Ground(seen, given, reasons=dict.fromkeys(rules, NOT_THIS_BOOK), book=found.book if found else None)
    if found is None:
        return _Ground(workspace, given)
    seen, holdings = for_planning(workspace, found.book)
    published, digest = found.plans.published, found.plans.published_sha256
    is_published = plan.baseline_sha256 in (None, digest)
    if is_published and given in (None, published):
        reasons = dict.fromkeys(OF_THE_BASELINE, NOTHING_PUBLISHED) if published is None else {}
        return _Ground(seen, published, found.plans.with_answered(holdings, found.book), reasons, found.book)
    return _Ground(seen, given, holdings, dict.fromkeys(OF_THE_BASELINE, OTHER_BASELINE), found.book)


def _with_asked(ground: _Ground, plan: Plan, *, files: Workspace) -> _Ground:
    """Return what a plan is checked with where it holds requests that are not accepted, as the plan of an answer does.

    Parameters
    ----------
    files
        The workspace as read.
    """
    asked = asked_in(plan, files, ground.book)
    if not asked:
        return ground
    names = list_words([request.id for request in asked])
    seen, waiting = with_given_up(with_asked(ground.workspace, asked, files=files), plan, asked)
    stands = "is" if len(asked) == 1 else "are"
    why = f"the plan holds {names}, which {stands} not accepted: the book as it would be then is not known"
    claims = [
        (
            "figures_add_up",
            f"'{task}' is due when the plan says: that its client lets it wait for {names} is not looked at",
        )
        for task in waiting
    ]
    return replace(
        ground,
        workspace=seen,
        holdings=None,
        reasons=dict.fromkeys(OF_THE_HOLDINGS, why)
        | {rule: why if said == NOT_THIS_BOOK else said for rule, said in ground.reasons.items()},
        claims=tuple(claims),
    )


def verify_plan(
    folder: Path,
    plan_path: Path,
    *,
    as_of: str | None,
    clock: Callable[[], datetime],
    baseline_path: Path | None = None,
) -> tuple[Workspace, Plan, Check]:
    """Check the plan at `plan_path`, with what the book bound and the published plan of its moment where it names its book.

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
    workspace = workspace_in(folder, as_of=as_of or plan.as_of, clock=clock)
    given = None if baseline_path is None else read_baseline(baseline_path)
    ground = _with_asked(_ground_of(folder, workspace, plan, given), plan, files=workspace)
    workspace = ground.workspace
    result = check_plan(workspace, plan, baseline=ground.baseline, holdings=ground.holdings)
    check = Check(
        workspace=workspace.name,
        as_of=workspace.as_of.isoformat(),
        evenhand_version=__version__,
        seed=plan.seed,
        inputs_sha256=workspace.inputs_sha256,
        clean=not result.violations,
        violations=tuple(result.violations),
        checked=tuple(result.checked),
        unchecked=tuple(
            UncheckedRule(rule=rule, reason=ground.reasons.get(rule, reason))
            for rule, reason in (*result.unchecked, *ground.claims)
        ),
        objective=tuple(
            RecomputedMeasure(
                level=level.level, value=level.value, claimed=level.claimed, unit=level.unit, names=level.names
            )
            for level in result.objective
        ),
    )
    return workspace, plan, check
