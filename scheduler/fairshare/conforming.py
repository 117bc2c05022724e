"""Conforming requests: each task finds one person with enough of the client's own held minutes. Arithmetic alone, and always accepted.

The clauses are those of policy.md, "Conforming"; (a), (b) and (d) look at one day each (`claimable`). Nothing here looks at the work of other
clients.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken, Usable, cut_out, usable_on
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.same_person import bound_together
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId

MOST_TRIES = 400
"""Pairs of task and person that are looked at for one request before it counts as not conforming."""


@dataclass(frozen=True, slots=True)
class Part:
    """Minutes of one dated block that a task takes, by which fund, and where they stand."""

    account: Account
    minutes: int
    fund: str
    pieces: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """A task on a person's own held minutes.

    Attributes
    ----------
    ends_at
        End of the person's working time on the last day: no work of it is later.
    """

    task: AskedTask
    person: PersonId
    parts: tuple[Part, ...]
    ends_at: Instant


def conform(book: Book, client: ClientId, *, tasks: Sequence[AskedTask], initial: bool = False) -> list[Booking] | None:
    """Return how the tasks, in order, stand on the client's own held minutes; None if they do not conform.

    Parameters
    ----------
    tasks
        A task comes after those that it names in `after`.
    initial
        Whether blocks of the opening day may be used too (the initial book).

    Notes
    -----
    First the person who finishes first is taken (then the order of people.yaml); where that leads nowhere, others are tried.
    """
    ordered = in_order(bound_together(book, tasks))
    if ordered is None:
        return None
    tries = [MOST_TRIES]

    def search(number: int, made: dict[TaskId, Booking], taken: Taken) -> list[Booking] | None:
        if number == len(ordered):
            return list(made.values())
        task = ordered[number]
        found = []
        for rank, person in enumerate(_people(book, client, task=task, made=made)):
            tries[0] -= 1
            spent = taken.copy()
            booking = _on_person(book, client, task=task, person=person, made=made, taken=spent, initial=initial)
            if booking is not None:
                found.append((booking.ends_at, rank, booking, spent))
        for _, _, booking, spent in sorted(found, key=lambda each: each[:2]):
            rest = search(number + 1, {**made, task.id: booking}, spent)
            if rest is not None or tries[0] <= 0:
                return rest
        return None

    return search(0, {}, Taken())


def in_order(tasks: Sequence[AskedTask]) -> list[AskedTask] | None:
    """Return tasks with every task after those it names, in the given order where that leaves a choice; None for a circle."""
    ids = {task.id for task in tasks}
    left, ordered = list(tasks), []
    placed: set[TaskId] = set()
    while left:
        ready = next(
            (task for task in left if all(after.task in placed or after.task not in ids for after in task.after)), None
        )
        if ready is None:
            return None
        left.remove(ready)
        ordered.append(ready)
        placed.add(ready.id)
    return ordered


def bound_person(book: Book, task: AskedTask) -> PersonId | None:
    """Return the person to whom work that stands already binds a task, if any."""
    (bound,) = bound_together(book, [task])
    for other in bound.same_person_as:
        place = book.witness.work.get(other) if other in book.commitments else None
        if place is not None:
            return place.person
    return None


def _people(book: Book, client: ClientId, *, task: AskedTask, made: dict[TaskId, Booking]) -> Iterator[PersonId]:
    """Yield, in the order of people.yaml, those who may do the task and hold blocks of the client."""
    holders = book.accounts.people_of.get(client, {})
    if not holders:
        return
    bound = None
    for other in made.values():
        if other.task.id in task.same_person_as or task.id in other.task.same_person_as:
            bound = other.person
    if bound is None:
        bound = bound_person(book, task)
    for person in book.team.people:
        if person not in holders or bound not in (None, person):
            continue
        if book.team.may_do(person, client, skill=task.skill, level=task.level, pin=task.person):
            yield person


def not_before(book: Book, task: AskedTask, made: dict[TaskId, Booking]) -> Instant | None:
    """Return the instant before which no working day of the task may begin: clause (c). None where nothing comes before."""
    latest: Instant | None = None
    for after in task.after:
        before = made.get(after.task)
        end = certain_finish(book, after.task) if before is None else before.ends_at
        if end is None:
            continue
        over = book.team.after_wait(end, after.wait)
        latest = over if latest is None else max(latest, over)
    return latest


def certain_finish(book: Book, task: TaskId) -> Instant | None:
    """Return when work is done for certain: what is over is, the rest may still move up to its promised date. None of unknown work."""
    promised, place = book.commitments.get(task), book.witness.work.get(task)
    if promised is None:
        return None if place is None else place.finish
    due = promised.due
    if place is None:
        return due
    return place.finish if place.finish <= book.clock else max(place.finish, due)


def held_by_person(book: Book, client: ClientId, *, task: AskedTask, person: PersonId, taken: Taken) -> Booking | None:
    """Return one task on the earliest held minutes that the client has of one person, or None."""
    return _on_person(book, client, task=task, person=person, made={}, taken=taken, initial=False)


def _on_person(
    book: Book,
    client: ClientId,
    *,
    task: AskedTask,
    person: PersonId,
    made: dict[TaskId, Booking],
    taken: Taken,
    initial: bool,
) -> Booking | None:
    """Return the task on the earliest days of one person, if the client's held minutes there reach."""
    if task.due is None:
        return None
    team, due = book.team, instant_of(task.due)
    release = max(instant_of(task.release), book.clock)
    after = not_before(book, task, made)
    day, last = team.day_of(person, max(release, after or release)), team.day_of(person, due)
    parts: list[Part] = []
    need = task.effort_minutes
    while day <= last and need:
        working = team.working(person, day)
        if working and working[0].start < due and (after is None or working[0].start >= after):
            window = Span(release, due)
            usable = usable_on(
                book, client, task=task, person=person, day=day, window=window, taken=taken, initial=initial
            )
            for part in _chosen(usable, task, need=need, window=window, taken=taken):
                parts.append(part)
                need -= part.minutes
        day += timedelta(days=1)
    if need:
        return None
    return Booking(task, person, tuple(parts), team.working(person, parts[-1].account.day)[-1].end)


def _chosen(usable: list[Usable], task: AskedTask, *, need: int, window: Span, taken: Taken) -> Iterator[Part]:
    """Take what a task needs of a day, or its one sitting."""
    for each in usable:
        if task.one_sitting and min(each.sitting, each.minutes) < need:
            continue
        minutes = min(need, each.minutes)
        if not minutes:
            continue
        spans = taken.held_spans(each.account)
        pieces = cut_out(spans, window, minutes=minutes, one_sitting=task.one_sitting)
        taken.note(each.account, minutes, each.fund)
        need -= minutes
        yield Part(each.account, minutes, each.fund, tuple(pieces))
