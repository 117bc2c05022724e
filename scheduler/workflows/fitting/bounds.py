"""Instants before which no plan finishes a request, whatever else moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.spans import total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.conforming import in_order
from scheduler.fairshare.limits import sure_limit
from scheduler.units import FAR, ClientId, Instant, PersonId, Span, TaskId
from scheduler.workflows.fitting.ground import Ground
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import due_by

DAYS_AHEAD = 420
"""How many days ahead a person's time is looked at."""


def not_before(climb: Climb) -> Instant | None:
    """Return an instant before which no plan finishes the request; None where no plan does in the time looked at.

    Each task is given the person who has it done first if nothing stood in its way but frozen work and, on each day, what is held for
    other clients: all other work is taken to move aside. Waits and chains count.
    """
    book, ask = climb.book, climb.ask
    ordered = in_order(ask.tasks)
    if ordered is None:
        return None
    finishes: dict[TaskId, Instant] = {}
    for task in ordered:
        release = max(instant_of(task.release), book.clock)
        for after in task.after:
            if after.task in finishes:
                release = max(release, book.team.after_wait(finishes[after.task], after.wait))
        found = [_alone(climb.ground, ask.client, task, person=person, release=release) for person in climb.able(task)]
        known = [finish for finish in found if finish is not None]
        if not known:
            return None
        finishes[task.id] = min(known)
    return max(finishes.values(), default=None)


def paid_not_before(climb: Climb) -> Instant | None:
    """Return the first moment up to which own hours and the cap can pay for the request, wherever it stands; None where they can at once."""

    def can_be_paid(date: Instant) -> bool:
        tasks = due_by(climb.ask, date, climb.book).tasks
        return sure_limit(climb.book, climb.ask.client, tasks, request=climb.ask.request) is None

    low, high = climb.book.clock, horizon_span(climb.ground.workspace).end
    if can_be_paid(low):
        return None
    if not can_be_paid(high):
        return high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if can_be_paid(middle) else (middle, high)
    return high


class _Day(NamedTuple):
    """A person's day: where the task may stand, and its minutes at most there beside frozen work and what other clients hold."""

    usable: tuple[Span, ...]
    room: int


def _alone(ground: Ground, client: ClientId, task: AskedTask, *, person: PersonId, release: Instant) -> Instant | None:
    """Return when one person has a task done beside frozen work and what other clients hold."""
    first = ground.book.team.day_of(person, release)
    days = (
        _day(ground, client, person=person, day=first + timedelta(days=number), release=release)
        for number in range(DAYS_AHEAD)
    )
    if task.one_sitting:
        return _first_sitting(days, task.effort_minutes)
    left = task.effort_minutes
    for usable, room in days:
        for span in usable:
            gone = min(span.minutes, room)
            if gone >= left:
                return span.start + left
            room -= gone
            left -= gone
    return None


def _day(ground: Ground, client: ClientId, *, person: PersonId, day: date, release: Instant) -> _Day:
    book = ground.book
    spans = without(book.team.working(person, day), ground.frozen.get(person, ()))
    usable = within(spans, Span(release, FAR))
    held = sum(
        account.held
        for account in book.accounts.on(person, day, team=book.team)
        if account.block.client != client and account.held > 0 and account.fund_at(book.clock) is not None
    )
    # What is held may stand anywhere on its day, so it takes from the day as a whole.
    return _Day(usable, min(total_minutes(spans) - held, total_minutes(usable)))


def _first_sitting(days: Iterator[_Day], minutes: int) -> Instant | None:
    """Return when a sitting is done at the earliest: it may go on past midnight, where days touch on the clock.

    On each day it takes no more than there is room; one that goes on to the next day begins as early as that lets it.
    """
    stretch: list[tuple[Span, int]] = []
    for usable, room in days:
        for span in usable:
            if stretch and stretch[-1][0].end != span.start:
                stretch = []
            stretch.append((span, room))
            for number in range(len(stretch)):
                end = _sitting_from(stretch[number:], minutes)
                if end is not None:
                    return end
            if room < span.minutes:
                # Nothing that begins earlier goes on through this day.
                stretch = [(Span(span.end - max(0, room), span.end), room)] if room > 0 else []
    return None


def _sitting_from(stretch: list[tuple[Span, int]], minutes: int) -> Instant | None:
    """Return when a sitting that begins in the first part of a stretch ends in the last one; None where it does not."""
    (span, room), *rest = stretch
    if not rest:
        return span.start + minutes if minutes <= min(span.minutes, room) else None
    start = span.end - min(span.minutes, room)
    *middle, (last, most) = rest
    end = start + minutes
    whole = all(part.minutes <= each for part, each in middle)
    return end if whole and start < span.end and last.start < end <= last.start + min(last.minutes, most) else None
