"""Work that was reported as done by mistake: its promise holds again where its hours are still free, without the solver.

It stands where it stood, with its date and its slack floor, and what the wrong report gave back or turned into other time is charged as
before. Own hours come back only before the notice date of their block. Where anything of that is taken, nothing is promised: the work is
open without a promise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import CommittedTask, Entry, LedgerRow, Promise, Stand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows
from scheduler.fairshare.copying import with_entry
from scheduler.fairshare.dated_block import Account, BookError, booked_spans, within_all
from scheduler.fairshare.limits import cap_limit
from scheduler.fairshare.off_plan import with_off_plan
from scheduler.fairshare.relaying import followers_too_early
from scheduler.fairshare.reporting import report
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Instant, Span, TaskId

_RESTORED = frozenset({"own", "rush", "spare"})
"""Funds that a report gave back and that can be charged again; what others consented to is asked of them again."""


@dataclass(frozen=True, slots=True)
class _Wrong:
    """The report by which work was done: when, where the work stood before, and what it changed of its charges."""

    at: Instant
    place: WorkPlace
    rows: tuple[LedgerRow, ...]


class Said(NamedTuple):
    """What is said of a commitment: minutes still to be done from the book's clock on, and all minutes worked of it since it was promised."""

    task: TaskId
    remaining: int
    worked: int


def correct(book: Book, said: Iterable[Said], *, actor: str = "") -> list[Entry]:
    """Enter what later reports say of work that was done: it is open again, or another amount was worked.

    All that can be is promised again before what takes longer finds its room.

    Returns
    -------
    list of Entry
        Of work whose promise cannot be restored only what is charged for it: it is open without one.

    Raises
    ------
    BookError
        If a task was no commitment that is done.
    """
    made: list[Entry] = []
    longer: list[Said] = []
    for each in said:
        if each.task not in book.finished or each.task in book.commitments:
            raise BookError(f"'{each.task}' was no commitment that is done")
        is_less = bool(each.remaining) or each.worked < worked_as_said(book, each.task)
        restored = _restored(book, each, actor=actor) if is_less else None
        if restored is not None:
            made.append(book.append(restored))
            if not each.remaining or each.remaining > book.witness.work[each.task].minutes_after(book.clock):
                longer.append(each)
        elif each.worked != worked_as_said(book, each.task):
            entry = _report(book, each._replace(remaining=0), actor=actor)
            charged = with_off_plan(book, entry, each.task)
            if not each.remaining or charged != entry:
                made.append(book.append(charged))
    for task, remaining, worked in longer:
        made.append(report(book, task, remaining=remaining, worked=worked, actor=actor))
    return made


def worked_as_said(book: Book, task: TaskId) -> int:
    """Return the minutes that the log says last were worked of a commitment, done or not."""
    return next((entry.worked[task] for entry in reversed(book.entries) if task in entry.worked), 0)


def _report(book: Book, said: Said, *, actor: str) -> Entry:
    known = book.finished[said.task]
    return Entry(
        seq=0,
        at=book.team.aware(book.clock),
        kind="progressed",
        client=known.client,
        request=known.request,
        actor=actor,
        remaining={said.task: said.remaining},
        worked={said.task: said.worked},
    )


def _restored(book: Book, said: Said, *, actor: str) -> Entry | None:
    """Return the entry that promises the work again as it was promised; None where it cannot stand as it stood."""
    task = said.task
    known, wrong = book.finished[task], _wrong_report(book, task)
    if wrong is None or wrong.place.finish > known.floor_at:
        return None
    ahead = wrong.place.minutes_after(book.clock)
    back = _charged_again(book, wrong)
    stands = None if back is None else _regrown(book, back, wrong.place)
    if not (said.remaining or ahead) or back is None or stands is None or not _may_stand(book, task, wrong, back):
        return None
    if cap_limit(book, known.client, back, in_round=False) is not None:
        return None
    due, floor_at = book.team.aware(known.due), book.team.aware(known.floor_at)
    # What stays done is open for a moment, as it was before, so that it is reported as done anew.
    again = said if said.remaining else Said(task, ahead, known.worked)
    entry = _report(book, again, actor=actor).model_copy(
        update={
            "rows": merged_rows(back),
            "stands": stands,
            "work": work_stands(book, {task: wrong.place}),
            "committed": (CommittedTask(task=task, client=known.client, due=due, floor_at=floor_at),),
            "promised": (Promise(task=task, due=due),),
        }
    )
    return with_off_plan(book, entry, task) if _takes_effect(book, entry, task) else None


def _wrong_report(book: Book, task: TaskId) -> _Wrong | None:
    """Return the report by which a task was done, with all that was changed since; None where it stood nowhere."""
    at, rows = book.clock, list[LedgerRow]()
    for entry in reversed(book.entries):
        if entry.remaining.get(task) == 0:
            at = instant_of(entry.at)
            rows += [row for row in entry.rows if row.task == task and not row.off_plan]
            continue
        stand = next((each for each in entry.work if each.task == task and each.pieces), None)
        if stand is not None:
            pieces = tuple(Span(instant_of(piece.start), instant_of(piece.end)) for piece in stand.pieces)
            return _Wrong(at, WorkPlace(stand.person, pieces), merged_rows(rows))
    return None


