"""Blocks as exact minutes, and where the tasks of a baseline stood, as far as it still counts."""

from __future__ import annotations

from dataclasses import dataclass
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
        Those of them that start before the end of the freeze.
    """

    row: PlannedTask
    all_spans: list[Span]
    later: list[Span]
    frozen: list[Span]


def standings(facts: Facts, baseline: Plan) -> dict[TaskId, Standing]:
    """Return where each placed task of the baseline stood; of duplicates the first."""
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
    return found


def pieces_of(blocks: Iterable[Block]) -> tuple[Piece, ...]:
    """Return blocks that are longer than nothing as exact minutes, in time order."""
    pieces = [Piece(Span(minute_of(block.start), minute_of(block.end)), block.overtime) for block in blocks]
    return tuple(sorted((piece for piece in pieces if piece.span.minutes > 0), key=lambda piece: piece.span))
