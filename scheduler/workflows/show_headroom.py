"""Headroom of a workspace: what is committed, held and spare on the coming working days, and what can still be said yes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.spans import without
from scheduler.calendars.working_days import NoWorkingDayError
from scheduler.calendars.zones import instant_of
from scheduler.domain.clients import Client
from scheduler.domain.document import header_at
from scheduler.domain.headroom import Headroom, HeadroomDay, HeadroomSkill, HeldFor, Room
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import room
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.days import book_recurring
from scheduler.fairshare.headroom import NOBODY, Most, most_for_client, most_on_spare, pool_day
from scheduler.files.said import said_client, said_skill_and_level
from scheduler.units import ClientId, Instant, PersonId
from scheduler.workflows.fitting.ground import Ground, beside, ground_for

Waiting = Mapping[tuple[PersonId, date], int]
"""Minutes by person and day of work that could be done on a later day."""

STEP_MINUTES = 30
"""Today is shown by needed-by times this far apart."""

DEFAULT_DAYS, MOST_DAYS = 10, 60


def headroom_in(
    folder: Path,
    *,
    as_of: str | None,
    clock: Callable[[], datetime],
    skill: str | None = None,
    days: int = DEFAULT_DAYS,
    client: str | None = None,
    seed: int = 0,
) -> tuple[Workspace, Headroom]:
    """Return a workspace folder as it was read, and its headroom; nothing is stored.

    Parameters
    ----------
    skill
        `copy` or `copy:2`; None: every skill that somebody has.
    days
        Working days, at most: today's, where it is not over, is the first. Days after the horizon are left out, as nothing is planned there.
    client
        Whose request it would be; None: of a client without hours of its own.

    Raises
    ------
    InputError
        If the workspace is wrong, or as_of lies before the last entry of the book.
    UsageError
        If there is no such skill or client.
    BookError (of `scheduler.errors`)
        If there is a book that cannot be read.
    """
    ground = ground_for(folder, as_of=as_of, clock=clock, seed=seed)
    return ground.workspace, headroom_on(ground, skill=skill, days=days, client=client)


def headroom_on(
    ground: Ground, *, skill: str | None = None, days: int = DEFAULT_DAYS, client: str | None = None
) -> Headroom:
    """Return the headroom on the ground of an answer; raises `UsageError` as `headroom_in`."""
    workspace = ground.workspace
    asking = None if client is None else said_client(workspace, client)
    keys = _keys(ground, skill)
    book = _book_of_headroom(ground)
    waiting = _work_that_can_wait(ground, book)
    shown = _days(book, days, until=horizon_span(workspace).end)
    limit = _cap(book, asking)
    return Headroom(
        **header_at(workspace, seed=ground.seed),
        book=ground.book.last_sha256 if ground.is_kept else None,
        planned_first=ground.published is None,
        client=None if asking is None else asking.id,
        cap_minutes=None if limit is None else limit[0],
        cap_left_minutes=None if limit is None else limit[1],
        days=shown,
        skills=tuple(
            _of_skill(
                book, name, level, waiting=waiting, asking=asking, days=shown, grid_minutes=workspace.grid_minutes
            )
            for name, level in keys
        ),
    )


def _keys(ground: Ground, skill: str | None) -> list[tuple[str, int]]:
    """Return the skills to show with the level that a task of them would need."""
    workspace = ground.workspace
    if skill is None:
        return [(name, 1) for name in sorted({name for person in workspace.people for name, _ in person.skills})]
    return [said_skill_and_level(workspace, skill)]


def _book_of_headroom(ground: Ground) -> Book:
    """Return the book as a request would meet it: recurring work of the horizon booked, and the plan's other work beside it.

    Tentative work is left out: any request may displace it.
    """
    book = copy_of(ground.book)
    book_recurring(book, due_by=horizon_span(ground.workspace).end)
    tentative = {task.id for task in ground.plan.tasks if task.counts_as == "tentative"}
    standing = {task: work for task, work in ground.work.items() if task not in tentative}
    book.witness.stand_beside(book.team, beside(book, standing))
    return book


def _work_that_can_wait(ground: Ground, book: Book) -> Waiting:
    """Return the minutes by person and day of work that a request may move to a later day: not frozen, and its date lies after the close."""
    latest = {task.id: None if task.due is None else instant_of(task.due) for task in ground.plan.tasks}
    latest |= {task: promised.floor_at for task, promised in book.commitments.items()}
    tentative = {task.id for task in ground.plan.tasks if task.counts_as == "tentative"}
    found: defaultdict[tuple[PersonId, date], int] = defaultdict(int)
    for task, work in ground.work.items():
        if task in tentative or work.person not in book.team.people:
            continue
        frozen = ground.frozen_work.get(task)
        for span in work.spans if frozen is None else without(work.spans, frozen.spans):
            day = book.team.day_of(work.person, span.start)
            until = latest.get(task)
            if span.start >= book.clock and (until is None or until > book.team.close_at(day)):
                found[work.person, day] += span.minutes
    return found


def _days(book: Book, count: int, *, until: Instant) -> tuple[date, ...]:
    """Return the next working days that close inside the horizon, today's first where it is not over."""
    found: list[date] = []
    day = book.team.working_day_of(book.clock)
    while len(found) < count and day < date.max and book.team.close_at(day) <= until:
        found.append(day)
        try:
            day = book.team.nth_working_day(day, 1)
        except NoWorkingDayError:
            break
    return tuple(found)


