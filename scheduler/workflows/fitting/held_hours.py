"""Held hours beside a request: own ones that pay for it are free, and all may stand elsewhere on their day.

Hours are worth the same wherever they stand (policy, "Funding"), so a request that takes its client's hours of Thursday and is done on Tuesday
leaves time on Thursday to which other work may move. And held hours are of a day, not of a time of day: to make room early they go to its end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Stand
from scheduler.domain.holdings import HeldPiece, Holdings
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import claims
from scheduler.fairshare.dated_block import Account
from scheduler.instance.baseline import BaselineWork
from scheduler.units import FAR, Instant, PersonId, Span

Freed = Mapping[tuple[str, date], int]
"""Minutes by dated block."""

Places = Mapping[tuple[str, date], Span]
"""Where dated blocks stand."""


def hours_that_pay(book: Book, ask: Ask) -> Freed:
    """Return what a request takes of its client's own blocks by its date, those first that lapse first."""
    taken = Taken()
    for task in ask.tasks:
        need = task.effort_minutes
        for claim in claims(book, ask.client, task=task, taken=taken):
            gone = min(need, claim.minutes)
            if gone > 0:
                taken.note(claim.account, gone, claim.fund)
                need -= gone
    return dict(taken.minutes)


def hours_pay_from(book: Book, freed: Freed, *, release: Instant) -> Instant:
    """Return the first date up to which so many minutes of each person's day can have been worked: from then on these hours pay."""
    needed: dict[tuple[PersonId, date], int] = {}
    for (block, day), minutes in freed.items():
        key = book.account(block, day).block.person, day
        needed[key] = needed.get(key, 0) + minutes
    latest = release
    for (person, day), minutes in needed.items():
        left = minutes
        for span in within(book.team.working(person, day), Span(release, FAR)):
            if left > 0:
                latest = max(latest, min(span.end, span.start + left))
            left -= span.minutes
    return latest


def at_the_ends(book: Book, work: Iterable[BaselineWork], *, people: Collection[PersonId], last: Instant) -> Places:
    """Return where blocks of people with nothing booked in them would stand as late on their day as work and other blocks leave room.

    Days on which one of them has nowhere to go are left as they are, and so are blocks that would not move.
    """
    found: dict[tuple[str, date], Span] = {}
    for loose, free in _loose_by_day(book, work, people=people, window=Span(book.clock, last)):
        found |= _late_on_day(book, loose, free)
    return found


def out_of_the_way(
    book: Book, work: Iterable[BaselineWork], *, people: Collection[PersonId], window: Span
) -> dict[tuple[str, date], Span]:
    """Return where blocks of people with nothing booked in them would stand in gaps of their day outside a window, else in its smallest gap.

    Days on which one of them finds no gap are left as they are, and so are blocks that would not move.
    """
    found: dict[tuple[str, date], Span] = {}
    for loose, free in _loose_by_day(book, work, people=people, window=window):
        gaps: tuple[Span, ...] = tuple(free)
        placed: dict[tuple[str, date], Span] = {}
        for account in sorted(loose, key=lambda each: (-each.held_spans[0].minutes, each.held_spans[0])):
            minutes = account.held_spans[0].minutes
            outside = [gap for gap in without(gaps, [window]) if gap.minutes >= minutes]
            rooms = outside or [gap for gap in gaps if gap.minutes >= minutes]
            if not rooms:
                placed = {}
                break
            room = min(rooms, key=lambda gap: (gap.minutes, gap))
            place = Span(room.end - minutes, room.end)
            gaps = without(gaps, [place])
            placed[account.block.id, account.day] = place
        found |= {key: place for key, place in placed.items() if book.account(*key).held_spans[0] != place}
    return found


def _loose_by_day(
    book: Book, work: Iterable[BaselineWork], *, people: Collection[PersonId], window: Span
) -> Iterator[tuple[list[Account], list[Span]]]:
    """Yield for each day of people in a window the blocks that may stand elsewhere on it, and the time free of all but them."""
    standing: dict[PersonId, list[Span]] = {}
    for each in work:
        standing.setdefault(each.person, []).extend(each.spans)
    for person in sorted(people):
        for day in book.team.days_of(person, window):
            accounts = [
                account
                for account in book.accounts.on(person, day, team=book.team)
                if account.held > 0 and account.fund_at(book.clock) is not None
            ]
            loose = [account for account in accounts if not account.booked and len(account.held_spans) == 1]
            stuck = [span for account in accounts if account not in loose for span in account.held_spans]
            working = book.team.working(person, day)
            if working and loose:
                there = within(working, Span(book.clock, working[-1].end))
                yield loose, list(without(there, merged([*standing.get(person, []), *stuck])))


