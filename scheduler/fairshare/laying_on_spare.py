"""Displaced held blocks are laid again on their day where work on spare stands, which gives way before anybody's own hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.giving_spare import Pieces, give_way, lifted_pieces, room_for_a_sitting, spare_pieces
from scheduler.fairshare.insertion import free_in
from scheduler.fairshare.misfits import relaid_in_pieces
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Trial, place_late
from scheduler.units import PersonId, Span


def relay_blocks(trial: Trial, accounts: Sequence[Account]) -> None:
    """Let work on spare make room for displaced held blocks of one pool and day, and lay them there.

    Room in pieces that are too small to lay anything there helps nobody: then a step of the grid in one piece makes room, as long as that helps.
    """
    book = trial.book
    there = {task: pieces for _, spare in spare_of_the_day(book, accounts) for task, pieces in spare.items()}
    _lay_there(trial, accounts, give_way(trial, there, _held(accounts)))
    while left := _held(accounts):
        step = min(book.team.workspace.grid_minutes, left)
        _lay_there(trial, accounts, _give_a_step(trial, accounts, step))
        if _held(accounts) == left:
            return


def _held(accounts: Iterable[Account]) -> int:
    return sum(account.held for account in accounts)


def spare_of_the_day(book: Book, accounts: Sequence[Account]) -> Iterator[tuple[PersonId, Pieces]]:
    """Yield who may have some of the blocks on their day, with the work on spare that stands there.

    Parameters
    ----------
    accounts
        Blocks of one day, at least one.
    """
    day = accounts[0].day
    for person in sorted(book.team.people):
        if book.team.may_hold(person, day) and any(_may_stand(book, account, person) for account in accounts):
            yield person, spare_pieces(book, person, _day_of(book, person, day))


def _day_of(book: Book, person: PersonId, day: date) -> Span:
    zone = book.team.zone_of(person)
    return Span(zone.begin_of(day), zone.end_of(day))


def _give_a_step(trial: Trial, accounts: Sequence[Account], minutes: int) -> list[Displaced]:
    """Lift the work on spare that stands in the first stretch of a person's day that is long enough without it."""
    book = trial.book
    for person, spare in spare_of_the_day(book, accounts):
        room = step_of_spare(book, person, accounts[0].day, spare, minutes)
        if room:
            return [each for task, pieces in room.items() for each in lifted_pieces(trial, task, pieces)]
    return []


def step_of_spare(book: Book, person: PersonId, day: date, spare: Pieces, minutes: int) -> Pieces:
    """Return the work on spare without which the first stretch of a person's day is long enough; of a sitting all of it."""
    room = room_for_a_sitting(free_in(book, person, _day_of(book, person, day)), spare, minutes)
    return {task: spare[task] if book.commitments[task].asked.one_sitting else room[task] for task in room}


def _lay_there(trial: Trial, accounts: Sequence[Account], lifted: Sequence[Displaced]) -> None:
    """Lay displaced blocks where work on spare was lifted, and put that work elsewhere."""
    if not lifted:
        return
    for account in accounts:
        for entry in relaid_in_pieces(trial.book, account):
            trial.do(entry)
    for each in lifted:
        place_late(trial, each)


def _may_stand(book: Book, account: Account, person: PersonId) -> bool:
    block = account.block
    return book.team.may_do(person, block.client, skill=block.skill, level=block.level)
