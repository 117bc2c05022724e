"""Short pools: every client's own hours there give way by the same ratio, booked or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Entry, Stand
from scheduler.fairshare.dated_block import Account, booked_spans
from scheduler.fairshare.free_time import place_counted, short_after_free_time, used_free_time
from scheduler.fairshare.giving_spare import is_on_spare, last_minutes
from scheduler.fairshare.loss_claims import accounts_in, claims_and_kept, guarantee, own_parts, pool_of
from scheduler.fairshare.losses import ShortCell, share_loss
from scheduler.fairshare.misfits import cut_row, relaid_in_pieces
from scheduler.fairshare.relaying import Displaced, can_be_worked
from scheduler.fairshare.repacking import grown, repacked_work
from scheduler.fairshare.trial import Dated, Pool, Trial, lift
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


def share_pools(trial: Trial, left: Sequence[Account], work: Sequence[Displaced]) -> dict[Pool, dict[ClientId, int]]:
    """Share what is still short: the same ratio of each client's minutes in the short pools and their days.

    Work that one person has begun or is bound to can only be helped by that person, so it is placed first and what it loses counts.

    Parameters
    ----------
    left
        Displaced blocks with the held minutes for which there is no place.
    work
        Displaced work on own hours.

    Returns
    -------
    dict
        The short pools, with what each client has there.
    """
    book = trial.book
    claims: dict[Pool, dict[ClientId, int]] = {}
    pools = {(account.day, account.block.skill) for account in left}
    pools |= {pool for each in work for pool in own_parts(book, each)}
    for pool in sorted(pools):
        claims[pool] = claims_and_kept(trial, pool, work)
    for each in work:
        if each.kept:
            place_counted(trial, each, pool_of(book, each))
    movable = [each for each in work if not each.kept]
    touched = {(account.day, account.block.skill) for account in left}
    touched |= {pool for each in movable for pool in own_parts(book, each)}
    touched |= {pool for each in work if each.kept and trial.own_later(each.task) for pool in own_parts(book, each)}
    free_first = short_after_free_time(trial, left, movable)
    short = {pool: free_first.get(pool, 0) for pool in sorted(pools) if pool in touched or trial.lost(pool)}
    trial.guaranteed = {}
    for pool in short:
        guarantee(trial, pool)
    already = _lost_in_all(trial, short)
    shared = share_loss(
        [ShortCell(pool, minutes, claims[pool]) for pool, minutes in short.items()],
        guaranteed=trial.guaranteed,
        carried={client: book.carried.get(client, 0) - already.get(client, 0) for client in book.carried | already},
        grid_minutes=book.team.workspace.grid_minutes,
    )
    trial.carried = {client: minutes + already.get(client, 0) for client, minutes in shared.carried_minutes.items()}
    here = {pool: [each for each in left if (each.day, each.block.skill) == pool] for pool in short}
    given = {pool: _give(trial, pool, dict(shared.losses[pool]), left=here[pool], movable=movable) for pool in short}
    _fill(trial, here, movable, given)
    return {pool: claims[pool] for pool in short}


def _lost_in_all(trial: Trial, pools: Iterable[Pool]) -> dict[ClientId, int]:
    found: dict[ClientId, int] = {}
    for pool in pools:
        for client, minutes in trial.lost(pool).items():
            found[client] = found.get(client, 0) + minutes
    return found


def count_the_rest(trial: Trial, claims: dict[Pool, dict[ClientId, int]]) -> None:
    """Count, on the day on which it was due, own work that is late because what it comes after is, or because others need its time.

    Work that was counted in a pool that was not short then, and is late by now, makes that pool a short one.
    """
    book = trial.book
    for task in sorted({stand.task for entry in trial.done for stand in entry.work}):
        if not trial.own_later(task):
            continue
        promised = book.commitments[task]
        pool = trial.counted.setdefault(task, (book.team.zone.local(promised.due - 1)[0], promised.asked.skill))
        if pool not in claims:
            claims[pool] = claims_and_kept(trial, pool, ())
            guarantee(trial, pool)


Given = tuple[list[Account], list[Displaced]]
"""Blocks that were cut, and booked work that was lifted from its place."""


def _give(
    trial: Trial, pool: Pool, losses: dict[ClientId, int], *, left: Sequence[Account], movable: Sequence[Displaced]
) -> Given:
    """Let each client give what it loses in a pool: of what was displaced first."""
    book = trial.book
    displaced = {(account.block.id, account.day) for account in left}
    given: Given = [], []
    others = [each for each in accounts_in(book, *pool) if (each.block.id, each.day) not in displaced]
    for client, minutes in sorted(losses.items()):
        rest = minutes - _given_of_displaced(trial, pool, client, minutes, left)
        mine = [each for each in movable if book.commitments[each.task].client == client]
        rest -= sum(own_parts(book, each).get(pool, 0) for each in mine if each.task not in trial.regulatory)
        if rest > 0:
            cut, lifted = give_up(trial, pool, client, rest, accounts=others)
            given[0].extend(cut)
            given[1].extend(lifted)
    return given


def _fill(
    trial: Trial, left: Mapping[Pool, Sequence[Account]], movable: Sequence[Displaced], given: Mapping[Pool, Given]
) -> None:
    """Lay and place what was displaced, regulatory work first and what was lifted last, and give back what nobody needs."""
    for _ in used_free_time(trial, [account for here in left.values() for account in here], movable):
        pass
    for pool, (_, lifted) in given.items():
        for each in lifted:
            place_counted(trial, each, pool)
    for pool, (cut, _) in given.items():
        for account in left[pool]:
            cut_held(trial, pool, account, account.held)
        for account in [*left[pool], *cut]:
            restore(trial, pool, account)


def _given_of_displaced(trial: Trial, pool: Pool, client: ClientId, minutes: int, left: Sequence[Account]) -> int:
    """Cut up to so many minutes of a client's displaced blocks; return how many were cut."""
    rest = minutes
    for account in left:
        if account.block.client == client:
            gone = min(rest, account.held)
            cut_held(trial, pool, account, gone)
            rest -= gone
    return minutes - rest


