"""Held hours beside a plan that was made without them: where they stand, and the plan with their rows and figures.

Before there is a book all agreed work goes before held hours (objective levels `agreed_lateness`, `held_shortfall`). So a plan is made first,
and what a book opened on it would hold is laid into what it leaves free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from scheduler.calendars.spans import merged
from scheduler.calendars.zones import Zone, instant_of
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.domain.plan import Level, Plan, PlannedTask
from scheduler.domain.workspace import Workspace
from scheduler.instance.baseline import BaselineWork
from scheduler.instance.holding import Taken, pieces_here, stand
from scheduler.instance.reading import read
from scheduler.solve.held_rows import rows_of
from scheduler.solve.levels import status_of
from scheduler.units import Span, TaskId


def placed_beside(
    workspace: Workspace, holdings: Holdings, work: Mapping[TaskId, BaselineWork]
) -> tuple[HeldPiece, ...]:
    """Return the held pieces of the horizon, each where it stands beside some work.

    A piece keeps its place where it can; else it takes the earliest room of its day; without any it has no place.
    """
    reading = read(workspace)
    pieces = pieces_here(reading, holdings)
    spans = stand(reading, pieces, Taken(reading, work), places={}, beside={})
    return tuple(
        piece.model_copy(
            update={"start": None if span is None else span.start, "end": None if span is None else span.end}
        )
        for piece, span in zip(pieces, spans, strict=True)
    )


def work_of(tasks: Iterable[PlannedTask]) -> dict[TaskId, BaselineWork]:
    """Return where tasks of a plan stand."""
    return {
        task.id: BaselineWork(
            task.person, merged([Span(instant_of(block.start), instant_of(block.end)) for block in task.blocks])
        )
        for task in tasks
    }


def with_held(workspace: Workspace, plan: Plan, pieces: Sequence[HeldPiece]) -> Plan:
    """Return a plan with held pieces that stand in what it leaves free: their rows, their people's minutes, their level.

    Parameters
    ----------
    plan
        Without held hours. What is proven of it stays proven: held hours only take room away.
    pieces
        Those with a place are disjoint from each other and from the work of the plan.
    """
    rows = rows_of([(piece, piece.place) for piece in pieces], Zone.of(workspace.time_zone))
    standing: Counter[str] = Counter()
    for piece in pieces:
        if piece.place is not None:
            standing[piece.person] += piece.minutes
    levels = tuple(_shortfall(pieces, level) if level.level == "held_shortfall" else level for level in plan.objective)
    return plan.model_copy(
        update={
            "held": rows,
            "people": tuple(row.model_copy(update={"held_minutes": standing[row.id]}) for row in plan.people),
            "objective": levels,
            "status": status_of(levels) if plan.status == "optimal" else plan.status,
        }
    )


def _shortfall(pieces: Sequence[HeldPiece], level: Level) -> Level:
    """Return how much of each client's held minutes stands nowhere, per mille rounded up, worst first."""
    held: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for piece in pieces:
        held[piece.client] += piece.minutes
        missing[piece.client] += piece.minutes if piece.place is None else 0
    entries = [(-(-1000 * missing[client] // held[client]), client) for client in held]
    entries.sort(key=lambda entry: (-entry[0], entry[1]))
    value = tuple(value for value, _ in entries)
    return level.model_copy(
        update={
            "value": value,
            "bound": tuple(0 for _ in value),
            "optimal": not any(value),
            "clients": tuple(client for _, client in entries),
        }
    )
