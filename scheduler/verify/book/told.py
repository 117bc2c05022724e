"""I4 on what an entry says of held minutes: they stand inside their block's piece, all of them, beside work."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.verify.book.calendar import span_of
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import say_minutes
from scheduler.verify.spans import common, total

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.answers import BookViolation
    from scheduler.verify.book.step import Step


def told_hours_stand(step: Step) -> Iterator[BookViolation]:
    """Check the stands of an entry that say where held minutes are."""
    state = step.state
    for stand in step.entry.stands:
        if not stand.held or stand.block not in state.laid:
            continue
        name, key = f"{stand.block}@{stand.day}", (stand.block, stand.day)
        pieces = [span_of(piece.start, piece.end) for piece in stand.held]
        whole = span_of(stand.start, stand.end)
        held = max(0, state.held(*key))
        text = ""
        if total(common(pieces, [whole])) != total(pieces) or any(a.end > b.start for a, b in pairwise(pieces)):
            text = f"block '{name}': its held minutes are said to stand outside its piece, or twice"
        elif total(pieces) != held:
            text = f"block '{name}': {say_minutes(held)} are held, but {say_minutes(total(pieces))} are said to stand"
        if text:
            yield breach("I4", name, text, seq=step.entry.seq, measured=total(pieces), limit=held)
            continue
        if state.phase(*key) != "own":
            continue
        for task in sorted(state.by_day.get((state.laid[stand.block].block.person, stand.day), ())):
            there = total(common(state.tasks[task].pieces, pieces))
            if there:
                text = f"block '{name}': {say_minutes(there)} of task '{task}' stand where its held minutes are said to"
                yield breach("I4", name, text, seq=step.entry.seq, measured=there, limit=0)
