"""What each client has in the short pools: what it can lose there, what it keeps for regulatory work, and what its ratio is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from scheduler.calendars.spans import within
from scheduler.fairshare.accounts import Account
from scheduler.fairshare.book import Book
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Pool, Trial, spare_charged, spare_minutes
from scheduler.units import ClientId, TaskId


def pool_of(book: Book, displaced: Displaced) -> Pool:
    """Return the pool in which displaced work is short: its skill, on the day of its first lost piece."""
    day = (
        book.team.day_of(displaced.person, displaced.lost[0].start)
        if displaced.person in book.team.people
        else book.team.zone.local(displaced.lost[0].start)[0]
    )
    return day, book.commitments[displaced.task].asked.skill


def own_part(book: Book, displaced: Displaced) -> int:
    """Return how many minutes of displaced work stand on own hours: what is funded by spare gives way first."""
    return max(0, displaced.minutes - spare_minutes(book, displaced.task))


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
    """Count a pool's minutes among what ratios are of: all that a client has there, also for regulatory work."""
    for client, minutes in trial.there[pool].items():
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
    counted: set[TaskId] = set()
    for displaced in short:
        client = book.commitments[displaced.task].client
        own = max(0, displaced.minutes - spare_charged(book, displaced.task))
        found[client] = found.get(client, 0) + own
        counted.add(displaced.task)
    for account in accounts_in(book, day, skill):
        stands = book.witness.on(account.block.person, day)
        booked = sum(
            part.minutes
            for task, spans in account.booked.items()
            if task not in counted and task not in kept
            for span in spans
            for part in within(sorted(stands.get(task, ())), span)
        )
        there = account.claimable_at(book.clock) + booked
        if there > 0:
            found[account.block.client] = found.get(account.block.client, 0) + there
    return found


def accounts_in(book: Book, day: date, skill: str) -> list[Account]:
    """Return the dated blocks of a pool."""
    return [
        account
        for person in book.team.people
        for account in book.accounts.on(person, day, team=book.team)
        if account.block.skill == skill
    ]
