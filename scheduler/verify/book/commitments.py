"""I2: every promised task has its full minutes before its promised date less its slack floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.book.calendar import team_minutes, team_minutes_back
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say, say_amount, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.units import TaskId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step

_PERMILLE = 1000


def promises_hold(step: Step) -> Iterator[BookViolation]:
    """Check the commitments that an entry made or moved, and that it records them as policy.md says."""
    names = set(step.state.tasks) if step.facts_changed else set(step.tasks)
    yield from promised_in_full(step.state, names, seq=step.entry.seq)
    yield from _recorded(step)


def promised_in_full(state: BookState, names: Iterable[TaskId], *, seq: int) -> Iterator[BookViolation]:
    """Check that promised tasks have all their minutes before the slack floor, a loss or own overrun aside."""
    for name in sorted(names):
        task = state.tasks[name]
        if not task.is_promised or task.due is None or task.floor_at is None:
            continue
        # What a loss named as late may be that much short at the due time; the floor then no longer holds.
        limit_at = task.due if task.is_late or task.is_free else task.floor_at
        there = task.minutes_by(limit_at)
        needed = task.left - max(task.excused, task.delay)
        if there < needed:
            text = (
                f"task '{name}' of '{task.client}': promised for {say(task.due, state.calendars.zone)}, needs "
                f"{say_minutes(task.left)} by {say(limit_at, state.calendars.zone)}, but only "
                f"{say_amount(there, 'stand')} before it"
            )
            yield breach("I2", name, text, seq=seq, measured=there, limit=needed)


def _recorded(step: Step) -> Iterator[BookViolation]:
    """Check what a commitment says of itself: the date that was promised, and the slack floor."""
    state, entry = step.state, step.entry
    promised = {promise.task: minute_of(promise.due) for promise in entry.promised}
    for made in entry.committed:
        task = state.tasks[made.task]
        due = minute_of(made.due)
        said = promised.get(made.task)
        if said != due:
            told = "none is" if said is None else f"{say(said, state.calendars.zone)} is"
            text = f"task '{made.task}': committed for {say(due, state.calendars.zone)}, but {told} promised"
            measured = 0 if said is None else abs(said - due)
            yield breach("I2", made.task, text, seq=entry.seq, measured=measured, limit=0)
        if (
            entry.kind in ("booked", "accepted", "granted", "quoted")
            and entry.client == task.client
            and not task.is_late
        ):
            yield from _floor_is_least(step, task)
    for name, due in promised.items():
        if name not in {made.task for made in entry.committed}:
            text = f"task '{name}': {say(due, state.calendars.zone)} is promised, but nothing is committed"
            yield breach("I2", name, text, seq=entry.seq, measured=0, limit=1, unit="tasks")


def _floor_is_least(step: Step, task: TaskState) -> Iterator[BookViolation]:
    """Recompute the slack floor: the least of one working day, a share of the window, and the slack at acceptance."""
    if task.due is None or task.floor_at is None or task.release is None or task.finish is None:
        return
    calendars, policy = step.state.calendars, step.state.workspace.policy
    days = policy.slack_floor_days * calendars.longest_team_day()
    share = team_minutes(calendars, Span(task.release, task.due)) * policy.slack_floor_share // _PERMILLE
    slack = team_minutes(calendars, Span(task.finish, task.due))
    floor = max(0, min(days, share, slack))
    recorded = team_minutes(calendars, Span(task.floor_at, task.due))
    if recorded != floor or team_minutes_back(calendars, task.due, floor) != task.floor_at:
        text = (
            f"task '{task.id}': its slack floor is recorded as {say_minutes(recorded)} of team time before it is due, "
            f"but is {say_minutes(floor)} (the least of {say_minutes(days)}, {say_minutes(share)} and {say_minutes(slack)})"
        )
        yield breach("I2", task.id, text, seq=step.entry.seq, measured=recorded, limit=floor)
