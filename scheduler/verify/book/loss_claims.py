"""I15: who has a claim in a loss, and how much, counted again from blocks and work."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.domain.workspace import Workspace
from scheduler.verify.book.calendar import Calendars
from scheduler.verify.book.invariants import breach
from scheduler.verify.clock import minute_of, say_day, say_minutes
from scheduler.verify.spans import common, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from scheduler.domain.answers import BookViolation
    from scheduler.domain.book import Entry, Loss
    from scheduler.units import ClientId, Instant, PersonId, TaskId
    from scheduler.verify.book.state import BookState
    from scheduler.verify.book.step import Step

Pool = tuple["ClientId", str, "date"]
"""A client's hours on a day: of a skill in the cells of a loss, of a key (`copy`, `copy:2`) in the rows of blocks."""


def skill_of(key: str) -> str:
    """Return the skill of a key: hours of every level of it are one pool."""
    return key.partition(":")[0]


def net_cuts(entry: Entry) -> Counter[Pool]:
    """Return the block minutes that an entry cuts by client, key and day, less what it lays again on the same day and what is repaid."""
    cuts: Counter[Pool] = Counter()
    for row in entry.rows:
        if row.fund == "cut":
            cuts[row.client, row.skill, row.day] += row.minutes
    for block in entry.blocks:
        if block.day is not None:
            cuts[block.client, block.key, block.day] -= block.minutes
    for repaid in entry.repaid:
        cuts[repaid.client, repaid.skill, repaid.day] -= repaid.minutes
        cuts[repaid.to, repaid.skill, repaid.day] += repaid.minutes
    return cuts


