"""Requests of every form that a request can have, to test the rules in their corners.

Chains, waits, one sitting, pins, one person for several tasks, windows that begin and end in the middle of a day, quotes that are
confirmed or not, and cancels of the whole or a part. Nobody claims that a team's requests are like this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedAfter, AskedTask
from scheduler.domain.clients import Client
from scheduler.domain.times import Wait
from scheduler.units import Instant, PersonId, Span, TaskId
from scheduler.workflows.simulation.stream import Asks, Cancels, Confirms, Event
from scheduler.workflows.simulation.team_clock import TeamClock, weekly_skills

_SIZES = (10, 15, 30, 45, 60, 75, 90, 120, 180, 240, 333, 420)
_AHEAD_WORKING_DAYS = 14
_LATER = 2 * 1440


class Varied:
    """Draws requests of one client.

    Parameters
    ----------
    per_day
        Mean number of requests on a working day.
    """

    def __init__(self, clock: TeamClock, client: Client, *, rng: np.random.Generator, per_day: float) -> None:
        self._clock = clock
        self._client = client
        self._rng = rng
        self._per_day = per_day
        self._skills = list(weekly_skills(client))
        self._number = 0

    def events(self, span: Span) -> Iterator[Event]:
        """Yield the client's entries of a period, in the order of the requests; what follows on them may come later."""
        for day in self._clock.working_days(span):
            for minute in sorted(self._rng.integers(8 * 60, 18 * 60, self._rng.poisson(self._per_day))):
                at = self._clock.at(day, int(minute))
                if span.start < at < span.end:
                    yield from self._request(at, span)

    def _request(self, at: Instant, span: Span) -> Iterator[Event]:
        self._number += 1
        name = f"{self._client.id}-v{self._number:03d}"
        tasks = self._tasks(name, at)
        is_quote = self._chance(0.15)
        latest = None
        if self._chance(0.2):
            latest = max(instant_of(task.due) for task in tasks if task.due is not None) + _LATER
        yield Asks(at=at, client=self._client.id, request=name, tasks=tasks, latest=latest, as_quote=is_quote)
        if is_quote and self._chance(0.6):
            when = at + int(self._rng.integers(1, 1200))
            if when < span.end:
                yield Confirms(at=when, client=self._client.id, request=name)
        if self._chance(0.2):
            when = at + int(self._rng.integers(1, 6 * 1440))
            part = tasks[-1].id if len(tasks) > 1 and self._chance(0.5) else None
            if when < span.end:
                yield Cancels(at=when, client=self._client.id, request=name, task=part)

    def _tasks(self, name: str, at: Instant) -> tuple[AskedTask, ...]:
        number = 1 + int(self._rng.choice(3, p=[0.6, 0.25, 0.15]))
        release, due = self._window(at)
        made: list[AskedTask] = []
        for position in range(number):
            skill, level = self._skills[int(self._rng.integers(len(self._skills)))]
            fields: dict[str, Any] = {}
            if made and self._chance(0.6):
                fields["after"] = (AskedAfter(task=made[-1].id, wait=self._wait()),)
            elif made and made[-1].skill == skill and self._chance(0.5):
                fields["same_person_as"] = (made[-1].id,)
            if self._chance(0.15):
                fields["person"] = self._pin(skill, level)
            made.append(
                AskedTask(
                    id=TaskId(f"{name}/{position}"),
                    skill=skill,
                    level=level,
                    effort_minutes=int(self._rng.choice(_SIZES)),
                    release=self._clock.zone.aware(release),
                    due=self._clock.zone.aware(due),
                    one_sitting=self._chance(0.2),
                    **fields,
                )
            )
        return tuple(made)

    def _window(self, at: Instant) -> tuple[Instant, Instant]:
        """Draw a window: half of them from now, half of the ends in the middle of a day."""
        day = self._clock.zone.local(at)[0]
        first = day if self._chance(0.5) else self._later(day, int(self._rng.integers(1, _AHEAD_WORKING_DAYS)))
        last = self._later(first, int(self._rng.integers(1, 8)))
        release = max(at, self._clock.at(first, int(self._rng.integers(8 * 60, 17 * 60))))
        due = self._clock.close_after(last, 0)
        if self._chance(0.5):
            due = self._clock.at(last, int(self._rng.integers(9 * 60 + 1, 17 * 60)))
        return release, due

    def _later(self, day: date, working_days: int) -> date:
        return self._clock.days.next_on(day, working_days)

    def _wait(self) -> Wait:
        if self._chance(0.3):
            return Wait(working_days=int(self._rng.integers(1, 3)))
        return Wait(minutes=int(self._rng.choice([0, 0, 60, 240])))

    def _pin(self, skill: str, level: int) -> PersonId | None:
        able = [
            person.id
            for person in self._clock.workspace.people
            if (person.level_of(skill) or 0) >= level and person.id not in self._client.exclude
        ]
        return able[int(self._rng.integers(len(able)))] if able else None

    def _chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)
