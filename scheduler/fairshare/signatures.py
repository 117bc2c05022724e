"""A new agreement enters the book: its blocks stand next to what stands already, and give way to it day by day where they must."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from scheduler.calendars.spans import merged, without
from scheduler.domain.book import BlockEnd, Entry, LaidBlock, LedgerRow, Loss, Stand
from scheduler.domain.laying import Unlaid
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import Account
from scheduler.fairshare.exchanging import left_behind
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.laid_rooms import rounded_down
from scheduler.fairshare.losing import last_work
from scheduler.fairshare.misfits import LOOK_AHEAD_DAYS, cut_row, relaid
from scheduler.fairshare.relaying import displaced_work, run_of_day, work_on
from scheduler.fairshare.signed_weeks import had_already
from scheduler.fairshare.trial import Trial, missing_when_due, place_late
from scheduler.units import ClientId, Span


def signed(
    book: Book,
    facts: Workspace,
    *,
    client: ClientId,
    blocks: Sequence[LaidBlock],
    ended: Sequence[BlockEnd],
    unlaid: Sequence[Unlaid] = (),
    reason: str,
    actor: str,
) -> Entry:
    """Enter a signature: on a day on which other work stands in its way a block stands elsewhere, or its own minutes are cut.

    So they are on a day of which more would be signed away than the buffer leaves, as somebody is there for a part of it, or a loss has laid
    blocks of others there.

    What the client holds until then of somebody whom it excludes by now, or who lost the skill, is laid on somebody else on the same day
    where there is room, and cut where there is none. Of weeks of which hours are charged to ended blocks the new ones hold only the rest. Minutes of ended blocks that are still held are cut; what was booked on them stays. Its own work with somebody whom the client
    excludes by now goes to somebody else, where need be after its due time: then the entry names it as late.
    """
    entry = Entry(
        seq=0,
        at=book.team.aware(book.clock),
        kind="signed",
        client=client,
        actor=actor,
        reason=reason,
        facts=facts.facts(),
        blocks=tuple(blocks),
        ended=tuple(ended),
        unlaid=tuple(unlaid),
        rows=merged_rows(_held_of(book, ended)),
    )
    trial = copy_of(book)
    trial.append(entry)
    rows: list[LedgerRow] = [*entry.rows, *left_behind(trial, client=client)]
    if len(rows) > len(entry.rows):
        trial.append(entry.model_copy(update=_bare(rows=tuple(rows[len(entry.rows) :]))))
    elsewhere: list[LaidBlock] = []
    for account in _nobodys(trial, client):
        # Past its notice it has lapsed but for rush: it would begin anew on somebody else.
        minutes = rounded_down(account.held) if account.fund_at(trial.clock) == "own" else 0
        place = relaid(trial, account, minutes=minutes) if minutes else None
        laid = () if place is None else place.blocks
        rows.append(cut_row(account, account.held))
        elsewhere.extend(laid)
        trial.append(entry.model_copy(update=_bare(rows=(rows[-1],), blocks=laid)))
    again = had_already(trial, client, _days_of(trial, blocks))
    if again:
        rows.extend(again)
        trial.append(entry.model_copy(update=_bare(rows=tuple(again))))
    stands: list[Stand] = []
    for account in _days_of(trial, [*blocks, *elsewhere]):
        over = min(account.held, _beyond_buffer(trial, account))
        if over > 0:
            rows.append(cut_row(account, over))
            trial.append(entry.model_copy(update=_bare(rows=(rows[-1],))))
        if account.held <= 0:
            continue
        others = _taken_beside(trial, account)
        inside = without(account.held_spans, others)
        working = trial.team.working(account.block.person, account.day)
        if (
            len(merged(inside)) == 1
            and sum(span.minutes for span in inside) == account.held
            and not without(account.held_spans, working)
        ):
            continue
        run = run_of_day(
            trial, account.block.person, account.day, minutes=account.held, own=_working_only(inside, working)
        )
        if run is None:
            rows.append(cut_row(account, account.held))
            trial.append(entry.model_copy(update=_bare(rows=(rows[-1],))))
        else:
            aware = trial.team.aware
            stands.append(Stand(block=account.block.id, day=account.day, start=aware(run.start), end=aware(run.end)))
            trial.append(entry.model_copy(update=_bare(stands=(stands[-1],))))
    moved = Trial(trial)
    for displaced in displaced_work(trial, after=trial.clock):
        if trial.commitments[displaced.task].client == client:
            place_late(moved, displaced)
    rows.extend(row for each in moved.done for row in each.rows)
    settled = {(stand.block, stand.day): stand for stand in (*stands, *final_stands(moved.book, moved.done))}
    late = {
        task: minutes
        for task, minutes in moved.late.items()
        if missing_when_due(moved.book, task, by=moved.book.commitments[task].floor_at)
    }
    return book.append(
        entry.model_copy(
            update={
                "rows": merged_rows(rows),
                "blocks": (*blocks, *elsewhere),
                "stands": tuple(settled.values()),
                "work": last_work(moved.done),
                "loss": Loss(person=None, from_=entry.at, to=entry.at, late=late) if late else None,
            }
        )
    )


def _bare(**fields: object) -> dict[str, object]:
    """Return the fields of an entry that carries nothing but these."""
    return {"facts": None, "blocks": (), "ended": (), "rows": (), "stands": (), "unlaid": (), **fields}


def _working_only(spans: Sequence[Span], working: Sequence[Span]) -> tuple[Span, ...]:
    return without(tuple(spans), without(tuple(spans), working))


def _held_of(book: Book, ended: Sequence[BlockEnd]) -> list[LedgerRow]:
    """Return rows that cut what is held of blocks from the day of their end, where anything was done with them."""
    ends = {end.block: end.from_day for end in ended}
    return [
        cut_row(account, account.held)
        for account in book.accounts.touched()
        if account.block.id in ends and account.day >= ends[account.block.id] and account.held > 0
    ]


def _nobodys(book: Book, client: ClientId) -> list[Account]:
    """Return the dated blocks that a client can still claim, but of somebody who may not do that work for it any more."""
    wrong = [
        block
        for block in book.accounts.blocks.values()
        if block.client == client
        and block.person in book.team.people
        and not book.team.may_do(block.person, client, skill=block.skill, level=block.level)
    ]
    return [each for each in _days_of(book, wrong) if each.claimable_at(book.clock) > 0]


def _days_of(book: Book, blocks: Sequence[LaidBlock]) -> list[Account]:
    """Return the dated blocks of some that hold anything, in the days ahead on which anything else may stand."""
    first = book.team.zone.local(book.clock)[0]
    found: list[Account] = []
    for number in range(LOOK_AHEAD_DAYS):
        day = first + timedelta(days=number)
        for block in blocks:
            account = book.account_if_any(block.id, day) if _falls_on(block, day) else None
            if account is not None and account.held > 0:
                found.append(account)
    return found


def _falls_on(block: LaidBlock, day: date) -> bool:
    return block.day == day or block.weekday == day.weekday()


def _beyond_buffer(book: Book, account: Account) -> int:
    """Return by how many minutes the blocks of a person's day exceed what may be signed away of it."""
    person, day = account.block.person, account.day
    laid = sum(each.minutes - each.cut - each.exchanged for each in book.accounts.on(person, day, team=book.team))
    return laid - book.team.capacity_minutes(person, day) * (1000 - book.team.policy.buffer) // 1000


def _taken_beside(book: Book, account: Account) -> tuple[Span, ...]:
    """Return what else takes time on the block's person and day: work, and other blocks."""
    person, day = account.block.person, account.day
    blocks = [
        span
        for other in book.accounts.on(person, day, team=book.team)
        if other is not account
        for span in other.held_spans
    ]
    return merged([*work_on(book, person, day), *blocks])