def claims_are_there(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before a loss is taken, that no client's claim is more than it has in the pool: blocks, booked or not, and work."""
    if entry.loss is None or entry.kind != "lost":
        return
    at = minute_of(entry.at)
    after = None if entry.facts is None else Calendars(Workspace.model_validate(entry.facts))
    for pool, claim in sorted(_claims(entry.loss).items()):
        client, skill, day = pool
        there = _held_in(state, pool) + _work_in(state, pool, at, late=entry.loss.late)
        if claim > there and after is not None:
            there += _coming_back(state, pool, after)
        if claim > there:
            text = (
                f"'{client}' is counted with a claim of {say_minutes(claim)} on {skill} on {say_day(day)}, "
                f"but has {say_minutes(there)} there"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=claim, limit=there)


def ratios_are_of_all_hours(state: BookState, entry: Entry) -> Iterator[BookViolation]:
    """Check, before a loss is taken, that a client's ratio is one of all hours that it has in the short pools, booked or not.

    Looked at are days to come: on that of the loss some of them are worked. What moves elsewhere inside its slack counts all the same.
    """
    loss = entry.loss
    if loss is None or entry.kind != "lost":
        return
    today = state.calendars.day_at(minute_of(entry.at))
    pools = {(cell.skill, cell.day) for cell in loss.cells if cell.day > today}
    for client in sorted(_claimants(loss)):
        has = sum(_held_in(state, pool) + _booked_in(state, pool) for pool in ((client, *each) for each in pools))
        of = loss.guaranteed.get(client, 0)
        if of < has:
            text = (
                f"'{client}' has {say_minutes(has)} in the short pools before the loss, booked or not, but its ratio is "
                f"one of {say_minutes(of)}"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=of, limit=has)


def claims_are_complete(step: Step) -> Iterator[BookViolation]:
    """Check that nobody who holds hours of a pool in which blocks are cut is left out, and that guarantees hold all claims.

    What a client still holds there after the loss, and what was cut of it, is the least that it had a claim on.
    """
    entry, loss = step.entry, step.entry.loss
    if loss is None or entry.kind != "lost":
        return
    cuts = net_cuts(entry)
    claims = _claims(loss)
    for skill, day in sorted({(cell.skill, cell.day) for cell in loss.cells}):
        here = {
            pool: minutes
            for pool, minutes in cuts.items()
            if minutes > 0 and skill_of(pool[1]) == skill and pool[2] == day
        }
        if not here:
            continue
        people = {who for client, key, _ in here for who in _who_may(step.state, client, key)}
        for client in sorted(step.state.blocks_of_client):
            pool = client, skill, day
            cut = sum(minutes for (whose, _, _), minutes in here.items() if whose == client)
            least = _held_in(step.state, pool, people) + cut
            if claims[pool] < least:
                text = (
                    f"'{client}' has {say_minutes(least)} of {skill} on {say_day(day)}, where others lose, but is "
                    f"counted with a claim of {say_minutes(claims[pool])}"
                )
                yield breach("I15", client, text, seq=entry.seq, measured=claims[pool], limit=least)
    claimed: Counter[ClientId] = Counter()
    for (client, _, _), minutes in claims.items():
        claimed[client] += minutes
    for client, minutes in sorted(claimed.items()):
        guaranteed = loss.guaranteed.get(client, 0)
        if guaranteed < minutes:
            text = (
                f"'{client}' has claims of {say_minutes(minutes)} in the loss, but its ratio is one of "
                f"{say_minutes(guaranteed)}"
            )
            yield breach("I15", client, text, seq=entry.seq, measured=guaranteed, limit=minutes)


def _claimants(loss: Loss) -> set[ClientId]:
    return {client for cell in loss.cells for client, minutes in cell.claims.items() if minutes > 0}


def _claims(loss: Loss) -> Counter[Pool]:
    """Return the claims of a loss. A pool of a day may stand in several cells: what is not lost there is the same time in each."""
    lost: Counter[Pool] = Counter()
    room: dict[Pool, int] = {}
    for cell in loss.cells:
        for client, minutes in cell.claims.items():
            pool = client, cell.skill, cell.day
            gone = cell.losses.get(client, 0)
            lost[pool] += gone
            room[pool] = max(room.get(pool, 0), minutes - gone)
    return Counter({pool: lost[pool] + left for pool, left in room.items()})


def _who_may(state: BookState, client: ClientId, key: str) -> set[PersonId]:
    """Return who may do work of a key for a client: only their time can be handed on to it."""
    skill, _, level = key.partition(":")
    return {
        name
        for name, days in state.calendars.people.items()
        if state.agreements.may_work(days.person, client, skill, int(level or 1))
    }


def _blocks_of(state: BookState, client: ClientId, skill: str) -> list[str]:
    return [name for name in state.blocks_of_client.get(client, ()) if state.laid[name].block.skill == skill]


def _held_in(state: BookState, pool: Pool, people: set[PersonId] | None = None) -> int:
    """Return what a client holds of a skill on a day, in its notice or as rush; of these people where any are named."""
    client, skill, day = pool
    return sum(
        max(0, state.held(name, day))
        for name in _blocks_of(state, client, skill)
        if people is None or state.laid[name].block.person in people
        if state.block_exists(name, day) and state.phase(name, day) != "gone"
    )


def _booked_in(state: BookState, pool: Pool) -> int:
    """Return what of a client's promised work is booked inside its blocks of a skill on a day, stands there, and is still to be done."""
    client, skill, day = pool
    booked: Counter[TaskId] = Counter()
    for name in _blocks_of(state, client, skill):
        if state.block_exists(name, day):
            piece = state.piece_of(name, day)
            for task, minutes in state.account(name, day).inside.items():
                booked[task] += min(minutes, total(common(state.tasks[task].pieces, piece)))
    return sum(
        min(minutes, state.tasks[task].left) for task, minutes in booked.items() if state.tasks[task].is_promised
    )


def _coming_back(state: BookState, pool: Pool, after: Calendars) -> int:
    """Return what a client holds again of a skill on a day that was a day off and is one no longer."""
    client, skill, day = pool
    return sum(
        max(0, state.held(name, day)) for name in _blocks_of(state, client, skill) if state.comes_back(name, day, after)
    )


def _work_in(state: BookState, pool: Pool, at: Instant, *, late: Mapping[TaskId, int]) -> int:
    """Return a client's work in a pool: booked on its blocks, of the skill and standing there, or named late by the loss."""
    client, skill, day = pool
    booked: Counter[TaskId] = Counter()
    for name in _blocks_of(state, client, skill):
        if state.block_exists(name, day):
            account = state.account(name, day)
            booked.update(account.inside)
            booked.update(account.rushed)
    there = {name for (_, date), names in state.by_day.items() if date == day for name in names}
    for task in there | (late.keys() & state.tasks.keys()):
        known = state.tasks[task]
        is_of_pool = task in late or (known.asked is not None and known.asked.skill == skill)
        is_work = known.is_promised or task in late
        if known.client == client and is_of_pool and is_work and known.pieces and known.pieces[-1].end > at:
            booked[task] = max(booked[task], known.left)
    return sum(booked.values())
