"""What the book hands to the planner: held pieces, booked work that stays, promises, the witness, and the tasks of accepted requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from scheduler.calendars.horizon import horizon_span
from scheduler.calendars.spans import merged, within
from scheduler.domain.holdings import BookedPart, HeldPiece, Holdings, PromisedDate, WitnessWork
from scheduler.domain.workspace import Workspace
from scheduler.fairshare.book import Book
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import Account, shortened, whole_piece
from scheduler.fairshare.days import book_recurring
from scheduler.fairshare.handed_tasks import with_promised_tasks
from scheduler.fairshare.overtime import promised_overtime
from scheduler.units import FAR, Instant, PersonId, Span, TaskId


def holdings_of(book: Book, *, until: Instant, is_open: bool = True) -> Holdings:
    """Return what a plan has to keep of the book, from its clock to a moment.

    Parameters
    ----------
    is_open
        Whether the book is there already. Before it is, hours that it would book for work which ends after `until` are its client's as
        the agreement has them: no longer than until they lapse.
    """
    days = list(_days(book, until))
    work = {
        task: WitnessWork(person=place.person, pieces=pieces)
        for task, place in book.witness.work.items()
        if task in book.commitments and (pieces := within(place.pieces, Span(book.clock, until)))
    }
    return Holdings(
        held=tuple(
            piece
            for person, day in days
            for piece in (*_held_on(book, person, day), *_held_for_later(book, person, day, until, is_open=is_open))
        ),
        kept=tuple(part for person, day in days for part in _kept_on(book, person, day, until)),
        commitments={
            task: PromisedDate(due=promised.due, floor_at=promised.floor_at)
            for task, promised in book.commitments.items()
        },
        witness=work,
        overtime=tuple(_in_overtime(book, until)),
    )


def _in_overtime(book: Book, until: Instant) -> Iterator[BookedPart]:
    """Yield the work to come that was promised in overtime, sittings as a whole."""
    for task, promised in book.commitments.items():
        ahead = within(promised_overtime(book, task), Span(book.clock, until))
        if ahead and not _goes_past(book, task, until):
            place = book.witness.work[task]
            whole = within(merged(place.pieces), Span(book.clock, until))
            yield BookedPart(task=task, person=place.person, pieces=whole if promised.asked.one_sitting else ahead)


def for_planning(
    workspace: Workspace, book: Book, *, beside: Mapping[PersonId, Sequence[Span]] | None = None
) -> tuple[Workspace, Holdings]:
    """Return the workspace as a plan has to see it, and what the plan has to keep of the book.

    Occurrences of the whole horizon are booked on a copy first: they stand on their client's own blocks as they will once their time comes.

    Parameters
    ----------
    beside
        Time that other work takes which the book does not know of; None: as it was told to the book.
    """
    copy, end = copy_of(book), horizon_span(workspace).end
    if beside is not None:
        copy.witness.stand_beside(copy.team, beside)
    book_recurring(copy, due_by=end)
    return with_promised_tasks(workspace, copy), holdings_of(copy, until=end)


def _days(book: Book, until: Instant) -> Iterator[tuple[PersonId, date]]:
    for person in book.team.people:
        for day in book.team.days_of(person, Span(book.clock, until)):
            yield person, day


def _held_on(book: Book, person: PersonId, day: date) -> Iterator[HeldPiece]:
    for account in book.accounts.on(person, day, team=book.team):
        fund = account.fund_at(book.clock)
        if account.held <= 0 or fund is None:
            continue
        # What the week's rush does not reach any more lapses when the day closes, and nobody can claim it until then.
        over = account.held - book.rush_left(account) if fund == "rush" else 0
        piece = whole_piece(account) or Span(0, 0)
        for span in (
            shortened(account.held_spans, piece, minutes=min(over, account.held)) if over > 0 else account.held_spans
        ):
            yield HeldPiece(
                block=account.block.id,
                client=account.block.client,
                skill=account.block.key,
                person=person,
                day=day,
                kind="standard" if fund == "own" else "rush",
                minutes=span.minutes,
                lapses_at=_lapses_at(account, fund),
                start=span.start,
                end=span.end,
            )


def _lapses_at(account: Account, fund: str) -> Instant:
    return account.lapse_at if fund == "own" else account.rush_lapse_at


def _kept_on(book: Book, person: PersonId, day: date, until: Instant) -> Iterator[BookedPart]:
    for account, task, pieces in _booked_on(book, person, day):
        if account.fund_at(book.clock) == "own" and not _goes_past(book, task, until):
            yield BookedPart(task=task, person=person, pieces=pieces)


def _held_for_later(book: Book, person: PersonId, day: date, until: Instant, *, is_open: bool) -> Iterator[HeldPiece]:
    """Yield booked pieces of tasks that end after the plan does: a plan cannot have such a task, but its hours stay its client's."""
    for account, task, pieces in _booked_on(book, person, day):
        if _goes_past(book, task, until) and (is_open or account.fund_at(book.clock) == "own"):
            for span in pieces:
                yield HeldPiece(
                    block=account.block.id,
                    client=account.block.client,
                    skill=account.block.key,
                    person=person,
                    day=day,
                    kind="standard",
                    minutes=span.minutes,
                    lapses_at=max(account.lapse_at, span.end) if is_open else account.lapse_at,
                    start=span.start,
                    end=span.end,
                )


def _booked_on(book: Book, person: PersonId, day: date) -> Iterator[tuple[Account, TaskId, tuple[Span, ...]]]:
    for account in book.accounts.on(person, day, team=book.team):
        for task, spans in account.booked.items():
            pieces = within(spans, Span(book.clock, FAR))
            if task in book.commitments and pieces:
                yield account, task, pieces


def _goes_past(book: Book, task: TaskId, until: Instant) -> bool:
    place = book.witness.work.get(task)
    return place is not None and place.finish > until
