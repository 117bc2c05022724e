"""What the rows of an entry charge: dated blocks, and spare by the account of its client, by day of work and of asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.book import CHARGES
from scheduler.units import TaskId
from scheduler.verify.book.quotes import count_quoted
from scheduler.verify.book.records import Account
from scheduler.verify.book.state import week_of
from scheduler.verify.book.step import Step, task_of, touch_block

if TYPE_CHECKING:
    from scheduler.domain.book import LedgerRow


def charge(step: Step, row: LedgerRow) -> None:
    """Take a row into the state."""
    state = step.state
    state.last_day = max(state.last_day, row.day)
    if row.task is not None:
        task = task_of(step, row.task)
        if row.off_plan:
            key = (row.block, row.day, row.fund)
            task.off_plan[key] = task.off_plan.get(key, 0) + row.minutes
        elif row.fund in CHARGES:
            task.charged[row.fund] = task.charged.get(row.fund, 0) + row.minutes
            if step.entry.kind == "consented" and not task.is_promised:
                task.ahead[row.fund] = task.ahead.get(row.fund, 0) + row.minutes
    if row.block is not None:
        _charge_block(step, row, row.block)
    if row.fund == "rush":
        state.rush_used[row.client, row.skill, week_of(row.day)] += row.minutes
    if row.fund == "spare":
        _grant_spare(step, row)
        if not row.in_round:
            _charge_spare(step, row)


def _charge_block(step: Step, row: LedgerRow, block: str) -> None:
    key = (block, row.day)
    account = step.state.accounts.setdefault(key, Account())
    step.accounts.setdefault(key, account.copy())
    touch_block(step, block, row.day)
    account.had_day = account.had_day or step.state.block_exists(block, row.day)
    match row.fund:
        case "own" | "rush" if row.exchanged:
            account.exchanged += row.minutes
            account.rush_exchanged += row.minutes if row.fund == "rush" else 0
            _add(account.given, row)
        case "own":
            account.own += row.minutes
            _add(account.inside, row)
        case "rush":
            account.rush += row.minutes
            _add(account.rushed, row)
        case "lapsed":
            account.lapsed += row.minutes
        case "cut":
            account.cut += row.minutes
        case _:
            account.traded += row.minutes


def _add(minutes_by_task: dict[TaskId, int], row: LedgerRow) -> None:
    if row.task is not None:
        minutes_by_task[row.task] = minutes_by_task.get(row.task, 0) + row.minutes


def _grant_spare(step: Step, row: LedgerRow) -> None:
    """Count spare for the decayed share: what returns is taken off the grant that gave it, at its age."""
    state = step.state
    grants = [] if row.task is None else state.tasks[row.task].spare_grants
    if row.minutes >= 0:
        account = state.agreements.account_of(row.client)
        state.spare_given[account, row.client].append((step.at, row.minutes))
        grants.append((account, step.at, row.minutes))
        return
    back = -row.minutes
    while back > 0 and grants:
        account, at, minutes = grants.pop()
        part = min(back, minutes)
        state.spare_given[account, row.client].append((at, -part))
        back -= part
        if minutes > part:
            grants.append((account, at, minutes - part))


def _charge_spare(step: Step, row: LedgerRow) -> None:
    """Charge spare to the account that its client has now; there it stays when the client signs an agreement, or changes its group, later."""
    state = step.state
    if step.entry.kind == "opened" or (step.entry.kind == "booked" and step.entry.reason == "initial"):
        return
    account, asked_on = state.agreements.account_of(row.client), state.calendars.day_at(step.at)
    if row.minutes >= 0 or row.task is None:
        state.spare_by_work[account, row.client][row.day] += row.minutes
        state.spare_by_asking[account, row.client][asked_on] += row.minutes
        if row.task is not None:
            asked = state.tasks[row.task].spare_asked
            asked[account, asked_on] = asked.get((account, asked_on), 0) + row.minutes
            count_quoted(state, row, account, asked_on=asked_on, minutes=row.minutes)
        return
    # What returns counts for the day on which it was asked: a cancel gives back no more than was taken.
    back = -row.minutes
    asked = state.tasks[row.task].spare_asked
    for charged, day in sorted(asked, key=lambda key: key[1], reverse=True):
        part = min(back, asked[charged, day])
        asked[charged, day] -= part
        state.spare_by_asking[charged, row.client][day] -= part
        state.spare_by_work[charged, row.client][row.day] -= part
        count_quoted(state, row, charged, asked_on=day, minutes=-part)
        back -= part
