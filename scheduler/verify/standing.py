"""Blocks as exact minutes, and where the tasks of a baseline stood, as far as it still counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.units import Span, TaskId
from scheduler.verify.clock import minute_of
from scheduler.verify.dates import FOREVER
from scheduler.verify.spans import joined, without

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.plan import Block, Plan, PlannedTask
    from scheduler.verify.facts import Facts


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that is longer than nothing, on exact minutes."""

    span: Span
    is_overtime: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stood in the baseline, as far as it still counts.

    Attributes
    ----------
    later
        Its blocks from as_of on; a block that runs at as_of counts from as_of.
    frozen
        Those of them that start before the end of the freeze; where the baseline is what answers made of a published plan, what that one
        has there.
    """

    row: PlannedTask
    all_spans: list[Span]
    later: list[Span]
    frozen: list[Span]


def standings(facts: Facts, baseline: Plan, *, published: Plan | None = None) -> dict[TaskId, Standing]:
    """Return where each placed task of the baseline stood; of duplicates the first.

    Parameters
    ----------
    published
        The published plan, if the baseline carries it on with the answers since: nothing else is frozen, and of it only what stands there.
    """
    freeze_end = facts.team.freeze_end()
    past = [Span(-FOREVER, facts.as_of)]
    found: dict[TaskId, Standing] = {}
    for row in baseline.tasks:
        if row.id not in found:
            pieces = pieces_of(row.blocks)
            spans = joined(piece.span for piece in pieces)
            # Blocks are judged one by one: a later block that touches a frozen one is not frozen with it.
            blocks = [span for piece in pieces for span in without([piece.span], past)]
            frozen = joined(block for block in blocks if block.start < freeze_end)
            found[row.id] = Standing(row=row, all_spans=spans, later=without(spans, past), frozen=frozen)
    if published is None:
        return found
    before = standings(facts, published)
    return {task: replace(stood, frozen=_still_there(stood, before.get(task))) for task, stood in found.items()}


def _still_there(stood: Standing, before: Standing | None) -> list[Span]:
    """Return the frozen time of a task in the published plan, if all of it is the task's still, on the same person."""
    if before is None or before.row.person != stood.row.person or without(before.frozen, stood.later):
        return []
    return before.frozen


def pieces_of(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Return blocks that are longer than nothing as exact minutes, in time order."""
    pieces = [Piece(Span(minute_of(block.start), minute_of(block.end)), block.overtime) for block in blocks]
    return tuple(sorted((piece for piece in pieces if piece.span.minutes > 0), key=lambda piece: piece.span))
