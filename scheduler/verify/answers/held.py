"""What the log holds: the dated blocks that can still be claimed, and the rows a plan would show of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.plan import Held, HeldBlock
from scheduler.verify.clock import datetime_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.book import LaidBlock
    from scheduler.verify.book.state import BookState


def dated_blocks(state: BookState, first: date, last: date) -> Iterator[tuple[LaidBlock, date]]:
    """Yield the blocks that stand on the days from `first` to `last`, by day and id."""
    day = first
    while day <= last:
        for name in sorted(state.laid):
            if state.block_exists(name, day):
                yield state.laid[name].block, day
        day += timedelta(days=1)


def claimable_kind(state: BookState, block: str, day: date) -> str | None:
    """Return how a dated block's minutes may be claimed now, `own` or `rush`; None where nothing of it can be."""
    phase = state.phase(block, day)
    return phase if phase != "gone" and state.held(block, day) > 0 else None


def held_rows(state: BookState, *, last: date) -> tuple[Held, ...]:
    """Return what the log holds up to a day, a row for each dated block, standing where it was laid or last said."""
    rows, zone = [], state.calendars.zone
    for block, day in dated_blocks(state, state.today, last):
        kind = claimable_kind(state, block.id, day)
        places = state.piece_of(block.id, day)
        if kind is None or not places:
            continue
        minutes = state.held(block.id, day)
        if kind == "rush":
            # Every block holds what is left of the week's rush until one of them uses it.
            minutes = min(minutes, state.rush_left(block.client, block.key, day))
        start = places[0].start
        if minutes > 0:
            rows.append(
                Held(
                    client=block.client,
                    skill=block.key,
                    day=day,
                    kind="standard" if kind == "own" else "rush",
                    minutes=minutes,
                    lapses_at=datetime_of(state.calendars.closes_at(state.today), zone),
                    blocks=(
                        HeldBlock(
                            person=block.person,
                            start=datetime_of(start, zone),
                            end=datetime_of(start + minutes, zone),
                            block=block.id,
                        ),
                    ),
                )
            )
    return tuple(rows)
