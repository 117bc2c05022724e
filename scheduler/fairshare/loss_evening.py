"""Losses evened out by what is possible on the clock: a step that can be handed on to a client that lost less is handed on.

Sharing is arithmetic; where what was shared stands on the clock, some of it turns out to find a place after all, and some steps help
nobody, as another person or another hour is needed. So every exchange that would make the worse of two ratios better is tried on a copy.
What proves impossible is no exchange: the record then shows a pool of those alone who can help each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.domain.book import LossCell
from scheduler.fairshare.free_time import place_counted
from scheduler.fairshare.loss_claims import accounts_in
from scheduler.fairshare.loss_clearing import cleared
from scheduler.fairshare.loss_on_spare import laid_on_spare
from scheduler.fairshare.loss_own_hours import kept_on_own_hours
from scheduler.fairshare.loss_ratios import Claims, Exchange, Losses
from scheduler.fairshare.loss_steps import fulfil, people_for
from scheduler.fairshare.pools import give_up, restore
from scheduler.fairshare.trial import Pool, Trial
from scheduler.units import ClientId, PersonId, Span, TaskId


def even_out(trial: Trial, claims: Claims, *, owed: Mapping[ClientId, int]) -> Trial:
    """Hand on steps of losses while that makes the larger of two clients' ratios smaller and is possible on the clock.

    What was handed on may have left time free, or fits where work on spare stands; losses that find a place there are none any more.

    Parameters
    ----------
    claims
        What each client has in the short pools, in minutes.
    owed
        What each client lost too little in earlier losses, in minutes.

    Returns
    -------
    Trial
        The one given, or one that goes on from it, with its cells.
    """
    grid = trial.book.team.workspace.grid_minutes
    losses, impossible = _evened(kept_on_own_hours(cleared(Losses(claims, trial, owed))), grid)
    while (better := kept_on_own_hours(cleared(laid_on_spare(_came_back(losses, grid))))) is not losses:
        losses, impossible = _evened(better, grid)
    found = losses.trial
    found.cells = tuple(_cells(losses, {each for each in losses.exchanges(grid) if each in impossible}))
    # Work that comes after other work can be late beyond what its client has in the short pools.
    found.guaranteed |= {client: losses.weight(client) for client in losses.totals}
    return found


def _evened(losses: Losses, grid: int) -> tuple[Losses, set[Exchange]]:
    """Hand on steps while that is possible; return the losses then, and the exchanges that proved impossible."""
    impossible: set[Exchange] = set()
    while exchange := next((each for each in losses.exchanges(grid) if each not in impossible), None):
        after = _exchanged(losses, exchange, grid)
        if after is None:
            impossible.add(exchange)
        else:
            losses = after
    return losses, impossible


def _came_back(losses: Losses, grid: int) -> Losses:
    """Return the losses after all that finds a place in free time after all came back; the same where nothing does."""
    while (after := next(_steps_back(losses, grid), None)) is not None:
        losses = after
    return losses


def _steps_back(losses: Losses, grid: int) -> Iterator[Losses]:
    """Yield the losses after a step found its place in free time after all, of those who lost most first."""
    for client in sorted(losses.totals, key=lambda each: (-losses.ratio(each), each)):
        for pool in sorted(pool for pool, lost in losses.by_pool.items() if lost.get(client, 0) > 0):
            for wish in _wishes(losses, pool, client):
                if not _has_free_time(losses.trial, pool, wish):
                    continue
                tried = losses.trial.copied()
                fulfil(tried, pool, wish, grid)
                after = losses.after(tried)
                if losses.losing_more(after):
                    continue
                if after.totals.get(client, 0) < losses.totals[client] and losses.keeps_regulatory(tried):
                    yield after


def _has_free_time(trial: Trial, pool: Pool, wish: TaskId | tuple[str, Pool]) -> bool:
    """Say whether anybody who could do what was lost has time that is free: of the day, or until the work is due."""
    people = [person for person in people_for(trial, wish) if person in trial.book.team.people]
    if isinstance(wish, tuple):
        return any(trial.book.free_on(person, pool[0]) for person in people)
    until = trial.book.commitments[wish].due
    ahead = Span(trial.book.clock, max(until, trial.book.clock + 1))
    return any(trial.book.free_on(person, day) for person in people for day in trial.book.team.days_of(person, ahead))


def _exchanged(losses: Losses, exchange: Exchange, grid: int) -> Losses | None:
    """Return the losses after a step was handed on; None where that helps nobody on the clock."""
    pool, worse, better = exchange
    before = losses.ratio(worse)
    for wish, people in _ways(losses, pool, worse):
        tried = losses.trial.copied()
        accounts = accounts_in(tried.book, *pool)
        cut, lifted = give_up(tried, pool, better, grid, accounts=accounts, people=people)
        if not cut and not lifted:
            continue
        fulfil(tried, pool, wish, grid)
        for each in lifted:
            place_counted(tried, each, pool)
        for account in cut:
            restore(tried, pool, account)
        after = losses.after(tried)
        others = {*losses.totals, *after.totals} - {worse, better}
        if not losses.losing_more(after).isdisjoint(others):
            continue
        if not losses.keeps_regulatory(tried):
            continue
        if max(after.ratio(worse), after.ratio(better)) < before:
            return after
    return None


def _ways(losses: Losses, pool: Pool, client: ClientId) -> Iterator[tuple[TaskId | tuple[str, Pool], set[PersonId]]]:
    """Yield what a client has lost in a pool, each with those whose time together helps it: work is done by one person."""
    for wish in _wishes(losses, pool, client):
        people = people_for(losses.trial, wish)
        if isinstance(wish, tuple):
            yield wish, people
        else:
            yield from ((wish, {person}) for person in sorted(people))


def _wishes(losses: Losses, pool: Pool, client: ClientId) -> Iterator[TaskId | tuple[str, Pool]]:
    """Yield what a client has lost in a pool: work that is late, and blocks that were cut."""
    trial = losses.trial
    for task, where in sorted(trial.counted.items()):
        if trial.book.commitments[task].client == client and trial.own_later(task):
            spread = where[1] == pool[1] and losses.by_pool[where].get(client, 0) < trial.lost(where).get(client, 0)
            if where == pool or spread:
                yield task
    for (block, day), minutes in sorted(trial.cuts.get(pool, {}).items()):
        if minutes > 0 and trial.book.accounts.blocks[block].client == client:
            yield block, (day, pool[1])


def _cells(losses: Losses, impossible: set[Exchange]) -> Iterator[LossCell]:
    """Yield the record: a pool in one cell, and what cannot be handed on to everybody there in a cell of those to whom it can."""
    for pool, lost in sorted(losses.by_pool.items()):
        claims = {
            client: max(minutes, lost.get(client, 0))
            for client, minutes in (dict.fromkeys(lost, 0) | dict(losses.claims[pool])).items()
        }
        apart = {worse for where, worse, _ in impossible if where == pool}
        yield from _cell(pool, claims, lost, apart)
        for worse in sorted(apart):
            helpers = {
                client: room
                for client, minutes in claims.items()
                if client != worse
                and (pool, worse, client) not in impossible
                and (room := minutes - lost.get(client, 0)) > 0
            }
            mine = {worse: lost[worse]}
            yield from _cell(pool, {worse: claims[worse], **helpers}, mine, set())


def _cell(
    pool: Pool, claims: dict[ClientId, int], lost: Mapping[ClientId, int], apart: set[ClientId]
) -> Iterator[LossCell]:
    kept = {client: 0 if client in apart else lost.get(client, 0) for client in sorted(claims)}
    room = {
        client: minutes - (lost.get(client, 0) if client in apart else 0) for client, minutes in sorted(claims.items())
    }
    # Who has hours there and can help nobody stands in the record all the same.
    if any(kept.values()) or (apart and any(room.values())):
        yield LossCell(day=pool[0], skill=pool[1], short_minutes=sum(kept.values()), claims=room, losses=kept)
