"""Held blocks that cannot stand where they were laid, because their person is away: another time of the day, another person, or cut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Entry, LaidBlock, LedgerRow, Stand
from scheduler.domain.times import Moment
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.relaying import displaced_blocks, run_of_day, work_on
from scheduler.units import FAR, ClientId, PersonId, Span

LOOK_AHEAD_DAYS = 400
"""How far ahead a loss is shared, as somebody may be away for good; what is further ahead is shared when it comes nearer."""

SHARED_DAYS = 310
"""How far ahead all that somebody's absence takes is shared at the close of any day."""

_LOOK_BACK_DAYS = 31
"""How many days before that are looked at in a close: as many as may lie between two closes."""


def settle_misfits(book: Book, *, reason: str) -> list[Entry]:
    """Let every held block that cannot stand move within its day, or be re-laid on somebody else that day, or be cut.

    Returns
    -------
    list of Entry
        One `lost` entry where anything changed, else none.
    """
    made: list[Entry] = []
    for account in list(displaced_blocks(book, absent_days(book))):
        entry = moved_within_day(book, account) or relaid(book, account)
        if entry is None:
            entry = Entry(
                seq=0,
                at=book.team.aware(book.clock),
                kind="lost",
                rows=(cut_row(account, account.held),),
            )
        made.append(book.append(entry.model_copy(update={"reason": reason})))
    return made


def unshared(book: Book) -> list[Account]:
    """Return the held blocks that cannot stand and are near enough to be shared; no entry leaves any, time brings them nearer."""
    today = book.team.zone.local(book.clock)[0]
    last = today + timedelta(days=SHARED_DAYS)
    days = absent_days(book, first=max(today, last - timedelta(days=_LOOK_BACK_DAYS)), last=last)
    return list(displaced_blocks(book, days))


def absent_days(book: Book, *, first: date | None = None, last: date | None = None) -> list[tuple[PersonId, date]]:
    """Return the days to come on which a block may not be able to stand: somebody is away, or has other hours or skills than before.

    Parameters
    ----------
    first, last
        Days between which is looked; None: today, and as far ahead as a loss is shared.
    """
    workspace = book.team.workspace
    today = book.team.zone.local(book.clock)[0]
    first = today if first is None else first
    last = today + timedelta(days=LOOK_AHEAD_DAYS - 1) if last is None else last
    blocks = [block for block in book.accounts.blocks.values() if not book.accounts.has_ended(block.id, first)]
    holders = {block.person for block in blocks}
    other_hours = {row.person for row in workspace.availability}
    other_hours |= {block.person for block in blocks if _is_off_hours(book, block)}
    days = {(person, day) for person in other_hours & holders for day in _dates(first, last)}
    for member in (book.team.people[person] for person in holders & book.team.people.keys()):
        if member.from_on is not None:
            days.update((member.id, day) for day in _dates(first, min(last, member.from_on)))
        if member.until_on is not None:
            days.update((member.id, day) for day in _dates(max(first, member.until_on), last))
    rows = [
        *(((row.person,), row.start, row.end) for row in workspace.time_off),
        *((row.people, row.start, row.end) for row in workspace.events),
    ]
    for people, start, end in rows:
        # A day more on both sides: what is a date for the team can be the one before or after for a person.
        begins = first if _date(start) <= first else _date(start) - timedelta(days=1)
        ends = last if _date(end) >= last else _date(end) + timedelta(days=1)
        for day in _dates(begins, ends):
            days.update((person, day) for person in people if person in holders)
    # What an earlier change moved may stand outside hours that fit the blocks as they were laid.
    days |= {
        (account.block.person, account.day)
        for account in book.accounts.touched()
        if account.moved and first <= account.day <= last and account.held > 0
    }
    return sorted(days, key=lambda each: (each[1], each[0]))


