"""Work that is not helped by steps gets the time of clients that lost less in one piece: a sitting, or all that one person must do.

A grid step of somebody else's time is of no use to four hours in one sitting, and none of anybody's to work that is bound to who is
away. So all of it is tried with other people: hours that clients hold and work that they have booked give way on a copy, of those who are better
off, and find another place where there is one. It stays so only where nobody is worse off by it than the client whose work it is was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from scheduler.calendars.spans import merged, within, without
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account, booked_spans, whole_piece, within_all
from scheduler.fairshare.free_time import place_counted
from scheduler.fairshare.giving_spare import is_on_spare, lifted_pieces
from scheduler.fairshare.loss_claims import pool_of
from scheduler.fairshare.loss_places import Giving, Needed, Way, givings_on, ways_on
from scheduler.fairshare.loss_ratios import Losses
from scheduler.fairshare.moving_groups import may_move
from scheduler.fairshare.pools import cut_held, restore
from scheduler.fairshare.relaying import (
    Displaced,
    earliest_start,
    followers_ahead,
    followers_too_early,
    group_of,
    latest_finish,
)
from scheduler.fairshare.trial import Pool, Trial, lift, place_late, put
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, PersonId, Span, TaskId

MOST_TRIES = 3
"""How many places for work on a person are tried, those that cost others least first: our choice."""

Group = frozenset[TaskId]


def cleared(losses: Losses) -> Losses:
    """Return the losses after work that only whole time helps got the time of those who lost less, the worst off first."""
    while True:
        found = next(_clearings(losses), None)
        if found is None:
            return losses
        losses = found


def _clearings(losses: Losses) -> Iterator[Losses]:
    for client in sorted(losses.totals, key=lambda each: (-losses.ratio(each), each)):
        for group in late_groups(losses.trial, client):
            for person in sorted(losses.trial.book.team.people):
                after = _with_time_of(losses, client, group, person)
                if after is not None:
                    yield after


def late_groups(trial: Trial, client: ClientId) -> list[Group]:
    """Return the late work of a client that may go to anybody, with what one person must do with it: nothing of it has begun."""
    found: dict[Group, None] = {}
    for task in sorted(trial.counted):
        if trial.book.commitments[task].client != client or not trial.own_later(task) or task in trial.regulatory:
            continue
        group = group_of(trial.book, task)
        if may_move(trial.book, group):
            found[group] = None
    return list(found)


def _with_time_of(losses: Losses, client: ClientId, group: Group, person: PersonId) -> Losses | None:
    """Return the losses with all of a group done by a person in time; None where that leaves somebody as badly off as its client was."""
    team, commitments = losses.trial.book.team, losses.trial.book.commitments
    asked = [commitments[task].asked for task in group if task in commitments]
    if not all(team.may_do(person, client, skill=each.skill, level=each.level, pin=each.person) for each in asked):
        return None
    tried = losses.trial.copied()
    lifted = lifted_group(tried, group)
    borrowed = _borrowed(losses.trial.book, group)
    needed = [_needed(losses.trial, tried, each.task) for each in lifted if each.task not in borrowed]
    if not needed or any(each.window.start >= each.window.end for each in needed):
        return None
    window = Span(min(each.window.start for each in needed), max(each.window.end for each in needed))
    givings = givings_on(losses, tried, client, person, window)
    alone = [each for each in givings if each.is_alone]
    for usable in (alone, givings) if len(alone) < len(givings) else (givings,):
        ways = (way for way in ways_on(losses, tried, needed, person, usable) if way.worst < losses.ratio(client))
        for way in islice(ways, MOST_TRIES):
            after = _tried(losses, client, group, person, way=way, givings=usable)
            if after is not None:
                return after
    return None


def lifted_group(trial: Trial, group: Group) -> list[Displaced]:
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


def _borrowed(book: Book, group: Group) -> set[TaskId]:
    """Return the work of a group on spare that no own work comes after: nobody's own hours give way for it, so it stands where there is room."""
    return {
        task
        for task in group
        if task in book.commitments
        and is_on_spare(book, task)
        and all(is_on_spare(book, other) for other in followers_ahead(book, task))
    }


