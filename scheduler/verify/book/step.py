"""One entry on its way into the state of the book: what it touched, and how that was before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler.domain.book import Entry
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId
from scheduler.verify.book.records import Account, QuotedSpare, TaskState, Was
from scheduler.verify.book.state import BookState, DatedBlock

if TYPE_CHECKING:
    from datetime import date


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
    forgiven
        What a renewal need not count: the quote of the same request that ended.
    taken
        What overrides took of blocks of others for the tasks that it releases.
    owed_for_work, stood
        What is still credited for work that they made late for these, and where that work stood before.
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
    taken: Counter[DatedBlock] = field(default_factory=Counter)
    owed_for_work: Counter[ClientId] = field(default_factory=Counter)
    stood: dict[TaskId, Was] = field(default_factory=dict)
    carried: dict[ClientId, int] = field(default_factory=dict)
    late_before: dict[TaskId, int] = field(default_factory=dict)
    forgiven: QuotedSpare | None = None


def touch_block(step: Step, block: str, day: date) -> None:
    """Remember that a dated block may stand elsewhere now."""
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


def until(pieces: list[Span], at: Instant) -> list[Span]:
    """Return the part of pieces that lies before an instant."""
    return [Span(piece.start, min(piece.end, at)) for piece in pieces if piece.start < at]
