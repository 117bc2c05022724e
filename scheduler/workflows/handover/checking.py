"""Check a hand-over by planning: everything that can move moves, and nobody's promise may become late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from scheduler.calendars.horizon import as_of_instant, freeze_end, horizon_span
from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Client
from scheduler.domain.document import header_at
from scheduler.domain.handover import Candidate, Handover, MadeLate, NotCovered
from scheduler.domain.people import Person
from scheduler.domain.plan import Plan
from scheduler.domain.workspace import Workspace
from scheduler.instance.baseline import future_work
from scheduler.units import PersonId, TaskId
from scheduler.workflows.book_ahead import book_ahead
from scheduler.workflows.handover.able import Takers, starts_before
from scheduler.workflows.handover.comparing import handed_over, made_late, uncovered
from scheduler.workflows.handover.hours import HoursMoved
from scheduler.workflows.handover.without_person import (
    Parting,
    baseline_without,
    holdings_without,
    workspace_without,
)
from scheduler.workflows.passing_plan import Footing, passing_plan
from scheduler.workflows.plan_ground import PlanGround

if TYPE_CHECKING:
    from scheduler.domain.holdings import Holdings
    from scheduler.solve.planner import PlanProgress

MOST_TRIED = 3
"""So many people are tried at most as the one who takes everything; each costs a plan."""


@dataclass(frozen=True, slots=True)
class HandoverOptions:
    """What the caller chooses.

    Attributes
    ----------
    time_limit_seconds
        The outer guard of each plan that is made.
    progress
        Called now and then while a plan gets better.
    """

    seed: int = 0
    time_limit_seconds: float = 60.0
    progress: Callable[[PlanProgress], None] | None = None


class HandoverCheck:
    """One hand-over on one ground; the plan with everything where it stands is made first."""

    def __init__(
        self,
        ground: PlanGround,
        *,
        person: Person,
        client: Client,
        from_on: date,
        options: HandoverOptions | None = None,
        before: Plan | None = None,
    ) -> None:
        self._options = options or HandoverOptions()
        self._ground, self._client, self._from_on = ground, client, from_on
        workspace = ground.workspace
        at = max(as_of_instant(workspace), Zone.of(workspace.time_zone).begin_of(from_on))
        self.before = self._planned(ground) if before is None else before
        own = [task for task in self.before.tasks if (task.client, task.person) == (client.id, person.id)]
        stays = frozenset(task.id for task in own if starts_before(task, at))
        self.parting = Parting(person, client.id, stays, frozenset(task.id for task in own) - stays, from_on, at)
        self._takers = Takers(workspace, self.parting, before=self.before)
        self._days: dict[date, HandoverCheck] = {from_on: self}

    @property
    def workspace(self) -> Workspace:
        """Return the files, with the tasks of accepted requests."""
        return self._ground.workspace

    def on(self, day: date) -> HandoverCheck:
        """Return the check of the same hand-over from another day on; the plan with everything where it stands is the same."""
        if day not in self._days:
            self._days[day] = HandoverCheck(
                self._ground,
                person=self.parting.person,
                client=self._client,
                from_on=day,
                options=self._options,
                before=self.before,
            )
        return self._days[day]

    @property
    def is_barred(self) -> bool:
        """Say whether arithmetic alone rules out that somebody else takes all of it."""
        return any(self._takers.barred(task) is not None for task in self.parting.moving)

    @cached_property
    def after(self) -> Plan:
        """The plan without the person."""
        return self._plan_without() if self.parting.moving else self.before

    @cached_property
    def not_covered(self) -> tuple[NotCovered, ...]:
        """What has no place without the person, or is later than it was."""
        return tuple(uncovered(self.parting, self._takers, self.before, after=self.after))

    @cached_property
    def late(self) -> tuple[MadeLate, ...]:
        """Promises that would become late by it."""
        return tuple(made_late(self.parting, self.before, self.after))

    @property
    def work_is_covered(self) -> bool:
        """Say whether all of the work is done by others, and nobody's promise becomes late."""
        return self.before.verified and self.after.verified and not self.not_covered and not self.late

    def _planned(self, ground: PlanGround) -> Plan:
        """Return a checked plan, with reasons; `verified` unless frozen work contradicts a rule.

        Raises
        ------
        VerificationError
            If it fails its check, and so does every plan around what stands.
        """
        from scheduler.solve.planner import PlanSettings, make_plan

        made = make_plan(
            ground.workspace,
            baseline=ground.baseline,
            settings=PlanSettings(seed=self._options.seed, time_limit_seconds=self._options.time_limit_seconds),
            progress=self._options.progress,
            holdings=ground.holdings,
        )
        footing = Footing(ground.workspace, ground.baseline, ground.holdings, overtime=True)
        return passing_plan(footing, made, seed=made.seed).plan

    def _plan_without(self, *, taker: PersonId | None = None) -> Plan:
        workspace = workspace_without(self._ground.workspace, self.parting, taker=taker)
        if self._ground.baseline is None:
            # Nobody has seen the plan that was made first, so nothing of it is frozen.
            workspace = workspace.model_copy(update={"policy": workspace.policy.model_copy(update={"freeze_days": 0})})
        ground = replace(
            self._ground,
            workspace=workspace,
            baseline=baseline_without(self.before, self.parting),
            holdings=holdings_without(self._holdings, self.parting),
        )
        return self._planned(ground)

    @cached_property
    def _holdings(self) -> Holdings | None:
        """What the book binds; without one, what a book opened on the plan before would."""
        if self._ground.book is not None or not self.before.verified:
            return self._ground.holdings
        ahead = book_ahead(self._ground.workspace, self.before)
        return None if ahead is None else ahead.holdings

    def document(self, hours: HoursMoved) -> Handover:
        """Plan without the person and say what came of it."""
        parting, workspace = self.parting, self._ground.workspace
        after, not_covered, late = self.after, self.not_covered, self.late
        contacts = self._client.contacts
        return Handover(
            **header_at(workspace, seed=self._options.seed),
            person=parting.person.id,
            client=parting.client,
            from_on=self._from_on,
            book=self._ground.book,
            planned_first=self._ground.baseline is None,
            covered=self.work_is_covered and not hours.left,
            proven=any(each.proven for each in not_covered) or hours.proven,
            verified=self.before.verified and after.verified,
            stays=tuple(sorted(parting.stays)),
            moves=tuple(handed_over(parting, self.before, after, not_covered={each.task for each in not_covered})),
            not_covered=not_covered,
            other_moves=self._other_moves(after),
            late=late,
            candidates=self.candidates,
            hours=hours.hours,
            relaid=hours.relaid,
            hours_left=hours.left,
            contact=_role(contacts, parting.person.id),
            contacts_left=tuple(each for each in contacts if each != parting.person.id),
            fixed_until=None if self.work_is_covered else self._fixed_until(),
        )

    def _fixed_until(self) -> datetime | None:
        """Return until when the published plan fixes work that is not handed over; None where it fixes none."""
        workspace, published = self._ground.workspace, self._ground.baseline
        if published is None:
            return None
        end = min(freeze_end(workspace), horizon_span(workspace).end)
        stands = future_work(published, as_of_instant(workspace))
        is_fixed = any(work.spans[0].start < end for task, work in stands.items() if task not in self.parting.moving)
        return Zone.of(workspace.time_zone).aware(end) if is_fixed else None

    def _other_moves(self, after: Plan) -> tuple[TaskId, ...]:
        return tuple(move.task for move in after.moves if move.task not in self.parting.moving)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Who may take work of it, and whether alone all of it."""
        return tuple(self._candidates(self.work_is_covered))

    def _candidates(self, work_is_covered: bool) -> list[Candidate]:
        """Return who may take work of it; those who may take all of it are tried, one after the other."""
        found, tried = [], 0
        for person in self._takers.in_order():
            able = sum(self._takers.may_take(person, task) for task in self.parting.moving)
            candidate = Candidate(
                person=person.id,
                name=person.name,
                able_tasks=able,
                free_minutes=self._takers.free_minutes(person),
                takes_all="not_able" if able < len(self.parting.moving) else "not_tried",
            )
            if candidate.takes_all == "not_tried" and work_is_covered and tried < MOST_TRIED:
                tried += 1
                starts_at = self._start_of(person.id)
                candidate = candidate.model_copy(
                    update={"takes_all": "no_plan_found" if starts_at is None else "yes", "starts_at": starts_at}
                )
            elif candidate.takes_all == "not_tried" and not work_is_covered:
                # What no plan covers with everybody's help is not covered by one of them.
                candidate = candidate.model_copy(update={"takes_all": "no_plan_found"})
            found.append(candidate)
        return found

    def _start_of(self, taker: PersonId) -> datetime | None:
        """Return when one person begins who takes all of it; None where no plan was found in which that works."""
        after = self._plan_without(taker=taker)
        left = uncovered(self.parting, self._takers, self.before, after=after)
        if not after.verified or left or made_late(self.parting, self.before, after):
            return None
        return min((task.start for task in after.tasks if task.id in self.parting.moving), default=None)


def _role(contacts: tuple[PersonId, ...], person: PersonId) -> Literal["primary", "backup"] | None:
    if person not in contacts:
        return None
    return "primary" if contacts[0] == person else "backup"
