"""Every hard rule of the plan by its id, and what posts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.model import rules_fixed, rules_people, rules_time, rules_work
from scheduler.model.reference import ReferenceModel


@dataclass(frozen=True, slots=True)
class RuleModel:
    """How the reference model holds a rule.

    Attributes
    ----------
    post
        Posts it, behind gates in a gated model; None where it holds by construction.
    by_construction
        Whether no variable could break it even in a gated model, and then why (`reason`).
    """

    post: Callable[[ReferenceModel], None] | None
    by_construction: bool = False
    reason: str = ""


RULES: Mapping[str, RuleModel] = {
    "person_has_skill": RuleModel(rules_people.person_has_skill),
    "person_not_excluded": RuleModel(rules_people.person_not_excluded),
    "pinned_person": RuleModel(rules_people.pinned_person),
    "same_person": RuleModel(rules_people.same_person),
    "within_working_time": RuleModel(rules_time.within_working_time),
    "overtime_consented": RuleModel(rules_time.overtime_consented),
    "one_task_at_a_time": RuleModel(rules_time.one_task_at_a_time),
    "not_before_start": RuleModel(rules_time.not_before_start),
    "within_horizon": RuleModel(
        None, by_construction=True, reason="The axis ends with the horizon, so no position lies after it."
    ),
    "after_predecessors": RuleModel(rules_work.after_predecessors),
    "in_one_sitting": RuleModel(rules_work.in_one_sitting),
    "full_effort": RuleModel(rules_work.full_effort),
    "frozen_work_stays": RuleModel(rules_fixed.frozen_work_stays),
    "held_blocks_stand": RuleModel(rules_fixed.held_blocks_stand),
    "booked_blocks_stay": RuleModel(rules_fixed.booked_blocks_stay),
}
