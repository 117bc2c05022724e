"""Why work of an opening that asks for a promise has none."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.calendars.recurrence import all_tasks
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry
from scheduler.domain.tasks import PROMISED
from scheduler.fairshare.arranging import arranged, arrangement_entry
from scheduler.fairshare.asking import Ask, Refused, answer
from scheduler.fairshare.book import Book
from scheduler.fairshare.initial_work import Group, due_of_group
from scheduler.fairshare.late_in_plan import open_asks
from scheduler.fairshare.own_first import paid_in_turn
from scheduler.units import MINUTES_PER_DAY, ClientId, Instant


def why_unpromised(book: Book) -> Iterator[tuple[ClientId, AskedTask, str]]:
    """Yield the work of an opening that asks for a promise and has none, whose it is, and the reason in a sentence.

    Parameters
    ----------
    book
        As it was opened.
    """
    # What has no promise itself may bind what has one to what has none.
    whole = {task.id: task for task in book.entries[0].asked}
    asked = {name: task for name, task in whole.items() if task.commitment in PROMISED}
    clients = {task.id: task.client for task in all_tasks(book.team.workspace)}
    able = {
        task.id: ask
        for ask in open_asks(whole, clients, promised=book.commitments, at=book.clock)
        for task in ask.tasks
    }
    for name, task in asked.items():
        if name in book.commitments or name not in clients:
            continue
        if task.due is None:
            why = "It has no due time."
        elif instant_of(task.due) <= book.clock:
            why = "Its due time has passed."
        elif name not in able:
            why = "It comes after work that has no promise."
        else:
            refused = answer(book, able[name], initial=True)
            why = refused.reason if isinstance(refused, Refused) else "It fits only without what was promised with it."
            if isinstance(refused, Refused) and _own_hours_would_do(book, able[name]):
                why = (
                    "The hours agreed with its client would do, but other promised work stands there, frozen or on agreed hours itself, "
                    "and does not give way."
                )
        yield clients[name], task, why


def _own_hours_would_do(book: Book, ask: Ask) -> bool:
    """Say whether its client's blocks pay for work by addition beside all else of that client which is promised, were there nobody else."""
    opened = book.entries[0]
    tasks = {task.id: task for task in opened.asked}
    own = [tasks[made.task] for made in opened.committed if made.client == ask.client and made.task in tasks]
    names = {task.id for task in (*own, *ask.tasks)}
    named = {each for task in ask.tasks for each in (*(after.task for after in task.after), *task.same_person_as)}
    if not named <= names:
        return False
    asks = [ask, *(Ask(ask.client, request="", tasks=(task,)) for task in own)]
    groups = {number: Group((each,), {}) for number, each in enumerate(asks)}
    in_order = dict(sorted(groups.items(), key=lambda each: due_of_group(each[1])))
    last = max(instant_of(task.due) for each in asks for task in each.tasks if task.due is not None)
    return paid_in_turn(_without_work(opened, last=last), in_order, initial=False).keys() == groups.keys()


def _without_work(opened: Entry, *, last: Instant) -> Book:
    """Return an opened book without work, its blocks where their people are there, until the day after a moment."""
    nothing = {"rows": (), "asked": (), "committed": (), "promised": (), "work": (), "stands": ()}
    book = Book()
    book.append(opened.model_copy(update=nothing))
    days = max(1, last - book.clock) // MINUTES_PER_DAY + 3
    book.append(arrangement_entry(book, arranged(book, days=days, with_today=True)))
    return book
