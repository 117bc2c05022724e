"""Cancelled and unused work: what returns to its block, because its notice date has not passed, and what is given back of an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.book import CHARGES
from scheduler.units import Span
from scheduler.verify.book.agreements import has_skill
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say_amount, say_minutes
from scheduler.verify.spans import common, joined, total, without

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.units import TaskId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState, DatedBlock
    from scheduler.verify.book.step import Step


def cancelled_minutes_return(step: Step) -> Iterator[BookViolation]:
    """Check that a cancel, or a report that less is to be done, gives back what blocks may still hold (I10).

    Minutes of work that was done stay charged, whenever it was planned. Time given in exchange returns only where it is still free.
    """
    names = (
        step.entry.released
        if step.entry.kind in ("cancelled", "expired")
        else [*step.entry.remaining]
        if step.entry.kind == "progressed"
        else []
    )
    for name in names:
        task = step.state.tasks[name]
        open_minutes = task.all_charged - max(task.minutes, task.worked)
        if open_minutes > 0:
            yield from _kept_back(step, task, open_minutes)


def worked_stays_charged(step: Step) -> Iterator[BookViolation]:
    """Check that what was worked stays charged when a commitment ends (I10): minutes worked are charged, whatever becomes of the rest.

    What stands of a task after its release is what was done until then. What was reported as worked stays charged too, whenever it was
    planned; both as far as they were charged before. A quote that was never confirmed is nobody's work. Minutes of a block that were given in
    exchange are left aside: they may come back where the block's time is free, and whether work that was done still owes them is not
    looked at.
    """
    entry = step.entry
    if entry.kind == "expired":
        return
    done = [name for name, minutes in entry.remaining.items() if not minutes and name not in entry.released]
    for name in (*entry.released, *done):
        task = step.state.tasks[name]
        if not step.tasks[name].is_promised:
            continue
        now = task.all_charged
        before = now - sum(row.minutes for row in entry.rows if row.task == name and row.fund in CHARGES)
        passed = task.minutes if name in entry.released else 0
        charged, worked = now + _given_back(step, name), min(max(passed, task.worked), before)
        if charged < worked:
            text = (
                f"task '{name}' of '{task.client}': {say_minutes(worked)} were worked before it was {entry.kind}, "
                f"but only {say_amount(charged, 'stay')} charged"
            )
            yield breach("I10", name, text, seq=entry.seq, measured=charged, limit=worked)


def _given_back(step: Step, name: TaskId) -> int:
    return -sum(row.minutes for row in step.entry.rows if row.task == name and row.exchanged and row.minutes < 0)


def _kept_back(step: Step, task: TaskState, open_minutes: int) -> Iterator[BookViolation]:
    state = step.state
    for key in sorted(key for key, account in state.accounts.items() if task.id in {*account.inside, *account.given}):
        if key[0] not in state.laid or state.phase(*key) != "own" or not state.block_exists(*key):
            continue
        account = state.accounts[key]
        inside, given = account.inside.get(task.id, 0), account.given.get(task.id, 0)
        if step.entry.kind == "progressed":
            # What is still to be done may stand in the block; what was exchanged stands elsewhere by right.
            must = max(0, inside - total(common(task.pieces, state.piece_of(*key))))
        else:
            must = inside + min(given, room_beside(state, key))
        kept = min(must, open_minutes)
        if kept > 0:
            name = f"{key[0]}@{key[1]}"
            text = (
                f"block '{name}': {say_minutes(kept)} that task '{task.id}' is charged with and no longer needs do not return, "
                "though its notice date has not passed and the time is free"
            )
            yield breach("I10", name, text, seq=step.entry.seq, measured=kept, limit=0)


def room_beside(state: BookState, key: DatedBlock) -> int:
    """Return by how much a dated block's piece could grow where it stands without touching anything else.

    Work that is booked in it makes room for what returns inside the piece; what of it stands outside is in the way as other work is.
    """
    block, day = key
    laid = state.laid[block].block
    person = state.calendars.people.get(laid.person)
    if person is None or not has_skill(person.person, laid.skill, laid.level):
        return 0
    piece = state.piece_of(block, day)
    account = state.account(block, day)
    needed = max(0, state.held(block, day)) + account.own
    work = [
        span
        for name in state.by_day.get((laid.person, day), ())
        for span in without(state.tasks[name].pieces, piece if account.inside.get(name, 0) > 0 else [])
    ]
    others = [
        span
        for other in state.blocks_on(laid.person, day)
        if other.block.id != block and state.phase(other.block.id, day) != "gone"
        for span in state.piece_of(other.block.id, day)
    ]
    runs = without(person.on(day), joined([*work, *others]))
    around = [run for run in runs if all(_is_inside(part, run) for part in piece)]
    return max(0, max((run.end - run.start for run in around), default=0) - needed)


def _is_inside(part: Span, run: Span) -> bool:
    return run.start <= part.start and part.end <= run.end
