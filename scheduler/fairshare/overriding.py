"""An override: a named approver makes room where the rules do not. What it does to others is found first, written down, and credited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from scheduler.calendars.spans import merged, without
from scheduler.domain.book import Entry, Loss, Promise, Stand
from scheduler.fairshare.answers import commit, granted_entry, refused_entry, work_stands
from scheduler.fairshare.asking import Ask, Granted, Refused, answer, unfit_reason
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import Account, BookError
from scheduler.fairshare.forced_places import forced_places, in_the_way, on_own_hours
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.harm import harm_between
from scheduler.fairshare.harmed_work import place_harmed
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.losing import last_work
from scheduler.fairshare.misfits import cut_row, moved_within_day
from scheduler.fairshare.relaying import Displaced, work_on
from scheduler.fairshare.trial import Trial
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId


def override(
    book: Book, request: Ask, *, approver: str, reason: str, places: Mapping[TaskId, WorkPlace] | None = None
) -> Entry:
    """Do a request whatever it costs others, as a named person decided.

    It is paid for as every request is: by what its client holds, else by spare, of which an override may take more than the cap allows. Harmed
    clients get a make-up credit of the minutes that they lose.

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
    inserted = on_own_hours(trial.book, request, places)
    blocks, work = in_the_way(trial.book, inserted)
    for displaced in work:
        trial.book.witness.take_out(displaced.task)
    _make_way(trial, request, inserted, blocks=blocks, work=work)
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


def _make_way(
    trial: Trial,
    request: Ask,
    inserted: Sequence[Inserted],
    *,
    blocks: Sequence[Account],
    work: Sequence[Displaced],
) -> None:
    """Put the request in its place on the copy, and what stood there elsewhere; what finds no place is late or cut."""
    places = {each.task.id: each.place for each in inserted}
    for each in work:
        trial.book.witness.put(each.task, WorkPlace(each.person, each.kept), team=trial.book.team)
    for account in blocks:
        # Of its own blocks some minutes may pay for it: where the rest of them stands is known after that.
        if account.block.client != request.client:
            account.held_spans = list(without(account.held_spans, _pieces_of(places, account.block.person)))
    rows = charge(trial.book, request.client, inserted, in_round=True)
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
        if account.held <= 0:
            continue
        # Only an agreement or a loss of capacity lays blocks on somebody else (policy, "Blocks"); what is cut here is credited.
        trial.do(moved_within_day(trial.book, account) or _shortened(trial, account))
    for each in work:
        place_harmed(trial, replace(each, lifted=True))


def _shortened(trial: Trial, account: Account) -> Entry:
    """Return the entry that cuts what has no place of a block: the longest piece of it where nothing else stands is still held."""
    team = trial.book.team
    free = without(account.held_spans, work_on(trial.book, account.block.person, account.day))
    longest = max(free, key=lambda span: span.minutes, default=None)
    kept = 0 if longest is None or account.booked else longest.minutes // team.workspace.grid_minutes
    kept *= team.workspace.grid_minutes
    if longest is None or not kept:
        return trial.entry(rows=(cut_row(account, account.held),))
    start, end = team.aware(longest.start), team.aware(longest.start + kept)
    stand = Stand(block=account.block.id, day=account.day, start=start, end=end)
    return trial.entry(rows=(cut_row(account, account.held - kept),), stands=(stand,))


def _pieces_of(places: dict[TaskId, WorkPlace], person: PersonId) -> tuple[Span, ...]:
    return merged([piece for place in places.values() if place.person == person for piece in place.pieces])
