"""What an entry does to blocks and work: minutes are charged or return, work moves, and what is held still stands somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from scheduler.calendars.spans import merged, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import Entry, LedgerRow, Stand, Worked
from scheduler.fairshare.dated_block import Account, BookError, whole_piece
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import Span, TaskId

if TYPE_CHECKING:
    from scheduler.fairshare.book import Book

Dated = tuple[str, date]
"""A block on one of its days."""


def settle_entry(book: Book, entry: Entry) -> tuple[Stand, ...]:
    """Charge the blocks of an entry, move its work, and keep held minutes where they stand.

    Returns
    -------
    tuple of Stand
        Every dated block whose piece is not what it was, as it stands now.

    Raises
    ------
    BookError
        If an amount would fall below zero, or held minutes would stand nowhere.
    """
    rows = [row for row in entry.rows if row.block is not None]
    touched = {(str(row.block), row.day): book.account(str(row.block), row.day) for row in rows}
    touched |= {(stand.block, stand.day): book.account(stand.block, stand.day) for stand in entry.stands}
    changed = {*entry.released, *(work.task for work in entry.work)}
    touched |= {key: account for key, account in _lapsed_with(book, changed) if key not in touched}
    was = {key: account.copied() for key, account in touched.items()}
    _move_work(book, entry)
    stands = _settled(book, entry, touched, rows=rows)
    if stands == entry.stands:
        return stands
    # What the entry will say is all that a replay knows: where that does not lead to the same, it says more.
    first = {key: account.copied() for key, account in touched.items()}
    again = _tried(book, entry.model_copy(update={"stands": stands}), touched, was=was, rows=rows)
    untold = {key for key, account in first.items() if again is None or not account.stands_like(touched[key])}
    if not untold:
        return stands
    told = tuple(
        with_held(book, each, first[each.block, each.day]) if (each.block, each.day) in untold else each
        for each in stands
    )
    for key, account in touched.items():
        account.become(was[key])
    _settled(book, entry.model_copy(update={"stands": told}), touched, rows=rows)
    for key, account in first.items():
        if not account.stands_like(touched[key]):
            raise BookError(f"what is written of block {key[0]} of {key[1]} would be read back as something else")
    return told


def _tried(
    book: Book, entry: Entry, touched: dict[Dated, Account], *, was: Mapping[Dated, Account], rows: Sequence[LedgerRow]
) -> tuple[Stand, ...] | None:
    """Settle an entry on accounts as they were before; None where what it says contradicts them."""
    for key, account in touched.items():
        account.become(was[key])
    try:
        return _settled(book, entry, touched, rows=rows)
    except BookError:
        return None


def with_held(book: Book, stand: Stand, account: Account) -> Stand:
    """Return where a block stands, with where in it its held minutes do."""
    aware = book.team.aware
    held = tuple(Worked(start=aware(span.start), end=aware(span.end)) for span in account.held_spans)
    return stand.model_copy(update={"held": held})


def _settled(
    book: Book, entry: Entry, touched: dict[Dated, Account], *, rows: Sequence[LedgerRow]
) -> tuple[Stand, ...]:
    """Let rows and stands take effect on the blocks of an entry, whose work stands where it says already."""
    changed = {*entry.released, *(work.task for work in entry.work)}
    before = {key: whole_piece(account) for key, account in touched.items()}
    for row in sorted(rows, key=lambda each: each.minutes > 0):
        account = touched[str(row.block), row.day]
        account.charge(row)
        if row.task is not None and not row.exchanged and (row.minutes < 0 or row.task in changed):
            account.give_back(row.task)
    for account in touched.values():
        if book.clock >= account.lapse_at:
            account.leave(changed, book.witness.on(account.block.person, account.day))
    stood = {key: tuple(account.held_spans) for key, account in touched.items()}
    held = {(stand.block, stand.day): _spans(stand.held) for stand in entry.stands if stand.held}
    pieces = _follow(book, entry, touched)
    for block, day, task in _booked_still(book, rows):
        account = touched[block, day]
        account.book(task, book.witness.on(account.block.person, day).get(task, ()))
    for key, account in touched.items():
        told = held.get(key, stood[key])
        # What nobody can claim any more keeps no others away.
        others = () if account.fund_at(book.clock) is None else work_of_others(book, account)
        account.settle(pieces[key], lost=_cut_off(book, account), stood=told, others=others)
        book.witness.touch(account.block.person, account.day)
    return _new_stands(book, touched, before)


def _spans(pieces: Iterable[Worked]) -> tuple[Span, ...]:
    return tuple(Span(instant_of(piece.start), instant_of(piece.end)) for piece in pieces)


def work_of_others(book: Book, account: Account) -> tuple[Span, ...]:
    """Return the time of a dated block's day on which work stands that is not booked in it, also of work of which a part is."""
    stands = book.witness.on(account.block.person, account.day)
    return merged(
        span for task, spans in stands.items() for span in without(sorted(spans), account.booked.get(task, ()))
    )


