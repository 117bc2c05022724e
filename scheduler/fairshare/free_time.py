"""Free time is used to its last piece before anybody's own hours give way: what was displaced is laid and placed in it, and what is short then is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.giving_spare import is_on_spare, place_own
from scheduler.fairshare.loss_claims import own_parts, pool_of
from scheduler.fairshare.misfits import relaid_in_pieces
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Pool, Trial


def short_after_free_time(trial: Trial, left: Sequence[Account], movable: Sequence[Displaced]) -> dict[Pool, int]:
    """Return what is short by pool once free time was used; tried on a copy.

    Parameters
    ----------
    left
        Displaced blocks with the held minutes for which there is no place.
    movable
        Displaced work on own hours that may go to anybody.
    """
    short: dict[Pool, int] = {}
    if not left and not movable:
        return short
    tried = trial.copied()
    for each in used_free_time(tried, [tried.book.account(each.block.id, each.day) for each in left], movable):
        if isinstance(each, Account):
            pool = each.day, each.block.skill
            short[pool] = short.get(pool, 0) + each.held
            continue
        missing = tried.own_later(each.task)
        for pool, minutes in own_parts(trial.book, each).items():
            short[pool] = short.get(pool, 0) + min(minutes, missing)
            missing -= min(minutes, missing)
    return short


def used_free_time(
    trial: Trial, left: Sequence[Account], movable: Sequence[Displaced]
) -> Iterator[Account | Displaced]:
    """Lay and place what was displaced, regulatory work first, and yield each block and each work once it has what it gets."""
    last = [each for each in movable if each.task in trial.regulatory]
    for each in last:
        place_counted(trial, each, pool_of(trial.book, each))
        yield each
    for account in left:
        for entry in relaid_in_pieces(trial.book, account):
            trial.do(entry)
        yield account
    for each in movable:
        if each not in last:
            place_counted(trial, each, pool_of(trial.book, each))
            yield each


def place_counted(trial: Trial, displaced: Displaced, pool: Pool) -> None:
    """Put work on own hours elsewhere, and count in a pool what is then not done when due, of what comes after it too."""
    known = set(trial.missing_before)
    place_own(trial, displaced)
    # What moved inside its slack before may be pushed past its due time only now.
    pushed = {task for task in known - trial.counted.keys() if trial.own_later(task)}
    for task in sorted({displaced.task} | pushed | (set(trial.missing_before) - known)):
        if not is_on_spare(trial.book, task):
            trial.counted.setdefault(task, pool)
