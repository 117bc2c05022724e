"""A book opened with work on its client's own blocks first: what they suffice for stands on them, and costs nobody else any.

Held hours are their client's until its notice, so a plan that was made without them is not kept where it puts work into others' blocks
(policy, "New rows": only what does not fit is a loss). Work for which own blocks do not suffice keeps its place in the plan where that takes
nothing that is held; else it is put into time that is free. Only where there is none blocks give way to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.calendars.spans import merged, within
from scheduler.fairshare.arranging import arranged_on, arrangement_entry, cut_minutes
from scheduler.fairshare.asking import unfit_reason
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import places_of, rows_of
from scheduler.fairshare.conforming import Booking, conform
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import booked_spans, whole_piece
from scheduler.fairshare.initial_work import Group, InitialWork, finish_of, groups_of, initial_entry, promised_entry
from scheduler.fairshare.insertion import insert
from scheduler.units import PersonId, Span, TaskId


def put_on_own(base: Book, work: InitialWork) -> Book | None:
    """Return a book with all initial work in it, on own blocks what conforms if its place in the plan costs others theirs.

    Where all of it fits so that nobody's blocks give way, it is put like that. Else the rest stays where the plan has it, and only those
    clients' work that conforms comes to their own blocks whose place in the plan would take others' along: None where there is no such work.

    Parameters
    ----------
    base
        The opened book without any work; its blocks stand where their people are there. It is left as it is.
    """
    groups = dict(enumerate(groups_of(work)))
    paid = _paid(base, groups)
    return _put_without_loss(base, groups, paid) or _put_back(base, groups, paid)


def _booked(base: Book, groups: Mapping[int, Group], paid: Mapping[int, list[Booking]]) -> tuple[Book, list[Group]]:
    """Return a book with what is paid on own blocks, and the other groups in the order in which the plan finishes them."""
    book = copy_of(base)
    for number in sorted(paid):
        book_group(book, groups[number], paid[number])
    return book, sorted((group for number, group in groups.items() if number not in paid), key=finish_of)


def _put_without_loss(base: Book, groups: Mapping[int, Group], paid: Mapping[int, list[Booking]]) -> Book | None:
    """Return the book with what conforms on own blocks, and the rest in the plan's places or in free time; None if that is not enough.

    Where something finds no other place than over booked blocks, the work that is booked there is put like the rest.
    """
    while True:
        book, rest = _booked(base, groups, paid)
        left: list[Group] = []
        for group in rest:
            kept = kept_in_plan(book, group)
            book = kept or book
            left += [] if kept else [group]
        in_the_way: set[TaskId] = set()
        for group in list(left):
            others = [each for each in left if each is not group]
            found = inserted(book, group, others)
            if found is not None:
                book, left = found, others
            elif blocking := _booked_where(book, group):
                in_the_way |= blocking
            else:
                return None
        if not in_the_way:
            return book
        less = {number: each for number, each in paid.items() if not groups[number].names & in_the_way}
        if len(less) == len(paid):
            return None
        paid = less


def _put_back(base: Book, groups: Mapping[int, Group], paid: Mapping[int, list[Booking]]) -> Book | None:
    """Return the book with the work in the plan's places, but on own blocks that of clients whose conforming work cuts others there."""
    own: set[int] = set()
    stays: set[int] = set()
    while True:
        book, rest = _booked(base, groups, {number: paid[number] for number in own})
        taken = {group.names: _booked_where(book, group) for group in rest}
        for group in rest:
            _put_in_plan(book, group)
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


def _paid(base: Book, groups: Mapping[int, Group]) -> dict[int, list[Booking]]:
    """Return how own blocks pay for groups, client by client: those of today too, unless more conforms without them."""
    found: dict[int, list[Booking]] = {}
    for client in dict.fromkeys(group.asks[0].client for group in groups.values()):
        mine = {number: group for number, group in groups.items() if group.asks[0].client == client}
        ways = [paid_in_turn(base, mine, initial=initial) for initial in (True, False)]
        found |= ways[0] if len(ways[0]) >= len(ways[1]) else ways[1]
    return found


