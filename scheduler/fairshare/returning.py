"""What returns when a commitment ends before its work: minutes of blocks whose notice date has not passed, each to its own block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from scheduler.calendars.spans import total_minutes, within
from scheduler.domain.book import CHARGES, LedgerRow, Stand
from scheduler.fairshare.book import Book
from scheduler.fairshare.held_anew import held_anew, is_replaced
from scheduler.fairshare.overtime import promised_overtime
from scheduler.fairshare.repacking import Regrowing
from scheduler.fairshare.standing import Promised
from scheduler.units import FAR, PersonId, Span, TaskId


def returned_rows(
    book: Book,
    tasks: Iterable[TaskId],
    *,
    moves: bool = False,
    worked: Mapping[TaskId, int] | None = None,
    regrowing: Regrowing | None = None,
) -> tuple[tuple[LedgerRow, ...], tuple[Stand, ...]]:
    """Return the negative rows of commitments that end, and where blocks that grow again stand.

    Minutes return only before the block's notice date. What was booked on a block that a new agreement has replaced is held by the new ones, as
    far as they hold less for it. What was given in exchange returns only where its time, beside the
    block, is still free. Spare of later days returns to the days of work and of asking on which it counted: it gains nothing. Overtime
    returns as far as it is still to come. As much
    as was worked stays charged, on whatever day it was worked: of spare first. That is what was reported as worked, or what has passed of
    the plan, whichever is more.

    Parameters
    ----------
    moves
        Whether they are charged anew at once, as their work moves: then spare of today is not paid for twice.
    worked
        Minutes that are reported as worked only now.
    regrowing
        Blocks that grow again, for what else returns with it.
    """
    gone = frozenset(tasks)
    today = book.team.zone.local(book.clock)[0]
    rows: list[LedgerRow] = []
    given: dict[tuple[str, date], list[LedgerRow]] = {}
    spare: list[LedgerRow] = []
    left: dict[TaskId, int] = {}
    for task in sorted(gone):
        net = net_rows(book, task)
        left[task] = sum(row.minutes for row in net if row.fund in CHARGES) - _worked(book, task, worked or {})
        for row in net:
            if not (may_return(book, row, today) or (moves and row.fund == "spare")):
                continue
            if row.fund == "overtime":
                ahead = _overtime_ahead(book, task, row.day)
                spare.append(row.model_copy(update={"minutes": min(row.minutes, ahead)}))
            elif row.block is None:
                spare.append(row)
            elif row.exchanged:
                given.setdefault((row.block, row.day), []).append(row)
            else:
                rows.extend(_as_far_as([row], row.minutes, left))
    regrowing = Regrowing(book, gone) if regrowing is None else regrowing
    for (block, day), charged in given.items():
        most = -sum(row.minutes for row in _as_far_as(charged, sum(row.minutes for row in charged), dict(left)))
        rows.extend(_as_far_as(charged, regrowing.grow(book.account(block, day), most), left))
    if not moves:
        rows.extend(_replaced_rows(book, gone, left, regrowing, is_over=worked is not None))
    for row in sorted(spare, key=lambda each: each.day, reverse=True):
        rows.extend(_as_far_as([row], row.minutes, left))
    return tuple(rows), tuple(regrowing.stands)


def _replaced_rows(
    book: Book, gone: Iterable[TaskId], left: dict[TaskId, int], regrowing: Regrowing, *, is_over: bool
) -> Iterator[LedgerRow]:
    """Yield what becomes of minutes that are charged to blocks which a new agreement has replaced; what is left of each task shrinks.

    Of work that is done, what was given for other time stays charged.
    """
    charged = [
        row
        for task in sorted(gone)
        for row in net_rows(book, task)
        if is_replaced(book, row) and not (is_over and row.exchanged)
    ]
    back = _as_far_as(charged, sum(row.minutes for row in charged), left)
    for row in back:
        yield row
        yield book.account(str(row.block), row.day).row("cut", -row.minutes)
    yield from held_anew(book, back, regrowing)


def ended_rows(
    book: Book, tasks: Sequence[TaskId], *, regrowing: Regrowing | None = None
) -> tuple[tuple[LedgerRow, ...], tuple[Stand, ...]]:
    """Return the rows of commitments that end for good, and where blocks that grow again stand: what returns, and what was given for work."""
    rows, stands = returned_rows(book, tasks, regrowing=regrowing)
    return (*rows, *given_for_work(book, tasks, rows)), stands


def _worked(book: Book, task: TaskId, reported: Mapping[TaskId, int]) -> int:
    return max(_passed(book, task), reported.get(task, book.commitments[task].worked))


def _passed(book: Book, task: TaskId) -> int:
    place = book.witness.work.get(task)
    return 0 if place is None else total_minutes(place.before(book.clock))


def given_for_work(
    book: Book, tasks: Iterable[TaskId], returned: Iterable[LedgerRow], *, worked: Mapping[TaskId, int] | None = None
) -> tuple[LedgerRow, ...]:
    """Return the rows by which minutes of blocks to come that stay charged were given for work that was done earlier than planned.

    Nothing of it stands in those blocks any more, and their client does not hold them: others may work there.

    Parameters
    ----------
    returned
        What returns of the same commitments.
    worked
        Minutes that are reported as worked only now.
    """
    today = book.team.zone.local(book.clock)[0]
    back: dict[tuple[TaskId | None, str | None, date, str], int] = {}
    for row in returned:
        key = row.task, row.block, row.day, row.fund
        back[key] = back.get(key, 0) + (0 if row.exchanged else row.minutes)
    rows: list[LedgerRow] = []
    for task in sorted(tasks):
        if not (worked or {}).get(task, book.commitments[task].worked):
            continue
        for row in net_rows(book, task):
            if row.block is None or row.exchanged or row.fund not in ("own", "rush") or row.day <= today:
                continue
            stays = row.minutes + back.get((task, row.block, row.day, row.fund), 0)
            if stays > 0 and may_return(book, row, today):
                rows.append(row.model_copy(update={"minutes": -stays}))
                rows.append(row.model_copy(update={"minutes": stays, "exchanged": True}))
    return tuple(rows)


def _overtime_ahead(book: Book, task: TaskId, day: date) -> int:
    """Return the minutes of overtime of a day in which nobody has worked on a task yet."""
    person = book.witness.work[task].person if task in book.witness.work else PersonId("")
    pieces = within(promised_overtime(book, task), Span(book.clock, FAR))
    return sum(piece.minutes for piece in pieces if book.team.day_of(person, piece.start) == day)


def may_return(book: Book, row: LedgerRow, today: date) -> bool:
    """Say whether what a row charges can return: spare of later days, overtime to come, and minutes of blocks before their notice date."""
    if row.fund == "spare":
        return row.day > today
    if row.fund == "overtime":
        return row.day >= today
    if row.block is None or row.fund not in ("own", "rush", "traded"):
        return False
    # A block that has ended holds nothing any more: what was booked on it stays charged, or is held anew.
    account = book.account(row.block, row.day)
    return account.fund_at(book.clock) == "own" and book.accounts.exists(row.block, row.day, team=book.team)


def commitment_of(book: Book, task: TaskId) -> Promised:
    """Return a commitment, also one that was reported as done."""
    return book.commitments.get(task) or book.finished[task]


def net_rows(book: Book, task: TaskId) -> list[LedgerRow]:
    """Return what a commitment is charged in total, by block, day and fund; what came to nothing is left out."""
    sums: dict[LedgerRow, int] = {}
    for row in commitment_of(book, task).rows:
        key = row.model_copy(update={"minutes": 0})
        sums[key] = sums.get(key, 0) + row.minutes
    return [key.model_copy(update={"minutes": minutes}) for key, minutes in sums.items() if minutes > 0]


def _as_far_as(rows: Iterable[LedgerRow], minutes: int, left: dict[TaskId, int]) -> list[LedgerRow]:
    """Return the rows that give charged minutes back, as far as so many reach, and as what is left of each task's; that shrinks."""
    found = []
    for row in rows:
        if row.task is None:
            continue
        back = min(minutes, row.minutes, left[row.task])
        if back > 0:
            minutes -= back
            left[row.task] -= back
            found.append(row.model_copy(update={"minutes": -back}))
    return found