def _late_on_day(book: Book, loose: Iterable[Account], free: list[Span]) -> dict[tuple[str, date], Span]:
    found: dict[tuple[str, date], Span] = {}
    for account in sorted(loose, key=lambda each: each.held_spans[0], reverse=True):
        stood = account.held_spans[0]
        room = next((span for span in reversed(free) if span.minutes >= stood.minutes), None)
        if room is None or room.end < stood.end:
            return {}
        place = Span(room.end - stood.minutes, room.end)
        free.remove(room)
        free.append(Span(room.start, place.start))
        free.sort()
        found[account.block.id, account.day] = place
    return {key: place for key, place in found.items() if book.account(*key).held_spans[0] != place}


def standing_at(holdings: Holdings, places: Places) -> Holdings:
    """Return holdings in which some blocks stand elsewhere."""
    held = tuple(
        piece.model_copy(update={"start": place.start, "end": place.end})
        if (place := places.get((piece.block, piece.day))) is not None and place.minutes == piece.minutes
        else piece
        for piece in holdings.held
    )
    return holdings.model_copy(update={"held": held})


def without_hours(holdings: Holdings, freed: Freed) -> Holdings:
    """Return holdings in which the first minutes of a block's piece are free; a block in several pieces is freed as a whole or not at all."""
    pieces_of: dict[tuple[str, date], list[HeldPiece]] = {}
    for piece in holdings.held:
        pieces_of.setdefault((piece.block, piece.day), []).append(piece)
    held: list[HeldPiece] = []
    for key, pieces in pieces_of.items():
        gone = freed.get(key, 0)
        if len(pieces) > 1 and gone < sum(piece.minutes for piece in pieces):
            gone = 0
        for piece in pieces:
            first = min(gone, piece.minutes)
            gone -= first
            if first < piece.minutes:
                held.append(_shorter(piece, first))
    return holdings.model_copy(update={"held": tuple(held)})


def _shorter(piece: HeldPiece, first: int) -> HeldPiece:
    start = None if piece.start is None else piece.start + first
    return piece.model_copy(update={"minutes": piece.minutes - first, "start": start})


def stands_beside(
    book: Book, freed: Freed, places: Places, *, request: Iterable[BaselineWork], moved: Iterable[BaselineWork]
) -> tuple[Stand, ...] | None:
    """Return where blocks stand that request or moved work make go elsewhere: with what is left of them, all of a day together.

    Returns
    -------
    tuple of Stand, or None
        None where request and other work share the freed time of one block: what is left would not be in one piece with what is booked.
    """
    mine, theirs = list(request), list(moved)
    crowded = {
        (account.block.person, account.day)
        for account in (book.account(*key) for key in places)
        if _minutes_in([*mine, *theirs], account.block.person, account.held_spans[0])
    }
    found: list[Stand] = []
    for key in sorted({*freed, *places}):
        account, minutes = book.account(*key), freed.get(key, 0)
        if minutes >= account.held or len(account.held_spans) != 1:
            continue
        person, piece = account.block.person, account.held_spans[0]
        goes = key in places and (person, account.day) in crowded
        piece = places[key] if goes else piece
        free = Span(piece.start, piece.start + minutes)
        if not goes and not _minutes_in(theirs, person, free):
            continue
        if not goes and _minutes_in(mine, person, free):
            return None
        aware = book.team.aware
        found.append(Stand(block=key[0], day=key[1], start=aware(free.end), end=aware(piece.end)))
    return tuple(found)


def put_aside(book: Book, stands: Iterable[Stand]) -> None:
    """Let blocks of a copy of a book stand elsewhere, to try what else can stand then."""
    for stand in stands:
        account = book.account(stand.block, stand.day)
        account.stand_on(Span(instant_of(stand.start), instant_of(stand.end)))
        book.witness.touch(account.block.person, account.day)


def let_go(book: Book, freed: Freed) -> None:
    """Let the time of hours that are given for other time be free on a copy of a book, the first minutes of each block."""
    for key, minutes in freed.items():
        account = book.account(*key)
        account.held_spans = list(without(account.held_spans, first_minutes(account.held_spans, minutes)))
        book.witness.touch(account.block.person, account.day)


def first_minutes(spans: Iterable[Span], minutes: int) -> list[Span]:
    """Return the first so many minutes of spans, or all of them."""
    found: list[Span] = []
    for span in spans:
        gone = min(span.minutes, minutes)
        if gone > 0:
            found.append(Span(span.start, span.start + gone))
            minutes -= gone
    return found


def _minutes_in(works: Iterable[BaselineWork], person: PersonId, window: Span) -> int:
    return sum(total_minutes(within(work.spans, window)) for work in works if work.person == person)
