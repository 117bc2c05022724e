"""Clients that try to get more than was agreed, each by one trick that policy.md names ("Ways to game it").

Every function yields the entries of the one who tries, in the order of time, and draws nothing from elsewhere: taking them out of a
stream leaves the others' entries as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from scheduler.domain.clients import Client
from scheduler.units import ClientId, Span
from scheduler.workflows.simulation.drawing import draw_sizes
from scheduler.workflows.simulation.stream import Asks, Cancels, Event
from scheduler.workflows.simulation.team_clock import TeamClock, notice_of, weekly_skills

_MONDAY, _FRIDAY = 0, 4


def friday_flood(
    clock: TeamClock, client: Client, *, rng: np.random.Generator, span: Span, requests: int = 40
) -> Iterator[Asks]:
    """Yield so many urgent requests every Friday afternoon, together more than the team can take on.

    They are as large as the requests of clients that ask in good faith (`draw_sizes`, at most a week's hours of the skill), and
    needed by the close of one of the next working days, the last of them where the client's notice ends: what is needed later is
    not urgent.
    """
    agreed = weekly_skills(client)
    skills, notice = list(agreed), notice_of(clock.workspace, client)
    number = 0
    for day in clock.working_days(span):
        if day.weekday() != _FRIDAY:
            continue
        for minute in sorted(rng.integers(14 * 60, 16 * 60 + 45, requests)):
            number += 1
            skill = skills[int(rng.integers(len(skills)))]
            yield _one_task(
                clock,
                client.id,
                name=f"flood-{number:03d}",
                at=clock.at(day, int(minute)),
                skill=skill,
                minutes=draw_sizes(rng, 1, most_minutes=agreed[skill])[0],
                due=clock.close_after(day, int(rng.integers(1, notice + 1))),
            )


def placeholder_flood(
    clock: TeamClock, client: Client, *, rng: np.random.Generator, span: Span, requests: int = 40
) -> Iterator[Asks]:
    """Yield so many bookings of a day's work every Monday morning, for dates two to six weeks ahead, to have them just in case."""
    skills = list(weekly_skills(client))
    number = 0
    for day in clock.working_days(span):
        if day.weekday() != _MONDAY:
            continue
        for minute in sorted(rng.integers(9 * 60, 9 * 60 + 30, requests)):
            number += 1
            ahead = int(rng.integers(10, 31))
            opens = clock.days.next_on(day, ahead - 2)
            yield _one_task(
                clock,
                client.id,
                name=f"placeholder-{number:03d}",
                at=clock.at(day, int(minute)),
                skill=skills[int(rng.integers(len(skills)))],
                minutes=7 * 60,
                release=clock.days.open_at(opens),
                due=clock.close_after(day, ahead),
            )


def split_requests(
    clock: TeamClock,
    client: Client,
    *,
    span: Span,
    at_working_day: int,
    parts: int,
    part_minutes: int = 30,
    in_days: int = 2,
) -> Iterator[Asks]:
    """Yield one piece of work as many requests of one skill at one moment.

    Parameters
    ----------
    at_working_day
        Asked on the n-th working day of the span, counted from 0; on its last one where there are fewer.
    in_days
        Needed by the close of the n-th working day after.
    """
    day = clock.working_days(span)[: at_working_day + 1][-1]
    skill = next(iter(weekly_skills(client)))
    for number in range(parts):
        yield _one_task(
            clock,
            client.id,
            name=f"split-{number + 1:02d}-of-{parts}",
            at=max(clock.at(day, 10 * 60), span.start),
            skill=skill,
            minutes=part_minutes,
            due=clock.close_after(day, in_days),
        )


def whole_request(clock: TeamClock, client: Client, *, span: Span, at_working_day: int, parts: int) -> Asks:
    """Return what `split_requests` asks for as the tasks of one request."""
    split = list(split_requests(clock, client, span=span, at_working_day=at_working_day, parts=parts))
    tasks = tuple(task for request in split for task in request.tasks)
    return Asks(at=split[0].at, client=client.id, request=f"whole-of-{parts}", tasks=tasks)


def cancels_and_resubmits(
    clock: TeamClock, client: Client, *, span: Span, rounds: int = 200, minutes: int = 120
) -> Iterator[Event]:
    """Yield the same request again and again, each taken back a minute before the next, some of them after its hours have lapsed."""
    days = clock.working_days(span)
    skills = list(weekly_skills(client))
    each = max(1, -(-rounds // len(days)))
    for number in range(rounds):
        day = days[min(number // each, len(days) - 1)]
        at = clock.at(day, 9 * 60 + 30) + 2 * (number % each)
        name = f"again-{number + 1:03d}"
        yield _one_task(
            clock,
            client.id,
            name=name,
            at=at,
            skill=skills[number // each % len(skills)],
            minutes=minutes,
            due=clock.close_after(day, 2 + number % 6),
        )
        yield Cancels(at=at + 1, client=client.id, request=name)


def backdated(requests: Sequence[Asks], *, by_days: int = 14) -> Iterator[Asks]:
    """Yield the requests as asked so many days earlier than they were."""
    for request in requests:
        yield Asks(
            at=request.at,
            client=request.client,
            request=request.request,
            tasks=request.tasks,
            asked_at=request.at - by_days * 1440,
            latest=request.latest,
            as_quote=request.as_quote,
        )


def crowd(
    clock: TeamClock,
    clients: Sequence[ClientId],
    *,
    rng: np.random.Generator,
    span: Span,
    skills: Sequence[tuple[str, int]],
    per_week: int = 1,
) -> Iterator[Asks]:
    """Yield small requests of many clients without an agreement: so many a week each, of half an hour to two hours."""
    first = clock.zone.local(span.start)[0]
    drawn = []
    for client in clients:
        for week in range((span.end - span.start) // (7 * 1440)):
            for _ in range(per_week):
                day = first + timedelta(days=7 * week + int(rng.integers(5)))
                skill = skills[int(rng.integers(len(skills)))]
                drawn.append(
                    (clock.at(day, int(rng.integers(9 * 60, 16 * 60))), client, skill, int(rng.integers(2, 9)))
                )
    for number, (at, client, skill, units) in enumerate(sorted(drawn), start=1):
        day = clock.zone.local(at)[0]
        if clock.days.is_working_day(day):
            yield _one_task(
                clock,
                client,
                name=f"walk-in-{number:03d}",
                at=at,
                skill=skill,
                minutes=units * 15,
                due=clock.close_after(day, 2),
            )


def always_asking(
    clock: TeamClock, client: Client, *, rng: np.random.Generator, span: Span, per_day: int = 12, minutes: int = 120
) -> Iterator[Asks]:
    """Yield requests for the next days, every day, whatever was answered before; each waits until its last date of use."""
    skills = list(weekly_skills(client))
    number = 0
    for day in clock.working_days(span):
        for minute in sorted(rng.integers(9 * 60, 15 * 60, per_day)):
            number += 1
            due = clock.close_after(day, 3)
            task = _one_task(
                clock,
                client.id,
                name=f"{client.id}-more-{number:03d}",
                at=clock.at(day, int(minute)),
                skill=skills[int(rng.integers(len(skills)))],
                minutes=minutes,
                due=due,
            )
            yield Asks(at=task.at, client=task.client, request=task.request, tasks=task.tasks, latest=due)


def _one_task(
    clock: TeamClock,
    client: ClientId,
    *,
    name: str,
    at: int,
    skill: tuple[str, int],
    minutes: int,
    due: int,
    release: int | None = None,
) -> Asks:
    task = clock.asked_task(
        f"{name}/work",
        skill=skill[0],
        level=skill[1],
        minutes=minutes,
        release=at if release is None else max(at, release),
        due=max(due, at + 1),
    )
    return Asks(at=at, client=client, request=name, tasks=(task,))