def give_up(
    trial: Trial,
    pool: Pool,
    client: ClientId,
    minutes: int,
    *,
    accounts: Iterable[Account],
    people: Collection[PersonId] | None = None,
) -> tuple[list[Account], list[Displaced]]:
    """Let a client give minutes of its blocks: unbooked ones are cut, then booked work is lifted, the latest due first.

    Returns
    -------
    tuple
        The blocks that were cut, and the work that needs another place.
    """
    usable = [
        account
        for account in accounts
        if account.block.client == client and (people is None or account.block.person in people)
    ]
    cut: list[Account] = []
    # All of it in one piece, where there is one: in smaller ones it is of less use to others.
    for account in sorted(usable, key=lambda each: each.claimable_at(trial.book.clock) < minutes):
        gone = min(minutes, account.claimable_at(trial.book.clock))
        if gone > 0:
            cut_held(trial, pool, account, gone)
            cut.append(account)
            minutes -= gone
    lifted = _lift_booked(trial, usable, minutes) if minutes > 0 else []
    minutes -= sum(each.minutes for each in lifted)
    return cut, [*lifted, *_lift_moved(trial, pool, client, minutes, people=people or ())]


def _lift_moved(
    trial: Trial, pool: Pool, client: ClientId, minutes: int, *, people: Collection[PersonId]
) -> list[Displaced]:
    """Lift work on own hours that stands in no block of its client any more, as this loss put it on a person's day."""
    book, (day, skill) = trial.book, pool
    lifted: list[Displaced] = []
    for person in sorted(people):
        for task, pieces in sorted(book.witness.on(person, day).items()):
            promised = book.commitments.get(task)
            if promised is None or promised.client != client or promised.asked.skill != skill:
                continue
            if task not in trial.missing_before or task in trial.regulatory or is_on_spare(book, task):
                continue
            ahead = within(merged(pieces), Span(book.clock, promised.due))
            gone = last_minutes(ahead, minutes, whole=promised.asked.one_sitting)
            if gone:
                place = book.witness.work[task]
                lifted.append(lift(trial, Displaced(task, person, gone, without(place.pieces, gone))))
                minutes -= lifted[-1].minutes
    return lifted


