"""What moves for a decision, as a lead is told beside the entry: work of the plan of which the log has no row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from scheduler.domain.ledger import Worked, WorkStand
from scheduler.report.charges import MOST_MOVES
from scheduler.report.words import count_words

if TYPE_CHECKING:
    from scheduler.domain.book import Entry
    from scheduler.domain.plan import Move, Place, Plan
    from scheduler.report.known_so_far import KnownSoFar


def moved_lines(
    entries: Sequence[Entry], moves: Sequence[Move], plan: Plan | None, known: KnownSoFar, *, today: date
) -> Iterator[str]:
    """Yield what stands elsewhere in the plan after a decision and is not told by its entries: work without a promise, and occurrences to come.

    Parameters
    ----------
    plan
        After the decision: titles, clients and due times.
    known
        What was known before the decision.
    """
    told = {stand.task for entry in entries for stand in entry.work}
    told |= {task.id for entry in entries for task in entry.asked}
    rest = [move for move in moves if move.task not in told]
    rows = {} if plan is None else {task.id: task for task in plan.tasks}
    for move in rest[:MOST_MOVES]:
        row = rows.get(move.task)
        title = known.title(move.task) if row is None or not row.title else known.title_as(move.task, row.title)
        owner = "" if row is None else f" of {known.client(row.client)}"
        before = "" if move.from_ is None else f" (before: {_words(move.task, move.from_, known, today=today)})"
        if move.to is None:
            yield f"Moves: {title}{owner}, which leaves the plan{before}."
            continue
        late = row is not None and row.late_minutes > 0
        yield (
            f"Moves: {title}{owner}, now {_words(move.task, move.to, known, today=today)}{before}."
            + (" That is after its due time." if late else "")
        )
    if len(rest) > MOST_MOVES:
        yield f"{count_words(len(rest) - MOST_MOVES, 'more task')} moved."


def _words(task: str, place: Place, known: KnownSoFar, *, today: date) -> str:
    pieces = tuple(Worked(start=block.start, end=block.end) for block in place.blocks)
    return known.work_words(
        WorkStand.model_validate({"task": task, "person": place.person, "pieces": pieces}), today=today
    )
