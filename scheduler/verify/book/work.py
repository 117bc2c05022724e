"""I1: work stands where its person can do it. Only what an entry moved is looked at, from its instant on."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.units import Span
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.step import until
from scheduler.verify.clock import say, say_minutes
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.units import Instant, PersonId, TaskId
    from scheduler.verify.book.calendar import PersonDays
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step


def work_is_possible(step: Step) -> Iterator[BookViolation]:
    """Check the work of the tasks that an entry touched, and of those that come after them."""
    state = step.state
    moved = {name for name, was in step.tasks.items() if _moved(state.tasks[name], was.pieces, was.person)}
    look_at = set(state.tasks) if step.facts_changed else moved | set(step.tasks)
    for name in sorted(look_at):
        task = state.tasks[name]
        if task.pieces and task.person is not None and task.pieces[-1].end > step.at:
            yield from _by_whom(step, task)
            yield from _in_working_time(step, task)
            yield from _from_release(step, task)
            yield from _in_one_sitting(step, task)
    followers = {follower for name in look_at for follower in state.followers.get(name, ())}
    for name in sorted(look_at | followers):
        if name in state.tasks:
            yield from _after_predecessors(step, state.tasks[name])
    yield from _history_stays(step, moved)


def _moved(task: TaskState, pieces: list[Span], person: PersonId | None) -> bool:
    return task.pieces != pieces or task.person != person


def _about(task: TaskState) -> str:
    return f"task '{task.id}' ({task.person})"


def _by_whom(step: Step, task: TaskState) -> Iterator[BookViolation]:
    state, seq = step.state, step.entry.seq
    days = state.calendars.people.get(task.person) if task.person is not None else None
    if days is None:
        text = f"{_about(task)}: nobody in the team has the id '{task.person}'"
        yield breach("I1", task.id, text, seq=seq, measured=0, limit=1, unit="people")
        return
    asked = task.asked
    if asked is None:
        return
    if not state.agreements.may_work(days.person, task.client, asked.skill, asked.level):
        level = days.person.level_of(asked.skill)
        if level is None or level < asked.level:
            text = (
                f"{_about(task)}: needs {asked.skill} at level {asked.level} or more, which {task.person} does not have"
            )
        else:
            text = f"{_about(task)}: client '{task.client}' excluded {task.person}"
        yield breach("I1", task.id, text, seq=seq, measured=_ahead(task, step.at), limit=0)
    if asked.person is not None and asked.person != task.person:
        text = f"{_about(task)}: is pinned to {asked.person}"
        yield breach("I1", task.id, text, seq=seq, measured=_ahead(task, step.at), limit=0)
    for other in sorted(same_person_tasks(state, task.id)):
        mate = state.tasks.get(other)
        if mate is not None and mate.pieces and mate.person != task.person:
            text = f"{_about(task)}: must be done by the same person as '{other}', which {mate.person} does"
            yield breach("I1", task.id, text, seq=seq, measured=2, limit=1, unit="people")


def same_person_tasks(state: BookState, task: TaskId) -> set[TaskId]:
    """Return the other tasks that one person must do with a task: symmetric and transitive over all that was asked."""
    return state.bound.get(task, {task}) - {task}


def _ahead(task: TaskState, at: Instant) -> int:
    return total(Span(max(piece.start, at), piece.end) for piece in task.pieces if piece.end > at)


def _in_working_time(step: Step, task: TaskState) -> Iterator[BookViolation]:
    days = step.state.calendars.people.get(task.person) if task.person is not None else None
    if days is None:
        return
    ahead = [Span(max(piece.start, step.at), piece.end) for piece in task.pieces if piece.end > step.at]
    dates = sorted({day for piece in ahead for day in days.dates_of(piece)})
    outside = without(ahead, joined(span for day in dates for span in days.on(day)))
    if not outside:
        return
    overtime = _overtime(days, dates, outside)
    paid = task.charged.get("overtime", 0)
    beyond = total(outside) - min(overtime, paid)
    if beyond > 0:
        text = (
            f"{_about(task)}: {say_minutes(beyond)} outside {task.person}'s working time and consented overtime, "
            f"first on {say(outside[0].start, days.zone)}"
        )
        yield breach("I1", task.id, text, seq=step.entry.seq, measured=beyond, limit=0)


def _overtime(days: PersonDays, dates: Iterable[date], spans: list[Span]) -> int:
    return total(common(spans, joined(span for day in dates for span in days.overtime_on(day))))


def _from_release(step: Step, task: TaskState) -> Iterator[BookViolation]:
    was = step.tasks.get(task.id)
    first = task.pieces[0].start
    release = task.release
    if release is not None and first < release:
        early = release - first
        text = f"{_about(task)}: starts {say(first, step.state.calendars.zone)}, {say_minutes(early)} before its earliest start"
        yield breach("I1", task.id, text, seq=step.entry.seq, measured=early, limit=0)
    elif was is not None and not was.pieces and first < step.at and step.entry.kind not in ("progressed", "repaired"):
        early = step.at - first
        text = f"{_about(task)}: starts {say_minutes(early)} before the entry that books it"
        yield breach("I1", task.id, text, seq=step.entry.seq, measured=early, limit=0)


def _in_one_sitting(step: Step, task: TaskState) -> Iterator[BookViolation]:
    if task.asked is None or not task.asked.one_sitting:
        return
    # Work that was reported on may go on another day; what is still to come of it is one piece.
    pieces = task.pieces if task.since is None else [piece for piece in task.pieces if piece.end > task.since]
    if len(pieces) > 1:
        gaps = sum(later.start - piece.end for piece, later in pairwise(pieces))
        text = (
            f"{_about(task)}: must be done in one sitting, but is interrupted for {say_minutes(gaps)} "
            f"on {say(pieces[0].end, step.state.calendars.zone)}"
        )
        yield breach("I1", task.id, text, seq=step.entry.seq, measured=gaps, limit=0)


def _after_predecessors(step: Step, task: TaskState) -> Iterator[BookViolation]:
    state = step.state
    if task.asked is None or not task.pieces or task.pieces[-1].end <= step.at:
        return
    for after in task.asked.after:
        before = state.tasks.get(after.task)
        if before is None or before.finish is None:
            continue
        earliest = state.calendars.after_wait(before.finish, after.wait)
        early = earliest - task.pieces[0].start
        if early > 0 and task.pieces[0].start >= step.at:
            text = (
                f"{_about(task)}: starts {say(task.pieces[0].start, state.calendars.zone)}, {say_minutes(early)} "
                f"too early after '{after.task}', which ends {say(before.finish, state.calendars.zone)}"
            )
            yield breach("I1", task.id, text, seq=step.entry.seq, measured=early, limit=0)


def _history_stays(step: Step, moved: set[TaskId]) -> Iterator[BookViolation]:
    """Check that work done before the entry still stands as it was, unless its own client reports."""
    if step.entry.kind in ("progressed", "repaired"):
        return
    asked = {each.id for each in step.entry.asked}
    for name in sorted(moved):
        past = until(step.tasks[name].pieces, step.at)
        now = until(step.state.tasks[name].pieces, step.at)
        if not now and not step.tasks[name].is_promised and name in asked:
            # What was worked before a cancel, or while a quote stood open, is over where the task is asked for anew.
            continue
        if past != now and step.tasks[name].pieces:
            changed = total(without(past, now)) + total(without(now, past))
            text = f"task '{name}': {say_minutes(changed)} of work before this entry stand elsewhere than they did"
            yield breach("I1", name, text, seq=step.entry.seq, measured=changed, limit=0)
