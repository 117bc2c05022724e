"""What all checks of an answer look at: the request read apart, the book by replay, and the plan that the answer shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.book import AskedAfter, AskedTask
from scheduler.domain.holdings import WitnessWork
from scheduler.domain.plan import Plan, Unfrozen, Violation
from scheduler.domain.verdict import YES, Verdict
from scheduler.units import Instant, Span, TaskId
from scheduler.verify.answers.held import held_rows
from scheduler.verify.answers.reading import due_later, full_id, occurrence_due, open_ids, promised_tasks, with_request
from scheduler.verify.book.auditor import Auditor
from scheduler.verify.book.state import BookState
from scheduler.verify.case import Case
from scheduler.verify.clock import datetime_of, minute_of
from scheduler.verify.dates import TeamDays
from scheduler.verify.facts import Facts

if TYPE_CHECKING:
    from scheduler.domain.holdings import Holdings
    from scheduler.domain.requests import Request
    from scheduler.domain.workspace import Workspace

SHOWS_WORK = YES | {"fits_later"}
"""Verdicts that show how the request would be done."""


def broken(rule: str, subject: str, text: str, *, measured: int = 0, limit: int = 1, unit: str = "claims") -> Violation:
    """Return a violation of a rule of answers; the amounts say by how much, where there is an amount."""
    return Violation(rule=rule, subject=subject, measured=measured, limit=limit, unit=unit, text=text)


@dataclass(frozen=True)
class Question:
    """An answer beside everything that it can be judged by.

    Attributes
    ----------
    workspace
        As the answer saw it, the request's own tasks not in it.
    log_lines
        The exported log of the book as it stood; empty where there was none.
    baseline
        The plan that the answer stands on.
    baseline_is_published
        Whether its next days are frozen.
    published
        The published plan that `baseline` carries on to as_of with the answers since, where that is another: only that freezes.
    holdings
        What the book binds after a yes; None where it is not known.
    in_round
        Whether the daily round answered: its spare stands outside the cap, within five working days.
    """

    workspace: Workspace
    request: Request
    verdict: Verdict
    log_lines: Sequence[str]
    baseline: Plan
    baseline_is_published: bool = True
    published: Plan | None = None
    holdings: Holdings | None = None
    in_round: bool = False

    @cached_property
    def team(self) -> TeamDays:
        """The team's calendar."""
        return TeamDays(self.workspace)

    @cached_property
    def zone(self) -> str:
        """The workspace's zone."""
        return self.workspace.time_zone

    @cached_property
    def now(self) -> Instant:
        """When work can start: as_of, or when it was asked where that is later."""
        return max(self.team.as_of, self.team.start_at(self.request.asked_at))

    @cached_property
    def needed_by(self) -> Instant:
        """The request's needed-by time."""
        return self.team.due_at(self.request.needed_by)

    @cached_property
    def last_of_use(self) -> Instant:
        """The last date of use; without one the end of the horizon, or when it is needed, whichever is later."""
        latest = self.request.latest
        return max(self.team.horizon_end, self.needed_by) if latest is None else self.team.due_at(latest)

    @cached_property
    def ids(self) -> tuple[TaskId, ...]:
        """Full ids of the request's tasks of which something is left, in its order."""
        return open_ids(self.workspace, self.request)

    @cached_property
    def is_yes(self) -> bool:
        """Whether the answer says that it is done by its needed-by time."""
        return self.verdict.verdict in YES

    @cached_property
    def shows_work(self) -> bool:
        """Whether the answer shows how the request would be done; it shows nothing where nothing is left to do."""
        return self.verdict.verdict in SHOWS_WORK and bool(self.ids)

    @cached_property
    def promised_by(self) -> Instant:
        """What the answer would promise: the needed-by time, or its finish where that is later."""
        if self.verdict.verdict == "fits_later" and self.verdict.finish is not None:
            return minute_of(self.verdict.finish)
        return self.needed_by

    @cached_property
    def state(self) -> BookState | None:
        """The book by replay of its log, at as_of; None without a log that can be read."""
        auditor = Auditor()
        for line in self.log_lines:
            auditor.take(line)
        state = auditor.state
        if state is None or auditor.is_lost:
            return None
        state.clock = max(state.clock, self.team.as_of)
        while state.calendars.closes_at(state.today) < state.clock:
            state.close_today()
        return state

    @cached_property
    def as_asked(self) -> Workspace:
        """The workspace with everything that the book promised, and the request's tasks due as asked."""
        return with_request(self._with_promises, self.request, due=self.request.needed_by)

    @cached_property
    def as_promised(self) -> Workspace:
        """The workspace with the request's tasks due as promised; after a trade its client's own work is due as the plan says."""
        due = self.request.needed_by
        if self.verdict.verdict == "fits_later" and self.verdict.finish is not None:
            due = self.verdict.finish
        workspace = with_request(self._with_promises, self.request, due=due)
        if self.verdict.verdict != "fits_with_trade" or self.verdict.plan is None:
            return workspace
        told = {row.id: row.due for row in self.verdict.plan.tasks if row.client == self.request.client}
        # Work that gave way past the horizon is no row of the plan.
        away = {row.id for row in self.verdict.plan.unplaced if row.client == self.request.client}
        promised = {} if self.holdings is None else self.holdings.commitments
        told |= {task: datetime_of(promised[task].due, self.zone) for task in sorted(away & promised.keys())}
        tasks = [due_later(self.team, task, told.get(task.id), kept=frozenset(self.ids)) for task in workspace.tasks]
        listed = {task.id for task in tasks}
        tasks += [
            occurrence_due(work, date, self.zone)
            for name, work in Facts(workspace).work.items()
            if name not in listed and work.commitment != "regulatory" and work.due_at is not None
            if (date := told.get(name)) is not None and work.due_at < self.team.due_at(date)
        ]
        return workspace.model_copy(update={"tasks": tuple(tasks)})

    @cached_property
    def _with_promises(self) -> Workspace:
        known = {task.id for task in self.workspace.tasks}
        missing = (
            [] if self.state is None else promised_tasks(self.state, self.log_lines, frozenset({*known, *self.ids}))
        )
        return self.workspace.model_copy(update={"tasks": (*self.workspace.tasks, *missing)})

    @cached_property
    def asked(self) -> tuple[AskedTask, ...]:
        """The request's tasks as the book would write them, due as asked."""
        return asked_tasks(self, self.needed_by)

    @cached_property
    def before(self) -> Case:
        """The plan that the answer stands on, the request's tasks beside it, and what is held by the log where there is one."""
        plan = self.baseline
        if self.state is not None:
            plan = plan.model_copy(update={"held": held_rows(self.state, last=self.team.last_on)})
        return Case(self.as_asked, plan, baseline=self.baseline, published=self.published, holdings=self.holdings)

    def _unfrozen(self, plan: Plan) -> tuple[Unfrozen, ...]:
        """Return what the answer itself gave up of frozen work: the rest was given up when the published plan was carried on."""
        if self.published is None:
            return plan.unfrozen
        frozen = {task for task, stood in self.before.stood.items() if stood.frozen}
        moved = {move.task for move in self.verdict.moves}
        return tuple(row for row in plan.unfrozen if row.task in moved & frozen)

    @cached_property
    def after(self) -> Case | None:
        """The plan that the answer shows; None where it shows none."""
        plan = self.verdict.plan
        if plan is None:
            return None
        facts = Facts(self.as_promised)
        before = {row.id for row in self.baseline.tasks} | {row.id for row in self.baseline.unplaced}
        told = plan.model_copy(
            update={
                "moves": self.verdict.moves,
                "unfrozen": self._unfrozen(plan),
                "added": tuple(sorted(set(facts.open_work) - before - set(self.baseline.done))),
                "dropped": tuple(sorted(task for task in before if task not in facts.work)),
            }
        )
        return Case(self.as_promised, told, baseline=self.baseline, published=self.published, holdings=self.exchanged)

    @cached_property
    def exchanged(self) -> Holdings | None:
        """Return what the book binds after a trade: the client's own work may leave its frozen place, as it agrees.

        Legal work never does, nor what has begun: that is work done, and no place to give up.
        """
        if self.holdings is None or self.verdict.verdict != "fits_with_trade":
            return self.holdings
        moved: dict[TaskId, WitnessWork] = {}
        for move in self.verdict.moves:
            work, stood = self.before.facts.open_work.get(move.task), self.before.placed.get(move.task)
            is_own = work is not None and work.client == self.request.client and work.counts_as != "regulatory"
            if move.to is None or not is_own or (stood is not None and stood.start < self.now):
                continue
            pieces = tuple(Span(minute_of(block.start), minute_of(block.end)) for block in move.to.blocks)
            moved[move.task] = WitnessWork(person=move.to.person, pieces=pieces)
        return self.holdings.model_copy(update={"answered": {**self.holdings.answered, **moved}})


