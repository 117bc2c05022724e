"""Short pools: work on spare gives way first, then every client's own hours there by the same ratio, booked or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from scheduler.calendars.spans import within, without
from scheduler.domain.book import LossCell
from scheduler.fairshare.accounts import Account
from scheduler.fairshare.book import Book
from scheduler.fairshare.losses import ShortCell, share_loss
from scheduler.fairshare.misfits import cut_row, relaid_in_pieces
from scheduler.fairshare.relaying import Displaced
from scheduler.fairshare.trial import Pool, Trial, place_late
from scheduler.units import ClientId, PersonId, Span, TaskId


def pool_of(book: Book, displaced: Displaced) -> Pool:
    """Return the pool in which displaced work is short: its skill, on the day of its first lost piece."""
    day = (
        book.team.day_of(displaced.person, displaced.lost[0].start)
        if displaced.person in book.team.people
        else book.team.zone.local(displaced.lost[0].start)[0]
    )
    return day, book.commitments[displaced.task].asked.skill


def share_pools(trial: Trial, left: list[Account], movable: list[Displaced]) -> None:
    """Share what is still short: the same ratio of each client's minutes in the short pools and their days.

    Parameters
    ----------
    left
        Displaced blocks with the held minutes for which there is no place.
    movable
        Displaced work that anybody may take over.
    """
    book = trial.book
    short: dict[Pool, int] = {}
    for account in left:
        short[account.day, account.block.skill] = short.get((account.day, account.block.skill), 0) + account.held
    for displaced in movable:
        pool = pool_of(book, displaced)
        short[pool] = short.get(pool, 0) + displaced.minutes
    cells = [
        ShortCell(pool, minutes, claims_in(book, *pool, [each for each in movable if pool_of(book, each) == pool]))
        for pool, minutes in sorted(short.items())
    ]
    trial.guaranteed = {}
    for cell in cells:
        for client, minutes in cell.claims.items():
            trial.guaranteed[client] = trial.guaranteed.get(client, 0) + minutes
    grid = book.team.workspace.grid_minutes
    shared = share_loss(cells, guaranteed=trial.guaranteed, carried=book.carried, grid_minutes=grid)
    trial.carried = shared.carried_minutes
    made = []
    for cell in cells:
        own = [each for each in movable if pool_of(book, each) == cell.key]
        losses = _cut_cell(trial, cell, dict(shared.losses[cell.key]), left=left, movable=own)
        made.append(
            LossCell(
                day=cell.key[0],
                skill=cell.key[1],
                short_minutes=sum(losses.values()),
                claims=cell.claims,
                losses=losses,
            )
        )
    trial.cells = tuple(made)


def claims_in(book: Book, day: date, skill: str, short: Iterable[Displaced] = ()) -> dict[ClientId, int]:
    """Return what each client has in a pool: held and booked minutes of its blocks, and the displaced work itself."""
    found: dict[ClientId, int] = {}
    counted: set[TaskId] = set()
    for displaced in short:
        client = book.commitments[displaced.task].client
        found[client] = found.get(client, 0) + displaced.minutes
        counted.add(displaced.task)
    for account in accounts_in(book, day, skill):
        stands = book.witness.on(account.block.person, day)
        booked = sum(
            part.minutes
            for task, spans in account.booked.items()
            if task not in counted
            for span in spans
            for part in within(sorted(stands.get(task, ())), span)
        )
        if account.held + booked > 0:
            found[account.block.client] = found.get(account.block.client, 0) + account.held + booked
    return found


def accounts_in(book: Book, day: date, skill: str) -> list[Account]:
    """Return the dated blocks of a pool."""
    return [
        account
        for person in book.team.people
        for account in book.accounts.on(person, day, team=book.team)
        if account.block.skill == skill
    ]


def take_spare(trial: Trial, pool: Pool, minutes: int) -> int:
    """Let work on spare in a pool give way, the same share of each client's; return how many minutes that freed."""
    book = trial.book
    day, skill = pool
    found: dict[TaskId, tuple[Span, ...]] = {}
    for person in book.team.people.values():
        if person.level_of(skill) is None:
            continue
        for task, pieces in book.witness.on(person.id, day).items():
            spare = _spare_pieces(book, task, person.id, day, pieces)
            if task in book.commitments and spare:
                found[task] = spare
    claims: dict[ClientId, int] = {}
    for task, pieces in found.items():
        client = book.commitments[task].client
        claims[client] = claims.get(client, 0) + sum(piece.minutes for piece in pieces)
    wanted = min(minutes, sum(claims.values()))
    if wanted <= 0:
        return 0
    losses = dict(
        share_loss(
            [ShortCell(pool, wanted, claims)], guaranteed=claims, grid_minutes=book.team.workspace.grid_minutes
        ).losses[pool]
    )
    freed = 0
    for task, pieces in sorted(found.items(), key=lambda each: (-book.commitments[each[0]].due, each[0])):
        client = book.commitments[task].client
        gone = _last_minutes(pieces, losses.get(client, 0), whole=book.commitments[task].asked.one_sitting)
        if not gone:
            continue
        losses[client] -= sum(span.minutes for span in gone)
        freed += sum(span.minutes for span in gone)
        place = book.witness.work[task]
        place_late(trial, Displaced(task, place.person, gone, without(place.pieces, gone)), avoid=gone)
    return freed