def _lift_booked(trial: Trial, accounts: Iterable[Account], minutes: int) -> list[Displaced]:
    book, usable = trial.book, list(accounts)
    found: dict[TaskId, list[Span]] = {}
    for account in usable:
        for task, spans in account.booked.items():
            stands = book.witness.on(account.block.person, account.day).get(task, ())
            ahead = [part for span in spans for part in within(sorted(stands), span) if part.start >= book.clock]
            if ahead and task in book.commitments and task not in trial.regulatory:
                found.setdefault(task, []).extend(ahead)
    lifted: list[Displaced] = []
    followed = {after.task for promised in book.commitments.values() for after in promised.asked.after}

    def rank(task: TaskId) -> tuple[bool, bool, Instant, TaskId]:
        splits = any(_stands_inside(account, task) for account in usable)
        return splits, task in followed, -book.commitments[task].due, task

    while minutes > 0 and found:
        task = min(found, key=rank)
        gone = last_minutes(merged(found.pop(task)), minutes, whole=book.commitments[task].asked.one_sitting)
        if gone:
            place = book.witness.work[task]
            lifted.append(lift(trial, Displaced(task, place.person, gone, without(place.pieces, gone))))
            minutes -= lifted[-1].minutes
    return lifted


def _stands_inside(account: Account, task: TaskId) -> bool:
    """Say whether the rest of a dated block would not be in one piece without a task that is booked in it."""
    others = [span for other, spans in account.booked.items() if other != task for span in spans]
    rest = sorted([*account.held_spans, *others])
    return bool(rest) and any(within(account.booked.get(task, ()), Span(rest[0].start, rest[-1].end)))


def cut_held(trial: Trial, pool: Pool, account: Account, minutes: int) -> None:
    """Cut unbooked minutes of a block, and count them in a pool."""
    if minutes > 0:
        trial.do(trial.entry(rows=(cut_row(account, minutes),)))
        trial.cut(pool, (account.block.id, account.day), minutes)


def restore(trial: Trial, pool: Pool, account: Account, *, most: int | None = None) -> None:
    """Lay again, where there is room on its day, what was cut of a block in a pool: where it stood, else wherever it can stand."""
    dated = (account.block.id, account.day)
    gone = trial.cuts.get(pool, {}).get(dated, 0)
    left = gone if most is None else min(gone, most)
    back = _back_in_place(trial, dated, left)
    if back is not None:
        trial.do(back)
        minutes = -sum(row.minutes for row in back.rows)
        trial.cut(pool, dated, -minutes)
        left -= minutes
    for entry in relaid_in_pieces(trial.book, account, cut=left):
        trial.do(entry)
        trial.cut(pool, dated, -sum(block.minutes for block in entry.blocks))


def _back_in_place(trial: Trial, dated: Dated, minutes: int) -> Entry | None:
    """Return the entry by which what was cut of a block stands in it again, with its own person; None where nothing can."""
    book = trial.book
    account = book.account(*dated)
    person, day = account.block.person, account.day
    if minutes <= 0 or not book.team.may_hold(person, day) or not can_be_worked(book, account):
        return None
    piece, gained = grown(book, account, minutes, frozenset(), claimed=())
    # A part of a grid step is of use only where it is all that is missing.
    if piece is None or gained < min(book.team.workspace.grid_minutes, minutes):
        return None
    if piece.start < book.clock or without([piece], book.team.working(person, day)):
        return None
    aware = book.team.aware
    rows = (cut_row(account, -gained),)
    stands = (Stand(block=dated[0], day=day, start=aware(piece.start), end=aware(piece.end)),)
    booked = merged(booked_spans(account))
    if len(without([piece], booked)) <= max(1, len(account.held_spans)):
        return trial.entry(rows=rows, stands=stands)
    # Booked work that would stand between what is held and what comes back makes room at an end of the piece.
    work = repacked_work(book, rows, frozenset(), stands=stands)
    return trial.entry(rows=rows, stands=stands, work=work) if work else None
