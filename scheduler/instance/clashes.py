"""Frozen work that contradicts a hard rule: a published plan that no plan can follow."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.instance.baseline import BaselineWork
from scheduler.instance.holding import Taken
from scheduler.instance.reading import Reading
from scheduler.units import Instant, PersonId, Span, TaskId


def clashes(reading: Reading, frozen: Mapping[TaskId, BaselineWork]) -> dict[TaskId, str]:
    """Return the tasks whose frozen work cannot stand, each with the rule it breaks (an id of the catalogue).

    Of two tasks that exclude each other the later one is named; its own client's changes and absences are no clash, they
    unfreeze.
    """
    found: dict[TaskId, str] = {}
    found.update(_overlapping(frozen))
    for task_id, work in sorted(frozen.items()):
        task = reading.open_tasks[task_id].task
        if task.one_sitting and len(work.spans) > 1:
            found[task_id] = "in_one_sitting"
        for after in task.after:
            before = frozen.get(after.task)
            if before is None:
                continue
            if reading.working_days.after_wait(before.spans[-1].end, after.wait) > work.spans[0].start:
                found[task_id] = "after_predecessors"
    found.update(_parted(reading, frozen))
    return found


def overfull(
    reading: Reading, fixed: Mapping[TaskId, BaselineWork], taken: Taken, *, overtime: bool
) -> dict[TaskId, str]:
    """Return the tasks with fixed work of which the rest cannot be done: their person has no time left for it."""
    found: dict[TaskId, str] = {}
    for task_id, work in fixed.items():
        task = reading.open_tasks[task_id]
        rest = task.remaining_minutes - work.minutes
        window = Span(task.release_at, reading.window.end)
        if rest > 0 and rest > sum(span.minutes for span in taken.free(work.person, window, overtime=overtime)):
            found[task_id] = "full_effort"
    return found


def _overlapping(frozen: Mapping[TaskId, BaselineWork]) -> dict[TaskId, str]:
    found: dict[TaskId, str] = {}
    last: dict[PersonId, tuple[Instant, TaskId]] = {}
    for span, task, person in sorted((span, task, work.person) for task, work in frozen.items() for span in work.spans):
        end, other = last.get(person, (span.start, task))
        if span.start < end and other != task:
            found[task] = "one_task_at_a_time"
        last[person] = max((span.end, task), (end, other))
    return found


def _parted(reading: Reading, frozen: Mapping[TaskId, BaselineWork]) -> dict[TaskId, str]:
    found: dict[TaskId, str] = {}
    first: dict[int, BaselineWork] = {}
    for task, work in sorted(frozen.items(), key=lambda entry: (entry[1].spans[0], entry[0])):
        if first.setdefault(reading.groups[task], work).person != work.person:
            found[task] = "same_person"
    return found
