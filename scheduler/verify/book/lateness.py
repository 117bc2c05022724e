"""What a loss may name as late: no more than is not done when due, and no more than it counts as its client's loss."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Loss
    from scheduler.units import ClientId, TaskId
    from scheduler.verify.book.step import Step


def late_is_counted(step: Step) -> Iterator[BookViolation]:
    """Check the late list of a loss, which excuses what it names from its date.

    A task is named with exactly the minutes that do not stand before its promised date (I2). What this entry makes late
    beyond what was late before, work on spare aside, is among the minutes that its cells count as its client's loss (I15).
    """
    loss = step.entry.loss
    if loss is None:
        return
    yield from _late_is_not_done(step, loss)
    newly: defaultdict[ClientId, dict[TaskId, int]] = defaultdict(dict)
    for name, minutes in loss.late.items():
        task = step.state.tasks[name]
        on_spare = max(0, task.charged.get("spare", 0))
        more = minutes - step.late_before.get(name, 0) - on_spare
        if more > 0:
            newly[task.client][name] = more
    for client, tasks in sorted(newly.items()):
        counted = sum(cell.losses.get(client, 0) for cell in loss.cells)
        late = sum(tasks.values())
        if late > counted:
            text = (
                f"{say_minutes(late)} of work of '{client}' ({', '.join(sorted(tasks))}) become late beyond what stood on "
                f"spare, but {say_minutes(counted)} are counted as its loss"
            )
            yield breach("I15", client, text, seq=step.entry.seq, measured=late, limit=counted)


def _late_is_not_done(step: Step, loss: Loss) -> Iterator[BookViolation]:
    for name, minutes in sorted(loss.late.items()):
        task = step.state.tasks[name]
        missing = task.missing_at_due
        if minutes > missing and task.is_promised:
            text = (
                f"task '{name}' of '{task.client}': is named late with {say_minutes(minutes)}, but "
                f"{say_minutes(missing)} of it do not stand before its promised date"
            )
            yield breach("I2", name, text, seq=step.entry.seq, measured=minutes, limit=missing)
