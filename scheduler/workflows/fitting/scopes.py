"""Changed sizes of a request: the largest that fits by its date, and the rest of it later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scheduler.domain.book import AskedAfter, AskedTask
from scheduler.domain.requests import REST
from scheduler.fairshare.asking import Ask
from scheduler.units import Instant, TaskId
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way, due_by

STEPS_PER_SIZE = 400
"""Lay-outs of each try of one size with moves."""

LEAST_SHARE = 4
"""A shorter sitting, and the first of two deliveries, are of use from this part of the whole on, where the request does not say from when
(our choice): who wants work done in one go has no use for a scrap of it, and nobody is served twice for one.
"""


def largest_that_fits(climb: Climb, *, minimum: int | None, with_moves: bool = True) -> Way | None:
    """Return the largest smaller request that fits by the date asked for, all its tasks made smaller alike; None where none does.

    Parameters
    ----------
    minimum
        Smallest total effort still of use, minutes. None: one step of the grid; of work that is to be done in one sitting a quarter.
    with_moves
        Whether others may move inside their slack.
    """
    grid = climb.ground.workspace.grid_minutes
    total = sum(task.effort_minutes for task in climb.ask.tasks)
    if minimum is None and has_sitting(climb.ask):
        minimum = least_share(climb.ask)
    least = max(1, -(-(minimum or 0) // grid))

    def fits(units: int) -> Way | None:
        smaller = scaled(climb.ask, units * grid, grid=grid)
        if smaller is None or sum(task.effort_minutes for task in smaller.tasks) >= total:
            return None
        way = climb.as_is(smaller)
        if isinstance(way, Way) or not with_moves:
            return way if isinstance(way, Way) else None
        moved = climb.with_moves(smaller, most_steps=STEPS_PER_SIZE)
        return moved if isinstance(moved, Way) else None

    found = _largest(fits, least, -(-total // grid) - 1)
    return None if found is None else _due_when_done(climb, found)


def has_sitting(ask: Ask) -> bool:
    """Say whether any of a request is to be done in one sitting."""
    return any(task.one_sitting for task in ask.tasks)


def least_share(ask: Ask) -> int:
    """Return from how many minutes on a part of a request is of use where less would be a scrap (`LEAST_SHARE`)."""
    return sum(task.effort_minutes for task in ask.tasks) // LEAST_SHARE


def _due_when_done(climb: Climb, way: Way) -> Way:
    """Return a way with its finish as its date, where it is paid for by then: what is said is when it is done."""
    dated = (
        climb.with_moves(way.ask, due_at_finish=True, most_steps=STEPS_PER_SIZE) if way.moved else climb.when_done(way)
    )
    return dated if isinstance(dated, Way) else way


def _largest(fits: Callable[[int], Way | None], low: int, high: int) -> Way | None:
    """Return what fits for the largest number in [low, high] that the halving finds."""
    if low > high:
        return None
    best = fits(low)
    if best is None:
        return None
    while low < high:
        middle = (low + high + 1) // 2
        found = fits(middle)
        if found is None:
            high = middle - 1
        else:
            low, best = middle, found
    return best


def scaled(ask: Ask, minutes: int, *, grid: int) -> Ask | None:
    """Return the request with all tasks scaled alike to so many minutes together, each rounded up to the grid; None for none."""
    total = sum(task.effort_minutes for task in ask.tasks)
    tasks = tuple(
        task.model_copy(
            update={
                "effort_minutes": min(task.effort_minutes, -(-task.effort_minutes * minutes // (total * grid)) * grid)
            }
        )
        for task in ask.tasks
    )
    return replace(ask, tasks=tasks) if minutes > 0 else None


def split_in_two(climb: Climb, first: Way, *, last_of_use: Instant, whole_by: Instant | None) -> Way | None:
    """Return a first delivery by the date asked for and the rest as early as it can be; None where the rest finds no place in time.

    Parameters
    ----------
    whole_by
        When all of it could be done at once: where the rest would be later, others may move for it.
    """
    left = {task.id: task.effort_minutes for task in climb.ask.tasks}
    for task in first.ask.tasks:
        left[task.id] -= task.effort_minutes
    late = {TaskId(f"{task}{REST}") for task, minutes in left.items() if minutes > 0}
    rest = tuple(_rest_of(task, left[task.id], late) for task in climb.ask.tasks if left[task.id] > 0)
    whole = replace(climb.ask, tasks=(*first.ask.tasks, *rest))
    from scheduler.workflows.fitting.earliest import closes

    for close in closes(climb.book, climb.ask, until=last_of_use):
        way = climb.as_is(_with_rest_by(whole, late, close, climb))
        if isinstance(way, Way):
            exact = climb.as_is(_with_rest_by(whole, late, way.finish, climb))
            found = exact if isinstance(exact, Way) else way
            if whole_by is None or found.promised <= whole_by:
                return found
            moved = climb.with_moves(_with_rest_by(whole, late, whole_by, climb), most_steps=STEPS_PER_SIZE)
            return moved if isinstance(moved, Way) else found
    return None


def _rest_of(task: AskedTask, minutes: int, late: set[TaskId]) -> AskedTask:
    """Return what is left of a task after the first delivery, done after it."""

    def later(other: TaskId) -> TaskId:
        return TaskId(f"{other}{REST}") if f"{other}{REST}" in late else other

    return task.model_copy(
        update={
            "id": TaskId(f"{task.id}{REST}"),
            "title": f"{task.title or task.id} (rest)",
            "effort_minutes": minutes,
            "after": (
                AskedAfter(task=task.id),
                *(each.model_copy(update={"task": later(each.task)}) for each in task.after),
            ),
            "same_person_as": tuple(later(other) for other in task.same_person_as),
        }
    )


def _with_rest_by(whole: Ask, late: set[TaskId], due: Instant, climb: Climb) -> Ask:
    by = due_by(whole, due, climb.book)
    return replace(
        whole,
        tasks=tuple(changed if task.id in late else task for task, changed in zip(whole.tasks, by.tasks, strict=True)),
    )