def _cap(book: Book, client: Client | None) -> tuple[int, int] | None:
    """Return a client's borrowing cap and what is left of it for work of today asked today."""
    if client is None:
        return None
    today = book.team.zone.local(book.clock)[0]
    try:
        window = room(
            book.counted_for(client.id),
            book.team.workspace,
            account=book.account_of(client.id),
            work_day=today,
            asked_on=today,
            days=book.team.days,
        )
    except NoWorkingDayError:
        return None
    return window.limit_minutes, max(0, window.left_minutes)


def _of_skill(
    book: Book,
    skill: str,
    level: int,
    *,
    waiting: Waiting,
    asking: Client | None,
    days: Sequence[date],
    grid_minutes: int,
) -> HeadroomSkill:
    team = book.team
    client = NOBODY if asking is None else asking.id
    people = [person for person in team.people if team.may_do(person, client, skill=skill, level=level)]
    closes = [team.close_at(day) for day in days]
    points = _points_of_today(book)
    due = sorted({*points, *closes})
    rooms = _rooms(
        book,
        skill,
        level,
        people=people,
        client=None if asking is None else asking.id,
        due=due,
        grid_minutes=grid_minutes,
    )
    return HeadroomSkill(
        skill=skill if level == 1 else f"{skill}:{level}",
        people=tuple(people),
        days=tuple(
            _of_day(book, people, day, waiting=waiting, room=rooms[close])
            for day, close in zip(days, closes, strict=True)
        ),
        today=tuple(rooms[at] for at in points),
    )


def _of_day(book: Book, people: Sequence[PersonId], day: date, *, waiting: Waiting, room: Room) -> HeadroomDay:
    pool = pool_day(book, people, day)
    order = {client: number for number, client in enumerate(book.team.clients)}
    held = sorted(pool.held.items(), key=lambda each: order.get(each[0], len(order)))
    return HeadroomDay(
        day=day,
        capacity_minutes=pool.capacity,
        committed_minutes=pool.committed,
        can_wait_minutes=sum(waiting.get((person, day), 0) for person in people),
        held=tuple(HeldFor(client=client, minutes=minutes) for client, minutes in held),
        held_minutes=sum(pool.held.values()),
        spare_minutes=pool.spare,
        room=room,
    )


def _points_of_today(book: Book) -> list[Instant]:
    """Return every half hour of the team's clock, and the close, that is left of today's team hours."""
    team = book.team
    today, _ = team.zone.local(book.clock)
    if not team.days.is_working_day(today):
        return []
    spans = team.zone.spans_of_day(today, team.workspace.hours.on(today))
    found = set()
    for span in spans:
        found.add(span.end)
        start = team.zone.begin_of(today)
        first = start + -(-(span.start - start) // STEP_MINUTES) * STEP_MINUTES
        # The beginning of a span allows no more than the end of the one before it.
        found.update(range(first if first > span.start else first + STEP_MINUTES, span.end, STEP_MINUTES))
    return sorted(at for at in found if at > book.clock)


def _rooms(
    book: Book,
    skill: str,
    level: int,
    *,
    people: Sequence[PersonId],
    client: ClientId | None,
    due: Sequence[Instant],
    grid_minutes: int,
) -> dict[Instant, Room]:
    def most(*, one_sitting: bool) -> list[Most]:
        if client is None:
            return most_on_spare(book, people, due=due, one_sitting=one_sitting, grid_minutes=grid_minutes)
        return most_for_client(
            book, client, skill=skill, level=level, due=due, one_sitting=one_sitting, grid_minutes=grid_minutes
        )

    return {
        at: Room(
            needed_by=book.team.aware(at),
            largest_minutes=whole.minutes,
            largest_by=whole.person,
            sitting_minutes=sitting.minutes,
            sitting_by=sitting.person,
        )
        for at, whole, sitting in zip(due, most(one_sitting=False), most(one_sitting=True), strict=True)
    }
