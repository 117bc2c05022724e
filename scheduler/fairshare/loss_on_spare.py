"""Hours that clients gave for others are laid again on their day where work on spare stands: it gives way before anybody's own hours.

What was displaced could use nothing of that time, as it is another person's, or too short for it; what gave way to it often can.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.free_time import place_counted
from scheduler.fairshare.giving_spare import give_way, lifted_pieces
from scheduler.fairshare.laying_on_spare import spare_of_the_day, step_of_spare
from scheduler.fairshare.loss_ratios import Losses
from scheduler.fairshare.pools import restore
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Pool, Trial


def laid_on_spare(losses: Losses) -> Losses:
    """Return the losses after blocks that were cut took the time of work on spare, where nobody loses more of its own hours by it."""
    while (after := next(_steps(losses), None)) is not None:
        losses = after
    return losses


def _steps(losses: Losses) -> Iterator[Losses]:
    trial = losses.trial
    for pool in sorted(trial.cuts):
        cut = _cut(losses, trial, pool)
        for tried, lifted in _with_room(trial, pool, cut):
            for account in _cut(losses, tried, pool):
                restore(tried, pool, account)
            for each in lifted:
                # What comes after it on own hours may be late by that, and counts.
                place_counted(tried, each, pool)
            after = losses.after(tried)
            is_less = sum(after.totals.values()) < sum(losses.totals.values())
            if is_less and not losses.losing_more(after) and losses.keeps_regulatory(tried):
                yield after


def _cut(losses: Losses, trial: Trial, pool: Pool) -> list[Account]:
    """Return the blocks of which something is cut in a pool, of those who lost most first."""
    dated = [each for each, minutes in sorted(trial.cuts.get(pool, {}).items()) if minutes > 0]
    accounts = [trial.book.account(*each) for each in dated]
    return sorted(accounts, key=lambda each: (-losses.ratio(each.block.client), each.block.id))


def _with_room(trial: Trial, pool: Pool, cut: list[Account]) -> Iterator[tuple[Trial, list[Displaced]]]:
    """Yield copies on which work on spare was lifted: as much as is cut, the same share of each client's; then a step, by person."""
    there = list(spare_of_the_day(trial.book, cut)) if cut else []
    minutes = sum(trial.cuts[pool][account.block.id, account.day] for account in cut)
    step = min(trial.book.team.workspace.grid_minutes, minutes)
    pieces = {task: spans for _, spare in there for task, spans in spare.items()}
    if pieces:
        tried = trial.copied()
        yield tried, give_way(tried, pieces, minutes)
    for person, spare in there:
        room = step_of_spare(trial.book, person, pool[0], spare, step)
        if room:
            tried = trial.copied()
            yield tried, [each for task, spans in room.items() for each in lifted_pieces(tried, task, spans)]
