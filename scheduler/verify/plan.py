"""The check of a whole plan, whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.plan import Violation
from scheduler.domain.rules import RULES
from scheduler.verify.case import Case
from scheduler.verify.certificates import (
    late_and_silent,
    proven_reasons,
    reasons_add_up,
    rests_on_second_solve,
    says_no_reason,
)
from scheduler.verify.checks_baseline import moves_are_listed
from scheduler.verify.checks_booked import booked_blocks_stay
from scheduler.verify.checks_figures import figures_add_up
from scheduler.verify.checks_frame import claims_of_itself
from scheduler.verify.checks_frozen import frozen_work_stays
from scheduler.verify.checks_held import held_blocks_stand
from scheduler.verify.checks_people import person_has_skill, person_not_excluded, pinned_person, same_person
from scheduler.verify.checks_time import (
    not_before_start,
    one_task_at_a_time,
    overtime_consented,
    within_horizon,
    within_working_time,
)
from scheduler.verify.checks_work import after_predecessors, every_task_once, full_effort, in_one_sitting
from scheduler.verify.objective import (
    MEASURES,
    RecomputedLevel,
    gives_objective,
    objective_recomputed,
    recomputed_levels,
)

if TYPE_CHECKING:
    from scheduler.domain.holdings import Holdings
    from scheduler.domain.plan import Plan
    from scheduler.domain.workspace import Workspace

CHECKS: dict[str, Callable[[Case], Iterator[Violation]]] = {
    check.__name__: check
    for check in (
        person_has_skill,
        person_not_excluded,
        pinned_person,
        same_person,
        within_working_time,
        overtime_consented,
        one_task_at_a_time,
        not_before_start,
        within_horizon,
        after_predecessors,
        in_one_sitting,
        full_effort,
        frozen_work_stays,
        held_blocks_stand,
        booked_blocks_stay,
        every_task_once,
        moves_are_listed,
        figures_add_up,
        objective_recomputed,
        reasons_add_up,
    )
}
"""The check of each hard rule, by the rule's id; the levels are in `scheduler.verify.objective.MEASURES`."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check of a plan found.

    Attributes
    ----------
    violations
        In the order of the catalogue, within a rule by subject; empty for a clean plan.
    unchecked
        (rule, why) for what could not be checked, wholly or in part.
    objective
        Every level recomputed, in order of importance.
    checked
        Ids of the rules that were checked.
    """

    violations: tuple[Violation, ...]
    unchecked: tuple[tuple[str, str], ...]
    objective: tuple[RecomputedLevel, ...]
    checked: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether no rule is broken."""
        return not self.violations


def check_plan(
    workspace: Workspace,
    plan: Plan,
    *,
    baseline: Plan | None = None,
    holdings: Holdings | None = None,
    may_choose_overtime: bool = True,
) -> CheckResult:
    """Check any plan of a workspace against every rule of the catalogue, on exact minutes.

    Parameters
    ----------
    workspace
        As read from the files; its as_of, horizon and grid hold, not the plan's.
    plan
        Made by this tool, elsewhere or by hand; nothing in it is trusted.
    baseline
        The plan it was compared with when it was made. Without it frozen work and moves stay unchecked.
    holdings
        What the book bound when it was made. Without them held rows are compared with the agreements in the files, or where the plan
        names a book, with what its people may do alone; and booked work stays unchecked where the plan speaks of a book.
    may_choose_overtime
        Whether the plan may have overtime that is neither promised by the book nor frozen. What was asked for does not stand in a plan.

    Returns
    -------
    CheckResult
        Never an exception for what a plan says. Figures that a plan does not give (no objective, no rows of people or
        clients) are recomputed and not compared; an objective that it gives has every level.
    """
    case = Case(workspace, plan, baseline=baseline, holdings=holdings, may_choose_overtime=may_choose_overtime)
    unchecked = tuple(_unchecked(case))
    skipped = _without_baseline(case) | _without_holdings(case) | _without_objective(case)
    violations: list[Violation] = []
    for rule in RULES:
        if rule.id in CHECKS and rule.id not in skipped:
            violations += sorted(CHECKS[rule.id](case), key=lambda found: found.subject)
    violations += claims_of_itself(case, violations)
    checked = [rule.id for rule in RULES if rule.id not in skipped and (rule.id in CHECKS or rule.id in MEASURES)]
    return CheckResult(
        violations=tuple(violations),
        unchecked=unchecked,
        objective=recomputed_levels(case),
        checked=tuple(checked),
    )


def _without_baseline(case: Case) -> dict[str, str]:
    if case.baseline is not None:
        return {}
    why = "no baseline was given to compare with"
    if case.says_no_baseline:
        return {"frozen_work_stays": why}
    return {"frozen_work_stays": why, "moves_are_listed": why, "moves": why}


def _without_holdings(case: Case) -> dict[str, str]:
    speaks_of_a_book = bool(case.plan.book or case.plan.held or case.plan.uncovered)
    if case.holdings is not None or not speaks_of_a_book:
        return {}
    return {"booked_blocks_stay": "the holdings of the book were not given"}


def _without_objective(case: Case) -> dict[str, str]:
    return {} if gives_objective(case.plan) else {"objective_recomputed": "the plan gives no objective"}


def _unchecked(case: Case) -> Iterator[tuple[str, str]]:
    yield from _without_baseline(case).items()
    yield from _without_holdings(case).items()
    if case.holdings is None and case.plan.book and case.plan.held:
        yield "held_blocks_stand", "the holdings of the book were not given to compare amounts, kinds and dates with"
    if case.says_no_baseline and case.baseline is None:
        yield (
            "moves_are_listed",
            "the plan says that it was compared with no other; that none was published is not looked at",
        )
    if case.plan.inputs_sha256 not in ("", case.facts.workspace.inputs_sha256):
        why = "the files are not those from which the plan was made (inputs_sha256): it was compared with them as they are now"
        yield "figures_add_up", why
    yield from _without_objective(case).items()
    open_reasons = "; ".join(_open_reasons(case))
    if open_reasons:
        yield "reasons_add_up", open_reasons


def _open_reasons(case: Case) -> Iterator[str]:
    by_solve = rests_on_second_solve(case)
    if by_solve:
        yield f"{by_solve} of {len(proven_reasons(case))} proven reasons rest on a second solve"
    silent = sum(1 for entry, _ in late_and_silent(case) if not says_no_reason(entry))
    if silent:
        yield f"{silent} late {'task leaves' if silent == 1 else 'tasks leave'} out why"
