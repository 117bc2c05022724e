"""Earliest starts and latest finishes that no plan can beat: what a certificate may lean on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.checks_held import HeldSpan, held_spans
from scheduler.verify.clock import day_end, day_start
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import common, joined, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scheduler.domain.times import Wait
    from scheduler.verify.case import Case
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

    @cached_property
    def _before_each(self) -> dict[TaskId, list[TaskId]]:
        return {task: [name for name, _ in row.after] for task, row in self._facts.open_work.items()}

    @cached_property
    def _after_each(self) -> dict[TaskId, list[TaskId]]:
        return {task: [name for name, _ in rows] for task, rows in self._successors.items()}

    def earliest_start(self, work: Work) -> Instant:
        """Return an instant before which no plan starts the task."""
        for task in self._reached(work.id, self._before_each, self._earliest):
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
        for task in reversed(self._reached(work.id, self._after_each, self._latest)):
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


@dataclass(frozen=True, slots=True)
class _Held:
    """A held piece with the first and last place it could have on its day, in each stretch of working time there."""

    piece: HeldSpan
    places: tuple[Span, ...]


class HeldTime:
    """How many held minutes lie in a window wherever the pieces stand on their days."""

    def __init__(self, case: Case) -> None:
        self._held = [_Held(piece, tuple(_places(case, piece))) for piece in held_spans(case)]

    def minutes_at_least(self, client: ClientId, people: frozenset[PersonId], window: Span) -> int:
        """Return the minutes held for a client on some people that must lie in a window."""
        return sum(
            # As a piece slides along a stretch its minutes in the window rise, then fall: the least is at one of the ends.
            min((total(common([place], [window])) for place in held.places), default=0)
            for held in self._held
            if held.piece.row.client == client and held.piece.person in people
        )


def _places(case: Case, piece: HeldSpan) -> Iterator[Span]:
    person = case.facts.people.get(piece.person)
    if person is None:
        return
    first = max(day_start(piece.row.day, person.zone), case.facts.as_of)
    last = min(max(day_end(piece.row.day, person.zone), piece.span.end), case.facts.horizon_end)
    minutes = piece.span.minutes
    for stretch in person.working(Span(first, last)):
        if stretch.minutes >= minutes:
            yield Span(stretch.start, stretch.start + minutes)
            yield Span(stretch.end - minutes, stretch.end)
