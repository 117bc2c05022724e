"""Where an override puts a request: on what its client holds and in free time, and only then where something of others stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask
from scheduler.fairshare.asking import Ask, unfit_reason
from scheduler.fairshare.book import Book
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.claims import Claim, claims
from scheduler.fairshare.conforming import in_order
from scheduler.fairshare.dated_block import Account, within_all
from scheduler.fairshare.insertion import Inserted, insert, usable_in
from scheduler.fairshare.relaying import Displaced, is_sitting_under_way
from scheduler.fairshare.same_person import bound_together
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, PersonId, Span, TaskId


def forced_places(book: Book, request: Ask) -> dict[TaskId, WorkPlace] | None:
    """Return where the tasks would stand if only their own client's work and sittings under way stayed: with whom it takes least from others.

    Where that leaves no place, their own client's work gives way too, as everybody's does.
    """
    beside = places_beside(book, request, client=request.client)
    return places_beside(book, request, client=None) if beside is None else beside


def places_beside(book: Book, request: Ask, *, client: ClientId | None) -> dict[TaskId, WorkPlace] | None:
    """Return the places that take least from others, where sittings under way stay and the work of a client (None: of nobody).

    What its client holds and what is free come first; only where that is not enough, something of others is taken.
    """
    ordered = in_order(bound_together(book, request.tasks))
    if ordered is None or unfit_reason(book, request) is not None:
        return None
    harmless = insert(book, request.client, tasks=request.tasks)
    if harmless is not None:
        return {each.task.id: each.place for each in harmless}
    taken = Taken()
    made: dict[TaskId, WorkPlace] = {}
    for task in ordered:
        own = claims(book, request.client, task=task, taken=taken)
        best: tuple[int, int, PersonId, Inserted] | None = None
        for person in sorted(book.team.people):
            if not book.team.may_do(person, request.client, skill=task.skill, level=task.level, pin=task.person):
                continue
            if any(made[other].person != person for other in made if other in task.same_person_as):
                continue
            stays = staying_time(book, client, person)
            place = _forced_place(book, task, stays=stays, person=person, made=made, own=own, taken=taken)
            if place is not None:
                inserted = Inserted(task, place, _stands_in(place, own, taken))
                cost = _minutes_in_the_way(book, inserted)
                if best is None or (cost, place.finish, person) < best[:3]:
                    best = cost, place.finish, person, inserted
        if best is None:
            return None
        made[task.id] = best[3].place
        _take(best[3], taken)
    return made


def on_own_hours(book: Book, request: Ask, places: Mapping[TaskId, WorkPlace]) -> list[Inserted]:
    """Return the tasks of a request at given places with the own hours on which they stand, wherever that is."""
    taken = Taken()
    made: list[Inserted] = []
    for task in request.tasks:
        own = claims(book, request.client, task=task, taken=taken)
        made.append(Inserted(task, places[task.id], _stands_in(places[task.id], own, taken)))
        _take(made[-1], taken)
    return made


def _stands_in(place: WorkPlace, own: Sequence[Claim], taken: Taken) -> tuple[tuple[Claim, tuple[Span, ...]], ...]:
    """Return which claims work at a place stands on, without those of which it would take more time than can be claimed."""
    found = []
    for claim in own:
        if claim.account.block.person == place.person:
            inside = within_all(place.pieces, taken.held_spans(claim.account))
            if 0 < total_minutes(inside) <= claim.minutes:
                found.append((claim, inside))
    return tuple(found)


def _take(inserted: Inserted, taken: Taken) -> None:
    """Remember what a task stands on as taken for the tasks after it."""
    for claim, pieces in inserted.stands_in:
        taken.note(claim.account, total_minutes(pieces), claim.fund)
        spans = taken.held_spans(claim.account)
        spans[:] = without(spans, pieces)


def _forced_place(
    book: Book,
    task: AskedTask,
    *,
    stays: Sequence[Span],
    person: PersonId,
    made: Mapping[TaskId, WorkPlace],
    own: Sequence[Claim],
    taken: Taken,
) -> WorkPlace | None:
    assert task.due is not None
    release, due = max(instant_of(task.release), book.clock), instant_of(task.due)
    for after in task.after:
        if after.task in made:
            release = max(release, book.team.after_wait(made[after.task].finish, after.wait))
    if release >= due:
        return None
    window = Span(release, due)
    made_here = [piece for place in made.values() if place.person == person for piece in place.pieces]
    stays = merged([*made_here, *stays])
    usable: list[Span] = []
    for day in book.team.days_of(person, window):
        usable.extend(without(within(book.team.working(person, day), window), stays))
    # Free time and own hours first, then what others have, so that as little as possible is taken.
    first = merged(usable_in(book, person, window, own=own, taken=taken, blocked=stays))
    if task.one_sitting:
        runs = (*first, *merged(usable))
        run = next((span for span in runs if span.minutes >= task.effort_minutes), None)
        return None if run is None else WorkPlace(person, (Span(run.start, run.start + task.effort_minutes),))
    pieces: list[Span] = []
    left = task.effort_minutes
    for span in [*first, *without(merged(usable), first)]:
        gone = min(left, span.minutes)
        if gone:
            pieces.append(Span(span.start, span.start + gone))
            left -= gone
    return None if left else WorkPlace(person, merged(pieces))


def staying_time(book: Book, client: ClientId | None, person: PersonId) -> tuple[Span, ...]:
    """Return the time of a person's work that gives way to no override of a client, sorted and disjoint; None: of nobody."""
    return merged(
        piece
        for task, place in book.witness.work.items()
        if place.person == person and _stays(book, task, client=client)
        for piece in place.pieces
    )


def _stays(book: Book, task: TaskId, *, client: ClientId | None) -> bool:
    """Say whether work gives way to no override of a client: its own, and sittings under way, which nobody may interrupt."""
    promised = book.commitments.get(task)
    return promised is not None and (promised.client == client or is_sitting_under_way(book, task))


def _minutes_in_the_way(book: Book, inserted: Inserted) -> int:
    blocks, work = in_the_way(book, [inserted])
    return sum(account.held for account in blocks) + sum(each.minutes for each in work)


def in_the_way(book: Book, inserted: Iterable[Inserted]) -> tuple[list[Account], list[Displaced]]:
    """Return the held blocks and the work that stand where a request is put, without the own hours on which it stands."""
    blocks: dict[tuple[str, date], Account] = {}
    lost: dict[TaskId, list[Span]] = {}
    for each in inserted:
        place, own = each.place, {(claim.account.block.id, claim.account.day) for claim, _ in each.stands_in}
        for piece in place.pieces:
            for day in book.team.days_of(place.person, piece):
                for account in book.accounts.on(place.person, day, team=book.team):
                    key = account.block.id, account.day
                    if key not in own and within(account.held_spans, piece):
                        blocks[key] = account
                for task, spans in book.witness.on(place.person, day).items():
                    hit = within(sorted(spans), piece)
                    if hit and task in book.commitments:
                        lost.setdefault(task, []).extend(hit)
    work = [
        Displaced(
            task, book.witness.work[task].person, merged(spans), without(book.witness.work[task].pieces, merged(spans))
        )
        for task, spans in sorted(lost.items())
    ]
    return list(blocks.values()), work
