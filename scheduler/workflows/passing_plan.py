"""A plan that passes its own check: the one that was found, or, where a defect of ours breaks a rule in it, one around what stands.

A plan that breaks a rule is never shown. But a lead who asks for a plan gets one: first what of the refused plan breaks nothing, then what
the published plan and the book's witness have, each with the rest placed around it; at last with all else left without a place. Each is
made without the search that was refused, and checked like any other; nothing is claimed to be proven of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.calendars.horizon import as_of_instant
from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.spans import merged, within
from scheduler.calendars.zones import instant_of
from scheduler.domain.reasons import PatternFigures, Reason
from scheduler.errors import VerificationError
from scheduler.units import Span, TaskId
from scheduler.verify.plan import CheckResult, check_plan

if TYPE_CHECKING:
    from scheduler.domain.holdings import Holdings
    from scheduler.domain.plan import Plan, PlannedTask, UnplacedTask
    from scheduler.domain.workspace import Workspace
    from scheduler.instance.baseline import BaselineWork

SECONDS = 4.0
"""Limit of each plan around what stands."""

_FIXED = frozenset({"frozen_work_stays", "booked_blocks_stay"})
"""What a plan may break that says itself that frozen work contradicts a rule."""

_AHEAD = 1 << 60

_UNKNOWN = "Why could not be shown: the reason that was found did not pass its own check."
_LEFT_OUT = "It is left without a place for now: the plan that was found with it did not pass its own check."


@dataclass(frozen=True, slots=True)
class Footing:
    """What a plan is made on and checked with.

    Attributes
    ----------
    book, baseline_sha256
        Digests that the plan names.
    overtime
        Whether the caller asked for overtime.
    """

    workspace: Workspace
    baseline: Plan | None = None
    holdings: Holdings | None = None
    book: str | None = None
    baseline_sha256: str | None = None
    overtime: bool = False


@dataclass(frozen=True, slots=True)
class PassingPlan:
    """A plan with reasons that passed its check, or that says itself which frozen work contradicts a rule.

    Attributes
    ----------
    refused
        The plan that was found, with the rules that it breaks, where it is not the one that is shown.
    """

    plan: Plan
    result: CheckResult
    refused: Plan | None = None


def passing_plan(footing: Footing, found: Plan, *, seed: int) -> PassingPlan:
    """Return a plan as it was found where it passes its check, else one around what stands.

    Parameters
    ----------
    found
        Without reasons.

    Raises
    ------
    VerificationError
        If none passes, with what the one that was found breaks.
    """
    plan, result = _checked(footing, found)
    if _may_be_shown(plan, result):
        return PassingPlan(_with_verdict(plan, result), result)
    refused = _with_verdict(plan, result)
    # A plan that holds goes before one that says that frozen work contradicts a rule.
    contradicting: PassingPlan | None = None
    for other, absent in _others(footing, refused, seed=seed):
        plan, checked = _checked(footing, other, left_out=absent)
        if checked.is_clean:
            return PassingPlan(_with_verdict(plan, checked), checked, refused)
        if contradicting is None and _may_be_shown(plan, checked):
            contradicting = PassingPlan(_with_verdict(plan, checked), checked, refused)
    if contradicting is None:
        raise VerificationError(
            f"our plan broke {len(result.violations)} of its own rules, first: {result.violations[0].text}",
            refused=refused,
        )
    return contradicting


def _may_be_shown(plan: Plan, result: CheckResult) -> bool:
    return result.is_clean or (
        plan.status == "infeasible" and {violation.rule for violation in result.violations} <= _FIXED
    )


def _with_verdict(plan: Plan, result: CheckResult) -> Plan:
    return plan.model_copy(update={"verified": result.is_clean, "violations": result.violations})


def _checked(footing: Footing, found: Plan, *, left_out: frozenset[TaskId] = frozenset()) -> tuple[Plan, CheckResult]:
    """Return a plan with its reasons, and what breaks in it; reasons that do not add up are not given.

    Parameters
    ----------
    left_out
        Work for which no place was looked for.
    """
    from scheduler.explain.plan import explain_plan

    booked = () if footing.holdings is None else footing.holdings.kept
    frame = {"book": footing.book, "baseline_sha256": footing.baseline_sha256}
    plan = explain_plan(footing.workspace, found.model_copy(update=frame), booked=booked)
    plan = _saying_why(plan, left_out).model_copy(update={"verified": True, "violations": ()})
    result = _result(footing, plan)
    wrong = {violation.subject for violation in result.violations if violation.rule == "reasons_add_up"}
    if not wrong or any(violation.rule != "reasons_add_up" for violation in result.violations):
        return plan, result
    silent = _without_reasons(plan, wrong)
    again = _result(footing, silent)
    return (silent, again) if again.is_clean else (plan, result)


def _result(footing: Footing, plan: Plan) -> CheckResult:
    return check_plan(
        footing.workspace,
        plan,
        baseline=footing.baseline,
        holdings=footing.holdings,
        may_choose_overtime=footing.overtime,
    )


def _without_reasons(plan: Plan, wrong: set[str]) -> Plan:
    """Return a plan that says of some tasks that it cannot show why they are late or unplaced."""
    unknown = _reason(_UNKNOWN)

    def told(task: PlannedTask) -> PlannedTask:
        why = unknown if task.late_minutes else None
        return task.model_copy(update={"why_late": why}) if task.id in wrong else task

    def missing(task: UnplacedTask) -> UnplacedTask:
        return task.model_copy(update={"why": unknown}) if task.id in wrong else task

    return plan.model_copy(
        update={"tasks": tuple(map(told, plan.tasks)), "unplaced": tuple(map(missing, plan.unplaced))}
    )


def _reason(text: str) -> Reason:
    return Reason(kind="pattern", text=text, proven=False, figures=PatternFigures(blockers=()))


def _others(footing: Footing, refused: Plan, *, seed: int) -> Iterator[tuple[Plan, frozenset[TaskId]]]:
    """Yield plans around what stands, the one with the most of the refused plan first, and what each leaves without a place."""
    from scheduler.solve.around import Around, plan_around
    from scheduler.solve.settings import PlanSettings

    settings = PlanSettings(seed=seed, time_limit_seconds=SECONDS)
    tried: list[tuple[Mapping[TaskId, BaselineWork], frozenset[TaskId]]] = []
    for pins, absent in _stands(footing, refused):
        if (pins, absent) in tried:
            continue
        tried.append((pins, absent))
        around = Around(footing.workspace, footing.baseline, footing.holdings, pins, absent)
        yield plan_around(around, settings=settings), absent


def _saying_why(plan: Plan, absent: frozenset[TaskId]) -> Plan:
    """Return a plan that says of work which was left out that no place was looked for."""
    left_out = _reason(_LEFT_OUT)
    rows = tuple(
        row.model_copy(update={"why": left_out})
        if row.id in absent and row.cause == "capacity" and not row.why.proven
        else row
        for row in plan.unplaced
    )
    return plan.model_copy(update={"unplaced": rows})


def _stands(footing: Footing, refused: Plan) -> Iterator[tuple[Mapping[TaskId, BaselineWork], frozenset[TaskId]]]:
    """Yield what may stand, and what is to be left without a place beside it."""
    from scheduler.instance.baseline import future_work

    named = {violation.subject for violation in refused.violations}
    good = {task: work for task, work in _places(refused).items() if task not in named}
    published = {} if footing.baseline is None else future_work(footing.baseline, as_of_instant(footing.workspace))
    witness = _witness(footing)
    yield {**witness, **good}, frozenset()
    yield {**good, **witness}, frozenset()
    yield {**witness, **published}, frozenset()
    yield {**published, **witness}, frozenset()
    yield witness, frozenset()
    known = {*published, *witness, *(() if footing.holdings is None else (part.task for part in footing.holdings.kept))}
    new = frozenset(task.id for task in all_tasks(footing.workspace)) - known
    yield {**witness, **published}, new
    yield {**published, **witness}, new
    yield witness, new
    yield {}, new


def _places(plan: Plan) -> dict[TaskId, BaselineWork]:
    """Return where a plan has its tasks, as far as their blocks are longer than nothing."""
    from scheduler.instance.baseline import BaselineWork

    found: dict[TaskId, BaselineWork] = {}
    for task in plan.tasks:
        spans = [(instant_of(block.start), instant_of(block.end)) for block in task.blocks]
        if spans and all(start < end for start, end in spans):
            found[task.id] = BaselineWork(task.person, merged(Span(start, end) for start, end in spans))
    return found


def _witness(footing: Footing) -> dict[TaskId, BaselineWork]:
    """Return where the book has promised work from as_of on."""
    from scheduler.instance.baseline import BaselineWork

    if footing.holdings is None:
        return {}
    ahead = Span(as_of_instant(footing.workspace), _AHEAD)
    places = {task: (work.person, within(work.pieces, ahead)) for task, work in footing.holdings.witness.items()}
    return {task: BaselineWork(person, spans) for task, (person, spans) in places.items() if spans}
