"""The least overtime with which a request is done by a date, and the first date that overtime gives, by going through every way.

As in `fit_by_hand`, on top of which it stands. Every choice of units of overtime is tried, fewest first, and every way of giving them to the
tasks of the request; what is left of each task stands in ordinary time with the same person, and only that has to be paid for. Nobody else's
work stands in overtime. No task is one sitting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from itertools import combinations, product

from scheduler.domain.holdings import Holdings
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.workspace import Workspace
from scheduler.units import Instant, PersonId, Span, TaskId
from tests.oracle.fit_by_hand import FitCase, Job, Placed, place

Units = tuple[tuple[PersonId, int], ...]
"""Units of overtime: whose, and how many units after as_of."""


class OvertimeCase(FitCase):
    """A request that may use overtime of the people who do it."""

    def least(self, due: Instant) -> int | None:
        """Return the fewest units of overtime with which the request is done by a date; None where no overtime does it."""
        if not self._fits_if_all_were_ordinary(due):
            return None
        effort = sum(self.facts.open_work[task].remaining_minutes for task in self.ids) // self.unit
        for count in range(effort + 1):
            if any(self._fits_with(due, units) for units in self._choices(due, count)):
                return count
        return None

    def first(self, *, after: Instant, before: Instant) -> tuple[Instant, int] | None:
        """Return the first date between two at which it is done with overtime, and with how much; None where there is none."""
        anybody = 0
        for person, mask in self.free.items():
            anybody |= mask | self._evening_mask(person)
        for number in range(anybody.bit_length()):
            due = self.end_of(number)
            if anybody >> number & 1 and after < due < before:
                least = self.least(due)
                if least is not None:
                    return due, least
        return None

    def _evening_mask(self, person: PersonId) -> int:
        window = Span(self.facts.as_of, self.facts.horizon_end)
        return self._mask(self.facts.people[person].overtime(window))

    def _fits_if_all_were_ordinary(self, due: Instant) -> bool:
        free = {person: mask | self._evening_mask(person) for person, mask in self.free.items()}
        other = copy(self)
        other.free = free
        return any(other._placed_with(due, {}, used) for used in [self._paid_less({}, due), {}] if used is not None)

    def _choices(self, due: Instant, count: int) -> Iterator[Units]:
        """Yield so many units of overtime before a date, within the consent of every week."""
        units = [
            (person, number)
            for person in sorted(self.free)
            for number in range(self._evening_mask(person).bit_length())
            if self._evening_mask(person) >> number & 1 and self.end_of(number) <= due
        ]
        for chosen in combinations(units, count):
            if self._is_consented(chosen):
                yield chosen

    def _is_consented(self, units: Units) -> bool:
        """Say whether nobody works more than the consent of the one week that the horizon lies in."""
        for person in {person for person, _ in units}:
            consent = self.facts.people[person].person.overtime
            most = 0 if consent is None else consent.weekly_minutes
            if sum(self.unit for who, _ in units if who == person) > most:
                return False
        return True

    def _fits_with(self, due: Instant, units: Units) -> bool:
        for owners in product(self.ids, repeat=len(units)):
            given: dict[TaskId, list[tuple[PersonId, int]]] = {}
            for owner, unit in zip(owners, units, strict=True):
                given.setdefault(owner, []).append(unit)
            if not all(self._may_have(task, mine) for task, mine in given.items()):
                continue
            used = self._paid_less({task: len(mine) * self.unit for task, mine in given.items()}, due)
            if used is not None and self._placed_with(due, given, used):
                return True
        return False

    def _may_have(self, task: TaskId, units: list[tuple[PersonId, int]]) -> bool:
        work = self.facts.open_work[task]
        people = {person for person, _ in units}
        return (
            len(people) == 1
            and people <= self.facts.eligible[task]
            and len(units) * self.unit <= work.remaining_minutes
            and all(self.end_of(number) - self.unit >= self.facts.release_of(work) for _, number in units)
        )

    def _paid_less(self, over: Mapping[TaskId, int], due: Instant) -> dict[int, int] | None:
        """Return what pays for the request less some minutes of its tasks."""
        whole = dict(self.facts.open_work)
        try:
            for task, minutes in over.items():
                work = whole[task]
                self.facts.open_work[task] = replace(work, remaining_minutes=work.remaining_minutes - minutes)
            return self._paid(due)
        finally:
            self.facts.open_work.update(whole)

    def _placed_with(
        self, due: Instant, given: Mapping[TaskId, list[tuple[PersonId, int]]], used: dict[int, int]
    ) -> bool:
        free, jobs = dict(self.free), [*self._held_jobs(used), *self._jobs_beside(due, given)]
        placed = Placed({}, {}, {})
        for task, units in given.items():
            for person, number in units:
                placed = placed.with_part(task, person, self.end_of(number) - self.unit, self.end_of(number))
        for task, stood in sorted(self.stood.items()):
            work = self.facts.open_work.get(task)
            if work is None:
                continue
            frozen = stood.frozen if self.is_published else []
            for span in frozen:
                free[stood.row.person] &= ~self._mask([span])
            if frozen:
                placed = placed.with_part(task, stood.row.person, frozen[0].start, frozen[-1].end)
            jobs += self._other_jobs(work, stood)
        return place(self, free, tuple(jobs), placed)

    def _jobs_beside(self, due: Instant, given: Mapping[TaskId, list[tuple[PersonId, int]]]) -> Iterator[Job]:
        for task in self.ids:
            work = self.facts.open_work[task]
            mine = given.get(task, [])
            minutes = work.remaining_minutes - len(mine) * self.unit
            if minutes:
                job = self._job(work, minutes, Span(self.facts.release_of(work), due))
                yield replace(job, people=frozenset({mine[0][0]})) if mine else job


def overtime_case(
    workspace: Workspace,
    request: Request,
    *,
    baseline: Plan,
    holdings: Holdings,
    cap_minutes: int,
    is_published: bool,
) -> OvertimeCase:
    """Return a case; the arguments are those of `brute_fit`."""
    return OvertimeCase(workspace, request, baseline, holdings, cap_minutes=cap_minutes, is_published=is_published)
