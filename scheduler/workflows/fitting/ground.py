"""What an answer stands on: the book up to date, and the plan of all open work that goes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from scheduler.calendars.horizon import as_of_instant, freeze_end
from scheduler.calendars.spans import merged, without
from scheduler.domain.holdings import Holdings, WitnessWork
from scheduler.domain.plan import Plan
from scheduler.domain.tasks import work_called
from scheduler.domain.workspace import Workspace
from scheduler.errors import VerificationError
from scheduler.fairshare.book import Book
from scheduler.fairshare.days import occurrences_ahead
from scheduler.fairshare.handing import for_planning
from scheduler.files.plans import plan_bytes
from scheduler.instance.baseline import BaselineWork, future_work, published_part
from scheduler.solve.held_beside import work_of
from scheduler.solve.standing_plan import StandingPlan
from scheduler.units import PersonId, Span, TaskId
from scheduler.verify.book.auditor import Auditor
from scheduler.verify.plan import CheckResult, check_plan
from scheduler.workflows.kept_book import bring_up, checked_plan, opened_book, stored_book
from scheduler.workflows.kept_plans import KeptPlans, kept_plans
from scheduler.workflows.passing_plan import Footing, passing_plan
from scheduler.workflows.read_files import workspace_in
from scheduler.workflows.record_edits import enter_edits

SETTLING_SECONDS = 4.0
"""Limit of the search that puts work without a place into the plan on which answers stand."""

MOST_LOOSENED = 16
"""How many grounds with frozen places given up are kept: one for each client that asked, and one for all frozen work."""

Work = Mapping[TaskId, BaselineWork]


@dataclass
class Ground:
    """What an answer stands on.

    Attributes
    ----------
    workspace
        The files as they are now.
    book
        The book with everything up to now in it; answers are tried on copies.
    plan
        The checked plan of all open work: the one after the last answer, else the published one, carried on to now; or one that was made first.
    work
        Where that plan has each task, as exact spans.
    published
        The last published plan, None where there is none: then `plan` was made first.
    is_kept
        Whether the workspace has a stored book.
    seed
        Of every search.
    answered
        What answers moved since the plan was published.
    let_go
        Tasks whose fixed places in the published plan are given up: their client would agree that they make way.
    """

    workspace: Workspace
    book: Book
    plan: Plan
    published: Plan | None
    is_kept: bool
    seed: int = 0
    answered: Mapping[TaskId, WitnessWork] = field(default_factory=dict)
    let_go: frozenset[TaskId] = frozenset()
    work: dict[TaskId, BaselineWork] = field(default_factory=dict)
    _loosened: dict[frozenset[TaskId], Ground] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def facts(self) -> tuple[Workspace, Holdings]:
        """The workspace with the tasks of accepted requests, and what every plan has to keep."""
        return facts_with(self.workspace, self.book, self.work)

    @cached_property
    def standing(self) -> StandingPlan:
        """The plan, laid out for requests."""
        return self.standing_with(self.facts[1])

    def standing_with(self, holdings: Holdings, *, overtime: bool = False) -> StandingPlan:
        """Return the plan, laid out for requests where the book holds something else, or that may use overtime."""
        # Nobody has seen a plan that was made first: nothing of it is frozen.
        if self.published is None:
            return StandingPlan(without_freeze(self.facts[0]), self.plan, holdings, overtime=overtime)
        published = self._published_work
        return StandingPlan(self.facts[0], self.plan, holdings, published=published, overtime=overtime)

    @cached_property
    def auditor(self) -> Auditor:
        """The independent auditor, after all lines of the book."""
        auditor = Auditor()
        for line in self.book.lines:
            auditor.take(line)
        return auditor

    @cached_property
    def _published_work(self) -> dict[TaskId, BaselineWork]:
        if self.published is None:
            return {}
        published = future_work(self.published, as_of_instant(self.workspace))
        return {task: work for task, work in published.items() if task not in self.let_go}

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the plan with which answers compare, as it is written: the published one, where there is one."""
        return hashlib.sha256(plan_bytes(self.published or self.plan)).hexdigest()

    def named(self, plan: Plan) -> Plan:
        """Return a plan of this ground with the name of the one that it was compared with, as the documents show it."""
        return plan.model_copy(update={"baseline_sha256": None if self.published is None else self.digest})

    @cached_property
    def _titles(self) -> dict[TaskId, str]:
        return {task.id: task.title for task in self.plan.tasks}

    def called(self, task: TaskId) -> str:
        """Return what a task of the plan is called in a sentence."""
        return work_called(self._titles.get(task, ""), task)

    @cached_property
    def frozen_work(self) -> dict[TaskId, BaselineWork]:
        """Work of the plan that no request moves: what was published to start before the end of the `freeze_days`-th working day."""
        end, published = freeze_end(self.workspace), self._published_work
        frozen = {
            task: BaselineWork(work.person, published_part(work, published.get(task), freeze_end=end))
            for task, work in self.work.items()
        }
        return {task: work for task, work in frozen.items() if work.spans}

    @cached_property
    def frozen(self) -> dict[PersonId, tuple[Span, ...]]:
        """The time of people that such work takes."""
        found: dict[PersonId, list[Span]] = {}
        for work in self.frozen_work.values():
            found.setdefault(work.person, []).extend(work.spans)
        return {person: merged(spans) for person, spans in found.items()}

    def letting_go(self, tasks: Collection[TaskId]) -> Ground:
        """Return the same ground on which the frozen places of some tasks bind nobody; its plan is laid out once for all who ask."""
        let_go = self.let_go | frozenset(tasks)
        if let_go not in self._loosened:
            if len(self._loosened) == MOST_LOOSENED:
                del self._loosened[next(iter(self._loosened))]
            self._loosened[let_go] = replace(self, let_go=let_go)
            self._loosened[let_go].facts = self.facts
        return self._loosened[let_go]

    def __post_init__(self) -> None:
        self.work = work_in(self.plan)
        self.book.witness.stand_beside(self.book.team, beside(self.book, self.work))


