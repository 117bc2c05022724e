"""I19 on an overrun: it is charged to its client's own held minutes and later work before spare (policy, "Actuals").

Looked at is one grid step: where one more of them could stand on own minutes, spare was not the only way. Later work counts that takes
the same skill, that nobody waits for, that may be interrupted, and that stands in its client's own blocks; for a sitting, which needs its time in one piece, it does not.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.book.conforming import conforms
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import datetime_of, say_minutes
from scheduler.verify.spans import common, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import AskedTask
    from scheduler.units import Instant, TaskId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step


def overrun_is_own_first(step: Step) -> Iterator[BookViolation]:
    """Check that an overrun was not put on spare while its client's own minutes of the same person could carry it in time."""
    if step.entry.kind != "progressed":
        return
    state = step.state
    for name in step.entry.remaining:
        task = state.tasks[name]
        # What a report promises again, as it was done by mistake, takes no longer: it is paid for as it was.
        is_restored = name in {made.task for made in step.entry.committed}
        if is_restored or task.asked is None or task.due is None or not task.pieces:
            continue
        added = without(task.pieces, step.tasks[name].pieces)
        in_time, late = _spare_taken(step, task, added, due=task.due)
        # Spare that keeps the date is weighed against own time by that date; what is late is charged in the same order, up to its end.
        for spare, until in ((in_time, task.due), (late, max([task.due, *(piece.end for piece in added)]))):
            minutes = min(spare, state.workspace.grid_minutes)
            how = _own_way(state, task, task.asked, minutes=minutes, due=task.due, until=until) if minutes > 0 else ""
            if how:
                text = f"task '{name}' of '{task.client}': its overrun takes {say_minutes(spare)} of spare, but {how}"
                yield breach("I19", name, text, seq=step.entry.seq, measured=spare, limit=spare - minutes)
                break


def _spare_taken(step: Step, task: TaskState, added: Sequence[Span], *, due: Instant) -> tuple[int, int]:
    """Return the minutes of spare that an overrun takes for work by the due time, and for work after it."""
    spare: Counter[date] = Counter()
    for row in step.entry.rows:
        if row.task == task.id and row.fund == "spare" and not row.off_plan:
            spare[row.day] += row.minutes
    days = step.state.calendars.people.get(task.person) if task.person is not None else None
    if days is None:
        return 0, 0
    by_due = common(added, [Span(0, due)])
    in_time = sum(min(minutes, total(common(by_due, days.on(day)))) for day, minutes in spare.items())
    return in_time, spare.total() - in_time


def _own_way(state: BookState, task: TaskState, asked: AskedTask, *, minutes: int, due: Instant, until: Instant) -> str:
    """Say how so many minutes more of a task could stand on own minutes; nothing where they could not."""
    if _has_room(state, task, asked, minutes=minutes, due=until):
        return f"{say_minutes(minutes)} more of it could stand on held minutes of its client"
    for other in () if asked.one_sitting else _later_work(state, task):
        later = state.tasks[other]
        if later.asked is None or later.floor_at is None:
            continue
        begin = max(_begin(state, asked), task.release or 0)
        if begin >= due or _minutes_in(state, later, Span(begin, due)) < minutes:
            continue
        around = ((due, later.floor_at), (state.clock, min(begin, later.floor_at)))
        if any(_has_room(state, later, later.asked, minutes=minutes, since=a, due=b) for a, b in around):
            return f"{say_minutes(minutes)} of '{other}' could stand on other held minutes of its client, in time"
    return ""


def _has_room(
    state: BookState, task: TaskState, asked: AskedTask, *, minutes: int, due: Instant, since: Instant = 0
) -> bool:
    """Say whether so many minutes more of a task could stand on held minutes of its client and its person, in a window."""
    begin = max(state.clock, task.release or 0, since)
    if begin >= due:
        return False
    zone = state.calendars.zone
    more = asked.model_copy(
        update={
            "effort_minutes": minutes,
            "person": task.person,
            "one_sitting": False,
            "same_person_as": (),
            "release": datetime_of(begin, zone),
            "due": datetime_of(due, zone),
        }
    )
    return conforms(state, task.client, [more]) is not None


def _begin(state: BookState, asked: AskedTask) -> Instant:
    """Return the earliest moment at which more of a task may be worked, as what comes before it stands."""
    begin = state.clock
    for after in asked.after:
        before = state.tasks.get(after.task)
        if before is not None and before.finish is not None:
            begin = max(begin, state.calendars.after_wait(before.finish, after.wait))
    return begin


def _later_work(state: BookState, task: TaskState) -> Iterator[TaskId]:
    for name, later in sorted(state.tasks.items()):
        if name == task.id or later.client != task.client or later.person != task.person or not later.is_promised:
            continue
        if later.asked is None or later.asked.one_sitting or later.is_late or later.missing_at_due:
            continue
        if task.asked is None or later.asked.skill != task.asked.skill:
            continue
        is_waited_for = any(state.tasks[each].pieces for each in state.followers.get(name, ()) if each in state.tasks)
        if later.pieces and later.pieces[0].start >= state.clock and not is_waited_for:
            yield name


def _minutes_in(state: BookState, later: TaskState, window: Span) -> int:
    """Return how many minutes of work that is booked in own blocks stand there, in a window."""
    days = state.calendars.people.get(later.person) if later.person is not None else None
    if days is None or later.person is None:
        return 0
    found = 0
    for day in sorted({day for piece in later.pieces for day in days.dates_of(piece)}):
        for laid in state.blocks_on(later.person, day):
            booked = state.account(laid.block.id, day).inside.get(later.id, 0)
            there = common(later.pieces, state.piece_of(laid.block.id, day))
            found += min(max(0, booked), total(common(there, [window])))
    return found
