"""A report that work was not done after all: what was promised before holds again, as it was promised (I7, I2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.verify.book.step import Step


def promised_as_before(step: Step) -> Iterator[BookViolation]:
    """Check that a report commits nothing but work that was promised and done, with its date and its floor."""
    entry, zone = step.entry, step.state.calendars.zone
    for made in entry.committed if entry.kind == "progressed" else ():
        was = step.tasks[made.task]
        due, floor_at = minute_of(made.due), minute_of(made.floor_at)
        if was.due is None or was.left:
            text = f"task '{made.task}' is promised by a report, but was not done before"
            yield breach("I2", made.task, text, seq=entry.seq, measured=was.left, limit=0)
        elif (was.due, was.floor_at) != (due, floor_at):
            text = f"task '{made.task}' was promised for {say(was.due, zone)}, and a report promises it otherwise, for {say(due, zone)}"
            yield breach("I2", made.task, text, seq=entry.seq, measured=due - was.due, limit=0)