def ground_for(
    folder: Path, *, as_of: str | None, clock: Callable[[], datetime], seed: int = 0, request: Path | None = None
) -> Ground:
    """Return what an answer about a workspace stands on; nothing is stored.

    Parameters
    ----------
    request
        A file of a request outside the folder, to be read beside those in it.

    Raises
    ------
    InputError
        If the workspace is wrong, or as_of lies before the last entry of the book.
    BookError (of `scheduler.errors`)
        If there is a book that cannot be read.
    """
    workspace = workspace_in(folder, as_of=as_of, clock=clock, request=request)
    book = stored_book(folder)
    if book is None:
        first = checked_plan(workspace)
        book = opened_book(workspace, plan=first)
        return ground_on(workspace, book, plan=first, published=None, is_kept=False, seed=seed)
    bring_up(book, workspace)
    enter_edits(book, workspace)
    plans = kept_plans(folder)
    return ground_on(workspace, book, plan=plans.standing, published=plans.published, seed=seed, since=plans.since)


def ground_on(
    workspace: Workspace,
    book: Book,
    *,
    plan: Plan | None,
    published: Plan | None,
    is_kept: bool = True,
    seed: int = 0,
    since: int | None = None,
) -> Ground:
    """Return the ground of answers on a book: its witness, and beside it the other work where `plan` has it.

    Parameters
    ----------
    plan
        Where work stands: the published plan, or the one after the last answer since; None where there is none.
    published
        What moves are told against, and what freezes; None before one was published.
    since
        Number of the entry of the book with which `plan` was kept; None where that is not known.
    """
    places = {} if plan is None else work_in(plan)
    answered = KeptPlans(published, plan, since=since).answered(book)
    try:
        settled = settled_plan(workspace, book, places, baseline=published, answered=answered, seed=seed)
    except VerificationError:
        # What was published no longer holds, and what of it is frozen cannot be kept: it is planned first.
        settled, published = _settled_afresh(workspace, book, places, seed=seed), None
    return Ground(workspace, book, settled, published, is_kept, seed, answered)


def _settled_afresh(workspace: Workspace, book: Book, places: Work, *, seed: int) -> Plan:
    """Return the checked plan of a book on which none was published, or none that still holds; the rest is left without a place if need be.

    Raises
    ------
    VerificationError
        If no plan of ours passes its check.
    """
    try:
        return settled_plan(workspace, book, places, baseline=None, seed=seed)
    except VerificationError:
        whole, holdings = facts_with(workspace, book, places)
        made = _planned_anew(whole, baseline=None, holdings=holdings, seed=seed)
        footing = Footing(whole, holdings=holdings, book=book.last_sha256, overtime=True)
        return passing_plan(footing, made, seed=seed).plan


