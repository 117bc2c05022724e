"""The baseline: whatever fits in free time is accepted, whoever asks first. It keeps a log of the same shape as the book's.

It is a fair opponent: where a request finds no free time as things stand, everything that has not begun is planned anew, earliest due
first, and the request is refused only where some date would be missed. So it keeps every date that it has accepted, as long as
nobody falls ill and nothing takes longer than was said. What it does not do is to hold anything for anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.calendars.spans import total_minutes, within
from scheduler.calendars.zones import Zone
from scheduler.domain.book import (
    FIRST_SHA256,
    AskedTask,
    CommittedTask,
    Entry,
    Kind,
    LedgerRow,
    Promise,
    Worked,
    WorkStand,
    line_of,
    sha256_of,
)
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.workflows.simulation.free_time import FreeTime, Job, Placed, placed_by_due
from scheduler.workflows.simulation.stream import (
    Asks,
    Cancels,
    Confirms,
    Event,
    Leaves,
    Reports,
    Returns,
    Signs,
    with_absence,
)
from scheduler.workflows.simulation.studio import Setting

NAME = "accept-if-it-fits"
REACH_MINUTES = 200 * 1440
"""Work is placed at most so long after the end of the period."""


class AcceptIfItFits:
    """The baseline on one team, from the beginning of a simulation on."""

    def __init__(self, setting: Setting, *, end: Instant) -> None:
        self.name = NAME
        self.entries: list[Entry] = []
        self.has_waiting = False
        self._until = end + REACH_MINUTES
        self._clock: Instant = setting.start
        self._last_sha256 = FIRST_SHA256
        self._jobs: dict[TaskId, Job] = {}
        self._places: dict[TaskId, Placed] = {}
        self._requests: dict[str, list[TaskId]] = {}
        self._use(setting.workspace)
        self._write("opened", facts=setting.workspace.model_dump(mode="json"))

    def _use(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._zone = Zone.of(workspace.time_zone)
        self._zones = {person.id: Zone.of(person.time_zone) for person in workspace.people}
        self._free = FreeTime(workspace, until=self._until)

    def advance(self, to: Instant) -> None:
        """Let time pass; nothing lapses here."""
        self._clock = max(self._clock, to)

    def hold_round(self) -> None:
        """Do nothing: nobody waits."""

    def take(self, event: Event) -> None:
        """Decide one event and write it down."""
        match event:
            case Asks():
                self._ask(event)
            case Cancels():
                self._cancel(event)
            case Reports():
                self._report(event)
            case Leaves():
                self._leave(event)
            case Returns():
                self._use(event.workspace)
                self._plan_anew("edited")
            case Confirms() | Signs():
                pass  # A quote was a booking at once, and agreements bind nobody here.

    def _ask(self, event: Asks) -> None:
        receipt = len(self.entries)
        new = [
            Job(asked=task, client=event.client, receipt=receipt, minutes=task.effort_minutes) for task in event.tasks
        ]
        placed = self._placed_beside(new)
        if placed is None:
            placed = self._placed_among(new)
        if placed is None:
            self._write("declined", client=event.client, request=event.request, asked=event.tasks)
            return
        moved = {task: place for task, place in placed.items() if self._places.get(task) != place}
        self._places |= moved
        for job in new:
            self._jobs[job.asked.id] = job
        self._requests.setdefault(event.request, []).extend(task.id for task in event.tasks)
        due = [(task, task.due) for task in event.tasks]
        self._write(
            "accepted",
            client=event.client,
            request=event.request,
            asked=event.tasks,
            rows=tuple(row for job in new for row in self._rows(job, placed[job.asked.id])),
            promised=tuple(Promise(task=task.id, due=at) for task, at in due if at is not None),
            committed=tuple(
                CommittedTask(task=task.id, client=event.client, due=at, floor_at=at)
                for task, at in due
                if at is not None
            ),
            work=self._stands(moved),
        )

    def _placed_beside(self, new: list[Job]) -> dict[TaskId, Placed] | None:
        """Place new work in what is free as things stand."""
        self._free.begin(self._clock, self._busy(self._places))
        return placed_by_due(self._free, new, fixed=self._places, is_late=False)

    def _placed_among(self, new: Iterable[Job], *, is_late: bool = False) -> dict[TaskId, Placed] | None:
        """Place new work and all that is open, earliest due first; returns the places of both."""
        over: dict[TaskId, Placed] = {}
        begun: dict[TaskId, tuple[Span, ...]] = {}
        jobs = list(new)
        named = {job.asked.id for job in jobs}
        for task, job in self._jobs.items():
            place = self._places.get(task)
            if place is not None and place.finish <= self._clock and total_minutes(place.pieces) >= job.minutes:
                over[task] = place
                continue
            past = _until(place, self._clock)
            if place is not None and past:
                begun[task] = past
                job = replace(job, person=place.person)
            if task not in named:
                jobs.append(replace(job, minutes=job.minutes - total_minutes(past)))
        self._free.begin(self._clock, {})
        found = placed_by_due(self._free, jobs, fixed=over, is_late=is_late)
        if found is None:
            return None
        return {task: Placed(place.person, _joined(begun.get(task, ()), place.pieces)) for task, place in found.items()}

    def _busy(self, places: dict[TaskId, Placed]) -> dict[PersonId, list[Span]]:
        busy: defaultdict[PersonId, list[Span]] = defaultdict(list)
        for place in places.values():
            if place.finish > self._clock:
                busy[place.person].extend(place.pieces)
        return busy

    def _cancel(self, event: Cancels) -> None:
        named = self._requests.get(event.request, [])
        gone = [task for task in named if event.task in (None, task) and task in self._places]
        gone = [task for task in gone if self._places[task].finish > self._clock]
        if not gone:
            return
        rows: list[LedgerRow] = []
        stands = {}
        for task in gone:
            place, job = self._places.pop(task), self._jobs.pop(task)
            past = _until(place, self._clock)
            ahead = within(place.pieces, Span(self._clock, self._until))
            rows += [
                row.model_copy(update={"minutes": -row.minutes}) for row in self._rows(job, Placed(place.person, ahead))
            ]
            stands[task] = Placed(place.person, past)
        self._write(
            "cancelled",
            client=event.client,
            request=event.request,
            released=tuple(gone),
            rows=tuple(rows),
            work=self._stands(stands),
        )

    def _report(self, event: Reports) -> None:
        job, place = self._jobs.get(event.task), self._places.get(event.task)
        if job is None or place is None:
            return
        done = total_minutes(_until(place, self._clock))
        ahead = job.minutes - done
        left = 0 if event.is_done else ahead if event.remaining_minutes is None else event.remaining_minutes
        left += event.more_minutes
        if left == ahead:
            return
        self._jobs[event.task] = replace(job, minutes=done + left)
        self._plan_anew("progressed", client=event.client, remaining={event.task: left})

    def _leave(self, event: Leaves) -> None:
        self._use(event.workspace or with_absence(self._workspace, event))
        self._plan_anew("lost")

    def _plan_anew(self, kind: Kind, **fields: Any) -> None:
        """Plan all that is open anew, late where it must be; what cannot be placed any more stands nowhere."""
        found = self._placed_among((), is_late=True) or {}
        changed: dict[TaskId, Placed] = {}
        for task, job in self._jobs.items():
            place = self._places.get(task)
            if place is not None and place.finish <= self._clock and total_minutes(place.pieces) >= job.minutes:
                continue
            now = found.get(task) or Placed(place.person if place else PersonId(""), _until(place, self._clock))
            if place != now:
                changed[task] = now
        self._places |= {task: place for task, place in changed.items() if place.pieces}
        self._write(kind, work=self._stands(changed), **fields)

    def _rows(self, job: Job, place: Placed) -> list[LedgerRow]:
        by_day: defaultdict[date, int] = defaultdict(int)
        for piece in place.pieces:
            by_day[self._zones[place.person].local(piece.start)[0]] += piece.minutes
        return [
            LedgerRow(
                client=job.client, skill=job.asked.skill, day=day, fund="spare", minutes=minutes, task=job.asked.id
            )
            for day, minutes in sorted(by_day.items())
        ]

    def _stands(self, places: dict[TaskId, Placed]) -> tuple[WorkStand, ...]:
        return tuple(
            WorkStand(
                task=task,
                person=place.person,
                pieces=tuple(
                    Worked(start=self._zone.aware(piece.start), end=self._zone.aware(piece.end))
                    for piece in place.pieces
                ),
            )
            for task, place in places.items()
        )

    def _write(self, kind: Kind, *, client: str = "", asked: tuple[AskedTask, ...] = (), **fields: Any) -> None:
        entry = Entry(
            seq=len(self.entries) + 1,
            at=self._zone.aware(self._clock),
            kind=kind,
            client=ClientId(client),
            asked=asked,
            prev_sha256=self._last_sha256,
            **fields,
        )
        self._last_sha256 = sha256_of(line_of(entry))
        self.entries.append(entry)


def _until(place: Placed | None, at: Instant) -> tuple[Span, ...]:
    return () if place is None else within(place.pieces, Span(0, at))


def _joined(past: tuple[Span, ...], ahead: tuple[Span, ...]) -> tuple[Span, ...]:
    if past and ahead and past[-1].end == ahead[0].start:
        return (*past[:-1], Span(past[-1].start, ahead[0].end), *ahead[1:])
    return (*past, *ahead)
