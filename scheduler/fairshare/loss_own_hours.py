"""Work that a loss puts off takes hours that its own client holds and has not booked: they are lost instead, and the date is kept.

What a client loses in all stays as it is, minute by minute; an hour that it has asked nothing for is of less use to it than a promised date.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.giving_spare import own_minutes_late, spare_pieces
from scheduler.fairshare.loss_claims import accounts_in
from scheduler.fairshare.loss_ratios import Losses
from scheduler.fairshare.loss_steps import fulfil, people_for
from scheduler.fairshare.pools import cut_held, restore
from scheduler.fairshare.relaying import earliest_start
from scheduler.fairshare.trial import Pool, Trial
from scheduler.units import PersonId, Span, TaskId


def kept_on_own_hours(losses: Losses) -> Losses:
    """Return the losses after late work took its client's held hours in the short pools, where nobody loses more by it."""
    while (after := next(_steps(losses), None)) is not None:
        losses = after
    return losses


def _steps(losses: Losses) -> Iterator[Losses]:
    trial = losses.trial
    for task in sorted(trial.counted):
        if not trial.own_later(task) or task in trial.regulatory:
            continue
        for person in sorted(people_for(trial, task)):
            tried = trial.copied()
            cut = list(_cut(losses, tried, task, person))
            if not cut:
                continue
            fulfil(tried, trial.counted[task], task, trial.own_later(task))
            for pool, account in cut:
                restore(tried, pool, account)
            after = losses.after(tried)
            is_sooner = own_minutes_late(tried) < own_minutes_late(trial)
            if is_sooner and not losses.losing_more(after) and losses.keeps_regulatory(tried):
                yield after


def _cut(losses: Losses, tried: Trial, task: TaskId, person: PersonId) -> Iterator[tuple[Pool, Account]]:
    """Cut what the client of a task holds of a person in the task's window, in short pools, and yield it.

    Not on days on which work on spare stands with that person: it would have to give way first.
    """
    book = tried.book
    promised = book.commitments[task]
    window = Span(earliest_start(book, task), promised.due)
    if window.start >= window.end:
        return
    zone = book.team.zone_of(person)
    for day in sorted(book.team.days_of(person, window)):
        pool = day, promised.asked.skill
        if pool not in losses.claims or spare_pieces(book, person, Span(zone.begin_of(day), zone.end_of(day))):
            continue
        for account in accounts_in(book, *pool):
            if account.block.client == promised.client and account.block.person == person:
                held = account.claimable_at(book.clock)
                if held > 0:
                    cut_held(tried, pool, account, held)
                    yield pool, account
