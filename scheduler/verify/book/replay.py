"""What an entry does to the state of the book, and what it touched: the checks look at nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.domain.book import CHARGES, Entry
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.book.bounds import bound_delays, bound_excuses, bound_unused
from scheduler.verify.book.calendar import span_of
from scheduler.verify.book.records import Account, Laid, TaskState, Was
from scheduler.verify.book.state import BookState, DatedBlock, week_of
from scheduler.verify.clock import minute_of
from scheduler.verify.spans import total

if TYPE_CHECKING:
    from datetime import date

    from scheduler.domain.book import LedgerRow

ANSWERED = frozenset(
    {"booked", "accepted", "granted", "quoted", "confirmed", "traded", "overridden", "consented", "lost"}
)
"""Kinds of entries whose asked tasks become work in the witness."""

REFUSED = frozenset({"declined", "withdrawn"})


@dataclass
class Step:
    """An entry, the state after it, and what it touched.

    Attributes
    ----------
    today
        The working day under way while the entry was made (a `closed` entry closes it).
    accounts, tasks
        Dated blocks and tasks that it names, as they were before.
    days
        Days of people whose work or blocks may stand elsewhere now.
    carried
        What the roundings of losses before this entry left over, in minutes by client: owed where above zero.
    late_before
        Minutes of the tasks that this loss names which earlier entries had already let be late.
    facts_changed
        Whether calendars, people or agreements may be others than before.
    """

    entry: Entry
    at: Instant
    state: BookState
    today: date
    accounts: dict[DatedBlock, Account] = field(default_factory=dict)
    tasks: dict[TaskId, Was] = field(default_factory=dict)
    days: set[tuple[PersonId, date]] = field(default_factory=set)
    facts_changed: bool = False
    carried: dict[ClientId, int] = field(default_factory=dict)
    late_before: dict[TaskId, int] = field(default_factory=dict)


def apply(state: BookState, entry: Entry) -> Step:
    """Take an entry into the state.

    Parameters
    ----------
    state
        The state before, which is changed; for the first entry, the state that was made of it.

    Returns
    -------
    Step
        What the checks look at.
    """
    at = minute_of(entry.at)
    step = Step(entry=entry, at=at, state=state, today=state.today)
    state.clock = max(state.clock, at)
    if entry.facts is not None and not state.is_new:
        state.set_facts(Workspace.model_validate(entry.facts))
        state.find_today()
        step.today = state.today
    state.is_new = False
    step.facts_changed = entry.facts is not None
    _lay_blocks(step)
    freed_before = {name for name, task in state.tasks.items() if task.is_free}
    _take_tasks(step)
    for row in entry.rows:
        _charge(step, row)
    for stand in entry.stands:
        state.stands[stand.block, stand.day] = span_of(stand.start, stand.end)
        _touch_block(step, stand.block, stand.day)
    _take_work(step)
    _take_excuses(step)
    bound_delays(step, freed_before)
    bound_excuses(step)
    bound_unused(step)
    _take_waiting(step)
    for client, minutes in entry.credits.items():
        state.credits.change(client, minutes, at=at, weeks=state.workspace.policy.credit_weeks)
    if entry.kind == "closed" and at >= state.calendars.closes_at(state.today):
        state.close_today()
    return step


def _lay_blocks(step: Step) -> None:
    state, entry = step.state, step.entry
    if not entry.blocks and not entry.ended:
        return
    for end in entry.ended:
        if end.block in state.laid:
            known = state.laid[end.block]
            known.ends_on = end.from_day if known.ends_on is None else min(known.ends_on, end.from_day)
    for block in entry.blocks:
        state.laid[block.id] = Laid(block=block, laid_on=state.calendars.day_at(step.at), first_close=state.today)
        state.blocks_of_person[block.person].append(block.id)
        state.blocks_of_client[block.client].append(block.id)
        if block.day is not None:
            state.last_day = max(state.last_day, block.day)
    state.forget_days()


def _touch_block(step: Step, block: str, day: date) -> None:
    laid = step.state.laid.get(block)
    if laid is not None:
        step.days.add((laid.block.person, day))
        step.state.last_day = max(step.state.last_day, day)


def task_of(step: Step, task: TaskId) -> TaskState:
    """Return a task that the entry names, remembering how it was before."""
    state = step.state
    known = state.tasks.get(task)
    if known is None:
        known = state.tasks[task] = TaskState(id=task, client=ClientId(step.entry.client))
        if task in state.asked:
            known.ask(state.asked[task])
            state.bind(state.asked[task])
    if task not in step.tasks:
        step.tasks[task] = Was(
            known.client, known.due, known.floor_at, known.is_promised, known.person, known.pieces, known.left
        )
    return known


def _take_tasks(step: Step) -> None:
    state, entry = step.state, step.entry
    if entry.kind not in REFUSED:
        for asked in entry.asked:
            state.asked[asked.id] = asked
    if entry.kind in ANSWERED:
        for asked in entry.asked:
            task_of(step, asked.id).ask(asked)
            state.bind(asked)
    for made in entry.committed:
        task = task_of(step, made.task)
        task.client = made.client
        if task.due is not None and not task.is_promised and made.task not in entry.released:
            # Promised again it is charged anew; what stayed charged was worked, or lapsed with its booking.
            task.charged = {"worked": min(sum(task.charged.values()), total(until(_pieces_kept(step, task), step.at)))}
        task.due, task.floor_at = minute_of(made.due), minute_of(made.floor_at)
        task.is_promised = True
        state.last_day = max(state.last_day, state.calendars.day_at(task.due))
    for name in entry.released:
        task = task_of(step, name)
        task.is_promised = False
        step.days |= state.place(task, task.person, until(task.pieces, step.at))
    if entry.kind == "progressed":
        for work in entry.work:
            # An overrun may take its own client's later work with it.
            follower = task_of(step, work.task)
            follower.is_free = follower.is_free or (
                work.task not in entry.remaining and follower.client == entry.client
            )
    for name, minutes in entry.remaining.items():
        task = task_of(step, name)
        task.is_free = task.is_free or minutes > _still_to_do(task, step.at)
        task.since, task.left = step.at, minutes


def _pieces_kept(step: Step, task: TaskState) -> list[Span]:
    """Return where a task that is promised again stands: what was worked of it before may be kept with it, or be over with it."""
    for work in step.entry.work:
        if work.task == task.id:
            return [span_of(piece.start, piece.end) for piece in work.pieces]
    return task.pieces


def _still_to_do(task: TaskState, at: Instant) -> int:
    return total(piece._replace(start=max(piece.start, at)) for piece in task.pieces if piece.end > at)


def _charge(step: Step, row: LedgerRow) -> None:
    state = step.state
    state.last_day = max(state.last_day, row.day)
    if row.task is not None:
        task = task_of(step, row.task)
        if row.fund in CHARGES:
            task.charged[row.fund] = task.charged.get(row.fund, 0) + row.minutes
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
    _touch_block(step, block, row.day)
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
        state.spare_given[account].append((step.at, row.minutes))
        grants.append((account, step.at, row.minutes))
        return
    back = -row.minutes
    while back > 0 and grants:
        account, at, minutes = grants.pop()
        part = min(back, minutes)
        state.spare_given[account].append((at, -part))
        back -= part
        if minutes > part:
            grants.append((account, at, minutes - part))


def _charge_spare(step: Step, row: LedgerRow) -> None:
    """Charge spare to the account that its client has now; it stays there when the client signs an agreement later."""
    state = step.state
    if step.entry.kind == "opened" or (step.entry.kind == "booked" and step.entry.reason == "initial"):
        return
    account, asked_on = state.agreements.account_of(row.client), state.calendars.day_at(step.at)
    if row.minutes >= 0 or row.task is None:
        state.spare_by_work[account][row.day] += row.minutes
        state.spare_by_asking[account][asked_on] += row.minutes
        if row.task is not None:
            asked = state.tasks[row.task].spare_asked
            asked[account, asked_on] = asked.get((account, asked_on), 0) + row.minutes
        return
    # What returns counts for the day on which it was asked: a cancel gives back no more than was taken.
    back = -row.minutes
    asked = state.tasks[row.task].spare_asked
    for charged, day in sorted(asked, key=lambda key: key[1], reverse=True):
        part = min(back, asked[charged, day])
        asked[charged, day] -= part
        state.spare_by_asking[charged][day] -= part
        state.spare_by_work[charged][row.day] -= part
        back -= part


def _take_work(step: Step) -> None:
    for work in step.entry.work:
        task = task_of(step, work.task)
        pieces = [span_of(piece.start, piece.end) for piece in work.pieces]
        step.days |= step.state.place(task, work.person, pieces)


def until(pieces: list[Span], at: Instant) -> list[Span]:
    """Return the part of pieces that lies before an instant."""
    return [Span(piece.start, min(piece.end, at)) for piece in pieces if piece.start < at]


def _take_excuses(step: Step) -> None:
    entry = step.entry
    if entry.loss is not None:
        step.carried = dict(step.state.carried)
        step.state.carried |= entry.loss.carried
        for name, minutes in entry.loss.late.items():
            task = task_of(step, name)
            step.late_before[name] = max(task.excused, task.delay)
            task.is_late, task.excused = True, minutes
    if entry.kind in ("overridden", "consented"):
        for work in entry.work:
            task = task_of(step, work.task)
            if task.client != entry.client or entry.kind == "consented":
                task.is_free = True


def _take_waiting(step: Step) -> None:
    entry, waiting = step.entry, step.state.waiting
    key = (ClientId(entry.client), entry.request)
    if entry.kind == "waiting":
        waiting.setdefault(key, entry.seq)
        step.state.waiting_for[key] = entry.asked
    elif entry.kind in ("granted", "withdrawn", "accepted", "cancelled", "traded", "overridden"):
        waiting.pop(key, None)
        step.state.waiting_for.pop(key, None)
