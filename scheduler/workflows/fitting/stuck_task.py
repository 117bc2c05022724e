"""Which task of a request no plan was found for: the first that the tasks before it leave no room for, not simply the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.conforming import in_order
from scheduler.workflows.fitting.rungs import Climb
from scheduler.workflows.fitting.ways import Way

STEPS_PER_PART = 400
"""Lay-outs of the try of the first tasks with moves."""


def first_not_done(climb: Climb, tasks: Sequence[AskedTask], *, later: Way | None) -> AskedTask | None:
    """Return the first task, in their order, with which no way by its date was found; None where there is no task.

    Parameters
    ----------
    tasks
        The tasks of the request that have a date; not all of them can be done by it.
    later
        How the request is done later: what it finishes by its date can be done.
    """
    ordered = in_order(tasks)
    if not ordered:
        return None
    for number, task in enumerate(ordered[:-1], start=1):
        if not _are_done(climb, ordered[:number], later=later):
            return task
    return ordered[-1]


def _are_done(climb: Climb, tasks: Sequence[AskedTask], *, later: Way | None) -> bool:
    """Say whether a way is known in which all of these tasks are done by their dates."""
    if later is not None and all(
        task.due is not None and later.places[task.id].finish <= instant_of(task.due) for task in tasks
    ):
        return True
    ids = {task.id for task in tasks}
    alone = tuple(
        task.model_copy(update={"same_person_as": tuple(each for each in task.same_person_as if each in ids)})
        for task in tasks
    )
    part = replace(climb.ask, tasks=alone)
    if isinstance(climb.as_is(part), Way):
        return True
    return isinstance(climb.with_moves(part, most_steps=STEPS_PER_PART, tries=1), Way)
