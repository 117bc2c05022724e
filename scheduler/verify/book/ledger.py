"""I10 and I8: every minute of every dated block is accounted for, charged is planned, and rush stays within what was agreed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scheduler.domain.book import CHARGES
from scheduler.verify.book.invariants import breach
from scheduler.verify.book.state import week_of
from scheduler.verify.clock import say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import LedgerRow
    from scheduler.units import ClientId
    from scheduler.verify.book.records import TaskState
    from scheduler.verify.book.state import BookState, DatedBlock
    from scheduler.verify.book.step import Step

_PARTS = ("own", "rush", "exchanged", "traded", "lapsed", "cut")


def minutes_add_up(step: Step) -> Iterator[BookViolation]:
    """Check the rows of an entry, the dated blocks that they name, and the tasks that it touched."""
    for row in step.entry.rows:
        yield from _row_is_sound(step, row)
    for key in sorted(step.accounts):
        yield from block_adds_up(step.state, key, seq=step.entry.seq)
        yield from _day_off_is_not_used(step, key)
    for name in sorted(step.tasks):
        yield from charged_is_planned(step.state.tasks[name], seq=step.entry.seq)


def _row_is_sound(step: Step, row: LedgerRow) -> Iterator[BookViolation]:
    """Check that a row with a block names it as it was laid, and that one without has no need of one."""
    seq, state = step.entry.seq, step.state
    if row.block is None:
        if row.fund in ("own", "rush", "lapsed", "cut"):
            text = f"a row of {say_minutes(row.minutes)} {row.fund} on {say_day(row.day)} names no block"
            yield breach("I10", row.client, text, seq=seq, measured=row.minutes, limit=0)
        return
    name = f"{row.block}@{row.day}"
    laid = state.laid.get(row.block)
    if laid is None:
        text = f"block '{name}': {say_minutes(row.minutes)} {row.fund}, but no such block was ever laid"
        yield breach("I10", name, text, seq=seq, measured=row.minutes, limit=0)
    elif row.fund in ("spare", "overtime"):
        text = f"block '{name}': {row.fund} minutes belong to no block"
        yield breach("I10", name, text, seq=seq, measured=row.minutes, limit=0)
    elif (row.client, row.skill) != (laid.block.client, laid.block.key):
        text = (
            f"block '{name}': is {laid.block.key} of '{laid.block.client}', "
            f"but {say_minutes(row.minutes)} of it are charged as {row.skill} of '{row.client}'"
        )
        yield breach("I10", name, text, seq=seq, measured=row.minutes, limit=0)
    if row.fund in CHARGES and row.task is None:
        text = f"block '{name}': {say_minutes(row.minutes)} {row.fund} are charged for no task"
        yield breach("I10", name, text, seq=seq, measured=row.minutes, limit=0)


def block_adds_up(state: BookState, key: DatedBlock, *, seq: int) -> Iterator[BookViolation]:
    """Check that no part of a dated block's account is below zero, and that a day without the block has none."""
    block, day = key
    laid, account = state.laid.get(block), state.accounts[key]
    if laid is None:
        return
    name = f"{block}@{day}"
    for part in _PARTS:
        minutes = getattr(account, part)
        if minutes < 0:
            text = f"block '{name}': its {part} minutes add up to {minutes}, less than none"
            yield breach("I10", name, text, seq=seq, measured=minutes, limit=0)
    for task, minutes in sorted(account.inside.items()):
        if minutes < 0 <= account.own:
            text = f"block '{name}': {say_minutes(-minutes)} more return from task '{task}' than were charged"
            yield breach("I10", name, text, seq=seq, measured=minutes, limit=0)
    # What was booked on a block before it ended stays; the rest of it is cut by the entry that ends it.
    has_ended = laid.ends_on is not None and laid.ends_on <= day
    has = laid.block.minutes if has_ended or account.had_day or state.block_exists(block, day) else 0
    if account.gone > has and (has or account.charged or account.lapsed):
        there = f"it has {say_minutes(has)}" if has else f"there is no such block on {say_day(day)}"
        text = f"block '{name}': {say_minutes(account.gone)} of it are used, lapsed or cut, but {there}"
        yield breach("I10", name, text, seq=seq, measured=account.gone, limit=has)


def _day_off_is_not_used(step: Step, key: DatedBlock) -> Iterator[BookViolation]:
    """Check that nothing more is charged to a block on a day that is off by now, and nothing lapses there."""
    state, (block, day) = step.state, key
    laid, was, account = state.laid.get(block), step.accounts[key], state.accounts[key]
    if laid is None or state.block_exists(block, day) or (laid.ends_on is not None and laid.ends_on <= day):
        return
    more = account.charged + account.lapsed - was.charged - was.lapsed
    if more > 0:
        text = f"block '{block}@{day}': {say_minutes(more)} more are used or lapse, but there is no such block on {say_day(day)}"
        yield breach("I10", f"{block}@{day}", text, seq=step.entry.seq, measured=more, limit=0)


def charged_is_planned(task: TaskState, *, seq: int) -> Iterator[BookViolation]:
    """Check that a promised task is charged with exactly the minutes that stand in the witness for it."""
    for fund, minutes in sorted(task.charged.items()):
        if minutes < 0:
            text = f"task '{task.id}' of '{task.client}': {say_minutes(-minutes)} more {fund} return than were charged"
            yield breach("I10", task.id, text, seq=seq, measured=minutes, limit=0)
    charged = sum(task.charged.values())
    if not task.is_promised or task.is_late or charged == task.minutes:
        return
    if task.minutes < charged <= task.minutes + task.unused:
        # Reported work may have taken less than was booked; past the notice date nothing of that returns.
        return
    text = (
        f"task '{task.id}' of '{task.client}': {say_minutes(charged)} are charged, "
        f"but {say_minutes(task.minutes)} are planned"
    )
    yield breach("I10", task.id, text, seq=seq, measured=charged, limit=task.minutes)


def rush_within_agreed(step: Step) -> Iterator[BookViolation]:
    """Check the rush minutes of every client, key and ISO week of which the entry charges more (I8).

    What was used by an earlier agreement stays used where a later one allows less.
    """
    state = step.state
    more: defaultdict[tuple[ClientId, str, tuple[int, int]], int] = defaultdict(int)
    days: dict[tuple[ClientId, str, tuple[int, int]], LedgerRow] = {}
    for row in step.entry.rows:
        if row.fund == "rush":
            key = (row.client, row.skill, week_of(row.day))
            more[key] += row.minutes
            days.setdefault(key, row)
    for key, row in days.items():
        if more[key] <= 0:
            continue
        used = state.rush_used[key]
        year, week = key[2]
        limit = state.agreements.rush_minutes(row.client, row.skill, row.day)
        if used > limit:
            text = (
                f"client '{row.client}': {say_minutes(used)} of rush {row.skill} in week {week} of {year}, "
                f"agreed are {say_minutes(limit)}"
            )
            yield breach("I8", row.client, text, seq=step.entry.seq, measured=used, limit=limit)
