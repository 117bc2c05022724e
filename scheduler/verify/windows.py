"""Earliest starts and latest finishes that no plan can beat: what a certificate may lean on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import joined

if TYPE_CHECKING:
    from scheduler.domain.times import Wait
    from scheduler.verify.case import Case
    from scheduler.verify.spans import PersonTime
    from scheduler.verify.work import Work


class Windows:
    """The window of each open task: no plan starts it earlier, none that is on time finishes it later.

    A chain moves both ends: each piece of work takes at least the time that the quickest of the people who may do it
    needs for its remaining minutes if nothing else is in the way.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._facts = case.facts
        self._earliest: dict[TaskId, Instant] = {}
        self._latest: dict[TaskId, Instant] = {}
        self._successors: dict[TaskId, list[tuple[TaskId, Wait]]] = {}
        for work in self._facts.open_work.values():
            for predecessor, wait in work.after:
                self._successors.setdefault(predecessor, []).append((work.id, wait))

    def earliest_start(self, work: Work) -> Instant:
        """Return an instant before which no plan starts the task."""
        if work.id not in self._earliest:
            # The entry made first also ends the recursion on a cycle, which a workspace that was read never has.
            self._earliest[work.id] = self._facts.release_of(work)
            heads = [self._after(predecessor, wait) for predecessor, wait in work.after]
            self._earliest[work.id] = max([self._facts.release_of(work), *heads])
        return self._earliest[work.id]

    def _after(self, predecessor: TaskId, wait: Wait) -> Instant:
        before = self._facts.open_work.get(predecessor)
        if before is None:
            return self._facts.done_wait_over_at(predecessor, wait)
        finish = self._earliest_finish(before)
        return FOREVER if finish >= FOREVER else self._facts.team.after_wait(finish, wait)

    def _earliest_finish(self, work: Work) -> Instant:
        start = self.earliest_start(work)
        finishes = [
            _finish(self._facts.people[name], start=start, work=work, with_overtime=self._case.uses_overtime)
            for name in self._facts.eligible[work.id]
            if name in self._facts.people
        ]
        return min((finish for finish in finishes if finish is not None), default=FOREVER)

    def latest_finish(self, work: Work) -> Instant:
        """Return an instant after which the task, or one that follows it, is late or outside the horizon."""
        if work.id not in self._latest:
            end = self._facts.horizon_end
            own = end if work.due_at is None else min(work.due_at, end)
            self._latest[work.id] = own
            for successor, wait in self._successors.get(work.id, []):
                own = min(own, self._before(self._facts.open_work[successor], wait))
            self._latest[work.id] = own
        return self._latest[work.id]

    def _before(self, successor: Work, wait: Wait) -> Instant:
        """Return the latest finish that leaves a successor its time; waits in working days count as none here."""
        latest = self.latest_finish(successor)
        starts = [
            _start(self._facts.people[name], end=latest, work=successor, with_overtime=self._case.uses_overtime)
            for name in self._facts.eligible[successor.id]
            if name in self._facts.people
        ]
        start = max((start for start in starts if start is not None), default=-FOREVER)
        return start - wait.minutes


def _finish(person: PersonTime, *, start: Instant, work: Work, with_overtime: bool) -> Instant | None:
    if with_overtime:
        return person.with_overtime.finish_of(start, work.remaining_minutes)
    return person.regular.finish_of(start, work.remaining_minutes)


def _start(person: PersonTime, *, end: Instant, work: Work, with_overtime: bool) -> Instant | None:
    if with_overtime:
        return person.with_overtime.start_of(end, work.remaining_minutes)
    return person.regular.start_of(end, work.remaining_minutes)


def could_do(case: Case, task: TaskId) -> frozenset[PersonId]:
    """Return the people who could do an open task and the promised work that is bound to it."""
    return case.facts.eligible_with_group.get(task, frozenset())


def longest_stretch(person: PersonTime, window: Span, *, with_overtime: bool) -> int:
    """Return the minutes of the person's longest unbroken free time inside a window."""
    spans = person.working(window)
    if with_overtime:
        spans = joined([*spans, *person.overtime(window)])
    return max((span.minutes for span in spans), default=0)