def settled_plan(
    workspace: Workspace,
    book: Book,
    places: Work,
    *,
    baseline: Plan | None,
    seed: int,
    answered: Mapping[TaskId, WitnessWork] | None = None,
    absent: Collection[TaskId] = (),
) -> Plan:
    """Return the checked plan in which work stands at `places`, promised work without one as in the book's witness.

    Where that does not hold (something has happened since), the witness goes first.

    Parameters
    ----------
    answered
        What answers moved since the baseline was published.
    absent
        Tasks that stay without a place.

    Raises
    ------
    VerificationError
        If our own plan fails its check.
    """
    whole, holdings = facts_with(workspace, book, places)
    holdings = holdings.model_copy(update={"answered": answered or {}})
    witness = {task: BaselineWork(stands.person, stands.pieces) for task, stands in holdings.witness.items()}
    broken: CheckResult | None = None
    witness = {task: work for task, work in witness.items() if task not in absent}
    for pins in ({**witness, **places}, {**places, **witness}):
        plan = _plan_around(whole, pins, absent, baseline=baseline, holdings=holdings, seed=seed)
        plan = plan.model_copy(update={"book": book.last_sha256})
        result = check_plan(whole, plan, baseline=baseline, holdings=holdings)
        if not result.violations:
            return plan.model_copy(update={"verified": True})
        broken = broken or result
    # More has happened than can be put right around what stands: the plan is made as `evenhand plan` would make it.
    plan = _planned_anew(whole, baseline=baseline, holdings=holdings, seed=seed).model_copy(
        update={"book": book.last_sha256}
    )
    result = check_plan(whole, plan, baseline=baseline, holdings=holdings)
    if not result.violations:
        return plan.model_copy(update={"verified": True})
    assert broken is not None
    raise VerificationError(f"our plan broke one of its own rules: {broken.violations[0].text}")


def _plan_around(
    workspace: Workspace,
    pins: Work,
    absent: Collection[TaskId],
    *,
    baseline: Plan | None,
    holdings: Holdings,
    seed: int,
) -> Plan:
    from scheduler.explain.plan import explain_plan
    from scheduler.solve.around import Around, plan_around
    from scheduler.solve.settings import PlanSettings

    settings = PlanSettings(seed=seed, time_limit_seconds=SETTLING_SECONDS)
    around = Around(workspace, baseline, holdings, pins, absent)
    return explain_plan(workspace, plan_around(around, settings=settings))


def _planned_anew(workspace: Workspace, *, baseline: Plan | None, holdings: Holdings, seed: int) -> Plan:
    from scheduler.explain.plan import explain_plan
    from scheduler.solve.planner import PlanSettings, make_plan

    settings = PlanSettings(seed=seed, time_limit_seconds=SETTLING_SECONDS)
    return explain_plan(workspace, make_plan(workspace, baseline=baseline, holdings=holdings, settings=settings))


def without_freeze(workspace: Workspace) -> Workspace:
    """Return a workspace in whose plans nothing is frozen."""
    policy = workspace.policy.model_copy(update={"freeze_days": 0})
    return workspace.model_copy(update={"policy": policy})


def work_in(plan: Plan) -> dict[TaskId, BaselineWork]:
    """Return where a plan has each task."""
    return work_of(plan.tasks)


def facts_with(workspace: Workspace, book: Book, work: Work) -> tuple[Workspace, Holdings]:
    """Return what a plan has to see and to keep (`for_planning`), where it has work.

    An occurrence that is booked only later takes the time that the plan has for it already: that is not other work in its way.
    """
    ahead = {task.id for occurrence in occurrences_ahead(book).values() for task in occurrence} - book.known.keys()
    others = {task: each for task, each in work.items() if task not in ahead}
    return for_planning(workspace, book, beside=beside(book, others))


def beside(book: Book, work: Work) -> dict[PersonId, tuple[Span, ...]]:
    """Return the time of people that a plan takes for work which the book's witness does not have there."""
    found: dict[PersonId, list[Span]] = {}
    for task, each in work.items():
        if each.person not in book.team.people:
            continue
        stands = book.witness.work.get(task)
        there = stands.pieces if stands is not None and stands.person == each.person else ()
        found.setdefault(each.person, []).extend(without(each.spans, there))
    at = as_of_instant(book.team.workspace)
    return {person: tuple(span for span in merged(spans) if span.end > at) for person, spans in found.items()}
