"""Work as it is reported: an overrun is charged to its own client and moves nobody else (policy, "Actuals")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scheduler.calendars.spans import merged, within, without
from scheduler.calendars.zones import instant_of
from scheduler.domain.book import AskedTask, Entry, LedgerRow, WorkStand
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows, rows_of, spare_rows
from scheduler.fairshare.claimable import Taken
from scheduler.fairshare.conforming import Booking, held_by_person
from scheduler.fairshare.copying import copy_of
from scheduler.fairshare.dated_block import BookError
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.insertion import Inserted, insert
from scheduler.fairshare.limits import cap_limit
from scheduler.fairshare.losing import last_work
from scheduler.fairshare.relaying import Displaced, earliest_start, first_fit
from scheduler.fairshare.returning import repacked_work, returned_rows
from scheduler.fairshare.trial import Trial, exchanged_bookings, lift, place_late
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import PersonId, Span, TaskId

FAR_MINUTES = 26 * 7 * 1440
"""How far after the due time room is looked for where an overrun makes work late."""


def report(book: Book, task: TaskId, *, remaining: int, actor: str = "") -> Entry:
    """Enter what remains of a commitment.

    An overrun takes the client's own held minutes of the same person, then spare inside the cap, before the due time; what finds no room
    takes the time of the client's own later work, which moves on, or stands after the due time, on the client's own minutes or where
    it is free, whichever is done first. Then the commitment, or what comes later, may be late by its own client's work.

    Parameters
    ----------
    remaining
        Minutes still to be done from the book's clock on; 0 where it is done.

    Raises
    ------
    BookError
        If the task is no open commitment, or `remaining` is below 0.
    """
    promised = book.commitments.get(task)
    if promised is None or remaining < 0:
        raise BookError(f"'{task}' is no open commitment of the book")
    place = book.witness.work.get(task)
    entry = Entry(
        seq=0,
        at=book.team.aware(book.clock),
        kind="progressed",
        client=promised.client,
        request=promised.request,
        actor=actor,
        remaining={task: remaining},
    )
    planned = 0 if place is None else place.minutes_after(book.clock)
    if not remaining:
        return book.append(_finished(book, entry, task, place))
    extra = remaining - planned
    if extra <= 0 or place is None or not _may_go_on(book, task, place):
        return book.append(entry)
    if promised.asked.one_sitting:
        return book.append(with_followers(book, _sits_again(book, entry, task, remaining=remaining, extra=extra), task))
    asked = promised.asked.model_copy(
        update={
            "effort_minutes": extra,
            "person": place.person,
            "after": (),
            "same_person_as": (),
            "release": book.team.aware(earliest_start(book, task)),
            "due": book.team.aware(promised.due),
        }
    )
    pieces, rows = _room(book, asked, place)
    left = extra - sum(piece.minutes for piece in pieces)
    if left:
        scratch = copy_of(book)
        so_far = work_stands(book, {task: WorkPlace(place.person, merged([*place.pieces, *pieces]))})
        scratch.append(entry.model_copy(update={"rows": rows, "work": so_far if pieces else ()}))
        rest = asked.model_copy(update={"effort_minutes": left})
        late, more = _late_room(scratch, rest, place)
        sooner = _on_own_later_work(scratch, rest, place)
        if sooner and (not late or sooner[-1].end < late[-1].end):
            inserted = Inserted(rest, WorkPlace(place.person, sooner), ())
            late, more = sooner, tuple(spare_rows(scratch, promised.client, inserted, left, in_round=True))
        pieces, rows = (*pieces, *late), (*rows, *more)
    whole = WorkPlace(place.person, merged([*place.pieces, *pieces]))
    grown = entry.model_copy(update={"rows": rows, "work": work_stands(book, {task: whole})})
    return book.append(with_followers(book, grown, task))


def _may_go_on(book: Book, task: TaskId, place: WorkPlace) -> bool:
    """Say whether who does the work may go on with it: a client may have excluded them since."""
    promised = book.commitments[task]
    asked = promised.asked
    return book.team.may_do(place.person, promised.client, skill=asked.skill, level=asked.level)


def with_followers(book: Book, entry: Entry, task: TaskId) -> Entry:
    """Return an entry that also moves the client's own work that comes after a task, where it now begins too early."""
    copy = copy_of(book)
    trial = Trial(copy)
    own_place = next((stand for stand in entry.work if stand.task == task), None)
    lifted = [] if own_place is None else [lift(trial, each) for each in _in_the_way(copy, task, own_place)]
    trial.do(entry)
    for each in lifted:
        place_late(trial, each)
    reached, waiting = {task}, [task, *(each.task for each in lifted)]
    while waiting:
        before = waiting.pop(0)
        for other, promised in list(copy.commitments.items()):
            place = copy.witness.work.get(other)
            if place is None or other in reached or all(after.task != before for after in promised.asked.after):
                continue
            if (
                place.pieces[0].start < max(copy.clock, earliest_start(copy, other))
                and place.pieces[0].start >= copy.clock
            ):
                reached.add(other)
                waiting.append(other)
                place_late(trial, Displaced(other, place.person, place.pieces, ()))
    if len(trial.done) == 1:
        return entry
    return entry.model_copy(
        update={
            "rows": merged_rows(row for each in trial.done for row in each.rows),
            "work": last_work(trial.done),
            "stands": final_stands(copy, trial.done),
        }
    )


