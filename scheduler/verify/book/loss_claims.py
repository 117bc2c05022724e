"""I15: who has a claim in a loss, and how much, counted again from blocks and work."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say_day, say_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry, LossCell
    from scheduler.units import ClientId, Instant
    from scheduler.verify.book.replay import Step
    from scheduler.verify.book.state import BookState

Pool = tuple["ClientId", str, "date"]
"""A client's hours of a key (`copy`, `copy:2`) on a day."""


def net_cuts(entry: Entry) -> Counter[Pool]:
    """Return the block minutes that an entry cuts by client, key and day, less what it lays again on the same day."""
    cuts: Counter[Pool] = Counter()
    for row in entry.rows:
        if row.fund == "cut":
            cuts[row.client, row.skill, row.day] += row.minutes
    for block in entry.blocks:
        if block.day is not None:
            cuts[block.client, block.key, block.day] -= block.minutes
    return cuts


def claims_are_there(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before a loss is taken, that no client's claim is more than it has in the pool: blocks, booked or not, and work."""
    if entry.loss is None or entry.kind != "lost":
        return
    at = minute_of(entry.at)
    for cell in entry.loss.cells:
        for client, claim in sorted(cell.claims.items()):
            there = _held_in(state, client, cell) + _booked_in(state, client, cell, at)
            if claim > there:
                text = (
                    f"'{client}' is counted with a claim of {say_minutes(claim)} on {cell.skill} on {say_day(cell.day)}, "
                    f"but has {say_minutes(there)} there"
                )
                yield breach("I15", client, text, seq=entry.seq, measured=claim, limit=there)


def claims_are_complete(step: Step) -> Iterator[BookViolation]:
    """Check that nobody who holds hours of a pool in which blocks are cut is left out, and that guarantees hold all claims.

    What a client still holds there after the loss, and what was cut of it, is the least that it had a claim on.
    """
    entry, loss = step.entry, step.entry.loss
    if loss is None or entry.kind != "lost":
        return
    cuts = net_cuts(entry)
    claimed: Counter[ClientId] = Counter()
    for cell in loss.cells:
        claimed.update(cell.claims)
        if not any(minutes > 0 and pool[1:] == (cell.skill, cell.day) for pool, minutes in cuts.items()):
            continue
        for client in sorted(step.state.blocks_of_client):
            least = _held_in(step.state, client, cell) + max(0, cuts[client, cell.skill, cell.day])
            claim = cell.claims.get(client, 0)
            if claim < least:
                text = (
                    f"'{client}' has {say_minutes(least)} of {cell.skill} on {say_day(cell.day)}, where others lose, but is "
                    f"counted with a claim of {say_minutes(claim)}"
                )
                yield breach("I15", client, text, seq=entry.seq, measured=claim, limit=least)
    for client, minutes in sorted(claimed.items()):
        guaranteed = loss.guaranteed.get(client, 0)
        if guaranteed < minutes:
            text = (
                f"'{client}' has claims of {say_minutes(minutes)} in the loss, but its ratio is one of "
                f"{say_minutes(guaranteed)}"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=guaranteed, limit=minutes)


def _held_in(state: BookState, client: ClientId, cell: LossCell) -> int:
    """Return what a client holds of a key on a day, in its notice or as rush."""
    return sum(
        max(0, state.held(name, cell.day))
        for name in state.blocks_of_client.get(client, ())
        if state.laid[name].block.key == cell.skill
        and state.block_exists(name, cell.day)
        and state.phase(name, cell.day) != "gone"
    )


def _booked_in(state: BookState, client: ClientId, cell: LossCell, at: Instant) -> int:
    """Return what is booked on a client's blocks of a key on a day, or stands there of its other work of the skill."""
    booked: Counter[str] = Counter()
    for name in state.blocks_of_client.get(client, ()):
        if state.laid[name].block.key == cell.skill and state.block_exists(name, cell.day):
            account = state.account(name, cell.day)
            booked.update(account.inside)
            booked.update(account.rushed)
    skill = cell.skill.partition(":")[0]
    for task in {name for (_, day), names in state.by_day.items() if day == cell.day for name in names}:
        known = state.tasks[task]
        is_of_pool = known.client == client and known.asked is not None and known.asked.skill == skill
        if is_of_pool and known.is_promised and known.pieces[-1].end > at:
            booked[task] = max(booked[task], known.left)
    return sum(booked.values())
