"""A loss of capacity: what can no longer stand moves inside its slack or to other people; what finds no place is shared by one ratio.

The order is the policy's: free spare and slack, whole blocks re-laid on the same day, work on spare, then everybody's own hours in the
short pool by the same share. Everything is tried on a copy of the book; the real one gets a single entry, or none.
"""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.book import Entry, Loss, WorkStand
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.accounts import Account
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.misfits import absent_days, moved_within_day, relaid, relaid_in_pieces
from scheduler.fairshare.pools import pool_of, share_pools, take_spare
from scheduler.fairshare.relaying import Displaced, displaced_blocks, displaced_work
from scheduler.fairshare.trial import Pool, Trial, place_late, replace
from scheduler.units import PersonId, Span, TaskId


def change_facts(
    book: Book,
    facts: Workspace,
    *,
    person: PersonId | None = None,
    period: Span | None = None,
    reason: str = "",
    actor: str = "",
) -> Entry:
    """Let the facts change: where that takes capacity from what stands, it is a loss; else a plain edit.

    Parameters
    ----------
    person, period
        Who is away and when, for the record.

    Returns
    -------
    Entry
        `lost` or `edited`.
    """
    trial = _trial(book, facts)
    _move_work(trial)
    blocks = _move_blocks(trial)
    short = displaced_work(trial.book, after=trial.book.clock)
    if blocks or short:
        _share(trial, blocks, short)
    for task in {stand.task for entry in trial.done for stand in entry.work}:
        missing = _missing_when_due(trial.book, task)
        if missing:
            trial.late[task] = max(missing, trial.late.get(task, 0))
    lost = bool(trial.done)
    at = book.team.aware(book.clock)
    span = period or Span(book.clock, book.clock)
    return book.append(
        Entry(
            seq=0,
            at=at,
            kind="lost" if lost else "edited",
            actor=actor,
            reason=reason,
            facts=facts.model_dump(mode="json", exclude={"notices"}),
            rows=merged_rows(row for entry in trial.done for row in entry.rows),
            blocks=tuple(block for entry in trial.done for block in entry.blocks),
            work=last_work(trial.done),
            stands=final_stands(trial.book, trial.done),
            loss=Loss(
                person=person,
                from_=book.team.aware(span.start),
                to=book.team.aware(span.end),
                cells=trial.cells,
                guaranteed=trial.guaranteed,
                carried=trial.carried,
                late=trial.late,
            )
            if lost
            else None,
        )
    )


def _missing_when_due(book: Book, task: TaskId) -> int:
    """Return the minutes of a commitment that do not stand before its promised date."""
    promised, place = book.commitments[task], book.witness.work.get(task)
    there = 0 if place is None else sum(max(0, min(piece.end, promised.due) - piece.start) for piece in place.pieces)
    return max(0, promised.remaining - there)


def _trial(book: Book, facts: Workspace) -> Trial:
    copy = copy_of(book)
    copy.append(
        Entry(
            seq=0,
            at=book.team.aware(book.clock),
            kind="edited",
            facts=facts.model_dump(mode="json", exclude={"notices"}),
        )
    )
    return Trial(copy)


def last_work(entries: Iterable[Entry]) -> tuple[WorkStand, ...]:
    """Return the last place of each task in a sequence of entries."""
    found: dict[TaskId, WorkStand] = {}
    for entry in entries:
        found.update((stand.task, stand) for stand in entry.work)
    return tuple(found.values())


def _move_work(trial: Trial) -> None:
    """Give displaced work another place inside its slack floor, where there is one."""
    for displaced in displaced_work(trial.book, after=trial.book.clock):
        replace(trial, displaced, until=trial.book.commitments[displaced.task].floor_at)


def _move_blocks(trial: Trial) -> list[Account]:
    """Let displaced held blocks stand elsewhere on their day; return those for which there is no place."""
    left = []
    for account in list(displaced_blocks(trial.book, absent_days(trial.book))):
        entry = moved_within_day(trial.book, account) or relaid(trial.book, account)
        if entry is None:
            left.append(account)
        else:
            trial.do(entry)
    return left


def _share(trial: Trial, blocks: list[Account], short: list[Displaced]) -> None:
    """Share what finds no place: work on spare first, then everybody's own hours in the short pools by the same ratio."""
    book = trial.book
    movable = [each for each in short if not each.kept]
    for displaced in short:
        if displaced.kept:
            place_late(trial, displaced)
    pools: dict[Pool, int] = {}
    for account in blocks:
        pools[account.day, account.block.skill] = pools.get((account.day, account.block.skill), 0) + account.held
    for displaced in movable:
        pool = pool_of(book, displaced)
        pools[pool] = pools.get(pool, 0) + displaced.minutes
    for pool in sorted(pools):
        if take_spare(trial, pool, pools[pool]):
            for account in [each for each in blocks if (each.day, each.block.skill) == pool and each.held > 0]:
                for entry in relaid_in_pieces(book, account):
                    trial.do(entry)
    movable = [each for each in movable if not replace(trial, each, until=book.commitments[each.task].floor_at)]
    left = [account for account in blocks if account.held > 0]
    share_pools(trial, left, movable)
