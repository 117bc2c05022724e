"""What an entry does to promises and to the requests they were asked for by: work is promised, reported, done or given up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.calendars.recurrence import occurrence_date
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, CommittedTask, Entry
from scheduler.fairshare.standing import STATUS_AFTER, Promised, Standing
from scheduler.units import ClientId

if TYPE_CHECKING:
    from scheduler.fairshare.book import Book


def settle_promises(book: Book, entry: Entry) -> None:
    """Let what an entry promises, reports and gives up take effect, once its rows and its work have."""
    if entry.kind == "progressed":
        _note_finished(book, entry)
        book.done -= {each.task for each in entry.committed}
    kept = {each.task: book.commitments[each.task] for each in entry.committed if each.task in book.commitments}
    for task in entry.released:
        book.commitments.pop(task, None)
        book.promises.pop(task, None)
        if entry.kind == "cancelled":
            book.cancelled.add(task)
    for committed in entry.committed:
        _commit(book, committed, entry)
        if committed.task in kept:
            # Promised anew, as in a trade, it is still the work of the request that asked for it.
            before = kept[committed.task]
            book.commitments[committed.task].rows = before.rows
            book.commitments[committed.task].request = before.request
            book.commitments[committed.task].worked = before.worked
    _note_reports(book, entry)
    for row in entry.rows:
        if row.task is not None and row.task in book.commitments:
            book.commitments[row.task].rows.append(row)
        elif row.task is not None and row.fund == "consented":
            # Another client gives its time one entry before the work is accepted.
            book.paid_ahead.setdefault(row.task, []).append(row)
    if entry.request:
        _note_request(book, entry)


def _note_finished(book: Book, entry: Entry) -> None:
    """Open again what a report commits again, and keep commitments that it ends as they were, with all that is charged for them."""
    for made in entry.committed:
        before = book.finished.pop(made.task)
        book.commitments[made.task] = replace(before, rows=list(before.rows))
    for task, minutes in entry.remaining.items():
        known = book.commitments.get(task) or book.finished.get(task)
        if not minutes and known is not None:
            book.finished[task] = replace(known, rows=[*known.rows, *(row for row in entry.rows if row.task == task)])


def _note_reports(book: Book, entry: Entry) -> None:
    for task, minutes in entry.remaining.items():
        promised = book.commitments.get(task)
        if promised is not None:
            promised.remaining, promised.since = minutes, book.clock
            promised.worked = entry.worked.get(task, promised.worked)
        if minutes == 0:
            book.done.add(task)
            book.commitments.pop(task, None)


def _commit(book: Book, committed: CommittedTask, entry: Entry) -> None:
    before = book.commitments.get(committed.task)
    asked = book.known[committed.task]
    book.commitments[committed.task] = Promised(
        asked=asked,
        client=committed.client,
        due=instant_of(committed.due),
        floor_at=instant_of(committed.floor_at),
        remaining=asked.effort_minutes if before is None else before.remaining,
        request=_request_of(entry, asked) if before is None else before.request,
        since=0 if before is None else before.since,
        rows=book.paid_ahead.pop(committed.task, []),
    )
    book.promises[committed.task] = book.commitments[committed.task]


def _request_of(entry: Entry, asked: AskedTask) -> str:
    """Return the request that promised work belongs to: an occurrence of a recurring deliverable is one, also in the initial book."""
    return entry.request or (asked.deliverable if occurrence_date(asked.id) is not None else "")


def _note_request(book: Book, entry: Entry) -> None:
    """Note what becomes of the request of an entry."""
    known = book.requests.get(entry.request)
    status = STATUS_AFTER.get(entry.kind)
    expires_at = None if entry.expires_at is None else instant_of(entry.expires_at)
    if status is not None and (known is None or (known.is_over and entry.asked)):
        # Asked anew, it has no place in line and no day of asking from before.
        book.requests[entry.request] = Standing(
            client=ClientId(entry.client),
            status=status,
            receipt=len(book.entries) + 1,
            asked=entry.asked,
            asked_at=book.clock,
            latest=None if entry.latest is None else instant_of(entry.latest),
            expires_at=expires_at,
            quotes=(0 if known is None else known.quotes) + (entry.kind == "quoted"),
        )
        return
    if known is None:
        return
    if status is not None:
        known.status = status
        known.asked = entry.asked or known.asked
    if entry.kind == "withdrawn":
        book.cancelled |= {asked.id for asked in known.asked}
    if entry.kind == "quoted":
        known.quotes += 1
    known.expires_at = expires_at
    if entry.kind == "cancelled" and not any(each.request == entry.request for each in book.commitments.values()):
        known.status = "cancelled"
