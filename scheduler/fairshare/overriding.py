"""An override: a named approver makes room where the rules do not. What it does to others is found first, written down, and credited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, Loss, Promise
from scheduler.fairshare.answers import commit, granted_entry, refused_entry, work_stands
from scheduler.fairshare.asking import Ask, Granted, Refused, answer, unfit_reason
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import merged_rows, spare_rows
from scheduler.fairshare.conforming import in_order
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import Account, BookError
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.harm import harm_between
from scheduler.fairshare.harmed_work import place_harmed
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.losing import last_work
from scheduler.fairshare.misfits import cut_row, moved_within_day
from scheduler.fairshare.relaying import Displaced, is_sitting_under_way
from scheduler.fairshare.trial import Trial
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import ClientId, PersonId, Span, TaskId


def override(
    book: Book, request: Ask, *, approver: str, reason: str, places: Mapping[TaskId, WorkPlace] | None = None
) -> Entry:
    """Do a request whatever it costs others, as a named person decided.

    Harmed clients get a make-up credit of the minutes that they lose.

    Parameters
    ----------
    places
        Where its tasks are to stand; else where that takes least from others.

    Raises
    ------
    BookError
        If nobody is named or no reason is given.
    """
    if not approver.strip() or not reason.strip():
        raise BookError("an override names its approver and its reason")
    known = book.requests.get(request.request)
    if known is not None and known.status in ("accepted", "quoted"):
        raise BookError(f"request '{request.request}' is {known.status} already")
    unaided = answer(book, request)
    if isinstance(unaided, Granted):
        return book.append(granted_entry(book, request, unaided, kind="accepted"))
    places = forced_places(book, request) if places is None else dict(places)
    if places is None:
        why = unfit_reason(book, request) or "There is not enough working time for it, whatever may give way."
        return book.append(refused_entry(book, request, Refused(why)))
    trial = Trial(copy_of(book))
    before = {each.id for each in request.tasks}
    blocks, work = _in_the_way(trial.book, places)
    for displaced in work:
        trial.book.witness.take_out(displaced.task)
    _make_way(trial, request, places, blocks=blocks, work=work)
    committed = commit(book, request, places)
    rows = [row for entry in trial.done for row in entry.rows]
    at = book.team.aware(book.clock)
    harm = harm_between(book, trial.book, client=request.client, rows=rows)
    assert not before & set(harm.late)
    return book.append(
        Entry(
            seq=0,
            at=at,
            kind="overridden",
            client=request.client,
            request=request.request,
            actor=approver,
            reason=reason,
            rows=merged_rows(rows),
            promised=tuple(Promise(task=each.task, due=each.due) for each in committed),
            conforming=False,
            asked=request.tasks,
            committed=committed,
            work=last_work(trial.done),
            stands=final_stands(trial.book, trial.done),
            loss=Loss(person=None, from_=at, to=at, late=harm.late),
            credits=harm.credits,
        )
    )


def forced_places(book: Book, request: Ask) -> dict[TaskId, WorkPlace] | None:
    """Return where the tasks would stand if only their own client's work and sittings under way stayed: with whom it takes least from others.

    Where that leaves no place, their own client's work gives way too, as everybody's does.
    """
    beside = places_beside(book, request, client=request.client)
    return places_beside(book, request, client=None) if beside is None else beside


def places_beside(book: Book, request: Ask, *, client: ClientId | None) -> dict[TaskId, WorkPlace] | None:
    """Return the places that take least from others, where sittings under way stay and the work of a client (None: of nobody)."""
    ordered = in_order(request.tasks)
    if ordered is None or unfit_reason(book, request) is not None:
        return None
    made: dict[TaskId, WorkPlace] = {}
    for task in ordered:
        best: tuple[int, int, PersonId, WorkPlace] | None = None
        for person in sorted(book.team.people):
            if not book.team.may_do(person, request.client, skill=task.skill, level=task.level, pin=task.person):
                continue
            if any(made[other].person != person for other in made if other in task.same_person_as):
                continue
            stays = staying_time(book, client, person)
            place = _forced_place(book, task, stays=stays, person=person, made=made)
            if place is not None:
                cost = _minutes_in_the_way(book, place)
                if best is None or (cost, place.finish, person) < best[:3]:
                    best = cost, place.finish, person, place
        if best is None:
            return None
        made[task.id] = best[3]
    return made


def _forced_place(
    book: Book, task: AskedTask, *, stays: Sequence[Span], person: PersonId, made: dict[TaskId, WorkPlace]
) -> WorkPlace | None:
    assert task.due is not None
    release, due = max(instant_of(task.release), book.clock), instant_of(task.due)
    for after in task.after:
        if after.task in made:
            release = max(release, book.team.after_wait(made[after.task].finish, after.wait))
    made_here = [piece for place in made.values() if place.person == person for piece in place.pieces]
    stays = merged([*made_here, *stays])
    usable: list[Span] = []
    for day in book.team.days_of(person, Span(release, due)):
        usable.extend(without(within(book.team.working(person, day), Span(release, due)), stays))
    # Free time first, then what others have, so that as little as possible is taken.
    if task.one_sitting:
        run = next((span for span in merged(usable) if span.minutes >= task.effort_minutes), None)
        return None if run is None else WorkPlace(person, (Span(run.start, run.start + task.effort_minutes),))
    free = [
        part
        for day in book.team.days_of(person, Span(release, due))
        for part in without(within(book.free_on(person, day), Span(release, due)), stays)
    ]
    pieces: list[Span] = []
    left = task.effort_minutes
    for span in [*free, *without(merged(usable), merged(free))]:
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


def _minutes_in_the_way(book: Book, place: WorkPlace) -> int:
    blocks, work = _in_the_way(book, {TaskId(""): place})
    return sum(account.held for account in blocks) + sum(each.minutes for each in work)


def _in_the_way(book: Book, places: dict[TaskId, WorkPlace]) -> tuple[list[Account], list[Displaced]]:
    """Return the held blocks and the work that stand where the places are."""
    blocks: dict[tuple[str, date], Account] = {}
    lost: dict[TaskId, list[Span]] = {}
    for place in places.values():
        for piece in place.pieces:
            for day in book.team.days_of(place.person, piece):
                for account in book.accounts.on(place.person, day, team=book.team):
                    if within(account.held_spans, piece):
                        blocks[account.block.id, day] = account
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


def _make_way(
    trial: Trial,
    request: Ask,
    places: dict[TaskId, WorkPlace],
    *,
    blocks: Sequence[Account],
    work: Sequence[Displaced],
) -> None:
    """Put the request in its place on the copy, and what stood there elsewhere; what finds no place is late or cut."""
    inserted = [Inserted(task, places[task.id], ()) for task in request.tasks]
    for each in work:
        trial.book.witness.put(each.task, WorkPlace(each.person, each.kept), team=trial.book.team)
    for account in blocks:
        account.held_spans = list(without(account.held_spans, _pieces_of(places, account.block.person)))
    rows = [
        row
        for each in inserted
        for row in spare_rows(trial.book, request.client, each, each.task.effort_minutes, in_round=True)
    ]
    committed = commit(trial.book, request, places)
    trial.do(
        trial.entry(
            kind="accepted",
            client=request.client,
            request=request.request,
            rows=merged_rows(rows),
            asked=request.tasks,
            committed=committed,
            work=work_stands(trial.book, places),
        )
    )
    for account in blocks:
        # Only an agreement or a loss of capacity lays blocks on somebody else (policy, "Blocks"); what is cut here is credited.
        entry = moved_within_day(trial.book, account)
        if entry is None:
            entry = trial.entry(rows=(cut_row(account, account.held),))
        trial.do(entry)
    for each in work:
        place_harmed(trial, replace(each, lifted=True))


def _pieces_of(places: dict[TaskId, WorkPlace], person: PersonId) -> tuple[Span, ...]:
    return merged([piece for place in places.values() if place.person == person for piece in place.pieces])
