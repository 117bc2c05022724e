"""The plan after a decision: everything stays but what moves for it, and the independent checks read plan and log."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.spans import merged
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry
from scheduler.domain.holdings import WitnessWork
from scheduler.domain.plan import Move, Place, Plan, PlannedTask
from scheduler.errors import VerificationError
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.witness import WorkPlace
from scheduler.instance.baseline import BaselineWork
from scheduler.units import Instant, Span, TaskId
from scheduler.workflows.fitting.ground import Ground, settled_plan, work_in
from scheduler.workflows.fitting.ways import Way, moved_to


@dataclass(frozen=True, slots=True)
class After:
    """A book and a plan as they would be.

    Attributes
    ----------
    entries
        What was added to the book.
    moves
        What stands elsewhere than in the plan before.
    """

    book: Book
    plan: Plan
    entries: tuple[Entry, ...]
    moves: tuple[Move, ...]


def after_way(ground: Ground, way: Way, *, kind: Literal["accepted", "quoted"] = "accepted") -> After | None:
    """Return what comes of a way; None where a check finds that it does not hold: then it was none.

    What its client's own held hours pay for by arithmetic holds whatever the plan has there: the plan is made anew around what is promised.
    """

    def act(book: Book) -> Sequence[Entry]:
        return way.apply(book, kind=kind)

    after = after_entries(ground, act, way=way)
    if after is None and way.conforming and not way.moved:
        after = after_entries(ground, act, way=way, is_owned=True)
    return after


def after_entries(
    ground: Ground,
    act: Callable[[Book], Sequence[Entry]],
    *,
    way: Way | None = None,
    anew: bool = False,
    is_owned: bool = False,
) -> After | None:
    """Return what comes of entries on a copy of the ground's book, checked; None where they do not hold.

    Parameters
    ----------
    way
        What the entries do, where they do a way.
    anew
        Whether the plan after them is a new beginning that frozen work does not bind: an approver decided so.
    is_owned
        Whether everything that is not promised gives way, frozen or not: the entries use hours that are their client's own.
    """
    book = copy_of(ground.book)
    try:
        entries = tuple(act(book))
    except BookError:
        return None
    if not entries or not is_sound(ground, book):
        return None
    places = {} if is_owned else dict(ground.work)
    absent = set() if is_owned else {task.id for task in ground.plan.unplaced}
    end = horizon_span(ground.workspace).end
    for task, place in _places_in(entries).items():
        places[task] = moved_to(place)
        if place.finish > end and task not in ground.work:
            # It is booked after the plan ends, and nothing was asked of the time before.
            absent.add(task)
    if way is not None:
        for task, work in way.moved.items():
            if work is None:
                places.pop(task, None)
                absent.add(task)
            else:
                places[task] = work
    try:
        plan = settled_plan(
            ground.workspace,
            book,
            places,
            baseline=None if anew or is_owned else _published_beside(ground, way),
            answered={**ground.answered, **({} if way is None else _made_way(ground, way))},
            seed=ground.seed,
            absent=absent,
        )
    except VerificationError:
        return None
    if way is not None and not _stands_as_said(plan, way, until=end):
        return None
    agreed = {task for task, promised in ground.book.commitments.items() if _is_renewed(book, task, due=promised.due)}
    if is_owned:
        agreed |= {task.id for task in ground.plan.tasks} - ground.book.commitments.keys()
    if not anew and _worse_off(ground.plan, plan, apart=agreed):
        return None
    return After(book, plan, entries, moves_between(ground.plan, plan))


def _made_way(ground: Ground, way: Way) -> dict[TaskId, WitnessWork]:
    """Return where work stands that its own client lets leave its fixed place; without pieces where it leaves the plan."""
    found: dict[TaskId, WitnessWork] = {}
    for task in sorted(way.makes_way):
        work = way.moved[task]
        stood = ground.work[task]
        found[task] = WitnessWork(
            person=stood.person if work is None else work.person, pieces=() if work is None else work.spans
        )
    return found


def _published_beside(ground: Ground, way: Way | None) -> Plan | None:
    """Return the published plan without what a way asks for anew: where a quote of it stood that ended, nothing is frozen."""
    published = ground.published
    anew = set() if way is None else way.places.keys() - ground.book.commitments.keys()
    if published is None or not anew & {task.id for task in published.tasks}:
        return published
    return published.model_copy(update={"tasks": tuple(task for task in published.tasks if task.id not in anew)})


def _stands_as_said(plan: Plan, way: Way, *, until: Instant) -> bool:
    """Say whether a plan has the tasks of a request where a way puts them, as far as the plan reaches."""
    stands = work_in(plan)
    return all(
        stands.get(task) == BaselineWork(place.person, merged(place.pieces))
        for task, place in way.places.items()
        if place.finish <= until
    )


def _is_renewed(book: Book, task: TaskId, *, due: Instant) -> bool:
    """Say whether promised work got another date, or is not promised any more."""
    now = book.commitments.get(task)
    return now is None or now.due != due


def _worse_off(before: Plan, after: Plan, *, apart: Collection[TaskId]) -> bool:
    """Say whether work lost its place or is later past its due time than before; tentative work may, and what was agreed anew."""
    now = {task.id: task for task in after.tasks}
    return any(
        task.id not in now or now[task.id].late_minutes > task.late_minutes
        for task in before.tasks
        if task.commitment != "tentative" and task.id not in apart
    )


def is_sound(ground: Ground, book: Book) -> bool:
    """Say whether the independent auditor finds nothing wrong with what a copy of the ground's book has more."""
    auditor = ground.auditor.fork()
    more = book.lines[len(ground.book.lines) :]
    return not [each for line in more for each in auditor.take(line)]


def _places_in(entries: Sequence[Entry]) -> dict[TaskId, WorkPlace]:
    return {
        stand.task: WorkPlace(
            stand.person, tuple(Span(instant_of(piece.start), instant_of(piece.end)) for piece in stand.pieces)
        )
        for entry in entries
        for stand in entry.work
    }


def moves_between(before: Plan, after: Plan) -> tuple[Move, ...]:
    """Return the tasks of both plans whose person or any block differs, by id; None where one has no place."""
    then, now = {task.id: task for task in before.tasks}, {task.id: task for task in after.tasks}
    known = set(then) | {task.id for task in before.unplaced}
    return tuple(
        Move.model_validate({"task": task, "from": _place(then.get(task)), "to": _place(now.get(task))})
        for task in sorted(known & (set(now) | {task.id for task in after.unplaced}))
        if _place(then.get(task)) != _place(now.get(task))
    )


def _place(task: PlannedTask | None) -> Place | None:
    return None if task is None else Place(person=task.person, finish=task.finish, blocks=task.blocks)
