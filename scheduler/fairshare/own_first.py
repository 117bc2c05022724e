"""A book opened with work on its client's own blocks first: what they suffice for stands on them, and costs nobody else any.

Held hours are their client's until its notice, so a plan that was made without them is not kept where it puts work into others' blocks
(policy, "New rows": only what does not fit is a loss). Work for which own blocks do not suffice keeps its place in the plan where that takes
nothing that is held; else it is put into time that is free. Only where there is none blocks give way to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.calendars.spans import merged, within
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow
from scheduler.fairshare.answers import commit, work_stands
from scheduler.fairshare.arranging import arranged_on, arrangement_entry, cut_minutes
from scheduler.fairshare.asking import Ask, unfit_reason
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows, places_of, rows_of
from scheduler.fairshare.conforming import Booking, conform
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import whole_piece
from scheduler.fairshare.insertion import Inserted, insert
from scheduler.fairshare.linked import linked
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


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
class _Group:
    """Tasks that hang together, by client, and where the plan has them."""

    asks: tuple[Ask, ...]
    places: Mapping[TaskId, WorkPlace]
    fixed: bool = False

    @property
    def names(self) -> frozenset[TaskId]:
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
    return _entry(book, ask, dict(places), rows=charge(book, ask.client, stands, initial=True))


def _entry(book: Book, ask: Ask, places: dict[TaskId, WorkPlace], *, rows: Iterable[LedgerRow]) -> Entry:
    return Entry(
        seq=0,
        at=book.team.aware(book.clock),
        kind="booked",
        client=ask.client,
        reason="initial",
        rows=merged_rows(rows),
        asked=ask.tasks,
        committed=commit(book, ask, places),
        work=work_stands(book, places),
    )


def put_on_own(base: Book, work: InitialWork) -> Book | None:
    """Return a book with all initial work in it, on own blocks what conforms if its place in the plan costs others theirs.

    Where all of it fits so that nobody's blocks give way, it is put like that. Else the rest stays where the plan has it, and only those
    clients' work that conforms comes to their own blocks whose place in the plan would take others' along: None where there is no such work.

    Parameters
    ----------
    base
        The opened book without any work; its blocks stand where their people are there. It is left as it is.
    """
    groups = dict(enumerate(_groups(work)))
    paid = _paid(base, groups)
    return _put_without_loss(base, groups, paid) or _put_back(base, groups, paid)


def _booked(base: Book, groups: Mapping[int, _Group], paid: Mapping[int, list[Booking]]) -> tuple[Book, list[_Group]]:
    """Return a book with what is paid on own blocks, and the other groups in the order in which the plan finishes them."""
    book = copy_of(base)
    for number in sorted(paid):
        _book(book, groups[number], paid[number])
    return book, sorted((group for number, group in groups.items() if number not in paid), key=_finish_of)


def _put_without_loss(base: Book, groups: Mapping[int, _Group], paid: Mapping[int, list[Booking]]) -> Book | None:
    """Return the book with all that conforms on own blocks, and the rest in the plan's places or in free time; None if that is not enough."""
    book, rest = _booked(base, groups, paid)
    left: list[_Group] = []
    for group in rest:
        kept = _kept_in_plan(book, group)
        book = kept or book
        left += [] if kept else [group]
    while left:
        group, *left = left
        inserted = _inserted(book, group, left)
        if inserted is None:
            return None
        book = inserted
    return book


def _put_back(base: Book, groups: Mapping[int, _Group], paid: Mapping[int, list[Booking]]) -> Book | None:
    """Return the book with the work in the plan's places, but on own blocks that of clients whose conforming work cuts others there."""
    own: set[int] = set()
    stays: set[int] = set()
    while True:
        book, rest = _booked(base, groups, {number: paid[number] for number in own})
        taken = {group.names: _booked_where(book, group) for group in rest}
        for group in rest:
            book = _in_plan(book, group)
        cut = cut_minutes(arranged_on(book, _days_of(book, rest)), book.clock)
        wanted = {
            number
            for number in paid.keys() - own - stays
            if taken[groups[number].names] or not cut.keys().isdisjoint(_days_of(book, [groups[number]]))
        }
        blocked = {name for names in taken.values() for name in names}
        if wanted:
            clients = {groups[number].asks[0].client for number in wanted}
            own |= {number for number in paid.keys() - stays if groups[number].asks[0].client in clients}
        elif blocked:
            # What stands there finds no other place: own blocks give way, and their client's work stands where the plan has it.
            gone = {number for number in own if groups[number].names & blocked}
            own, stays = own - gone, stays | gone
        else:
            return book if own else None


def _finish_of(group: _Group) -> tuple[Instant, list[TaskId]]:
    return max(place.finish for place in group.places.values()), sorted(group.names)


