"""The witness: where all committed work stands on the clock, and what time people have free beside it and the held blocks."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.calendars.spans import merged, within, without
from scheduler.fairshare.accounts import Accounts
from scheduler.fairshare.dated_block import Account, whole_piece
from scheduler.fairshare.team import Team
from scheduler.units import Instant, PersonId, Span, TaskId


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """Where a task's work stands: one person, its pieces in order."""

    person: PersonId
    pieces: tuple[Span, ...]

    @property
    def finish(self) -> Instant:
        """End of the last piece."""
        return self.pieces[-1].end

    def carried_on(self, person: PersonId, pieces: Iterable[Span], *, now: Instant) -> WorkPlace:
        """Return the place of the same work if it goes on in other pieces: what its person worked before now stays."""
        past = self.before(now) if self.person == person else ()
        return WorkPlace(person, (*past, *pieces))

    def before(self, at: Instant) -> tuple[Span, ...]:
        """Return what of it lies before a moment."""
        return within(self.pieces, Span(0, at))

    def minutes_after(self, at: Instant) -> int:
        """Return how much of it lies after a moment."""
        return sum(max(0, piece.end - max(piece.start, at)) for piece in self.pieces)


class Witness:
    """Work by task, and by person and day."""

    def __init__(self) -> None:
        self.work: dict[TaskId, WorkPlace] = {}
        self._days: defaultdict[tuple[PersonId, date], dict[TaskId, tuple[Span, ...]]] = defaultdict(dict)
        self._days_of: dict[TaskId, tuple[date, ...]] = {}
        self._free: dict[tuple[PersonId, date], tuple[Span, ...]] = {}
        self._beside: dict[tuple[PersonId, date], tuple[Span, ...]] = {}

    def stand_beside(self, team: Team, spans: Mapping[PersonId, Sequence[Span]]) -> None:
        """Count time as taken by work that a plan has beside the witness; no entry knows of it."""
        self._beside = {}
        for person, taken in spans.items():
            self._beside.update(
                ((person, day), pieces) for day, pieces in _by_day(WorkPlace(person, tuple(taken)), team)
            )
        self.touch_all()

    def stand_beside_too(self, team: Team, spans: Mapping[PersonId, Sequence[Span]]) -> None:
        """Count more time as taken by what no entry knows of."""
        before = self._beside
        self.stand_beside(team, spans)
        for key, taken in before.items():
            self._beside[key] = merged([*taken, *self._beside.get(key, ())])
        self.touch_all()

    def has_begun(self, task: TaskId, *, by: Instant) -> bool:
        """Say whether some of a task's work stands before a moment."""
        place = self.work.get(task)
        return place is not None and place.pieces[0].start < by

    def put(self, task: TaskId, place: WorkPlace, *, team: Team) -> None:
        """Let the work of a task stand here and nowhere else."""
        self.take_out(task)
        if not place.pieces:
            return
        self.work[task] = place
        days = list(_by_day(place, team))
        self._days_of[task] = tuple(day for day, _ in days)
        for day, pieces in days:
            self._days[place.person, day][task] = pieces
            self._free.pop((place.person, day), None)

    def take_out(self, task: TaskId) -> None:
        """Remove the work of a task, if it stands anywhere: from the days on which it was put, whatever clock its person has by now."""
        place = self.work.pop(task, None)
        if place is None:
            return
        for day in self._days_of.pop(task):
            self._days[place.person, day].pop(task, None)
            self._free.pop((place.person, day), None)

    def on(self, person: PersonId, day: date) -> dict[TaskId, tuple[Span, ...]]:
        """Return the work of a person's day by task."""
        return self._days.get((person, day), {})

    def standing_beside(self, person: PersonId, day: date) -> tuple[Span, ...]:
        """Return the time of a person's day that is taken by work which no entry knows of."""
        return self._beside.get((person, day), ())

    def touch(self, person: PersonId, day: date) -> None:
        """Forget what is free on a day, as a block there changed."""
        self._free.pop((person, day), None)

    def touch_all(self) -> None:
        """Forget what is free, as the calendars changed."""
        self._free.clear()

    def free(self, person: PersonId, day: date, *, team: Team, accounts: Accounts, at: Instant) -> tuple[Span, ...]:
        """Return the working time of a person's day that neither work nor a block takes that can still be claimed at a moment."""
        key = person, day
        known = self._free.get(key)
        if known is None:
            taken = [span for pieces in self.on(person, day).values() for span in pieces]
            taken.extend(self._beside.get(key, ()))
            taken.extend(
                whole_piece(account) or Span(0, 0)
                for account in accounts.on(person, day, team=team)
                if account.claimable_at(at) > 0 or (account.booked and account.fund_at(at) == "own")
            )
            known = self._free[key] = without(team.working(person, day), merged(taken))
        return known

    def copied(self) -> Witness:
        """Return a copy that can go its own way."""
        copy = Witness()
        copy.work = dict(self.work)
        for key, works in self._days.items():
            copy._days[key] = dict(works)
        copy._days_of = dict(self._days_of)
        copy._free = dict(self._free)
        copy._beside = self._beside
        return copy

    def digest(self, at: Instant, moved: Iterable[Account]) -> str:
        """Return the SHA-256 of what stands after a moment: work, and blocks that were moved or changed."""
        lines = [
            f"work {task} {place.person} {','.join(f'{piece.start}-{piece.end}' for piece in place.pieces)}"
            for task, place in self.work.items()
            if place.finish > at
        ]
        for account in moved:
            spans = account.held_spans
            if spans and spans[-1].end > at:
                said = ",".join(f"{span.start}-{span.end}" for span in spans)
                lines.append(f"held {account.block.id}@{account.day} {account.block.person} {said}")
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _by_day(place: WorkPlace, team: Team) -> Iterator[tuple[date, tuple[Span, ...]]]:
    """Yield the pieces of a place by the person's own dates; a piece over midnight stands on both."""
    found: dict[date, list[Span]] = {}
    zone = team.zone_of(place.person)
    for piece in place.pieces:
        day, last = zone.local(piece.start)[0], zone.local(piece.end - 1)[0]
        while day <= last:
            found.setdefault(day, []).append(piece)
            day += timedelta(days=1)
    for day, pieces in found.items():
        yield day, tuple(pieces)
