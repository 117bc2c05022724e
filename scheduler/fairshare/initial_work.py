"""The work of an initial book: where a plan has it, what hangs together, and the entry that promises it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow
from scheduler.fairshare.answers import commit, work_stands
from scheduler.fairshare.asking import Ask
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.linked import linked_tasks, with_all_bound
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, TaskId

INITIAL = "initial"
"""Why work is booked that was promised before there was a book."""


@dataclass(frozen=True, slots=True)
class InitialWork:
    """What was promised, or asks for a promise, before there is a book.

    Attributes
    ----------
    places
        Where the plan has what it finishes in time.
    fixed
        Those of them that stand where the plan has them, whatever is held there.
    """

    asked: Mapping[TaskId, AskedTask]
    clients: Mapping[TaskId, ClientId]
    places: Mapping[TaskId, WorkPlace]
    fixed: Collection[TaskId] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that hang together, by client, and where the plan has them."""

    asks: tuple[Ask, ...]
    places: Mapping[TaskId, WorkPlace]
    fixed: bool = False

    @property
    def names(self) -> frozenset[TaskId]:
        """Ids of its tasks."""
        return frozenset(task.id for ask in self.asks for task in ask.tasks)

    @property
    def own(self) -> Ask | None:
        """What one client asks for and may have elsewhere than in the plan; None where there is no such thing."""
        return None if self.fixed or len(self.asks) > 1 else self.asks[0]


def promised_entry(
    book: Book, ask: Ask, places: Mapping[TaskId, WorkPlace], *, inserted: Sequence[Inserted] | None = None
) -> Entry:
    """Return the entry that promises initial work where it is said to stand, charged to what its client can claim.

    Parameters
    ----------
    inserted
        The same places, with the own blocks on which they stand; None where these are given in exchange, wherever they are.
    """
    stands = [Inserted(task, places[task.id], ()) for task in ask.tasks] if inserted is None else inserted
    return initial_entry(book, ask, dict(places), rows=charge(book, ask.client, stands, initial=True))


def initial_entry(book: Book, ask: Ask, places: dict[TaskId, WorkPlace], *, rows: Iterable[LedgerRow]) -> Entry:
    """Return the entry that promises initial work where it stands, with what it is charged."""
    return Entry(
        seq=0,
        at=book.team.aware(book.clock),
        kind="booked",
        client=ask.client,
        reason=INITIAL,
        rows=merged_rows(rows),
        asked=ask.tasks,
        committed=commit(book, ask, places),
        work=work_stands(book, places),
    )


def finish_of(group: Group) -> tuple[Instant, list[TaskId]]:
    """Return when the plan finishes a group, to sort by."""
    return max(place.finish for place in group.places.values()), sorted(group.names)


def groups_of(work: InitialWork) -> list[Group]:
    """Return tasks that hang together, the soonest due first."""
    # Who does one does all, also by way of work that is not promised.
    whole = with_all_bound(work.asked)
    asked = {name: whole[name] for name in work.places}
    found = []
    for group in linked_tasks(asked.values()):
        clients = dict.fromkeys(work.clients[name] for name in group)
        asks = tuple(
            Ask(client, request="", tasks=tuple(asked[name] for name in group if work.clients[name] == client))
            for client in clients
        )
        places = {name: work.places[name] for name in group}
        found.append(Group(asks, places, fixed=any(name in work.fixed for name in group)))
    return sorted(found, key=due_of_group)


def due_of_group(group: Group) -> tuple[Instant, ClientId, TaskId]:
    """Return when a group is due first, to sort by."""
    return min(map(_due_of, group.asks)), group.asks[0].client, min(group.names)


def _due_of(ask: Ask) -> Instant:
    return min(instant_of(task.due) for task in ask.tasks if task.due is not None)
