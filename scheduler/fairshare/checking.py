"""Are places that somebody else found what they say? The rules engine believes no solver: each place is checked before it is charged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from scheduler.calendars.spans import within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import Claim, claims
from scheduler.fairshare.insertion import Inserted, free_in
from scheduler.fairshare.same_person import bound_together
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, Instant, PersonId, Span, TaskId


def checked_places(
    book: Book, client: ClientId, *, tasks: Sequence[AskedTask], places: dict[TaskId, WorkPlace]
) -> list[Inserted] | None:
    """Return tasks at given places with what they stand on.

    Returns
    -------
    list of Inserted, or None
        None where a place is missing, not free, too short, late, out of order or somebody's who may not do it.
    """
    taken = Taken()
    made: list[Inserted] = []
    for task in bound_together(book, tasks):
        place = places.get(task.id)
        if place is None or place.person not in book.team.people:
            return None
        own = [claim for claim in claims(book, client, task=task, taken=taken) if _is_of(claim, place.person)]
        found = _checked_place(book, client, task=task, place=place, own=own, others=made, places=places)
        if found is None:
            return None
        made.append(found)
        for claim, pieces in found.stands_in:
            taken.note(claim.account, sum(piece.minutes for piece in pieces), claim.fund)
    return made


def _is_of(claim: Claim, person: PersonId) -> bool:
    return claim.account.block.person == person


def _checked_place(
    book: Book,
    client: ClientId,
    *,
    task: AskedTask,
    place: WorkPlace,
    own: Sequence[Claim],
    others: Sequence[Inserted],
    places: dict[TaskId, WorkPlace],
) -> Inserted | None:
    """Return a task at a place with the own blocks on which it stands; None where the place breaks a rule.

    Parameters
    ----------
    own
        What the client can claim of the place's person.
    others
        Tasks of the same request that were checked before.
    places
        Where all tasks of the request are said to stand.
    """
    if task.due is None or not _is_whole(task, place):
        return None
    if not book.team.may_do(place.person, client, skill=task.skill, level=task.level, pin=task.person):
        return None
    for other in task.same_person_as:
        mate = places.get(other) or book.witness.work.get(other)
        if mate is not None and mate.person != place.person:
            return None
    begins = place.pieces[0].start
    if begins < max(instant_of(task.release), book.clock) or place.finish > instant_of(task.due):
        return None
    for after in task.after:
        finish = _finish_of(book, after.task, places)
        if finish is not None and book.team.after_wait(finish, after.wait) > begins:
            return None
    if any(
        within([piece], mine)
        for other in others
        if other.place.person == place.person
        for piece in other.place.pieces
        for mine in place.pieces
    ):
        return None
    stands_in = tuple(
        (claim, inside)
        for claim in own
        if (inside := tuple(part for span in claim.account.held_spans for part in within(place.pieces, span)))
    )
    if any(sum(piece.minutes for piece in inside) > claim.minutes for claim, inside in stands_in):
        return None
    outside = without(place.pieces, sorted(piece for _, inside in stands_in for piece in inside))
    return Inserted(task, place, stands_in) if _is_free(book, place.person, outside) else None


def _is_whole(task: AskedTask, place: WorkPlace) -> bool:
    pieces = place.pieces
    in_order = all(first.end <= second.start for first, second in pairwise(pieces))
    unbroken = not task.one_sitting or all(first.end == second.start for first, second in pairwise(pieces))
    return bool(pieces) and in_order and unbroken and sum(piece.minutes for piece in pieces) == task.effort_minutes


def _finish_of(book: Book, task: TaskId, places: dict[TaskId, WorkPlace]) -> Instant | None:
    if task in places:
        return places[task].finish
    return book.commitments[task].due if task in book.commitments else None


def _is_free(book: Book, person: PersonId, pieces: Iterable[Span]) -> bool:
    return all(free_in(book, person, piece) == (piece,) for piece in pieces)
