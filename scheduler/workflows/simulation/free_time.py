"""A plain calendar of free time, as the accept-if-it-fits rule sees it: first come, earliest due first, nothing held for anybody."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.working_days import WorkingDays
from scheduler.calendars.working_time import WorkingTimeBook
from scheduler.calendars.zones import Zone
from scheduler.domain.book import AskedTask
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class Job:
    """A task to be placed.

    Attributes
    ----------
    minutes
        Still to be done.
    person
        Who has begun it, or is pinned.
    """

    asked: AskedTask
    client: ClientId
    receipt: int
    minutes: int
    person: PersonId | None = None

    @property
    def due(self) -> Instant | None:
        """Its due time."""
        return None if self.asked.due is None else Zone.instant_of(self.asked.due)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a job stands."""

    person: PersonId
    pieces: tuple[Span, ...]

    @property
    def finish(self) -> Instant:
        """End of the last piece."""
        return self.pieces[-1].end


class FreeTime:
    """What people have free from a moment on; placing work takes it away.

    Parameters
    ----------
    until
        Nothing is placed after it.
    """

    def __init__(self, workspace: Workspace, *, until: Instant) -> None:
        self._workspace = workspace
        self._until = until
        self._working_time = WorkingTimeBook(workspace)
        self._working_days = WorkingDays(workspace)
        self._whole: dict[PersonId, tuple[Span, ...]] = {}
        self._free: dict[PersonId, list[Span]] = {}
        self._start: Instant = 0

    def begin(self, start: Instant, busy: Mapping[PersonId, Iterable[Span]]) -> None:
        """Let everybody be free in working time from `start` on, but for what is busy."""
        self._start = start
        for person in self._workspace.people:
            if person.id not in self._whole:
                first = Zone.instant_of(self._workspace.as_of)
                self._whole[person.id] = self._working_time.working_spans(person, Span(first, self._until))
            ahead = within(self._whole[person.id], Span(start, self._until))
            self._free[person.id] = list(without(ahead, merged(busy.get(person.id, ()))))

    def copied(self) -> dict[PersonId, list[Span]]:
        """Return what is free, to be put back by `restore`."""
        return {person: list(spans) for person, spans in self._free.items()}

    def restore(self, free: dict[PersonId, list[Span]]) -> None:
        """Put back what `copied` returned."""
        self._free = free

    def able(self, job: Job) -> list[PersonId]:
        """Return who may do a job: skill, level, exclusions, pin or the one who has begun it."""
        excluded = next((each.exclude for each in self._workspace.clients if each.id == job.client), ())
        wanted = job.person or job.asked.person
        found = []
        for person in self._workspace.people:
            level = person.level_of(job.asked.skill)
            if level is None or level < job.asked.level or person.id in excluded:
                continue
            if wanted in (None, person.id):
                found.append(person.id)
        return found

    def place(
        self, job: Job, *, before: Callable[[TaskId], Placed | None], together: Sequence[PersonId] = (), is_late: bool
    ) -> Placed | None:
        """Place a job with whoever finishes first, then in the order of people.yaml; None where nobody can.

        Parameters
        ----------
        before
            Where a predecessor stands; None where it is done or unknown.
        together
            The person who does the tasks that one person must do.
        is_late
            Whether it may finish after its due time.
        """
        release = Zone.instant_of(job.asked.release)
        for link in job.asked.after:
            predecessor = before(link.task)
            if predecessor is not None:
                release = max(release, self._working_days.after_wait(predecessor.finish, link.wait))
        limit = self._until if is_late or job.due is None else min(self._until, job.due)
        best: Placed | None = None
        for person in self.able(job):
            if together and person not in together:
                continue
            pieces = self._pieces(person, job, release=max(release, self._start), limit=limit)
            if pieces and (best is None or pieces[-1].end < best.finish):
                best = Placed(person=person, pieces=pieces)
        if best is not None:
            self.take(best)
        return best

    def take(self, placed: Placed) -> None:
        """Let the time of a placed job be free no more."""
        free = self._free[placed.person]
        for piece in placed.pieces:
            position = bisect_right(free, (piece.start, self._until)) - 1
            span = free[position]
            rest = [Span(span.start, piece.start), Span(piece.end, span.end)]
            free[position : position + 1] = [part for part in rest if part.minutes > 0]

    def _pieces(self, person: PersonId, job: Job, *, release: Instant, limit: Instant) -> tuple[Span, ...]:
        free = self._free[person]
        position = max(0, bisect_right(free, (release, self._until)) - 1)
        left, pieces = job.minutes, []
        while position < len(free) and left > 0:
            start = max(free[position].start, release)
            length = min(left, free[position].end - start)
            position += 1
            if length <= 0 or (job.asked.one_sitting and length < job.minutes):
                continue
            if start + length > limit:
                return ()
            pieces.append(Span(start, start + length))
            left -= length
        return () if left > 0 else tuple(pieces)


def placed_by_due(
    free: FreeTime, jobs: Sequence[Job], *, fixed: Mapping[TaskId, Placed], is_late: bool
) -> dict[TaskId, Placed] | None:
    """Place all jobs, earliest due first, what comes before something before it.

    Parameters
    ----------
    fixed
        Where work stands that is over.
    is_late
        Whether work may finish after its due time; then what cannot be placed at all is left out.

    Returns
    -------
    dict or None
        None where a job finds no place and `is_late` is false.
    """
    by_id = {job.asked.id: job for job in jobs}
    found: dict[TaskId, Placed] = {}
    seen: set[TaskId] = set()

    def put(job: Job) -> bool:
        if job.asked.id in seen:
            return True
        seen.add(job.asked.id)
        for link in job.asked.after:
            if link.task in by_id and not put(by_id[link.task]):
                return False
        mates = [found.get(mate) or fixed.get(mate) for mate in job.asked.same_person_as]
        placed = free.place(
            job,
            before=lambda task: found.get(task) or fixed.get(task),
            together=[mate.person for mate in mates if mate is not None],
            is_late=is_late,
        )
        if placed is not None:
            found[job.asked.id] = placed
        return placed is not None or is_late

    never = max((job.due or 0 for job in jobs), default=0) + 1
    ordered = sorted(jobs, key=lambda job: (job.due or never, job.receipt))
    return found if all(put(job) for job in ordered) else None
