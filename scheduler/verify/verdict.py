"""The check of an answer to a request, whoever gave it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.verify.answers.batch import batch_is_one_plan, batch_is_whole, order_is_fair
from scheduler.verify.answers.charges import (
    charges_are_held,
    funding_adds_up,
    funds_in_order,
    spare_within_borrowing,
)
from scheduler.verify.answers.earliest import earliest_holds, guarantee_is_by_hand
from scheduler.verify.answers.offers import offers_are_in_order, offers_hold
from scheduler.verify.answers.plans import moves_are_told, others_keep_theirs, plan_holds, tasks_are_the_plans
from scheduler.verify.answers.question import Question
from scheduler.verify.answers.refusals import no_is_worded, reasons_hold, rests_on_second_solve
from scheduler.verify.answers.shape import (
    answer_repeats_request,
    conforming_fits_as_is,
    finish_keeps_word,
    word_fits_parts,
)
from scheduler.verify.answers.words import harm_is_told, words_name_nobody

if TYPE_CHECKING:
    from scheduler.domain.holdings import Holdings
    from scheduler.domain.plan import Plan, Violation
    from scheduler.domain.requests import Request
    from scheduler.domain.verdict import Absorption, Verdict
    from scheduler.domain.workspace import Workspace

CHECKS: dict[str, Callable[[Question], Iterator[Violation]]] = {
    check.__name__: check
    for check in (
        answer_repeats_request,
        word_fits_parts,
        finish_keeps_word,
        tasks_are_the_plans,
        plan_holds,
        moves_are_told,
        others_keep_theirs,
        funding_adds_up,
        charges_are_held,
        spare_within_borrowing,
        funds_in_order,
        conforming_fits_as_is,
        reasons_hold,
        no_is_worded,
        earliest_holds,
        guarantee_is_by_hand,
        offers_are_in_order,
        offers_hold,
        harm_is_told,
        words_name_nobody,
    )
}
"""The checks of an answer by name, in the order of their findings."""

_FROM_THE_LOG = (
    "charges_are_held",
    "spare_within_borrowing",
    "funds_in_order",
    "conforming_fits_as_is",
    "guarantee_is_by_hand",
)
_FROM_THE_PLAN = ("plan_holds", "moves_are_told", "others_keep_theirs")


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """What a check of an answer found.

    Attributes
    ----------
    violations
        `rule` is the name of a check; in the order of `CHECKS`.
    unchecked
        (check, why) for what could not be looked at, wholly or in part.
    """

    violations: tuple[Violation, ...]
    unchecked: tuple[tuple[str, str], ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    @property
    def rules_broken(self) -> tuple[str, ...]:
        """Names of the checks that found something, each once."""
        return tuple(dict.fromkeys(found.rule for found in self.violations))


def check_verdict(
    workspace: Workspace,
    request: Request,
    verdict: Verdict,
    *,
    log_lines: Sequence[str],
    baseline: Plan,
    baseline_is_published: bool = True,
    published: Plan | None = None,
    holdings: Holdings | None = None,
    in_round: bool = False,
) -> AnswerCheck:
    """Check an answer against policy.md and the contract, without any solver.

    Parameters
    ----------
    workspace
        As the answer saw it, at its as_of. Tasks of requests accepted before are taken from the log where the workspace lacks them; those
        of this request are added here.
    request
        As asked.
    verdict
        Nothing in it is trusted.
    log_lines
        The exported log of the book as it stood when it was answered, without line ends; empty where there was none: then what only a log
        can show stays unchecked.
    baseline
        The plan that the answer stands on.
    baseline_is_published
        False for a plan that was made for the answer alone: nothing of it is frozen.
    published
        The published plan, where `baseline` carries it on to a later as_of with the answers since: what the answer's plan lists as moves is
        compared with it, and only what it has there is frozen.
    holdings
        What the book would bind after the yes; None: the holds of the answer's plan are then checked against the log alone.
    in_round
        Whether the daily round answered.

    Returns
    -------
    AnswerCheck
        Never an exception for what an answer says.

    Source
    ------
    policy.md (conforming, funding, verdict, borrowing cap, slack, I5, I11 to I14); contract.md, section 3.
    """
    question = Question(
        workspace=workspace,
        request=request,
        verdict=verdict,
        log_lines=tuple(log_lines),
        baseline=baseline,
        baseline_is_published=baseline_is_published,
        published=published,
        holdings=holdings,
        in_round=in_round,
    )
    found = tuple(violation for check in CHECKS.values() for violation in check(question))
    return AnswerCheck(violations=found, unchecked=tuple(_unchecked(question)))


def check_absorption(
    workspace: Workspace,
    requests: Sequence[Request],
    absorption: Absorption,
    *,
    log_lines: Sequence[str],
    baseline: Plan,
) -> AnswerCheck:
    """Check how a batch of open requests was decided; each verdict by itself is for `check_verdict`, on the book of its turn.

    Parameters
    ----------
    workspace
        As it was when the batch began, with what the book promised in it and without the tasks of the batch.
    requests
        All that were open.
    log_lines
        The log before the batch; empty: then the order stays unchecked.
    baseline
        The plan before the batch.

    Source
    ------
    policy.md, "Daily round" and I16; contract.md, `kind: absorption`.
    """
    found = [
        *batch_is_whole(requests, absorption),
        *order_is_fair(workspace, requests, absorption, log_lines=log_lines, baseline=baseline),
        *batch_is_one_plan(workspace, requests, absorption),
    ]
    why = "no log of the book was given"
    return AnswerCheck(tuple(found), () if log_lines else (("order_is_fair", why),))


def _unchecked(question: Question) -> Iterator[tuple[str, str]]:
    if question.state is None:
        yield from ((check, "no log of the book that can be read was given") for check in _FROM_THE_LOG)
    if question.shows_work and question.verdict.plan is None:
        yield from ((check, "the answer was given without its plan") for check in _FROM_THE_PLAN)
    by_solve = rests_on_second_solve(question.verdict.reasons)
    if by_solve:
        yield "reasons_hold", f"{by_solve} proven reasons rest on a second solve"
    if question.verdict.offers:
        yield "offers_hold", "whether an offer can be accepted shows only when it is accepted from the same book"
