"""Initial work that a plan does not finish in time, and that is promised all the same where it fits beside all that the book holds.

A plan that was made without held hours weighs late work against late work, of whomever; so it can leave work late for which its client's own
blocks suffice (policy, "New rows": only what does not fit is a loss).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.domain.tasks import PROMISED
from scheduler.fairshare.answers import granted_entry
from scheduler.fairshare.asking import Ask, Granted, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.initial_work import INITIAL, InitialWork
from scheduler.fairshare.linked import linked_tasks, with_all_bound
from scheduler.units import ClientId, Instant, TaskId


def promise_what_fits(book: Book, work: InitialWork) -> None:
    """Promise what has no promise yet and fits: first what conforms, as it needs nothing but its client's own, then the rest, the soonest due first.

    Nothing that is promised moves, and nothing that is held gives way.

    Parameters
    ----------
    book
        With what the plan finishes in time; its blocks stand around that.
    """
    for only_conforming in (True, False):
        for ask in open_asks(work.asked, work.clients, promised=book.commitments, at=book.clock):
            granted = answer(book, ask, initial=True)
            if isinstance(granted, Granted) and (granted.conforming or not only_conforming):
                book.append(granted_entry(book, ask, granted, kind="booked", reason=INITIAL))


def open_asks(
    asked: Mapping[TaskId, AskedTask],
    clients: Mapping[TaskId, ClientId],
    *,
    promised: Collection[TaskId],
    at: Instant,
) -> list[Ask]:
    """Return the work that can still be promised, what hangs together as one, by client, the soonest due first.

    Parameters
    ----------
    promised
        What has a promise, or will have one.
    at
        When the book is opened.
    """
    open_ = {
        name: task
        for name, task in with_all_bound(asked).items()
        if name not in promised and task.commitment in PROMISED and task.due is not None and instant_of(task.due) > at
    }
    while fallen := [
        name
        for name, task in open_.items()
        if any(each.task in asked and each.task not in open_ and each.task not in promised for each in task.after)
    ]:
        for name in fallen:
            del open_[name]
    found = []
    for group in linked_tasks(open_.values()):
        owners = {clients[name] for name in group if name in clients}
        # What hangs together over two clients is nobody's own request.
        if len(owners) == 1:
            found.append(Ask(owners.pop(), request="", tasks=tuple(open_[name] for name in group)))
    return sorted(found, key=_order)


def _order(ask: Ask) -> tuple[Instant, ClientId, TaskId]:
    return min(instant_of(task.due) for task in ask.tasks if task.due is not None), ask.client, ask.tasks[0].id