def _date(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _dates(first: date, last: date) -> Iterator[date]:
    """Yield the dates of a period, both ends included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def days_at_hand(book: Book) -> list[tuple[PersonId, date]]:
    """Return the days of people up to the next working day: what is held there can be claimed by nobody, and others may work there.

    Where a day off is taken back, such blocks are their clients' again.
    """
    first, last = book.team.zone.local(book.clock)[0], book.team.working_day_of(book.clock)
    people = sorted({block.person for block in book.accounts.blocks.values()})
    return [(person, day) for day in _dates(first, last) for person in people]


def _is_off_hours(book: Book, block: LaidBlock) -> bool:
    """Say whether a block stands outside what its person has by now: weekly hours, and the skill."""
    member = book.team.people.get(block.person)
    if member is None or not book.team.has_skill(block.person, block.skill, block.level):
        return True
    weekday = block.day.weekday() if block.day is not None else block.weekday or 0
    first, end = block.start_minute, block.start_minute + block.minutes
    return not any(span.start_minute <= first and end <= span.end_minute for span in member.hours.days[weekday])


def moved_within_day(book: Book, account: Account) -> Entry | None:
    """Return the entry that lets an unbooked block stand at another time of its day, if there is room in one piece."""
    if account.booked or not book.team.has_skill(account.block.person, account.block.skill, account.block.level):
        return None
    inside = [span for span in account.held_spans if not _outside(book, account, span)]
    person = account.block.person
    held = (
        span
        for other in book.accounts.on(person, account.day, team=book.team)
        if other.block.id != account.block.id and other.claimable_at(book.clock) > 0
        for span in other.held_spans
    )
    own = without(inside, merged((*work_on(book, person, account.day), *held)))
    run = run_of_day(book, person, account.day, minutes=account.held, own=own)
    if run is None:
        return None
    aware = book.team.aware
    return Entry(
        seq=0,
        at=aware(book.clock),
        kind="lost",
        stands=(Stand(block=account.block.id, day=account.day, start=aware(run.start), end=aware(run.end)),),
    )


def _outside(book: Book, account: Account, span: Span) -> bool:
    return not any(
        working.start <= span.start and span.end <= working.end
        for working in book.team.working(account.block.person, account.day)
    )


def relaid(book: Book, account: Account, *, minutes: int | None = None) -> Entry | None:
    """Return the entry that re-lays a whole unbooked block on another eligible person on the same day, if there is room."""
    if account.booked:
        return None
    wanted = account.held if minutes is None else minutes
    block = account.block
    served = book.team.clients.get(block.client)
    prefer = () if served is None else served.prefer
    for person in sorted(book.team.people, key=lambda each: (each not in prefer, each)):
        if person == block.person or not book.team.may_do(person, block.client, skill=block.skill, level=block.level):
            continue
        if not book.team.may_hold(person, account.day):
            continue
        run = run_of_day(book, person, account.day, minutes=wanted)
        if run is None:
            continue
        return Entry(
            seq=0,
            at=book.team.aware(book.clock),
            kind="lost",
            rows=(cut_row(account, account.held),),
            blocks=(dated_block(book, account, person=person, run=run),),
        )
    return None


def relaid_in_pieces(book: Book, account: Account, *, cut: int | None = None) -> Iterator[Entry]:
    """Yield entries that re-lay a block on its day, piece by piece, wherever there is room.

    Parameters
    ----------
    cut
        Minutes of it that were cut before and are laid again; None: all that is held of it, which is cut as it is laid elsewhere.
    """
    grid = book.team.workspace.grid_minutes
    block = account.block
    left = account.held if cut is None else cut
    while left > 0:
        best: tuple[int, PersonId, Span] | None = None
        for person in sorted(book.team.people):
            if not book.team.may_do(person, block.client, skill=block.skill, level=block.level):
                continue
            if not book.team.may_hold(person, account.day):
                continue
            for span in within(book.free_on(person, account.day), Span(book.clock, FAR)):
                minutes = min(left, span.minutes)
                if minutes >= min(grid, left) and (best is None or minutes > best[0]):
                    best = minutes, person, Span(span.start, span.start + minutes)
        if best is None:
            return
        minutes, person, run = best
        left -= minutes
        yield Entry(
            seq=0,
            at=book.team.aware(book.clock),
            kind="lost",
            rows=(cut_row(account, minutes),) if cut is None else (),
            blocks=(dated_block(book, account, person=person, run=run),),
        )


def dated_block(
    book: Book, account: Account, *, person: PersonId, run: Span, client: ClientId | None = None
) -> LaidBlock:
    """Return a block of one day that stands in for another, on a person and at a time; of its client where no other is named."""
    block = account.block
    owner = block.client if client is None else client
    stem = f"{owner}/{block.key}/{person}/{account.day}"
    number, name = 1, stem
    while name in book.accounts.blocks:
        number += 1
        name = f"{stem}~{number}"
    return LaidBlock(
        id=name,
        client=owner,
        skill=block.skill,
        level=block.level,
        person=person,
        day=account.day,
        start_minute=book.team.zone_of(person).local(run.start)[1],
        minutes=run.minutes,
    )


def cut_row(account: Account, minutes: int) -> LedgerRow:
    """Return the row that cuts minutes of a block."""
    return account.row("cut", minutes)
