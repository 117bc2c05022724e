"""A loss of capacity: what can no longer stand moves inside its slack or to other people; what finds no place is shared by one ratio.

The order is the policy's: free spare and slack, whole blocks re-laid on the same day, work on spare, then everybody's own hours in the
short pool by the same share, and last regulatory work, which its client repays (`regulatory`). Everything is tried on a copy of the book; the real one gets a single entry, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, Loss, Stand, WorkStand
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.closing_up import close_up
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import Account, whole_piece
from scheduler.fairshare.exchanging import left_behind, undone_exchanges
from scheduler.fairshare.giving_spare import (
    is_on_spare,
    own_minutes_late,
    place_own,
    replaced_on_spare,
)
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.laying_on_spare import relay_blocks
from scheduler.fairshare.loss_carry import carry_rounding
from scheduler.fairshare.loss_claims import own_part
from scheduler.fairshare.loss_evening import even_out
from scheduler.fairshare.loss_regulatory import keep_regulatory, repay
from scheduler.fairshare.misfits import (
    LOOK_AHEAD_DAYS,
    absent_days,
    days_at_hand,
    moved_within_day,
    relaid,
)
from scheduler.fairshare.moving_groups import moved_together
from scheduler.fairshare.pools import count_the_rest, share_pools
from scheduler.fairshare.regulatory import booked_hours, counted
from scheduler.fairshare.relaying import Displaced, displaced_blocks, displaced_work
from scheduler.fairshare.settling import with_held
from scheduler.fairshare.trial import Trial, missing_when_due, place_late, replace
from scheduler.units import FAR, ClientId, PersonId, Span, TaskId


def enter_loss(
    book: Book,
    facts: Workspace | None,
    *,
    last: date,
    person: PersonId | None = None,
    period: Span | None = None,
    reason: str = "",
    actor: str = "",
) -> Entry:
    """Enter facts, and share as a loss what they take from what stands, of held blocks up to a day; without a loss it is a plain edit.

    Parameters
    ----------
    facts
        None: those of the book, where what is short was known before.
    last
        Held blocks of later days are not looked at, but on days on which displaced work stands.
    person, period
        Who is away and when, for the record. Without a period it is that in which the facts take working time: of the person, else
        of anybody.

    Returns
    -------
    Entry
        `lost` or `edited`.
    """
    trial = _trial(book, facts)
    behind = left_behind(trial.book)
    if behind:
        trial.book.append(trial.entry(rows=behind))
    days = _days_of_loss(trial.book, before=book, last=last)
    _move_work(trial)
    blocks = _move_blocks(trial, days)
    short = displaced_work(trial.book, after=trial.book.clock)
    if blocks or short:
        trial = _share(trial, blocks, short, owed=book.carried)
    lost = bool(trial.done or behind)
    rows = [row for entry in trial.done for row in entry.rows]
    at = book.team.aware(book.clock)
    work = last_work(trial.done)
    span = period or (_lost_period(book, trial.book, person) if lost else Span(book.clock, book.clock))
    return book.append(
        Entry(
            seq=0,
            at=at,
            kind="lost" if lost else "edited",
            actor=actor,
            reason=reason,
            facts=None if facts is None else facts.facts(),
            rows=merged_rows([*behind, *rows, *undone_exchanges(book, trial.book, rows)]),
            blocks=tuple(block for entry in trial.done for block in entry.blocks),
            work=work,
            stands=_stands(book, trial, work),
            remaining=_broken_sittings(book, trial),
            repaid=trial.repaid,
            loss=Loss(
                person=person,
                from_=book.team.aware(span.start),
                to=book.team.aware(span.end),
                cells=trial.cells,
                guaranteed=trial.guaranteed,
                carried=trial.carried,
                late=_late(book, trial),
            )
            if lost
            else None,
        )
    )


def _stands(book: Book, trial: Trial, work: Iterable[WorkStand]) -> tuple[Stand, ...]:
    """Return where blocks stand after a trial; not of those past their notice that keep their place, as their work moved inside it.

    On the trial such work left its block for a while, and what was held closed up behind it.
    """
    places = {
        stand.task: [Span(instant_of(each.start), instant_of(each.end)) for each in stand.pieces] for stand in work
    }
    charged = {(row.block, row.day) for row in merged_rows(row for entry in trial.done for row in entry.rows)}
    found = []
    for stand in final_stands(trial.book, trial.done):
        account = book.account_if_any(stand.block, stand.day)
        piece = None if account is None or (stand.block, stand.day) in charged else whole_piece(account)
        if account is not None and piece is not None:
            inside = sum(
                total_minutes(spans)
                for task, spans in account.booked.items()
                if total_minutes(within(places.get(task, spans), piece)) >= total_minutes(spans)
            )
            if instant_of(stand.end) - instant_of(stand.start) < account.held + inside:
                continue
        found.append(_told_apart(trial, stand, places))
    return tuple(found)


def _told_apart(trial: Trial, stand: Stand, places: Mapping[TaskId, Sequence[Span]]) -> Stand:
    """Return where a block stands, with where in it it holds minutes if work of which some left it leaves a gap there."""
    account = trial.book.account(stand.block, stand.day)
    leaves_gaps = any(task in places and without(spans, merged(places[task])) for task, spans in account.booked.items())
    if not leaves_gaps or not account.held_spans:
        return stand
    return with_held(trial.book, stand, account)


def _lost_period(before: Book, after: Book, person: PersonId | None) -> Span:
    """Return from when to when working time is gone, from now on; empty where the facts take something else, like a skill."""
    first = before.team.zone.local(before.clock)[0]
    found: list[Span] = []
    for who in before.team.people if person is None else [person]:
        for day in (first + timedelta(days=number) for number in range(LOOK_AHEAD_DAYS)):
            found.extend(without(before.team.working(who, day), after.team.working(who, day)))
    gone = within(merged(found), Span(before.clock, FAR))
    return Span(gone[0].start, gone[-1].end) if gone else Span(before.clock, before.clock)


def _late(book: Book, trial: Trial) -> dict[TaskId, int]:
    """Return the work that this loss puts past its due time or its slack floor, or that stands nowhere any more.

    With the minutes not done when due, which for work that was late before may be what they were.
    """
    late = {}
    for task in sorted({stand.task for entry in trial.done for stand in entry.work}):
        promised = book.commitments[task]
        missing = missing_when_due(trial.book, task)
        past_floor = missing_when_due(trial.book, task, by=promised.floor_at)
        is_new = task not in book.late and past_floor > missing_when_due(book, task, by=promised.floor_at)
        if is_new or trial.later(task) or stands_less(book, trial.book, task):
            late[task] = missing
    return late


def stands_less(before: Book, after: Book, task: TaskId) -> bool:
    """Say whether less of a task stands anywhere than before: nobody may go on with it."""
    places = [book.witness.work.get(task) for book in (before, after)]
    was, now = (0 if place is None else place.minutes_after(before.clock) for place in places)
    return now < was


def _broken_sittings(book: Book, trial: Trial) -> dict[TaskId, int]:
    """Return what is still to be done of sittings that were broken off and go on later, or with which nobody may go on."""
    left = {}
    for task in sorted({stand.task for entry in trial.done for stand in entry.work}):
        promised = trial.book.commitments[task]
        if promised.asked.one_sitting and trial.book.witness.has_begun(task, by=trial.book.clock):
            stood = book.witness.work[task]
            worked = sum(span.minutes for span in within(stood.pieces, Span(promised.since, book.clock)))
            left[task] = max(stood.minutes_after(book.clock), promised.remaining - worked)
    return left


def _trial(book: Book, facts: Workspace | None) -> Trial:
    copy = copy_of(book)
    copy.is_tried = True
    if facts is not None:
        copy.append(
            Entry(
                seq=0,
                at=book.team.aware(book.clock),
                kind="edited",
                facts=facts.facts(),
            )
        )
    regulatory = counted(copy)
    return Trial(copy, regulatory=regulatory, kept=booked_hours(book, regulatory), before=book)


def last_work(entries: Iterable[Entry]) -> tuple[WorkStand, ...]:
    """Return the last place of each task in a sequence of entries."""
    found: dict[TaskId, WorkStand] = {}
    for entry in entries:
        found.update((stand.task, stand) for stand in entry.work)
    return tuple(found.values())


def _move_work(trial: Trial) -> None:
    """Give displaced work another place inside its slack floor, where there is one; own hours before spare.

    Where its person must do other work too, all of it may go to somebody else.
    """
    book = trial.book
    moved: frozenset[TaskId] = frozenset()
    for displaced in sorted(displaced_work(book, after=book.clock), key=lambda each: is_on_spare(book, each.task)):
        if displaced.task in moved or replace(trial, displaced, until=trial.book.commitments[displaced.task].floor_at):
            continue
        moved |= moved_together(trial, displaced.task)


def _days_of_loss(book: Book, *, before: Book, last: date) -> list[tuple[PersonId, date]]:
    """Return the days of people whose held blocks a loss looks at: up to a last day, and those on which displaced work stands."""
    busy = {
        day
        for each in displaced_work(book, after=book.clock)
        for piece in each.lost
        for day in book.team.days_of(each.person, piece)
    }
    days = [each for each in absent_days(book) if each[1] <= last or each[1] in busy]
    return list(dict.fromkeys([*days, *days_at_hand(before)]))


def _move_blocks(trial: Trial, days: Sequence[tuple[PersonId, date]]) -> list[Account]:
    """Let displaced held blocks of some days stand elsewhere on their day; return those for which there is no place."""
    left = []
    for account in list(displaced_blocks(trial.book, days)):
        entry = moved_within_day(trial.book, account) or relaid(trial.book, account)
        if entry is None:
            left.append(account)
        else:
            trial.do(entry)
    return left


def _share(trial: Trial, blocks: list[Account], short: list[Displaced], *, owed: Mapping[ClientId, int]) -> Trial:
    """Share what finds no place: work on spare first, then everybody's own hours in the short pools by the same ratio."""
    book = trial.book
    on_spare = [each for each in short if not own_part(book, each)]
    for pool in sorted({(account.day, account.block.skill) for account in blocks}):
        relay_blocks(trial, [each for each in blocks if (each.day, each.block.skill) == pool])
    own = [each for each in short if each not in on_spare and not replaced_on_spare(trial, each)]
    left = [account for account in blocks if account.held > 0]
    claims = share_pools(trial, left, own) if left or own else {}
    for each in on_spare:
        place_late(trial, each)
    close_up(trial)
    _bring_forward(trial)
    count_the_rest(trial, claims)
    trial = even_out(keep_regulatory(trial, claims, owed=owed), claims, owed=owed)
    carry_rounding(trial, owed=owed)
    repay(trial, claims, owed=owed)
    return trial


def _bring_forward(trial: Trial) -> None:
    """Let own work that is late take time before its due time that is free by now, or on which work on spare stands."""
    book = trial.book
    for task in sorted(trial.missing_before):
        place, due = book.witness.work.get(task), book.commitments[task].due
        late = () if place is None else within(place.pieces, Span(max(book.clock, due), FAR))
        if place is None or not late or not trial.own_later(task):
            continue
        displaced = Displaced(task, place.person, late, without(place.pieces, late))
        tried = trial.copied()
        place_own(tried, displaced)
        if own_minutes_late(tried) < own_minutes_late(trial):
            place_own(trial, displaced)
