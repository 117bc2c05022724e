"""The first lines of a plan: which team, which days, and the verdict in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.reasons import CapacityFigures, ImpossibleFigures
from scheduler.report.words import count_words, day_words, moment_words, span_of_days_words

if TYPE_CHECKING:
    from scheduler.domain.plan import Plan
    from scheduler.domain.reasons import Reason
    from scheduler.domain.standing import Standing
    from scheduler.domain.workspace import Workspace
    from scheduler.report.names import Names
    from scheduler.report.week import ShownWeek
    from scheduler.units import TaskId


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above everything.

    Attributes
    ----------
    good
        Whether everything regulatory and agreed is on time.
    verdict
        One sentence.
    facts
        Short statements under it: how much is planned, how it was checked, how it ended.
    """

    team: str
    when: str
    good: bool
    verdict: str
    facts: tuple[str, ...]


def headline_of(
    workspace: Workspace, plan: Plan, *, standing: Standing, checked_rules: int, week: ShownWeek, names: Names
) -> Headline:
    """Say what the plan came to.

    Parameters
    ----------
    checked_rules
        How many rules the independent check looked at.
    """
    last = names.at_team(plan.horizon.end - timedelta(minutes=1)).date()
    when = (
        f"week {week.number}, {span_of_days_words(week.days[0], week.days[-1])}"
        f" · as of {moment_words(names.at_team(plan.horizon.start), begins=True)} · planned to {day_words(last, today=names.today)}"
    )
    return Headline(
        team=workspace.name,
        when=when,
        good=standing.verdict == "kept",
        verdict=_verdict(plan, standing),
        facts=_facts(plan, checked_rules),
    )


def outside_words(plan: Plan, *, week: ShownWeek, names: Names) -> str | None:
    """Say that a week lies outside the plan; None where it does not."""
    first = names.at_team(plan.horizon.start).date()
    last = names.at_team(plan.horizon.end - timedelta(minutes=1)).date()
    if week.monday <= last and first <= week.days[-1]:
        return None
    return (
        f"The plan runs from {day_words(first)} to {day_words(last, today=names.today)}; "
        f"week {week.number} of {week.monday.isocalendar().year} lies outside."
    )


def _verdict(plan: Plan, standing: Standing) -> str:
    match standing.verdict:
        case "kept" if not plan.tasks and not plan.unplaced:
            return "There is no open work."
        case "kept":
            return "Everything agreed is on time."
        case "impossible":
            return "Not all frozen work can stand: it contradicts a rule that cannot give way."
        case "proven":
            return f"{_breaches(plan, standing)}{_proof(plan, standing)}."
        case "open":
            return f"{_breaches(plan, standing)}; whether that must be is not proven."


def _breaches(plan: Plan, standing: Standing) -> str:
    # With a book, agreed work that no decision covers is promised to nobody.
    bare = set(plan.uncovered) if plan.book is not None else set()
    parts = []
    for tasks, one, many, what in (
        (set(standing.late) - bare, "promise is", "promises are", "late"),
        (set(standing.unplaced) - bare, "promise has", "promises have", "no place"),
        (set(standing.late) & bare, "task without a promise is", "tasks without a promise are", "late"),
        (set(standing.unplaced) & bare, "task without a promise has", "tasks without a promise have", "no place"),
    ):
        if tasks:
            parts.append(f"{count_words(len(tasks), one, many)} {what}")
    legal = sum(1 for task in plan.tasks if task.id in standing.late and task.counts_as == "regulatory")
    legal += sum(
        1
        for task in plan.unplaced
        if task.id in standing.unplaced and (task.counts_as or task.commitment) == "regulatory"
    )
    by_law = f", {legal} of them bound by law" if legal else ""
    return " and ".join(parts) + by_law


def _proof(plan: Plan, standing: Standing) -> str:
    """Say of how many it is proven that no plan does better by them; a proof for several together is one for one of them."""
    breaches = {*standing.late, *standing.unplaced}
    reasons = [(task.id, task.why_late) for task in plan.tasks] + [(task.id, task.why) for task in plan.unplaced]
    alone = sum(1 for task, why in reasons if task in breaches and why is not None and _of_this_alone(task, why))
    if not alone or len(breaches) == 1:
        # What the plan before has in the frozen days stays there by rule; another plan could do better without it.
        has_frozen = bool(plan.policy.get("freeze_days")) and bool(plan.moves or plan.unfrozen)
        if not standing.unplaced:
            return (
                f", and it is proven that at least one must be{', as long as frozen work stays' if has_frozen else ''}"
            )
        # The bound is one of lateness: it does not say that anything must be without a place.
        what = "done in time" if plan.book is not None and breaches & set(plan.uncovered) else "kept"
        return f"; it is proven that not all can be {what}{' as long as frozen work stays' if has_frozen else ''}"
    return "; proven for all of them" if alone == len(breaches) else f"; proven for {alone} of {len(breaches)}"


def _of_this_alone(task: TaskId, why: Reason) -> bool:
    """Say whether the reason proves something of this very task: figures of several tasks only do of one of them."""
    if not why.proven:
        return False
    if isinstance(why.figures, CapacityFigures):
        return {share.task for share in why.figures.work} == {task}
    return isinstance(why.figures, ImpossibleFigures)


def _facts(plan: Plan, checked_rules: int) -> tuple[str, ...]:
    facts = [f"{count_words(len(plan.tasks), 'task')} planned for {count_words(_client_count(plan), 'client')}"]
    targets = sum(1 for task in plan.tasks if task.late_minutes and task.counts_as == "target")
    if targets:
        facts.append(f"{count_words(targets, 'target')} missed")
    tentative = sum(1 for task in plan.unplaced if task.commitment == "tentative")
    if tentative:
        facts.append(f"{count_words(tentative, 'tentative task')} without a place")
    if plan.done:
        facts.append(f"{len(plan.done)} done")
    if plan.verified:
        facts.append(f"checked independently against {count_words(checked_rules, 'rule')}")
    if plan.stopped_by:
        facts.append(_stopped(plan.stopped_by))
    return tuple(facts)


def _client_count(plan: Plan) -> int:
    return len({task.client for task in plan.tasks})


def _stopped(by: str) -> str:
    match by:
        case "wall_clock":
            return "stopped by the clock"
        case "interrupt":
            return "stopped by you"
        case _:
            return f"stopped by {by}"
