"""What an entry does to the state of the book, and what it touched: the checks look at nothing else."""

from __future__ import annotations

from scheduler.domain.book import Entry
from scheduler.domain.workspace import Workspace
from scheduler.units import ClientId, Instant, Span
from scheduler.verify.book.bounds import bound_delays, bound_excuses, bound_unused
from scheduler.verify.book.calendar import span_of
from scheduler.verify.book.charges import charge
from scheduler.verify.book.quotes import begin_quote, end_quote
from scheduler.verify.book.records import Laid, TaskState
from scheduler.verify.book.state import BookState
from scheduler.verify.book.step import Step, task_of, touch_block, until
from scheduler.verify.clock import minute_of
from scheduler.verify.spans import total

ANSWERED = frozenset(
    {"booked", "accepted", "granted", "quoted", "confirmed", "traded", "overridden", "consented", "lost"}
)
"""Kinds of entries whose asked tasks become work in the witness."""

REFUSED = frozenset({"declined", "withdrawn"})


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
    step.taken = state.overrides.taken_for(entry)
    step.owed_for_work, step.stood = state.overrides.owed_for_work(entry), state.overrides.stood(entry)
    state.overrides.take(entry)
    state.held_less.take(entry, ClientId(entry.client))
    _lay_blocks(step)
    freed_before = {name for name, task in state.tasks.items() if task.is_free}
    _take_tasks(step)
    begin_quote(step)
    for row in entry.rows:
        charge(step, row)
    end_quote(step)
    for stand in entry.stands:
        state.stands[stand.block, stand.day] = span_of(stand.start, stand.end)
        touch_block(step, stand.block, stand.day)
    _take_work(step)
    _take_excuses(step)
    state.overrides.remember(entry, step.tasks)
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
        state.lay(Laid(block=block, laid_on=state.calendars.day_at(step.at), first_close=state.today))
    state.forget_days()


def _take_tasks(step: Step) -> None:
    state, entry = step.state, step.entry
    if entry.kind not in REFUSED:
        for asked in entry.asked:
            state.asked[asked.id] = asked
    if entry.kind in ANSWERED:
        for asked in entry.asked:
            task_of(step, asked.id).ask(asked)
            state.bind(asked)
    for name in entry.released:
        task = task_of(step, name)
        task.is_promised = False
        step.days |= state.place(task, task.person, until(task.pieces, step.at))
    # What is released and promised in one entry is promised anew; what a report commits was done by mistake, and goes on.
    restored = {made.task for made in entry.committed} if entry.kind == "progressed" else set()
    for made in entry.committed:
        task = task_of(step, made.task)
        task.client = made.client
        if task.due is not None and not task.is_promised and made.task not in {*entry.released, *restored}:
            _promise_again(step, task)
        task.due, task.floor_at = minute_of(made.due), minute_of(made.floor_at)
        task.is_promised = True
        task.ahead = {}
        state.last_day = max(state.last_day, state.calendars.day_at(task.due))
    if entry.kind == "progressed":
        for work in entry.work:
            # An overrun may take its own client's later work with it.
            follower = task_of(step, work.task)
            follower.is_free = follower.is_free or (
                work.task not in entry.remaining and follower.client == entry.client
            )
    for name, minutes in entry.remaining.items():
        task = task_of(step, name)
        pieces = _pieces_kept(step, task) if name in restored else task.pieces
        task.is_free = task.is_free or minutes > _still_to_do(pieces, step.at)
        task.since, task.left = step.at, minutes
    for name, minutes in entry.worked.items():
        task_of(step, name).worked = minutes


def _promise_again(step: Step, task: TaskState) -> None:
    """Charge a task anew: what stayed charged was worked, or lapsed with its booking, and no later cancel returns it."""
    worked = total(until(_pieces_kept(step, task), step.at))
    before = sum(task.charged.values()) - sum(task.ahead.values())
    task.worked = 0
    task.charged = {"worked": min(before, worked), **task.ahead}
    task.off_plan = {}
    for account in step.state.accounts.values():
        account.given.pop(task.id, None)


def _pieces_kept(step: Step, task: TaskState) -> list[Span]:
    """Return where a task that is promised again stands: what was worked of it before may be kept with it, or be over with it."""
    for work in step.entry.work:
        if work.task == task.id:
            return [span_of(piece.start, piece.end) for piece in work.pieces]
    return task.pieces


def _still_to_do(pieces: list[Span], at: Instant) -> int:
    return total(piece._replace(start=max(piece.start, at)) for piece in pieces if piece.end > at)


def _take_work(step: Step) -> None:
    for work in step.entry.work:
        task = task_of(step, work.task)
        pieces = [span_of(piece.start, piece.end) for piece in work.pieces]
        step.days |= step.state.place(task, work.person, pieces)


def _take_excuses(step: Step) -> None:
    entry = step.entry
    if entry.loss is not None:
        step.carried = dict(step.state.carried)
        step.state.carried |= entry.loss.carried
        for name, minutes in entry.loss.late.items():
            task = task_of(step, name)
            step.late_before[name] = max(task.excused, task.delay)
            task.is_late, task.excused = True, minutes
    if entry.kind == "consented":
        for work in entry.work:
            task_of(step, work.task).is_free = True


def _take_waiting(step: Step) -> None:
    entry, waiting = step.entry, step.state.waiting
    key = (ClientId(entry.client), entry.request)
    if entry.kind == "waiting":
        waiting.setdefault(key, entry.seq)
        step.state.waiting_for[key] = entry.asked
    elif entry.kind in ("granted", "withdrawn", "accepted", "cancelled", "traded", "overridden"):
        waiting.pop(key, None)
        step.state.waiting_for.pop(key, None)
