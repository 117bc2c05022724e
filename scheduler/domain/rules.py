"""The rule catalogue: one row per rule, the spine of the house.

The gate in the model, the check of the verifier, the violation, the sentence of an explanation, the README row and the
test file all bear the same id; `tests/test_catalogue.py` holds that the sets are equal.
"""

from __future__ import annotations

from typing import Literal

from scheduler.domain.record import Record


class Rule(Record):
    """One rule.

    Attributes
    ----------
    strength
        `hard`: no plan of ours breaks it. `soft`: a level of the objective, minimised in the order of the rows.
    scope
        `plan`: it speaks of who works when (model and verifier). `document`: it speaks of what the plan document
        claims (verifier alone).
    unit
        Unit of the measured amount in a violation or of the level's value.
    sentence
        What a client would sign.
    relaxable
        Whether a named person may waive it (overtime, an override); physics is not relaxable.
    """

    id: str
    strength: Literal["hard", "soft"]
    scope: Literal["plan", "document"]
    unit: str
    sentence: str
    relaxable: bool = False


def _hard(rule_id: str, unit: str, sentence: str, *, relaxable: bool = False) -> Rule:
    return Rule(id=rule_id, strength="hard", scope="plan", unit=unit, sentence=sentence, relaxable=relaxable)


def _claim(rule_id: str, unit: str, sentence: str) -> Rule:
    return Rule(id=rule_id, strength="hard", scope="document", unit=unit, sentence=sentence)


def _level(rule_id: str, unit: str, sentence: str) -> Rule:
    return Rule(id=rule_id, strength="soft", scope="plan", unit=unit, sentence=sentence, relaxable=True)


RULES: tuple[Rule, ...] = (
    _hard("person_has_skill", "level", "Work is done by a person who has its skill at the level it needs."),
    _hard("person_not_excluded", "minutes", "Nobody works for a client that excluded them.", relaxable=True),
    _hard("pinned_person", "minutes", "Work pinned to a person is done by that person.", relaxable=True),
    _hard("same_person", "people", "Tasks marked as the same person's are all done by one person.", relaxable=True),
    _hard(
        "within_working_time", "minutes", "Work lies inside the person's hours, outside leave, holidays and meetings."
    ),
    _hard("overtime_consented", "minutes", "Overtime lies inside what the person consented to, and is marked as such."),
    _hard("one_task_at_a_time", "minutes", "A person works on one thing at a time."),
    _hard("not_before_start", "minutes", "No work starts before its earliest start, nor in the past."),
    _hard("within_horizon", "minutes", "Planned work ends inside the horizon."),
    _hard("after_predecessors", "minutes", "Work starts after what it depends on has finished and the wait is over."),
    _hard("in_one_sitting", "minutes", "Work that must not be interrupted is done without a break on the clock."),
    _hard("full_effort", "minutes", "A planned task gets exactly the minutes that remain of it."),
    _hard(
        "frozen_work_stays", "minutes", "Work of the next days stays with its person and at its time.", relaxable=True
    ),
    _hard(
        "held_blocks_stand",
        "minutes",
        "Held hours stand on their person and day, in one piece, and nothing else is done in them.",
        relaxable=True,
    ),
    _hard(
        "booked_blocks_stay",
        "minutes",
        "Work booked into a client's own hours stays on its person and day until their notice date; what was promised in "
        "overtime keeps its time.",
        relaxable=True,
    ),
    _claim(
        "every_task_once", "tasks", "Every open task stands exactly once, planned or unplaced; done work in neither."
    ),
    _claim("moves_are_listed", "tasks", "Everything that changed against the baseline is listed, and nothing else."),
    _claim("figures_add_up", "minutes", "Finish, lateness, slack and sums of the document follow from its blocks."),
    _claim(
        "objective_recomputed",
        "level",
        "Every level of the objective is there, its value is what the blocks give, and no bound lies above it.",
    ),
    _claim(
        "reasons_add_up",
        "minutes",
        "Late work has a reason, and every reason called proven adds up from the workspace.",
    ),
    _level("regulatory_lateness", "minutes", "Work bound by law is not late."),
    _level(
        "agreed_lateness",
        "minutes",
        "Agreed work is not late; where it must be, the worst-off client is as well off as can be.",
    ),
    _level(
        "held_shortfall",
        "permille",
        "Held hours are in place; where they cannot be, no client lacks far more than others.",
    ),
    _level(
        "uncovered_lateness",
        "minutes",
        "Agreed work that no decision covers yet is not late where promises leave room.",
    ),
    _level("priorities", "weighted minute-minutes", "Inside one client, what it calls first comes first."),
    _level("moves", "weighted minutes", "The published plan changes as little as it can."),
    _level("overtime", "minutes", "Overtime is used only as far as it helps."),
    _level("target_lateness", "minutes", "Targets are met where promises leave room."),
    _level("tentative_unplaced", "minutes", "Tentative work is placed where there is room."),
    _level("preferences", "minutes", "People who know the client do its work, one person per deliverable."),
    _level("balance", "permille", "Nobody carries far more than the others."),
)

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
LEVELS: tuple[str, ...] = tuple(rule.id for rule in RULES if rule.strength == "soft")