def _needed(before: Trial, lifted: Trial, task: TaskId) -> Needed:
    """Return what a task needs: in its window all of it, by its due time if it is late, else inside its slack."""
    promised = before.book.commitments[task]
    until = promised.due if before.own_later(task) else min(promised.floor_at, latest_finish(before.book, task))
    window = Span(earliest_start(lifted.book, task), until)
    return Needed(task, promised.remaining, window, promised.asked.one_sitting)


def _tried(
    losses: Losses, client: ClientId, group: Group, person: PersonId, *, way: Way, givings: Sequence[Giving]
) -> Losses | None:
    """Return the losses with work standing in one way; None where that leaves somebody as badly off as its client was."""
    tried = losses.trial.copied()
    lifted = lifted_group(tried, group)
    used = merged(span for spans in way.places.values() for span in spans)
    giving = [each for each in givings if within_all(each.spans, used)]
    cut = list(_given_blocks(tried, giving))
    moved = [(each, giving_.pool) for giving_ in giving for each in _given_work(tried, giving_, used)]
    anew = [replace(each, person=person, kept=()) for each in lifted]
    for each in anew:
        if each.task not in way.places:
            continue
        if earliest_start(tried.book, each.task) > way.places[each.task][0].start:
            return None
        put(tried, each, WorkPlace(person, way.places[each.task]))
    for each in anew:
        # What stood nowhere pushes what comes after it behind its new place.
        for follower in followers_too_early(tried.book, each.task):
            pool = pool_of(tried.book, follower)
            place_counted(tried, lift(tried, follower), pool)
    for other, pool in moved:
        # Of work on spare, what comes after it on own hours may be late by that, and counts.
        place_counted(tried, other, pool)
    for pool, account in sorted(cut, key=lambda each: (-losses.ratio(each[1].block.client), each[0], each[1].block.id)):
        restore(tried, pool, account)
    for each in anew:
        if each.task not in way.places:
            place_late(tried, each)
    return better_for(losses, tried, client) if _blocks_stand(tried, person, used) else None


def better_for(losses: Losses, tried: Trial, client: ClientId) -> Losses | None:
    """Return the losses by a trial if nobody is as badly off by it as a client was before; None otherwise."""
    after = losses.after(tried)
    grown = losses.losing_more(after)
    is_better = max(map(after.ratio, [client, *grown])) < losses.ratio(client)
    return after if is_better and losses.keeps_regulatory(tried) else None


def _given_blocks(tried: Trial, giving: Sequence[Giving]) -> Iterator[tuple[Pool, Account]]:
    for each in giving:
        if each.account is not None:
            account = tried.book.account(each.account.block.id, each.account.day)
            cut_held(tried, each.pool, account, account.claimable_at(tried.book.clock))
            yield each.pool, account


def _given_work(tried: Trial, giving: Giving, used: Sequence[Span]) -> list[Displaced]:
    if giving.task is None:
        return []
    place = tried.book.witness.work[giving.task]
    return lifted_pieces(tried, giving.task, place.pieces if giving.whole else within_all(giving.spans, used))


def _blocks_stand(tried: Trial, person: PersonId, used: Sequence[Span]) -> bool:
    """Say whether each block of a person before its notice still stands in one piece, with none of the used time inside it."""
    book = tried.book
    for day in sorted({book.team.day_of(person, span.start) for span in used}):
        for account in book.accounts.on(person, day, team=book.team):
            piece = whole_piece(account)
            if piece is None or account.fund_at(book.clock) != "own":
                continue
            mine = merged(booked_spans(account))
            if without(within(used, piece), mine):
                return False
    return True
