"""What each client has in the short pools: what it can lose there, what it keeps for regulatory work, and what its ratio is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, within_all
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Pool, Trial, spare_charged, spare_minutes
from scheduler.units import FAR, ClientId, Span, TaskId


def pool_of(book: Book, displaced: Displaced) -> Pool:
    """Return the pool in which displaced work is counted: its skill, on the day of its first lost minutes on own hours, if it has any."""
    return next(iter(own_parts(book, displaced)), _pool_of_piece(book, displaced, displaced.lost[0]))


def _pool_of_piece(book: Book, displaced: Displaced, piece: Span) -> Pool:
    day = (
        book.team.day_of(displaced.person, piece.start)
        if displaced.person in book.team.people
        else book.team.zone.local(piece.start)[0]
    )
    return day, book.commitments[displaced.task].asked.skill


def own_part(book: Book, displaced: Displaced) -> int:
    """Return how many minutes of displaced work stand on own hours: what is funded by spare gives way first."""
    return max(0, _still_to_be_done(book, displaced) - spare_minutes(book, displaced.task))


def _still_to_be_done(book: Book, displaced: Displaced) -> int:
    """Return how many displaced minutes are needed: fewer than stood there where its client reported that less is to be done."""
    promised = book.commitments[displaced.task]
    elsewhere = sum(span.minutes for span in within(displaced.kept, Span(promised.since, FAR)))
    return min(displaced.minutes, max(0, promised.remaining - elsewhere))


def own_parts(book: Book, displaced: Displaced, *, spare: int | None = None) -> dict[Pool, int]:
    """Return the pools in which displaced work is short, with its minutes on own hours there.

    On spare are its last minutes of those that stand in no block in which they are booked, then of the others.

    Parameters
    ----------
    spare
        Minutes that do not count; None: those that give way before own hours.
    """
    spare = spare_minutes(book, displaced.task) if spare is None else spare
    left = max(0, _still_to_be_done(book, displaced) - spare)
    booked = _booked_spans(book, displaced.task)
    found: dict[Pool, int] = {}
    for piece in (*within_all(displaced.lost, booked), *without(displaced.lost, booked)):
        part = min(left, piece.minutes)
        left -= part
        if part:
            pool = _pool_of_piece(book, displaced, piece)
            found[pool] = found.get(pool, 0) + part
    return found


def _booked_spans(book: Book, task: TaskId) -> tuple[Span, ...]:
    """Return where a commitment is booked in blocks, sorted and disjoint."""
    spans: list[Span] = []
    for block, day in {(row.block, row.day) for row in book.commitments[task].rows}:
        account = None if block is None else book.account_if_any(block, day)
        if account is not None:
            spans.extend(account.booked.get(task, ()))
    return merged(spans)


def claims_and_kept(trial: Trial, pool: Pool, short: Collection[Displaced]) -> dict[ClientId, int]:
    """Return what each client can lose in a pool, which is all but its regulatory work, and take note of what it has there in all."""
    book, regulatory = trial.book, trial.regulatory
    trial.there[pool] = claims_in(book, *pool, short)
    others = [each for each in short if each.task not in regulatory]
    claims = claims_in(book, *pool, others, kept=regulatory)
    there = trial.there[pool]
    for client, minutes in trial.kept.get(pool, {}).items():
        there[client] = max(there.get(client, 0), claims.get(client, 0) + minutes)
    return {client: claims.get(client, 0) for client in there}


def guarantee(trial: Trial, pool: Pool) -> None:
    """Count a pool's minutes among what ratios are of: all that a client had there before the loss, or has.

    So a client of which work made way inside its slack is not the smaller for it, nor one with regulatory work.
    """
    before = {} if trial.before is None else claims_in(trial.before, *pool)
    there = trial.there[pool]
    for client in sorted(there.keys() | before.keys()):
        minutes = max(there.get(client, 0), before.get(client, 0))
        trial.guaranteed[client] = trial.guaranteed.get(client, 0) + minutes


def claims_in(
    book: Book, day: date, skill: str, short: Iterable[Displaced] = (), *, kept: Collection[TaskId] = ()
) -> dict[ClientId, int]:
    """Return what each client has in a pool: held and booked minutes of its blocks, and the displaced work itself.

    Parameters
    ----------
    kept
        Work of which nothing is counted.
    """
    found: dict[ClientId, int] = {}
    # What was worked already cannot be lost.
    ahead = Span(book.clock, FAR)
    lost: dict[TaskId, tuple[Span, ...]] = {}
    for displaced in short:
        client = book.commitments[displaced.task].client
        own = own_parts(book, displaced, spare=spare_charged(book, displaced.task)).get((day, skill), 0)
        found[client] = found.get(client, 0) + own
        lost[displaced.task] = displaced.lost
    for account in accounts_in(book, day, skill):
        stands = book.witness.on(account.block.person, day)
        booked = sum(
            part.minutes
            for task, spans in account.booked.items()
            if task not in kept
            for span in spans
            for part in within(without(within(sorted(stands.get(task, ())), span), lost.get(task, ())), ahead)
        )
        there = account.claimable_at(book.clock) + booked
        if there > 0:
            found[account.block.client] = found.get(account.block.client, 0) + there
    return found


def accounts_in(book: Book, day: date, skill: str) -> list[Account]:
    """Return the dated blocks of a pool, also of people who have left."""
    gone = sorted({block.person for block in book.accounts.blocks.values()} - book.team.people.keys())
    return [
        account
        for person in (*book.team.people, *gone)
        for account in book.accounts.on(person, day, team=book.team)
        if account.block.skill == skill
    ]
