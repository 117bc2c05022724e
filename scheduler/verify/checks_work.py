"""How the work is done: order and waits, one sitting, full effort, every task once."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.verify.case import Case, Entry, about, violation
from scheduler.verify.clock import say_amount, say_minutes
from scheduler.verify.dates import FOREVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.plan import Violation
    from scheduler.domain.times import Wait
    from scheduler.units import TaskId


def after_predecessors(case: Case) -> Iterator[Violation]:
    """Measure how many minutes too early a task starts; all its minutes where a predecessor is not in the plan."""
    for entry in case.entries:
        if entry.work is None or not entry.is_open_work or not entry.pieces:
            continue
        for predecessor, wait in entry.work.after:
            found = _after_one(case, entry, predecessor=predecessor, wait=wait)
            if found is not None:
                yield found


def _after_one(case: Case, entry: Entry, *, predecessor: TaskId, wait: Wait) -> Violation | None:
    name = "after_predecessors"
    if predecessor in case.facts.open_work:
        before = case.placed.get(predecessor)
        if before is None:
            text = f"{about(entry)}: is planned, but '{predecessor}', which must come before it, is not"
            return violation(name, entry.row.id, text, measured=entry.minutes, limit=0)
        earliest = case.facts.team.after_wait(before.finish, wait)
        ends = f"'{predecessor}' finishes {case.say_at(before.finish)}"
    else:
        earliest = case.facts.done_wait_over_at(predecessor, wait)
        ends = f"'{predecessor}' is done"
    early = earliest - entry.start
    if early <= 0:
        return None
    over = "the wait after it never ends" if earliest >= FOREVER else f"the earliest is {case.say_at(earliest)}"
    text = f"{about(entry)}: starts {case.say_at(entry.start)}, {say_minutes(early)} too early: {ends}, and {over}"
    return violation(name, entry.row.id, text, measured=early, limit=0)


def in_one_sitting(case: Case) -> Iterator[Violation]:
    """Measure the minutes of interruption inside work that must not be interrupted."""
    for entry in case.entries:
        if entry.work is None or not entry.work.one_sitting or not entry.is_open_work or len(entry.spans) < 2:
            continue
        gaps = sum(after.start - before.end for before, after in pairwise(entry.spans))
        text = (
            f"{about(entry)}: must be done in one sitting, but is interrupted for {say_minutes(gaps)}, "
            f"first on {case.say_at(entry.spans[0].end, entry.row.person)}"
        )
        yield violation("in_one_sitting", entry.row.id, text, measured=gaps, limit=0)


def full_effort(case: Case) -> Iterator[Violation]:
    """Measure the minutes planned for a task against what remains of it."""
    for entry in case.entries:
        if entry.work is None or not entry.is_open_work or entry.minutes == entry.work.remaining_minutes:
            continue
        planned, remaining = entry.minutes, entry.work.remaining_minutes
        text = f"{about(entry)}: {say_amount(planned, 'are')} planned, {say_amount(remaining, 'remain')} to be done"
        yield violation("full_effort", entry.row.id, text, measured=planned, limit=remaining)


def every_task_once(case: Case) -> Iterator[Violation]:
    """Count how often each task stands in `tasks` and `unplaced`: once if open, never if done or unknown."""
    name = "every_task_once"
    stands = Counter(row.id for row in case.plan.tasks) + Counter(row.id for row in case.plan.unplaced)
    for task in sorted({*stands, *case.facts.work}):
        times = stands[task]
        work = case.facts.work.get(task)
        if work is None:
            text = f"task '{task}': stands in the plan, but the workspace does not know it"
            yield violation(name, task, text, measured=times, limit=0)
        elif not work.is_open and times:
            text = f"task '{task}': is done, but stands in the plan again"
            yield violation(name, task, text, measured=times, limit=0)
        elif work.is_open and times != 1:
            how = (
                "stands neither among the planned tasks nor among the unplaced"
                if not times
                else f"stands {times} times"
            )
            text = f"task '{task}': {how}; every open task stands exactly once"
            yield violation(name, task, text, measured=times, limit=1)
    yield from _done_list(case)


def _done_list(case: Case) -> Iterator[Violation]:
    """Check the list of done work; a plan that has no such list claims nothing of it."""
    if "done" not in case.plan.model_fields_set:
        return
    recorded = {row.task for row in case.facts.workspace.progress}
    listed = Counter(case.plan.done)
    for task in sorted({*listed, *case.facts.work}):
        work = case.facts.work.get(task)
        limit = 1 if work is not None and not work.is_open else 0
        if listed[task] == limit or (work is None and task in recorded and listed[task] == 1):
            continue
        if limit:
            text = f"task '{task}': is done and stands {listed[task]} times in the list of done work, not once"
        elif work is None:
            text = f"task '{task}': is listed as done, but the workspace does not know it"
        else:
            text = f"task '{task}': is listed as done, but {say_amount(work.remaining_minutes, 'remain')} of it"
        yield violation("every_task_once", task, text, measured=listed[task], limit=limit)