def _lapsed_with(book: Book, tasks: Iterable[TaskId]) -> Iterator[tuple[Dated, Account]]:
    """Yield the dated blocks past their notice that hold some rush beside what is booked there of tasks."""
    for task in sorted(tasks):
        known = book.commitments.get(task)
        for key in dict.fromkeys((row.block, row.day) for row in (() if known is None else known.rows)):
            account = None if key[0] is None else book.account_if_any(key[0], key[1])
            if account is not None and account.held > 0 and task in account.booked and book.clock >= account.lapse_at:
                yield (account.block.id, account.day), account


def _move_work(book: Book, entry: Entry) -> None:
    for task in entry.released:
        book.witness.take_out(task)
    for work in entry.work:
        book.witness.put(work.task, WorkPlace(work.person, _spans(work.pieces)), team=book.team)


def _follow(book: Book, entry: Entry, touched: dict[Dated, Account]) -> dict[Dated, Span | None]:
    """Let blocks stand where the entry says, and bookings follow their work inside them; return the piece of each block."""
    pieces = {key: whole_piece(account) for key, account in touched.items()}
    for stand in entry.stands:
        piece = Span(instant_of(stand.start), instant_of(stand.end))
        touched[stand.block, stand.day].stand_on(piece)
        pieces[stand.block, stand.day] = piece
    moved = {work.task for work in entry.work}
    for key, account in touched.items():
        account.follow(moved, book.witness.on(account.block.person, account.day), pieces[key])
    return pieces


def _new_stands(book: Book, touched: dict[Dated, Account], before: dict[Dated, Span | None]) -> tuple[Stand, ...]:
    stands = []
    for (block, day), account in touched.items():
        whole = whole_piece(account)
        if whole is not None and (whole != before[block, day] or account.moved):
            account.moved = True
            aware = book.team.aware
            stands.append(Stand(block=block, day=day, start=aware(whole.start), end=aware(whole.end)))
    return tuple(stands)


def _booked_still(book: Book, rows: Iterable[LedgerRow]) -> list[tuple[str, date, TaskId]]:
    """Return the dated blocks and tasks that rows change and that have minutes booked after them: what went back may be a part."""
    left: dict[tuple[str, date, TaskId], int] = {}
    for row in rows:
        if row.task is not None and not row.exchanged:
            key = str(row.block), row.day, row.task
            left[key] = left.get(key, 0) + row.minutes
    for block, day, task in left:
        known = book.commitments.get(task)
        for row in () if known is None else known.rows:
            if (row.block, row.day) == (block, day) and not row.exchanged:
                left[block, day, task] += row.minutes
    return [key for key, minutes in left.items() if minutes > 0]


def _cut_off(book: Book, account: Account) -> int:
    """Return what the windows of booked tasks may cost a block's longest held piece beside their own minutes.

    A window that cuts the day on both sides can leave the smaller cut alone (policy "Conforming", clause (b), made sound).
    """
    person, lost = account.block.person, 0
    working = book.team.working(person, account.day)
    for task in account.booked:
        asked = book.known[task]
        release, due = instant_of(asked.release), None if asked.due is None else instant_of(asked.due)
        before = sum(max(0, min(span.end, release) - span.start) for span in working)
        after = 0 if due is None else sum(max(0, span.end - max(span.start, due)) for span in working)
        lost += min(before, after)
    return lost