def asked_tasks(question: Question, due: Instant) -> tuple[AskedTask, ...]:
    """Return the request's tasks as the book would write them, due by an instant."""
    facts, zone = question.before.facts, question.zone
    closed = {full_id(question.request, plan.id) for plan in question.request.tasks} - set(question.ids)
    made = []
    for name in question.ids:
        work = facts.work[name]
        release = max(question.now, work.starts_at or question.now)
        did = {
            row.person for row in question.workspace.progress if row.task in closed.intersection(work.same_person_as)
        }
        made.append(
            AskedTask(
                id=name,
                title=work.title,
                skill=work.skill,
                level=work.level,
                effort_minutes=work.remaining_minutes,
                release=datetime_of(release, zone),
                due=datetime_of(due, zone),
                person=work.pinned_to or min((each for each in did if each is not None), default=None),
                same_person_as=tuple(task for task in work.same_person_as if task not in closed),
                one_sitting=work.one_sitting,
                after=tuple(AskedAfter(task=task, wait=wait) for task, wait in work.after if task not in closed),
            )
        )
    return tuple(made)


def minutes_by_skill(question: Question) -> Mapping[str, int]:
    """Return the minutes of the request by skill, levels aside."""
    found: dict[str, int] = {}
    for name in question.ids:
        work = question.before.facts.work[name]
        found[work.skill] = found.get(work.skill, 0) + work.remaining_minutes
    return found
