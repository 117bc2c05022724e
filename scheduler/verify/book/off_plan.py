"""Work done beyond what was planned: it is charged when it is reported, to its client's own hours first (policy, "Actuals").

Rows that are marked `off_plan` charge it: the time has passed, so nothing stands in the witness for it. What is planned is charged
beside it as ever (I10), and what passed of the plan counts as worked once.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.book import CHARGES
from scheduler.units import Span
from scheduler.verify.book.conforming import people_for
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.returns import room_beside
from scheduler.verify.clock import say_amount, say_minutes
from scheduler.verify.spans import total

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.units import TaskId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import DatedBlock
    from scheduler.verify.book.step import Step

_DAYS_AHEAD = 28
"""How far ahead a client's own hours are looked at that could have paid instead of spare."""


def worked_is_charged(step: Step) -> Iterator[BookViolation]:
    """Check that a report leaves charged what was worked and what is planned of the rest (I10).

    What stands in the plan and has passed is charged as worked already, whoever worked when.
    """
    if step.entry.kind != "progressed":
        return
    for name in step.entry.remaining:
        task = step.state.tasks[name]
        charged = task.all_charged - task.charged.get("worked", 0)
        missing = min(_must_be_charged(step, task) - charged, task.worked - _passed(step, task))
        if missing > 0:
            text = (
                f"task '{name}' of '{task.client}': {say_minutes(task.worked)} were worked and {say_minutes(task.left)} remain, "
                f"but only {say_amount(charged, 'are')} charged"
            )
            yield breach("I10", name, text, seq=step.entry.seq, measured=charged, limit=charged + missing)


def only_what_was_worked(step: Step) -> Iterator[BookViolation]:
    """Check that nothing but a report of work charges off the plan, and no more than was worked and remains; none below zero (I10)."""
    added: Counter[TaskId] = Counter()
    for row in step.entry.rows:
        if row.off_plan and row.task is not None:
            added[row.task] += row.minutes
        if row.off_plan and (row.task is None or row.fund not in CHARGES or (row.block is not None) != row.exchanged):
            text = f"{say_minutes(row.minutes)} {row.fund} of '{row.client}' are charged off the plan for no work"
            yield breach("I10", row.client, text, seq=step.entry.seq, measured=row.minutes, limit=0)
    for name, minutes in sorted(added.items()):
        task = step.state.tasks[name]
        below = min(task.off_plan.values(), default=0)
        if below < 0:
            text = f"task '{name}': {say_minutes(-below)} more return of work off the plan than were charged"
            yield breach("I10", name, text, seq=step.entry.seq, measured=below, limit=0)
        limit = task.worked + task.left if name in step.entry.remaining else 0
        if minutes > 0 and (task.all_charged > limit or step.entry.kind != "progressed"):
            text = (
                f"task '{name}' of '{task.client}': {say_minutes(minutes)} are charged for work off the plan, "
                f"which makes {say_minutes(task.all_charged)}, but {say_minutes(limit)} were worked or remain"
            )
            yield breach("I10", name, text, seq=step.entry.seq, measured=task.all_charged, limit=limit)


def off_plan_returns(step: Step) -> Iterator[BookViolation]:
    """Check that what was charged off the plan returns where a report says that less was worked, or remains (I10).

    Spare returns as it was given; minutes of a block only before its notice date, and where its time is still free. Of work that was done
    before, that holds for all that was given in exchange.
    """
    if step.entry.kind != "progressed":
        return
    for name in step.entry.remaining:
        task, state = step.state.tasks[name], step.state
        open_minutes = task.all_charged - max(task.minutes, _must_be_charged(step, task))
        for (block, day, fund), minutes in sorted(_charged_beside(step, name).items(), key=str):
            may = minutes
            if block is not None:
                key: DatedBlock = (block, day)
                is_held = block in state.laid and state.block_exists(*key) and state.phase(*key) == "own"
                may = min(minutes, room_beside(state, key)) if is_held else 0
            kept = min(may, open_minutes)
            if kept > 0:
                text = (
                    f"task '{name}' of '{task.client}': {say_minutes(kept)} {fund} were charged for work off the plan "
                    "that was not done, and do not return"
                )
                yield breach("I10", name, text, seq=step.entry.seq, measured=kept, limit=0)
                break


def off_plan_is_own_first(step: Step) -> Iterator[BookViolation]:
    """Check that work off the plan takes no spare while its client holds minutes that could pay for it (I19)."""
    for name in step.entry.remaining if step.entry.kind == "progressed" else ():
        spare = sum(row.minutes for row in step.entry.rows if row.task == name and row.off_plan and row.fund == "spare")
        key = _still_held(step, step.state.tasks[name]) if spare > 0 else None
        if key is not None:
            task = step.state.tasks[name]
            text = (
                f"task '{name}' of '{task.client}': {say_minutes(spare)} of spare pay for work off the plan, "
                f"but block '{key[0]}@{key[1]}' holds {say_minutes(step.state.held(*key))} of its client"
            )
            yield breach("I19", name, text, seq=step.entry.seq, measured=spare, limit=0)


def _charged_beside(step: Step, name: TaskId) -> dict[tuple[str | None, date, str], int]:
    """Return what is charged for a task though nothing stands for it in the witness, by block, day and fund."""
    found = dict(step.state.tasks[name].off_plan)
    if not (step.tasks[name].left or step.state.tasks[name].left):
        for (block, day), account in step.state.accounts.items():
            if account.given.get(name, 0) > 0:
                found[block, day, "own"] = account.given[name]
    return found


def _must_be_charged(step: Step, task: TaskState) -> int:
    """Return what was worked of a task, and what remains as far as it stands ahead: what finds no place is not charged."""
    return task.worked + min(task.left, task.minutes - _passed(step, task))


def _passed(step: Step, task: TaskState) -> int:
    return total(Span(piece.start, min(piece.end, step.at)) for piece in task.pieces if piece.start < step.at)


def _still_held(step: Step, task: TaskState) -> DatedBlock | None:
    """Return a dated block of a task's client that could still pay for it; None where there is none."""
    state = step.state
    if task.asked is None:
        return None
    able = people_for(state, task.client, task.asked, bound=(), standing=())
    first = state.calendars.day_at(step.at)
    for block in state.blocks_of_client.get(task.client, ()):
        laid = state.laid[block].block
        if laid.skill != task.asked.skill or laid.person not in able:
            continue
        for day in (first + timedelta(days=ahead) for ahead in range(1, _DAYS_AHEAD)):
            if not state.block_exists(block, day) or state.held(block, day) <= 0:
                continue
            phase = state.phase(block, day)
            if phase == "own" or (phase == "rush" and state.rush_left(laid.client, laid.key, day) > 0):
                return block, day
    return None
