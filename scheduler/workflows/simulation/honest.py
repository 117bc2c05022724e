"""Clients that ask in good faith, work that takes longer than was said, and people who fall ill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.calendars.zones import Zone
from scheduler.domain.clients import Client
from scheduler.units import ClientId, Instant, Span
from scheduler.workflows.simulation.drawing import (
    STARTS_AT_ONCE,
    UNIT_MINUTES,
    draw_bursts,
    draw_overruns,
    draw_sizes,
)
from scheduler.workflows.simulation.stream import Asks, Leaves, Reports
from scheduler.workflows.simulation.team_clock import TeamClock, notice_of, weekly_skills

_CHECK_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client that asks in good faith asks.

    Attributes
    ----------
    load
        Work asked for over its own hours, recurring work included.
    ahead
        Share of requests that come before the notice that was agreed; the others need their work within it.
    patience
        Largest factor of the least time that its own hours need; the time given is drawn evenly between 1 and it.
    checked
        Share of requests that end with a short check by somebody with another skill.
    weeks_of_hours
        A task is at most so many weeks' hours of its skill: larger ones are another agreement.
    """

    load: float = 0.9
    ahead: float = 0.8
    patience: float = 2.5
    checked: float = 0.25
    weeks_of_hours: float = 1.0


def _recurring_minutes(client: Client) -> float:
    """Return roughly what recurring work takes per week: five occurrences a week for daily rules, else one per weekday named."""
    total = 0.0
    for recurring in client.recurring:
        parts = dict(part.split("=", 1) for part in recurring.rule.split(";") if "=" in part)
        every = int(parts.get("INTERVAL", "1"))
        weekdays = len(parts["BYDAY"].split(",")) if "BYDAY" in parts else 1
        per_week = {"DAILY": 5.0, "WEEKLY": float(weekdays), "MONTHLY": 12 / 52, "YEARLY": 1 / 52}
        effort = sum(task.effort_minutes for task in recurring.tasks)
        total += effort * per_week.get(parts.get("FREQ", "WEEKLY"), 1.0) / every
    return total


def honest_requests(
    clock: TeamClock, client: Client, *, rng: np.random.Generator, span: Span, manner: Manner | None = None
) -> Iterator[Asks]:
    """Yield the requests of a client that asks in good faith, in the order of time.

    Parameters
    ----------
    span
        Requests come up on the working days of this period; the last ones are due after it.
    """
    said = manner or Manner()
    skills = weekly_skills(client)
    total = sum(skills.values())
    if not total:
        return
    days = clock.working_days(span)
    wanted = (said.load * total - _recurring_minutes(client)) * len(days) / 5
    drawn: list[_Size] = []
    while sum(size.minutes for size in drawn) < wanted:
        drawn.append(_draw_size(client, rng=rng, manner=said))
    position = 0
    for day, count in zip(days, draw_bursts(rng, len(days), number=len(drawn)), strict=True):
        for minute in sorted(rng.integers(9 * 60, 16 * 60 + 30, count)):
            yield _honest_request(
                clock,
                client,
                rng=rng,
                name=f"{client.id}-{position + 1:03d}",
                at=clock.at(day, int(minute)),
                size=drawn[position],
                manner=said,
            )
            position += 1


@dataclass(frozen=True, slots=True)
class _Size:
    """What is asked for: a skill with its level, effort in minutes, and whether a check follows."""

    key: tuple[str, int]
    work_minutes: int
    has_check: bool

    @property
    def minutes(self) -> int:
        return self.work_minutes + _CHECK_MINUTES * self.has_check


def _draw_size(client: Client, *, rng: np.random.Generator, manner: Manner) -> _Size:
    skills = weekly_skills(client)
    keys = list(skills)
    key = keys[int(rng.choice(len(keys), p=np.array([skills[key] for key in keys]) / sum(skills.values())))]
    most = max(UNIT_MINUTES, int(skills[key] * manner.weeks_of_hours))
    minutes = draw_sizes(rng, 1, most_minutes=most)[0]
    return _Size(key, minutes, has_check=len(keys) > 1 and bool(rng.random() < manner.checked))


