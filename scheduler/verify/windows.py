"""Earliest starts and latest finishes that no plan can beat: what a certificate may lean on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.verify.clock import day_end, day_start
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import common, joined, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.domain.times import Wait
    from scheduler.verify.case import Case
    from scheduler.verify.checks_held import HeldSpan
    from scheduler.verify.spans import FreeTime, PersonTime
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
        before = {task: [name for name, _ in row.after] for task, row in self._facts.open_work.items()}
        for task in self._reached(work.id, before, self._earliest):
            row = self._facts.open_work[task]
            heads = [self._after(predecessor, wait) for predecessor, wait in row.after]
            self._earliest[task] = max([self._facts.release_of(row), *heads])
        return self._earliest[work.id]

    def _reached(
        self, task: TaskId, steps: Mapping[TaskId, Iterable[TaskId]], known: Mapping[TaskId, Instant]
    ) -> list[TaskId]:
        """Return the open tasks that a walk along `steps` reaches and of which nothing is known, by rank."""
        reached: set[TaskId] = set()
        ahead = [task]
        while ahead:
            at = ahead.pop()
            if at in self._facts.open_work and at not in reached and at not in known:
                reached.add(at)
                ahead += steps.get(at, ())
        return sorted(reached, key=self._facts.rank.__getitem__)

    def _after(self, predecessor: TaskId, wait: Wait) -> Instant:
        before = self._facts.open_work.get(predecessor)
        if before is None:
            return self._facts.done_wait_over_at(predecessor, wait)
        # Only on a cycle nothing is known yet; the task's own release is then all that can be said.
        start = self._earliest.get(predecessor, self._facts.release_of(before))
        finishes = [
            _free_time(self._case, name).finish_of(start, before.remaining_minutes)
            for name in self._facts.eligible[predecessor]
        ]
        finish = min((finish for finish in finishes if finish is not None), default=FOREVER)
        return FOREVER if finish >= FOREVER else self._facts.team.after_wait(finish, wait)

    def latest_finish(self, work: Work) -> Instant:
        """Return an instant after which the task, or one that follows it, is late or outside the horizon."""
        after = {task: [name for name, _ in rows] for task, rows in self._successors.items()}
        for task in reversed(self._reached(work.id, after, self._latest)):
            own = self._own_end(self._facts.open_work[task])
            tails = [self._before(successor, wait) for successor, wait in self._successors.get(task, [])]
            self._latest[task] = min([own, *tails])
        return self._latest[work.id]

    def _own_end(self, work: Work) -> Instant:
        end = self._facts.horizon_end
        return end if work.due_at is None else min(work.due_at, end)

    def _before(self, successor: TaskId, wait: Wait) -> Instant:
        """Return the latest finish that leaves a successor its time; waits in working days count as none here."""
        row = self._facts.open_work[successor]
        latest = self._latest.get(successor, self._own_end(row))
        starts = [
            _free_time(self._case, name).start_of(latest, row.remaining_minutes)
            for name in self._facts.eligible[successor]
        ]
        return max((start for start in starts if start is not None), default=-FOREVER) - wait.minutes


def _free_time(case: Case, name: PersonId) -> FreeTime:
    """Return a person's free time, overtime included where the plan uses any."""
    person = case.facts.people[name]
    return person.with_overtime if case.uses_overtime else person.regular


def could_do(case: Case, task: TaskId) -> frozenset[PersonId]:
    """Return the people who could do an open task and the promised work that is bound to it."""
    return case.facts.eligible_with_group.get(task, frozenset())


def longest_stretch(person: PersonTime, window: Span, *, with_overtime: bool) -> int:
    """Return the minutes of the person's longest unbroken free time inside a window."""
    spans = person.working(window)
    if with_overtime:
        spans = joined([*spans, *person.overtime(window)])
    return max((span.minutes for span in spans), default=0)


def held_at_least(case: Case, piece: HeldSpan, window: Span) -> int:
    """Return how many minutes of a held piece lie in a window wherever it stands on its day, in one piece of working time."""
    person = case.facts.people.get(piece.person)
    if person is None:
        return 0
    first = max(day_start(piece.row.day, person.zone), case.facts.as_of)
    last = min(max(day_end(piece.row.day, person.zone), piece.span.end), case.facts.horizon_end)
    minutes = piece.span.minutes
    # As a piece slides along a stretch its minutes in the window rise, then fall: the least is at one of the ends.
    least = [
        total(common([place], [window]))
        for stretch in person.working(Span(first, last))
        if stretch.minutes >= minutes
        for place in (Span(stretch.start, stretch.start + minutes), Span(stretch.end - minutes, stretch.end))
    ]
    return min(least, default=0)
