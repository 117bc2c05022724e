"""Work that cannot be helped by a step: a sitting, or all that one person must do, gets the time of clients that lost less.

A grid step of somebody else's time is of no use to four hours in one sitting, and none of anybody's to work that is bound to who is
away. So all of it is tried with other people: held hours of clients that are better off give way on a copy, as many as it needs, and what it
does not use is laid again. It stays so only where nobody is worse off by it than the client whose work it is was before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.loss_claims import accounts_in
from scheduler.fairshare.loss_ratios import Losses
from scheduler.fairshare.moving_groups import may_move
from scheduler.fairshare.pools import cut_held, restore
from scheduler.fairshare.relaying import Displaced, earliest_start, group_of, new_place
from scheduler.fairshare.trial import Pool, Trial, lift, put
from scheduler.units import ClientId, PersonId, Span, TaskId


def cleared(losses: Losses) -> Losses:
    """Return the losses after work that only whole time helps got the time of those who lost less, the worst off first."""
    in_vain: set[tuple[frozenset[TaskId], PersonId]] = set()
    while (after := next(_clearings(losses, in_vain), None)) is not None:
        losses = after
    return losses


def _clearings(losses: Losses, in_vain: set[tuple[frozenset[TaskId], PersonId]]) -> Iterator[Losses]:
    for client in sorted(losses.totals, key=lambda each: (-losses.ratio(each), each)):
        for group in _indivisible(losses.trial, client):
            for person in sorted(losses.trial.book.team.people):
                if (group, person) in in_vain:
                    continue
                after = _with_time_of(losses, client, group, person)
                if after is None:
                    in_vain.add((group, person))
                else:
                    yield after


def _indivisible(trial: Trial, client: ClientId) -> list[frozenset[TaskId]]:
    """Return the late work of a client that no step helps: sittings, and what one person must do, that have not begun."""
    found: dict[frozenset[TaskId], None] = {}
    for task in sorted(trial.counted):
        promised = trial.book.commitments[task]
        if promised.client != client or not trial.own_later(task) or task in trial.regulatory:
            continue
        group = group_of(trial.book, task)
        if (promised.asked.one_sitting or len(group) > 1) and may_move(trial.book, group):
            found[group] = None
    return list(found)


def _with_time_of(losses: Losses, client: ClientId, group: frozenset[TaskId], person: PersonId) -> Losses | None:
    """Return the losses with all of a group done by a person in time; None where that leaves somebody as badly off as its client was."""
    tried = losses.trial.copied()
    lifted = _lifted(tried, group)
    cut: list[tuple[Pool, Account]] = []
    while not _placed(tried, lifted, person):
        given = _next_to_give(losses, tried, client, lifted, person)
        if given is None:
            return None
        pool, account = given
        cut_held(tried, pool, account, account.claimable_at(tried.book.clock))
        cut.append(given)
    after = losses.after(tried)
    for pool, account in sorted(cut, key=lambda each: (-after.ratio(each[1].block.client), each[0], each[1].block.id)):
        restore(tried, pool, account)
    after = losses.after(tried)
    grown = [each for each in after.totals if after.totals[each] > losses.totals.get(each, 0)]
    is_better = max(map(after.ratio, [client, *grown])) < losses.ratio(client)
    return after if is_better and losses.keeps_regulatory(tried) else None


def _lifted(trial: Trial, group: frozenset[TaskId]) -> list[Displaced]:
    """Take a group's work out of its place, the soonest start first; what stands nowhere needs as much as remains of it."""
    book = trial.book
    places = {task: book.witness.work.get(task) for task in group if task in book.commitments}

    def begins(task: TaskId) -> tuple[int, TaskId]:
        place = places[task]
        return (book.commitments[task].due if place is None else place.pieces[0].start), task

    found = []
    for task in sorted(places, key=begins):
        place, promised = places[task], book.commitments[task]
        if place is None:
            lost = (Span(promised.due, promised.due + promised.remaining),)
            found.append(Displaced(task, next(iter(book.team.people)), lost, (), lifted=True))
        else:
            found.append(lift(trial, Displaced(task, place.person, place.pieces, ())))
    return found


def _placed(trial: Trial, lifted: list[Displaced], person: PersonId) -> bool:
    """Put all work on a person by its due times; leave it as it is where that does not work."""
    for target in (trial.copied(), trial):
        for each in lifted:
            displaced = Displaced(each.task, person, each.lost, (), lifted=True)
            place = new_place(target.book, displaced, until=target.book.commitments[each.task].due)
            if place is None or place.person != person:
                return False
            put(target, displaced, place)
    return True


def _next_to_give(
    losses: Losses, tried: Trial, client: ClientId, lifted: list[Displaced], person: PersonId
) -> tuple[Pool, Account] | None:
    """Return the next held block of somebody better off on a person's days in time, day by day, of whom lost least first."""
    book = tried.book
    now = losses.after(tried)
    for day in _days_for(tried, lifted, person):
        for skill in sorted({book.commitments[each.task].asked.skill for each in lifted}):
            pool = day, skill
            if pool not in losses.claims:
                continue
            there = [
                account
                for account in accounts_in(book, day, skill)
                if account.block.person == person
                and account.block.client != client
                and account.claimable_at(book.clock) > 0
                and now.ratio(account.block.client) < losses.ratio(client)
            ]
            if there:
                return pool, min(there, key=lambda each: (now.ratio(each.block.client), each.block.id))
    return None


def _days_for(trial: Trial, lifted: list[Displaced], person: PersonId) -> list[date]:
    book = trial.book
    begin = min(earliest_start(book, each.task) for each in lifted)
    end = max(book.commitments[each.task].due for each in lifted)
    return sorted(book.team.days_of(person, Span(begin, end))) if begin < end else []