def _own_later(book: Book, task: TaskId, person: PersonId) -> Iterator[tuple[TaskId, WorkPlace]]:
    """Yield the other work of a task's client that a person has not begun and that may be interrupted."""
    client = book.commitments[task].client
    for other, promised in book.commitments.items():
        place = book.witness.work.get(other)
        if other == task or promised.client != client or place is None or place.person != person:
            continue
        if place.pieces[0].start >= book.clock and not promised.asked.one_sitting:
            yield other, place


def _on_own_later_work(book: Book, asked: AskedTask, place: WorkPlace) -> tuple[Span, ...]:
    """Return the earliest time of a person's later work for the same client that is enough for what work takes longer; else nothing."""
    begin = earliest_start(book, asked.id)
    own = merged(piece for _, each in _own_later(book, asked.id, place.person) for piece in each.pieces)
    found: list[Span] = []
    left = asked.effort_minutes
    for piece in within(own, Span(begin, begin + FAR_MINUTES)):
        if left:
            found.append(Span(piece.start, min(piece.end, piece.start + left)))
            left -= found[-1].minutes
    return () if left else tuple(found)


def _in_the_way(book: Book, task: TaskId, stand: WorkStand) -> list[Displaced]:
    """Return the client's own later work that stands where a task stands from now on."""
    pieces = merged(Span(instant_of(piece.start), instant_of(piece.end)) for piece in stand.pieces)
    found = []
    for other, place in _own_later(book, task, stand.person):
        lost = tuple(part for piece in place.pieces for part in within(pieces, piece))
        if lost:
            found.append(Displaced(other, place.person, lost, without(place.pieces, lost)))
    return found


def _late_room(book: Book, asked: AskedTask, place: WorkPlace) -> tuple[tuple[Span, ...], tuple[LedgerRow, ...]]:
    """Return room after the due time for what finds none in time, and its charges: the client's own minutes, else spare.

    Such spare is outside the cap, as the work has to be done, and it counts for the share.
    """
    promised = book.commitments[asked.id]
    begin = max(earliest_start(book, asked.id), promised.due)
    window = Span(begin, begin + FAR_MINUTES)
    later = asked.model_copy(update={"release": book.team.aware(window.start), "due": book.team.aware(window.end)})
    booking = held_by_person(book, promised.client, task=later, person=place.person, taken=Taken())
    if booking is not None:
        return _pieces_of(booking), tuple(rows_of(book, promised.client, [booking]))
    pieces = first_fit(book, place.person, asked.effort_minutes, window=window, one_sitting=False) or ()
    inserted = Inserted(asked, WorkPlace(place.person, pieces), ())
    minutes = sum(piece.minutes for piece in pieces)
    return pieces, tuple(spare_rows(book, promised.client, inserted, minutes, in_round=True))


def _pieces_of(booking: Booking) -> tuple[Span, ...]:
    return tuple(piece for part in booking.parts for piece in part.pieces)


