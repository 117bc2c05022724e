"""A step of what a client has lost that comes back to it: who could do it, and where it stands then."""

from __future__ import annotations

from scheduler.calendars.spans import within, without
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.free_time import place_counted
from scheduler.fairshare.giving_spare import last_minutes
from scheduler.fairshare.pools import restore
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Pool, Trial, replace
from scheduler.units import FAR, PersonId, Span, TaskId


def people_for(trial: Trial, wish: TaskId | tuple[str, Pool]) -> set[PersonId]:
    """Return who could do what was lost."""
    team = trial.book.team
    if isinstance(wish, tuple):
        block = trial.book.accounts.blocks[wish[0]]
        return {
            person
            for person in team.people
            if team.may_do(person, block.client, skill=block.skill, level=block.level)
            and team.may_hold(person, wish[1][0])
        }
    promised = trial.book.commitments[wish]
    asked, place = promised.asked, trial.book.witness.work.get(wish)
    return {
        person
        for person in team.people
        if team.may_do(person, promised.client, skill=asked.skill, level=asked.level, pin=asked.person)
        and (place is None or place.person == person or place.pieces[0].start >= promised.due)
    }


def fulfil(trial: Trial, pool: Pool, wish: TaskId | tuple[str, Pool], minutes: int) -> None:
    """Lay a step of a cut block again, or bring a step of late work forward."""
    if isinstance(wish, tuple):
        account: Account = trial.book.account(wish[0], wish[1][0])
        restore(trial, pool, account, most=minutes)
        return
    place, promised = trial.book.witness.work.get(wish), trial.book.commitments[wish]
    if place is None:
        return
    ahead = within(place.pieces, Span(max(trial.book.clock, promised.due), FAR))
    if ahead == place.pieces:
        # What nobody does before it is due may go to anybody; what comes after it may be late by that, and counts.
        place_counted(trial, Displaced(wish, place.person, ahead, ()), pool)
        return
    gone = ahead if promised.asked.one_sitting else last_minutes(ahead, minutes, whole=False)
    if gone:
        replace(trial, Displaced(wish, place.person, gone, without(place.pieces, gone)), until=promised.due)