def _groups(work: InitialWork) -> list[_Group]:
    """Return tasks that hang together, the soonest due first."""
    links = {name: _links(work.asked[name]) for name in work.places}
    found = []
    for group in linked(links):
        tasks = [work.asked[name] for name in group]
        clients = dict.fromkeys(work.clients[name] for name in group)
        asks = tuple(
            Ask(client, request="", tasks=tuple(task for task in tasks if work.clients[task.id] == client))
            for client in clients
        )
        places = {name: work.places[name] for name in group}
        found.append(_Group(asks, places, fixed=any(name in work.fixed for name in group)))
    return sorted(found, key=lambda each: (min(map(_due_of, each.asks)), each.asks[0].client, min(each.names)))


def _links(task: AskedTask) -> list[TaskId]:
    return [*(after.task for after in task.after), *task.same_person_as]


def _due_of(ask: Ask) -> Instant:
    return min(instant_of(task.due) for task in ask.tasks if task.due is not None)


def _paid(base: Book, groups: Mapping[int, _Group]) -> dict[int, list[Booking]]:
    """Return how own blocks pay for groups, client by client: those of today too, unless more conforms without them."""
    found: dict[int, list[Booking]] = {}
    for client in dict.fromkeys(group.asks[0].client for group in groups.values()):
        mine = {number: group for number, group in groups.items() if group.asks[0].client == client}
        ways = [_paid_in_turn(base, mine, initial=initial) for initial in (True, False)]
        found |= ways[0] if len(ways[0]) >= len(ways[1]) else ways[1]
    return found


def _paid_in_turn(base: Book, groups: Mapping[int, _Group], *, initial: bool) -> dict[int, list[Booking]]:
    book = copy_of(base)
    found: dict[int, list[Booking]] = {}
    for number, group in groups.items():
        bookings = _conforming(book, group, initial=initial)
        if bookings is not None:
            found[number] = bookings
            _book(book, group, bookings)
    return found


def _conforming(book: Book, group: _Group, *, initial: bool) -> list[Booking] | None:
    if group.own is None or unfit_reason(book, group.own) is not None:
        return None
    return conform(book, group.own.client, tasks=group.own.tasks, initial=initial)


def _book(book: Book, group: _Group, bookings: Sequence[Booking]) -> None:
    book.append(_entry(book, group.asks[0], places_of(bookings), rows=rows_of(bookings)))


def _in_plan(book: Book, group: _Group) -> Book:
    """Return the book with a group where the plan has it."""
    made = copy_of(book)
    for ask in group.asks:
        made.append(promised_entry(made, ask, {task.id: group.places[task.id] for task in ask.tasks}))
    return made


def _kept_in_plan(book: Book, group: _Group) -> Book | None:
    """Return the book with a group where the plan has it; None if blocks would have to give way."""
    if _booked_where(book, group):
        return None
    tried = _in_plan(book, group)
    arrangement = arranged_on(tried, _days_of(book, [group]), with_today=True)
    if cut_minutes(arrangement, tried.clock):
        return None
    # Blocks make way on their day, so that nothing else counts on where they stood.
    tried.append(arrangement_entry(tried, arrangement))
    return tried


def _inserted(book: Book, group: _Group, others: Sequence[_Group]) -> Book | None:
    """Return the book with a group in free time and on what its client holds.

    None if it does not fit there, or takes from others the places that the plan has for them.
    """
    if group.own is None:
        return None
    tried = copy_of(book)
    tried.witness.stand_beside(tried.team, _spans_of(others))
    found = insert(tried, group.own.client, tasks=group.own.tasks, initial=True)
    tried.witness.stand_beside(tried.team, {})
    if found is None:
        return None
    tried.append(promised_entry(tried, group.own, {each.task.id: each.place for each in found}, inserted=found))
    return None if any(_booked_where(tried, other) & group.names for other in others) else tried


def _spans_of(groups: Iterable[_Group]) -> dict[PersonId, tuple[Span, ...]]:
    """Return the time of people that the plan has for groups."""
    spans: dict[PersonId, list[Span]] = {}
    for group in groups:
        for place in group.places.values():
            spans.setdefault(place.person, []).extend(place.pieces)
    return {person: merged(taken) for person, taken in spans.items()}


def _days_of(book: Book, groups: Iterable[_Group]) -> set[tuple[PersonId, date]]:
    """Return the days of people on which groups stand in the plan."""
    places = [place for group in groups for place in group.places.values()]
    return {
        (place.person, day)
        for place in places
        for piece in place.pieces
        for day in book.team.days_of(place.person, piece)
    }


def _booked_where(book: Book, group: _Group) -> set[TaskId]:
    """Return the work that is booked in blocks over whose time a group stands in the plan."""
    found: set[TaskId] = set()
    for person, day in _days_of(book, [group]):
        pieces = merged(piece for place in group.places.values() if place.person == person for piece in place.pieces)
        for account in book.accounts.on(person, day, team=book.team):
            whole = whole_piece(account) if account.claimable_at(book.clock) else None
            taken = [whole] if whole is not None else [span for each in account.booked.values() for span in each]
            if account.booked and any(within(pieces, span) for span in taken):
                found |= account.booked.keys()
    return found