def _charged_again(book: Book, wrong: _Wrong) -> list[LedgerRow] | None:
    """Return the rows that undo what the report changed; None where they cannot be charged again.

    Hours of a block past its notice date that the report turned into given time stay given: they pay for the work where it stands.
    """
    back: list[LedgerRow] = []
    given: Counter[tuple[str, date]] = Counter()
    for row in wrong.rows:
        if row.fund not in _RESTORED:
            return None
        account = None if row.block is None else book.account_if_any(row.block, row.day)
        has_block = row.block is not None and book.accounts.exists(row.block, row.day, team=book.team)
        if row.block is None or (has_block and account is not None and account.fund_at(book.clock) == "own"):
            back.append(row.model_copy(update={"minutes": -row.minutes}))
        else:
            given[row.block, row.day] += row.minutes
    return None if any(given.values()) else back


def _regrown(book: Book, back: Iterable[LedgerRow], place: WorkPlace) -> tuple[Stand, ...] | None:
    """Return where blocks stand of which minutes were given for work that was not done; None where that time is not free any more."""
    given: Counter[tuple[str, date]] = Counter()
    for row in back:
        if row.block is not None and row.exchanged:
            given[row.block, row.day] -= row.minutes
    stands: list[Stand] = []
    claimed: list[Span] = []
    for (block, day), minutes in given.items():
        account = book.account_if_any(block, day)
        piece = None if account is None else _piece_with(book, account, minutes, place, claimed=claimed)
        if piece is None:
            return None
        claimed.append(piece)
        aware = book.team.aware
        stands.append(Stand(block=block, day=day, start=aware(piece.start), end=aware(piece.end)))
    return tuple(stands)


def _piece_with(
    book: Book, account: Account, minutes: int, place: WorkPlace, *, claimed: Sequence[Span]
) -> Span | None:
    """Return the piece of a block with so many minutes more, where most of the work stood; None where there is no room.

    What is held in it then is in one piece as well.
    """
    booked = booked_spans(account)
    stands = merged([*account.held_spans, *booked])
    room = without(merged([*stands, *book.free_on(account.block.person, account.day)]), merged(claimed))
    length = minutes + sum(span.minutes for span in stands)
    anchors = [*stands, *(span for span in place.pieces if book.team.day_of(place.person, span.start) == account.day)]
    pieces = [
        piece
        for start in sorted({each.start for each in anchors} | {each.end - length for each in anchors})
        if not without(stands, [piece := Span(start, start + length)])
        and not without([piece], room)
        and len(without([piece], merged([*booked, *place.pieces]))) <= 1
    ]
    return max(pieces, key=lambda piece: total_minutes(within(place.pieces, piece)), default=None)


def _may_stand(book: Book, task: TaskId, wrong: _Wrong, back: Iterable[LedgerRow]) -> bool:
    """Say whether the work may stand where it stood: its person may do it, nobody uses the time, and what comes before it is over by then."""
    known, place, team = book.finished[task], wrong.place, book.team
    asked = known.asked
    if not team.may_do(place.person, known.client, skill=asked.skill, level=asked.level):
        return False
    days = [*team.days_of(place.person, Span(min(wrong.at, place.pieces[0].start), place.finish))]
    own = {(row.block, row.day) for row in back if row.block is not None}
    held = [
        span
        for day in days
        for account in book.accounts.on(place.person, day, team=team)
        if (account.block.id, day) in own
        for span in account.held_spans
    ]
    free = merged([*held, *(span for day in days for span in book.free_on(place.person, day))])
    used = merged(
        span
        for day in days
        for other, spans in book.witness.on(place.person, day).items()
        if other != task
        for span in spans
    )
    since, ahead = (within(place.pieces, Span(at, place.finish)) for at in (wrong.at, book.clock))
    before = [(after.wait, book.witness.work.get(after.task)) for after in asked.after]
    begins = next((piece.start for piece in ahead), place.finish)
    in_order = all(each is None or team.after_wait(each.finish, wait) <= begins for wait, each in before)
    return in_order and not without(ahead, free) and not within_all(since, used)


def _takes_effect(book: Book, entry: Entry, task: TaskId) -> bool:
    """Say whether the book takes the entry, all of what is booked stands in its blocks, and what comes after the task still does."""
    after = with_entry(book, entry)
    if after is None:
        return False
    for row in entry.rows:
        account = None if row.block is None else after.account(row.block, row.day)
        if account is None:
            continue
        if sum(account.funds.get(task, {}).values()) != total_minutes(account.booked.get(task, ())):
            return False
    return not followers_too_early(after, task)