def _sits_again(book: Book, entry: Entry, task: TaskId, *, remaining: int, extra: int) -> Entry:
    """Return the entry of a sitting that takes longer: what is left of it stands in one piece, by the due time where it can."""
    promised, place = book.commitments[task], book.witness.work[task]
    past = tuple(Span(piece.start, min(piece.end, book.clock)) for piece in place.pieces if piece.start < book.clock)
    future = tuple(Span(max(piece.start, book.clock), piece.end) for piece in place.pieces if piece.end > book.clock)
    start = earliest_start(book, task)
    pieces: tuple[Span, ...] | None = None
    for until in (promised.due, max(start, promised.due) + FAR_MINUTES):
        if pieces is None and start < until:
            window = Span(start, until)
            pieces = first_fit(book, place.person, remaining, window=window, one_sitting=True, own=future)
    if pieces is None:
        return entry.model_copy(update={"remaining": {task: remaining - extra}})
    left = Displaced(task, place.person, future, past)
    rows, stands = exchanged_bookings(book, left) if future else ((), ())
    asked = promised.asked.model_copy(update={"effort_minutes": extra})
    more = spare_rows(book, promised.client, Inserted(asked, WorkPlace(place.person, pieces), ()), extra, in_round=True)
    whole = WorkPlace(place.person, merged([*past, *pieces]))
    return entry.model_copy(update={"rows": (*rows, *more), "stands": stands, "work": work_stands(book, {task: whole})})


def _finished(book: Book, entry: Entry, task: TaskId, place: WorkPlace | None) -> Entry:
    """Return the entry of work that is done: what was still planned of it no longer stands."""
    if place is None or place.minutes_after(book.clock) == 0:
        return entry
    past = tuple(Span(piece.start, min(piece.end, book.clock)) for piece in place.pieces if piece.start < book.clock)
    returned, stands = returned_rows(book, [task])
    # What was given for time that was worked stays charged; only days that nobody worked on come back.
    rows = _not_worked(returned, minutes=place.minutes_after(book.clock))
    stands = tuple(stand for stand in stands if any((row.block, row.day) == (stand.block, stand.day) for row in rows))
    others = repacked_work(book, rows, frozenset({task}), stands=stands)
    entry = entry.model_copy(update={"rows": rows, "stands": stands, "work": others})
    if not past:
        return entry.model_copy(update={"released": (task,)})
    return entry.model_copy(update={"work": (*work_stands(book, {task: WorkPlace(place.person, past)}), *others)})


def _not_worked(returned: Sequence[LedgerRow], *, minutes: int) -> tuple[LedgerRow, ...]:
    """Return what comes back for so many planned minutes that nobody worked: of blocks, then of spare, its last days first.

    A row's day stays when work moves, so spare of a later day may have been worked already.
    """
    rows = [row for row in returned if not row.exchanged and row.block is not None]
    left = minutes + sum(row.minutes for row in rows)
    for row in sorted((row for row in returned if row.block is None), key=lambda each: each.day, reverse=True):
        back = min(left, -row.minutes)
        if back > 0:
            rows.append(row.model_copy(update={"minutes": -back}))
            left -= back
    return tuple(rows)


def _room(book: Book, asked: AskedTask, place: WorkPlace) -> tuple[tuple[Span, ...], tuple[LedgerRow, ...]]:
    """Return room before the due time on the client's own minutes, else on spare inside the cap, and its charges.

    Where there is not enough for all of it, as much of it as there is room for, in grid steps.
    """
    promised = book.commitments[asked.id]
    if asked.due is None or instant_of(asked.due) <= book.clock:
        return (), ()
    booking = held_by_person(book, promised.client, task=asked, person=place.person, taken=Taken())
    if booking is not None:
        return _pieces_of(booking), tuple(rows_of(book, promised.client, [booking]))
    grid = book.team.workspace.grid_minutes
    best: tuple[tuple[Span, ...], tuple[LedgerRow, ...]] = (), ()
    # Less of it fits wherever more of it does, so the most is found by halving.
    fits, fails = 0, asked.effort_minutes + grid
    tried = asked.effort_minutes
    while tried > fits:
        found = _on_spare(book, asked.model_copy(update={"effort_minutes": tried}))
        if found is None:
            fails = tried
        else:
            best, fits = found, tried
        tried = fits + (fails - fits) // 2 // grid * grid
    return best


def _on_spare(book: Book, asked: AskedTask) -> tuple[tuple[Span, ...], tuple[LedgerRow, ...]] | None:
    """Return room for work on own minutes and spare inside the cap, and its charges; None where there is not as much."""
    client = book.commitments[asked.id].client
    inserted = insert(book, client, tasks=(asked,))
    if inserted is None:
        return None
    rows = charge(book, client, inserted)
    if cap_limit(book, client, rows, in_round=False) is not None:
        return None
    return inserted[0].place.pieces, tuple(rows)