def _spare_pieces(book: Book, task: TaskId, person: PersonId, day: date, pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Return the pieces of a task on a day that stand in no block of its client and lie ahead."""
    booked = [
        span for account in book.accounts.on(person, day, team=book.team) for span in account.booked.get(task, ())
    ]
    ahead = within(sorted(pieces), Span(book.clock, 1 << 60))
    return without(ahead, sorted(booked))


def _last_minutes(pieces: Iterable[Span], minutes: int, *, whole: bool) -> tuple[Span, ...]:
    """Return the last so many minutes of pieces; all of them or none where the work is one sitting."""
    spans = sorted(pieces)
    if whole:
        return tuple(spans) if spans and sum(span.minutes for span in spans) <= minutes else ()
    found: list[Span] = []
    for span in reversed(spans):
        gone = min(minutes, span.minutes)
        if gone > 0:
            found.append(Span(span.end - gone, span.end))
            minutes -= gone
    return tuple(sorted(found))


def _cut_cell(
    trial: Trial,
    cell: ShortCell[Pool],
    losses: dict[ClientId, int],
    *,
    left: Sequence[Account],
    movable: Sequence[Displaced],
) -> dict[ClientId, int]:
    """Cut what each client loses in a pool, re-lay what is still displaced, and place work anew; return what was lost in the end."""
    book = trial.book
    day, skill = cell.key
    displaced = [each for each in left if (each.day, each.block.skill) == (day, skill)]
    lost: dict[ClientId, int] = {}

    def cut(accounts: Iterable[Account], client: ClientId, minutes: int) -> int:
        for account in accounts:
            gone = min(minutes, account.held) if account.block.client == client else 0
            if gone > 0:
                trial.do(trial.entry(rows=(cut_row(account, gone),)))
                lost[client] = lost.get(client, 0) + gone
                minutes -= gone
        return minutes

    for client, minutes in sorted(losses.items()):
        rest = cut(displaced, client, minutes)
        rest -= sum(each.minutes for each in movable if book.commitments[each.task].client == client)
        if rest > 0:
            rest = cut([each for each in accounts_in(book, day, skill) if each not in displaced], client, rest)
        if rest > 0:
            _take_booked(trial, cell.key, client, rest, lost=lost)
    for account in displaced:
        if account.held > 0:
            for entry in relaid_in_pieces(book, account):
                trial.do(entry)
        cut([account], account.block.client, account.held)
    for each in movable:
        place_late(trial, each)
        client = book.commitments[each.task].client
        lost[client] = lost.get(client, 0) + min(each.minutes, trial.late.get(each.task, 0))
    return lost


def _take_booked(trial: Trial, pool: Pool, client: ClientId, minutes: int, *, lost: dict[ClientId, int]) -> None:
    """Let a client's booked work of a pool give way, the latest due first; what it loses is done later."""
    book = trial.book
    day, skill = pool
    found: dict[TaskId, list[Span]] = {}
    for account in accounts_in(book, day, skill):
        if account.block.client == client:
            for task, spans in account.booked.items():
                stands = book.witness.on(account.block.person, day).get(task, ())
                found.setdefault(task, []).extend(
                    part for span in spans for part in within(sorted(stands), span) if part.start >= book.clock
                )
    freed: list[Span] = []
    for task in sorted(
        found, key=lambda each: (-book.commitments[each].due, each) if each in book.commitments else (0, each)
    ):
        if task not in book.commitments or minutes <= 0:
            continue
        asked = book.commitments[task].asked
        gone = _last_minutes(found[task], minutes, whole=asked.one_sitting)
        if gone:
            place = book.witness.work[task]
            taken = sum(span.minutes for span in gone)
            minutes -= taken
            # What was freed before is meant for others, not for the next of the same client.
            freed.extend(gone)
            place_late(trial, Displaced(task, place.person, gone, without(place.pieces, gone)), avoid=freed)
            lost[client] = lost.get(client, 0) + min(taken, trial.late.get(task, 0))
