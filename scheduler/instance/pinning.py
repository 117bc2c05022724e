"""Work that keeps its place on the clock in one run of the planner, as far as nothing else stands there and what comes before it does."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.calendars.spans import merged, without
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.holding import Taken, Work
from scheduler.instance.reading import Reading
from scheduler.units import Span, TaskId


def pinned_work(reading: Reading, pins: Work, taken: Taken, *, fixed: Work) -> dict[TaskId, BaselineWork]:
    """Return which pins can stand: inside working time that nothing takes, of people who may do it, with all that remains."""
    found: dict[TaskId, BaselineWork] = {}
    for task_id, work in sorted(pins.items()):
        task, still = reading.open_tasks.get(task_id), fixed.get(task_id)
        if task is None or work.person not in task.able or work.spans[0].start < task.release_at:
            continue
        if still is not None and still.person != work.person:
            continue
        left = task.remaining_minutes - (still.minutes if still else 0)
        rest = without(work.spans, still.spans if still else ())
        chosen = first_minutes(rest, left)
        whole = sum(span.minutes for span in chosen) == left
        if left > 0 and whole and all(taken.leaves(work.person, span, overtime=True) for span in chosen):
            taken.add(work.person, chosen)
            found[task_id] = BaselineWork(work.person, merged((*(still.spans if still else ()), *chosen)))
    return found


def in_order(reading: Reading, pinned: Work, *, fixed: Work) -> dict[TaskId, BaselineWork]:
    """Return the pins that come after nothing but work which stands as a whole before them, waits included."""
    kept = dict(pinned)
    while wrong := [task for task in kept if _comes_too_early(reading, task, {**fixed, **kept})]:
        for task in wrong:
            del kept[task]
    return kept


def _comes_too_early(reading: Reading, task: TaskId, stands: Work) -> bool:
    for after in reading.open_tasks[task].task.after:
        before = reading.open_tasks.get(after.task)
        if before is None or before.remaining_minutes == 0:
            continue
        work = stands.get(after.task)
        if work is None or work.minutes < before.remaining_minutes:
            return True
        if stands[task].spans[0].start < reading.working_days.after_wait(work.spans[-1].end, after.wait):
            return True
    return False


def first_minutes(spans: Sequence[Span], minutes: int) -> tuple[Span, ...]:
    """Return the first so many minutes of spans; none where `minutes` is not above 0."""
    found: list[Span] = []
    for span in spans:
        if minutes > 0:
            found.append(Span(span.start, min(span.end, span.start + minutes)))
            minutes -= found[-1].minutes
    return tuple(found)