def paid_in_turn(base: Book, groups: Mapping[int, Group], *, initial: bool) -> dict[int, list[Booking]]:
    """Return how own blocks pay for groups, one after the other: no minute counts twice.

    Parameters
    ----------
    initial
        Whether blocks of the opening day may be used too.
    """
    book = copy_of(base)
    found: dict[int, list[Booking]] = {}
    for number, group in groups.items():
        bookings = _conforming(book, group, initial=initial)
        if bookings is not None:
            found[number] = bookings
            book_group(book, group, bookings)
    return found


def _conforming(book: Book, group: Group, *, initial: bool) -> list[Booking] | None:
    if group.own is None or unfit_reason(book, group.own) is not None:
        return None
    return conform(book, group.own.client, tasks=group.own.tasks, initial=initial)


def book_group(book: Book, group: Group, bookings: Sequence[Booking]) -> None:
    """Book a group of one client on its own blocks."""
    book.append(initial_entry(book, group.asks[0], places_of(bookings), rows=rows_of(bookings)))


def _put_in_plan(book: Book, group: Group) -> None:
    """Put a group where the plan has it."""
    for ask in group.asks:
        book.append(promised_entry(book, ask, {task.id: group.places[task.id] for task in ask.tasks}))


def kept_in_plan(book: Book, group: Group) -> Book | None:
    """Return the book with a group where the plan has it; None if blocks would have to give way."""
    if _booked_where(book, group):
        return None
    tried = copy_of(book)
    _put_in_plan(tried, group)
    arrangement = arranged_on(tried, _days_of(book, [group]), with_today=True)
    if cut_minutes(arrangement, tried.clock):
        return None
    # Blocks make way on their day, so that nothing else counts on where they stood.
    tried.append(arrangement_entry(tried, arrangement))
    return tried


def inserted(book: Book, group: Group, others: Sequence[Group]) -> Book | None:
    """Return the book with a group on what its client holds and in free time, or in free time alone.

    None if it does not fit there, or takes from others the places that the plan has for them.
    """
    if group.own is None:
        return None
    for on_own in (True, False):
        tried = copy_of(book)
        tried.witness.stand_beside(tried.team, _spans_of(others))
        found = insert(tried, group.own.client, tasks=group.own.tasks, initial=True, on_own=on_own)
        tried.witness.stand_beside(tried.team, {})
        if found is None:
            continue
        tried.append(promised_entry(tried, group.own, {each.task.id: each.place for each in found}, inserted=found))
        if not any(_booked_where(tried, other) & group.names for other in others):
            return tried
    return None


def _spans_of(groups: Iterable[Group]) -> dict[PersonId, tuple[Span, ...]]:
    """Return the time of people that the plan has for groups."""
    spans: dict[PersonId, list[Span]] = {}
    for group in groups:
        for place in group.places.values():
            spans.setdefault(place.person, []).extend(place.pieces)
    return {person: merged(taken) for person, taken in spans.items()}


def _days_of(book: Book, groups: Iterable[Group]) -> set[tuple[PersonId, date]]:
    """Return the days of people on which groups stand in the plan."""
    places = [place for group in groups for place in group.places.values()]
    return {
        (place.person, day)
        for place in places
        for piece in place.pieces
        for day in book.team.days_of(place.person, piece)
    }


def _booked_where(book: Book, group: Group) -> set[TaskId]:
    """Return the work that is booked in blocks over whose time a group stands in the plan."""
    found: set[TaskId] = set()
    for person, day in _days_of(book, [group]):
        pieces = merged(piece for place in group.places.values() if place.person == person for piece in place.pieces)
        for account in book.accounts.on(person, day, team=book.team):
            whole = whole_piece(account) if account.claimable_at(book.clock) else None
            taken = [whole] if whole is not None else booked_spans(account)
            if account.booked and any(within(pieces, span) for span in taken):
                found |= account.booked.keys()
    return found
