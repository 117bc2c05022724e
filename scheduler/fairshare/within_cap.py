"""Spare inside the cap by day of work: where the earliest place would pass it, the same work on later days may keep it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, LedgerRow
from scheduler.fairshare.book import Book
from scheduler.fairshare.borrowing import room
from scheduler.fairshare.charging import charge
from scheduler.fairshare.insertion import HeldBack, Inserted, insert
from scheduler.fairshare.limits import BY_DAY_OF_WORK, Limit, cap_limit
from scheduler.units import ClientId, Instant, TaskId


def within_cap(
    book: Book, client: ClientId, tasks: Sequence[AskedTask], *, rows: Sequence[LedgerRow], limit: Limit, request: str
) -> tuple[list[Inserted], list[LedgerRow]] | None:
    """Return where tasks stand, and their charge, with no more borrowed in any window than the cap lets; None where that is not found.

    What own hours pay for stays as early as it can be; what is borrowed is held back to one working day after the other, as far ahead as the
    tasks' dates.

    Parameters
    ----------
    rows
        What the tasks are charged where they stand as early as they can.
    limit
        The limit that these rows pass.
    """
    mornings = days_within_cap(book, client, tasks, limit=limit, request=request)
    for held_back in _ways_to_wait(mornings, tasks, rows=rows, left=limit.limit_minutes - limit.used_minutes):
        inserted = insert(book, client, tasks=tasks, held_back=held_back)
        if inserted is None:
            continue
        charged = charge(book, client, inserted)
        passed = cap_limit(book, client, charged, in_round=False, request=request)
        if passed is None:
            return inserted, charged
        if passed.rule != BY_DAY_OF_WORK:
            return None
    return None


def is_all_in(book: Book, tasks: Sequence[AskedTask], limit: Limit) -> bool:
    """Say whether all days on which tasks can be worked lie in the window of a limit: then it is met wherever they stand."""
    local = book.team.zone.local
    return all(
        task.due is not None
        and limit.first <= local(max(instant_of(task.release), book.clock))[0]
        and local(instant_of(task.due) - 1)[0] <= limit.last
        for task in tasks
    )


def _ways_to_wait(
    mornings: Iterator[Instant], tasks: Sequence[AskedTask], *, rows: Sequence[LedgerRow], left: int
) -> Iterator[HeldBack]:
    """Yield how long borrowed work may be held back, the shortest first: all that is left in the window stays early, or none of it."""
    borrowed = {task.id: 0 for task in tasks}
    for row in rows:
        if row.fund == "spare" and row.task in borrowed:
            borrowed[row.task] += row.minutes
    paid = {task.id: task.effort_minutes - borrowed[task.id] for task in tasks}
    some = _with_share(paid, borrowed, left=left)
    for begin in mornings:
        for most_before in (some, paid) if some != paid else (paid,):
            yield HeldBack(begin, most_before)


def _with_share(paid: dict[TaskId, int], borrowed: dict[TaskId, int], *, left: int) -> dict[TaskId, int]:
    """Return the paid minutes of tasks, and what is left to borrow given to the first of them."""
    found = {}
    for task, minutes in paid.items():
        share = max(0, min(left, borrowed[task]))
        left -= share
        found[task] = minutes + share
    return found


def days_within_cap(
    book: Book, client: ClientId, tasks: Sequence[AskedTask], *, limit: Limit, request: str
) -> Iterator[Instant]:
    """Yield the beginnings of the working days after today, until the last of the tasks is due, on which something is left to borrow.

    There are none where the limit that is passed is met whatever day is worked.
    """
    if limit.rule != BY_DAY_OF_WORK or is_all_in(book, tasks, limit):
        return
    due = max((instant_of(task.due) for task in tasks if task.due is not None), default=book.clock)
    team, today = book.team, book.team.zone.local(book.clock)[0]
    borrowed, account = book.counted_for(client, request), book.account_of(client)
    for number in range(1, (team.zone.local(due)[0] - today).days + 1):
        day = team.nth_working_day(today, number)
        begin = team.zone.begin_of(day)
        if begin >= due:
            return
        window = room(borrowed, team.workspace, account=account, work_day=day, asked_on=today, days=team.days)
        if window.left_minutes > 0:
            yield begin
