"""Initial work that own blocks suffice for, but that a plan leaves late: it goes before others' work that stands on spare.

A plan that was made without held hours can give a client's hours to work of others who own none there, and leave the client's own work
late. What its blocks pay for by addition is its own (policy, "Held minutes"); where it does not fit beside work on spare, that work gives way
(policy, "Loss of capacity": work on spare before own hours) and gets no promise, unless it fits elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.fairshare.book import Book
from scheduler.fairshare.conforming import Booking
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.giving_spare import is_on_spare
from scheduler.fairshare.initial_work import Group, InitialWork, due_of_group, finish_of, groups_of
from scheduler.fairshare.late_in_plan import open_asks, promise_what_fits
from scheduler.fairshare.own_first import book_group, inserted, kept_in_plan, paid_in_turn
from scheduler.units import TaskId

MOST_TRIES = 8
"""How many pieces of late work are tried one by one where not all of them find their place."""


def put_entitled(trial: Book, base: Book, work: InitialWork) -> Book | None:
    """Return a book in which late work for which own blocks suffice is promised, if nothing but work on spare gives way to it.

    Nobody's blocks give way, and what had a promise on own hours keeps it. None where that is not so, or there is no such work.

    Parameters
    ----------
    trial
        The book without it: what it has promised, and how that is funded.
    base
        The opened book without any work; its blocks stand where their people are there. It is left as it is.
    """
    asks = open_asks(work.asked, work.clients, promised=work.places, at=trial.clock)
    groups = [Group((ask,), {}) for ask in asks]
    kept = [group for group in groups if group.names <= trial.commitments.keys()]
    late = [group for group in groups if group not in kept]
    if not late:
        return None
    found = _with(trial, base, work, groups)
    if found is not None or len(late) == 1:
        return found
    for each in late[:MOST_TRIES]:
        tried = _with(trial, base, work, [*kept, each])
        if tried is not None and each.names <= tried.commitments.keys():
            kept, found = [*kept, each], tried
    return found


def _with(trial: Book, base: Book, work: InitialWork, late: Sequence[Group]) -> Book | None:
    """Return the book with what conforms on own blocks, some late work among it, and the rest beside it where it finds a place."""
    groups = dict(enumerate(sorted([*groups_of(work), *late], key=due_of_group)))
    paid = _paid(base, groups)
    entitled = {name for number in paid for name in groups[number].names} - trial.commitments.keys()
    book = _put_beside(base, groups, paid) if entitled else None
    if book is None:
        return None
    promise_what_fits(book, work)
    gone = trial.commitments.keys() - book.commitments.keys()
    is_better = not entitled.isdisjoint(book.commitments) and all(is_on_spare(trial, task) for task in gone)
    return book if is_better else None


def _paid(base: Book, groups: Mapping[int, Group]) -> dict[int, list[Booking]]:
    """Return how own blocks pay for groups, client by client: in the order of their dues, unless more of what the plan has in time is paid first."""
    found: dict[int, list[Booking]] = {}

    def rank(way: dict[int, list[Booking]]) -> tuple[int, int]:
        return sum(bool(groups[number].places) for number in way), len(way)

    for client in dict.fromkeys(group.asks[0].client for group in groups.values()):
        by_due = {number: group for number, group in groups.items() if group.asks[0].client == client}
        planned_first = dict(sorted(by_due.items(), key=lambda each: not each[1].places))
        ways = [
            _without_what_waits(groups, paid_in_turn(base, _in_order(mine), initial=initial))
            for mine in (by_due, planned_first)
            for initial in (True, False)
        ]
        best = max(ways, key=rank)
        found |= best
    return found


def _in_order(groups: Mapping[int, Group]) -> dict[int, Group]:
    """Return groups with each after those of whose work it names any; the given order where that leaves a choice."""
    left, placed = dict(groups), dict[int, Group]()
    while left:
        waiting = {name for group in left.values() for name in group.names}
        ready = next((number for number in left if not _named(left[number]) & waiting), next(iter(left)))
        placed[ready] = left.pop(ready)
    return placed


def _without_what_waits(groups: Mapping[int, Group], paid: dict[int, list[Booking]]) -> dict[int, list[Booking]]:
    """Return what is paid without groups that name work of others which is not paid: where that stands is not known yet."""
    kept = dict(paid)
    open_ = {name for group in groups.values() for name in group.names}
    while fallen := [
        number
        for number in kept
        if (_named(groups[number]) & open_) - {name for other in kept for name in groups[other].names}
    ]:
        for number in fallen:
            del kept[number]
    return kept


def _named(group: Group) -> set[TaskId]:
    """Return the tasks outside a group that its tasks come after, or are bound to."""
    named = {
        name
        for ask in group.asks
        for task in ask.tasks
        for name in (*(each.task for each in task.after), *task.same_person_as)
    }
    return named - group.names


def _put_beside(base: Book, groups: Mapping[int, Group], paid: Mapping[int, list[Booking]]) -> Book | None:
    """Return the book with what is paid on own blocks, and the rest where the plan has it or in free time; None if that moves frozen work."""
    book = copy_of(base)
    for number in sorted(paid):
        book_group(book, groups[number], paid[number])
    rest = sorted((group for number, group in groups.items() if number not in paid and group.places), key=finish_of)
    left: list[Group] = []
    for group in rest:
        kept = kept_in_plan(book, group)
        book = kept or book
        left += [] if kept else [group]
    if any(group.fixed for group in left):
        return None
    for group in list(left):
        others = [each for each in left if each is not group]
        found = inserted(book, group, others)
        if found is not None:
            book, left = found, others
    return book
