"""Whether the frame of the document is the workspace's, and what it says of itself goes together with what was found."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.verify.case import Case, violation
from scheduler.verify.comparing import NAME, compare_amount, compare_instant, compare_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.domain.plan import Violation


def frame_is_the_workspaces(case: Case) -> Iterator[Violation]:
    """Compare the moment, the horizon, the grid, the name and the parameters with the workspace's, as far as they are given."""
    plan, facts = case.plan, case.facts
    as_of = _parsed(plan.as_of)
    if as_of is None:
        yield violation(
            NAME, "as_of", f"as_of '{plan.as_of}' is no date-time with an offset", measured=0, limit=1, unit="claims"
        )
    else:
        yield from compare_instant(case, "as_of", "as_of", claimed=as_of, actual=facts.as_of)
    for field, claimed, actual in (
        ("horizon.start", plan.horizon.start, facts.as_of),
        ("horizon.end", plan.horizon.end, facts.horizon_end),
    ):
        yield from compare_instant(case, field, f"the plan's {field}", claimed=claimed, actual=actual)
    grid = facts.workspace.grid_minutes
    yield from compare_amount("grid_minutes", "the plan's grid_minutes", claimed=plan.grid_minutes, actual=grid)
    if plan.workspace:
        yield from compare_word(
            "workspace", "the plan's workspace", claimed=plan.workspace, actual=facts.workspace.name
        )
    yield from _policy(case)


def _policy(case: Case) -> Iterator[Violation]:
    """Compare the parameters that the plan names; others than ours may have come with a later version."""
    effective = case.facts.workspace.policy.model_dump(mode="json")
    for name, claimed in sorted(case.plan.policy.items()):
        if name in effective and (claimed != effective[name] or isinstance(claimed, bool)):
            text = (
                f"policy.{name} is {str(claimed)[:60]} in the plan, but {effective[name]} is in force in the workspace"
            )
            yield violation(NAME, f"policy.{name}", text, measured=1, limit=0, unit="claims")


def _parsed(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo is None else at


def claims_of_itself(case: Case, found: Sequence[Violation]) -> Iterator[Violation]:
    """Compare what the document says of its own check with what was found.

    Parameters
    ----------
    found
        What broke a rule in it.
    """
    plan = case.plan
    if plan.status == "infeasible" and not found and not _may_contradict(case):
        text = "the plan calls itself infeasible, which only frozen work that contradicts a rule makes it, and breaks no rule"
        yield violation(NAME, "status", text, measured=0, limit=1, unit="violations")
    if "verified" in plan.model_fields_set and plan.verified == bool(plan.violations):
        listed = len(plan.violations)
        claim = (
            f"is verified, and lists {listed} violations"
            if plan.verified
            else "is not verified, and lists no violation"
        )
        text = f"the plan says that it {claim}"
        yield violation(NAME, "verified", text, measured=listed, limit=0 if plan.verified else 1, unit="violations")


def _may_contradict(case: Case) -> bool:
    """Say whether frozen or booked work may contradict a rule: some of it has no place, or there is no baseline in which to see it."""
    if case.baseline is None and not case.says_no_baseline:
        return True
    bound = {task for task, stood in case.stood.items() if stood.frozen}
    bound |= set() if case.holdings is None else {work.task for work in case.holdings.kept}
    return bool(bound & case.unplaced_ids)
