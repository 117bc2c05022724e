"""I5 on entries: a declined request that conforms, and an entry called conforming that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.units import ClientId
from scheduler.verify.book.conforming import conforms, cut_off
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say, say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import AskedTask, Entry, LedgerRow
    from scheduler.units import Instant, PersonId
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step


def conforming_is_accepted(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before an entry is taken, that a refused or waiting request does not conform."""
    if entry.kind not in ("declined", "waiting") or not entry.asked:
        return
    if entry.asked_at is not None and minute_of(entry.asked_at) > minute_of(entry.at):
        return
    if any(task.id in state.tasks and state.tasks[task.id].is_promised for task in entry.asked):
        return
    paid = conforms(state, ClientId(entry.client), entry.asked)
    if paid is None:
        return
    effort = sum(task.effort_minutes for task in entry.asked)
    how = ", ".join(f"'{task}' with {choice.person} by {say_day(choice.last_day)}" for task, choice in paid.items())
    what = "declined" if entry.kind == "declined" else "left waiting"
    text = (
        f"request '{entry.request}' of '{entry.client}' is {what}, but {say_minutes(effort)} of its own held "
        f"minutes pay for it: {how}"
    )
    yield breach("I5", entry.request, text, seq=entry.seq, measured=0, limit=effort)


def called_conforming_is(step: Step) -> Iterator[BookViolation]:
    """Check that an entry that rests on arithmetic is paid as (a) to (d) say, for the date that was asked for."""
    entry = step.entry
    if not entry.conforming or entry.kind not in ("accepted", "quoted", "booked"):
        return
    for task in entry.asked:
        yield from _is_paid(step, task)
        due = step.state.tasks[task.id].due
        if due is not None and task.due is not None and due != minute_of(task.due):
            zone = step.state.calendars.zone
            text = (
                f"task '{task.id}': conforms, so it is promised for {say(minute_of(task.due), zone)} as asked, "
                f"not for {say(due, zone)}"
            )
            measured = abs(due - minute_of(task.due))
            yield breach("I5", task.id, text, seq=entry.seq, measured=measured, limit=0)


def _is_paid(step: Step, task: AskedTask) -> Iterator[BookViolation]:
    state, entry = step.state, step.entry
    rows = [row for row in entry.rows if row.task == task.id and row.minutes > 0]
    own = [row for row in rows if row.fund in ("own", "rush") and row.block in state.laid and not row.exchanged]
    paid = sum(row.minutes for row in own)
    if paid != task.effort_minutes:
        text = (
            f"task '{task.id}': is called conforming, but {say_minutes(paid)} of its {say_minutes(task.effort_minutes)} "
            "are paid from held minutes"
        )
        yield breach("I5", task.id, text, seq=entry.seq, measured=paid, limit=task.effort_minutes)
    people = {state.laid[row.block].block.person for row in own if row.block is not None}
    skills = {state.laid[row.block].block.skill for row in own if row.block is not None}
    if len(people) > 1 or skills - {task.skill}:
        text = f"task '{task.id}': is called conforming, but its minutes are of {len(people)} people or another skill"
        yield breach("I5", task.id, text, seq=entry.seq, measured=len(people), limit=1, unit="people")
        return
    for person in people:
        yield from _days_suffice(step, task, person, own)
        yield from _days_are_later(step, task, person, own)


def _days_suffice(step: Step, task: AskedTask, person: PersonId, rows: list[LedgerRow]) -> Iterator[BookViolation]:
    """Check (a) and (b): held minutes of a day, less what the window cuts off it, cover what is taken."""
    state, entry = step.state, step.entry
    taken: dict[date, int] = {}
    for row in rows:
        taken[row.day] = taken.get(row.day, 0) + row.minutes
    for day, minutes in sorted(taken.items()):
        before, behind = cut_off(task, state.calendars.people[person].on(day))
        held = _held_before(step, task, person, day)
        usable = max(0, held - before - behind)
        if minutes > usable and before + behind > 0:
            text = (
                f"task '{task.id}': takes {say_minutes(minutes)} of {say_day(day)}, but of {say_minutes(held)} held the "
                f"window cuts off {say_minutes(before + behind)}"
            )
            yield breach("I5", task.id, text, seq=entry.seq, measured=minutes, limit=usable)
    if task.one_sitting and len({(row.block, row.day) for row in rows}) > 1:
        text = f"task '{task.id}': must be done in one sitting, but is paid from several blocks"
        yield breach("I5", task.id, text, seq=entry.seq, measured=len(rows), limit=1, unit="blocks")


def _held_before(step: Step, task: AskedTask, person: PersonId, day: date) -> int:
    """Return the held minutes of a day before the entry took this task's share and that of later tasks."""
    state = step.state
    held = 0
    for name in state.blocks_of_client.get(ClientId(step.entry.client), ()):
        block = state.laid[name].block
        if block.person == person and block.skill == task.skill and state.block_exists(name, day):
            held += max(0, state.held(name, day))
    order = [asked.id for asked in step.entry.asked]
    later = set(order[order.index(task.id) :])
    return held + sum(
        row.minutes
        for row in step.entry.rows
        if row.day == day and row.task in later and row.block in state.laid
        if state.laid[row.block].block.person == person and state.laid[row.block].block.skill == task.skill
    )


def _days_are_later(step: Step, task: AskedTask, person: PersonId, rows: list[LedgerRow]) -> Iterator[BookViolation]:
    """Check (c): the days used begin after the predecessor's last day, and any wait, has ended."""
    state, entry = step.state, step.entry
    first_day = min((row.day for row in rows), default=None)
    spans = () if first_day is None else state.calendars.people[person].on(first_day)
    for after in task.after:
        ends = _last_day_ends(step, after.task)
        if ends is None or not spans or first_day is None:
            continue
        earliest = state.calendars.after_wait(ends, after.wait)
        if spans[0].start < earliest:
            text = (
                f"task '{task.id}': takes minutes of {say_day(first_day)}, but what comes before it, '{after.task}', "
                f"may take until {say(earliest, state.calendars.zone)}"
            )
            measured = earliest - spans[0].start
            yield breach("I5", task.id, text, seq=entry.seq, measured=measured, limit=0)


def _last_day_ends(step: Step, before: str) -> Instant | None:
    """Return the end of the working time on the last day that a predecessor in the same request is paid from."""
    rows = [row for row in step.entry.rows if row.task == before and row.block in step.state.laid and row.minutes > 0]
    if not rows:
        return None
    last = max(rows, key=lambda row: row.day)
    if last.block is None:
        return None
    person = step.state.laid[last.block].block.person
    spans = step.state.calendars.people[person].on(last.day)
    return spans[-1].end if spans else None