def _honest_request(
    clock: TeamClock, client: Client, *, rng: np.random.Generator, name: str, at: Instant, size: _Size, manner: Manner
) -> Asks:
    skills = weekly_skills(client)
    keys = list(skills)
    chosen, minutes, has_check = size.key, size.work_minutes, size.has_check
    day = clock.zone.local(at)[0]
    start = at if rng.random() < STARTS_AT_ONCE else clock.open_after(day, int(rng.integers(1, 6)))
    notice = notice_of(clock.workspace, client)
    # A week's hours of the skill come on five days, so a task needs its share of them, and a check one day more.
    needed = -(-minutes * 5 // skills[chosen]) + has_check
    begins = clock.zone.local(start)[0]
    if rng.random() < manner.ahead:
        in_days = notice + 1 + int(np.ceil(needed * rng.uniform(1, manner.patience)))
    else:
        in_days = int(rng.integers(0, notice + 1))
    due = clock.close_after(begins, in_days)
    text = clock.asked_task(f"{name}/work", skill=chosen[0], level=chosen[1], minutes=minutes, release=start, due=due)
    tasks = [text]
    if has_check:
        other = keys[(keys.index(chosen) + 1) % len(keys)]
        tasks.append(
            clock.asked_task(
                f"{name}/check",
                skill=other[0],
                level=other[1],
                minutes=_CHECK_MINUTES,
                release=start,
                due=due,
                after=text.id,
            )
        )
    return Asks(at=at, client=client.id, request=name, tasks=tuple(tasks))


def overruns_of(clock: TeamClock, requests: list[Asks], *, rng: np.random.Generator, span: Span) -> Iterator[Reports]:
    """Yield reports that some work takes longer than was said: in a morning halfway to its due time, what it will really take.

    Work that takes as long as said or less is not reported: it is done as planned.
    """
    for request in requests:
        for task, ratio in zip(request.tasks, draw_overruns(rng, len(request.tasks)), strict=True):
            if ratio <= 1.0 or task.due is None:
                continue
            due = Zone.instant_of(task.due)
            day = clock.zone.local(request.at + (due - request.at) // 2)[0]
            morning = clock.days.open_at(day) + 30
            if not clock.days.is_working_day(day) or not request.at < morning < span.end:
                continue
            more = round(task.effort_minutes * (ratio - 1) / UNIT_MINUTES) * UNIT_MINUTES
            if more:
                yield Reports(
                    at=morning,
                    client=request.client,
                    task=task.id,
                    more_minutes=more,
                )


def absences_of(
    clock: TeamClock, *, rng: np.random.Generator, span: Span, days_per_year: float = 8.0
) -> Iterator[Leaves]:
    """Yield illnesses of one to four working days, known in the morning of the first (so many days per person and year: our choice)."""
    days = clock.working_days(span)
    for person in clock.workspace.people:
        position = 0
        while position < len(days):
            if rng.random() < days_per_year / 2.5 / 250:
                length = int(rng.integers(1, 5))
                away = days[position : position + length]
                begin, end = clock.at(away[0], 0), clock.zone.end_of(away[-1])
                yield Leaves(at=clock.days.open_at(away[0]) - 15, person=person.id, span=Span(begin, end))
                position += length
            position += 1


def honest_clients(
    clock: TeamClock,
    *,
    rng: np.random.Generator,
    span: Span,
    manner: Manner | None = None,
    without: tuple[str, ...] = (),
) -> dict[ClientId, list[Asks]]:
    """Return the requests of all clients with an agreement, each drawn from a generator of its own.

    So leaving a client out changes nothing of what the others ask.
    """
    found = {}
    for client, own in zip(clock.workspace.clients, rng.spawn(len(clock.workspace.clients)), strict=True):
        if client.id not in without:
            found[client.id] = list(honest_requests(clock, client, rng=own, span=span, manner=manner))
    return found
