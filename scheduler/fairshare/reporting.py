"""Work as it is reported: an overrun is charged to its own client and moves nobody else (policy, "Actuals")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.calendars.spans import merged, within, without
from scheduler.domain.book import Entry, LedgerRow, Loss
from scheduler.fairshare.answers import work_stands
from scheduler.fairshare.book import Book
from scheduler.fairshare.charging import charge, merged_rows
from scheduler.fairshare.copying import copy_of, with_entry
from scheduler.fairshare.dated_block import BookError, booked_spans, whole_piece, within_all
from scheduler.fairshare.exchanging import exchanged_bookings
from scheduler.fairshare.giving_way import final_stands
from scheduler.fairshare.insertion import Inserted
from scheduler.fairshare.losing import last_work, stands_less
from scheduler.fairshare.off_plan import given_back, with_off_plan
from scheduler.fairshare.overrunning import ways_of_overrun
from scheduler.fairshare.own_later_work import later_work_in_the_way
from scheduler.fairshare.relaying import Displaced, earliest_start, first_fit, work_on
from scheduler.fairshare.repacking import repacked_work
from scheduler.fairshare.returning import given_for_work, returned_rows
from scheduler.fairshare.trial import LATE_MINUTES, Trial, lift, missing_when_due, place_late
from scheduler.fairshare.witness import WorkPlace
from scheduler.units import FAR, Instant, Span, TaskId


def report(book: Book, task: TaskId, *, remaining: int, worked: int | None = None, actor: str = "") -> Entry:
    """Enter what remains of a commitment.

    An overrun takes the client's own held minutes of the same person, then the time of its own later work that can be done in time on
    other held minutes, then spare inside the cap, before the due time. What finds no room stands after the due time, on the client's own
    minutes as far as these reach, or takes the time of later work, which moves on: whichever makes fewer of its client's minutes late,
    then what is done first. A sitting stands in one piece; its spare is outside the cap. What was worked beyond the plan is charged beside it.
    Where another client's work that comes after it would begin too early every way, what it takes longer has no time until the next plan.

    Parameters
    ----------
    remaining
        Minutes still to be done from the book's clock on; 0 where it is done.
    worked
        All minutes worked of it since it was promised, whenever they were planned; None: as reported before.

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
        worked={} if worked is None or worked == promised.worked else {task: worked},
    )
    planned = _planned_after_return(book, entry, task) or _planned_anew(book, entry, task, place)
    return book.append(with_off_plan(book, planned, task))


def _planned_after_return(book: Book, entry: Entry, task: TaskId) -> Entry | None:
    """Return the entry of a report by which less was worked than was charged, and more remains: what returns pays for that first.

    None where nothing returns.
    """
    back = given_back(book, entry, task) if entry.remaining[task] else None
    if back is None:
        return None
    scratch = copy_of(book)
    done = [scratch.append(back)]
    done.append(scratch.append(_planned_anew(scratch, entry, task, scratch.witness.work.get(task))))
    made = entry.model_copy(
        update={
            "rows": merged_rows(row for each in done for row in each.rows),
            "work": last_work(done),
            "stands": final_stands(scratch, done),
            "loss": done[-1].loss,
        }
    )
    return made if with_entry(book, made) else None


def _planned_anew(book: Book, entry: Entry, task: TaskId, place: WorkPlace | None) -> Entry:
    """Return the entry of a report with what changes of the plan: what is done stands no longer, what takes longer stands somewhere."""
    promised, remaining = book.commitments[task], entry.remaining[task]
    planned = 0 if place is None else place.minutes_after(book.clock)
    if not remaining:
        return _finished(book, entry, task, place)
    extra = remaining - planned
    if extra <= 0 or place is None or not _may_go_on(book, task, place):
        return entry
    if promised.asked.one_sitting:
        return _best(book, [_sits_again(book, entry, task, remaining=remaining, extra=extra)], task) or entry
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
    ways = ways_of_overrun(book, entry, asked, place.person, place)
    return _best(book, ways, task) or entry


def _best(book: Book, ways: Iterable[Entry], task: TaskId) -> Entry | None:
    """Return the way that makes fewest minutes late of its client, then the one in which the task is done first.

    What comes after the task moves with it. A way that puts it between what is held and what is booked of a block before its notice, which
    stands in one piece, is taken only where there is no other. None where no way can be entered into the book.
    """
    best: tuple[tuple[int, int, Instant], Entry] | None = None
    for each in ways:
        after = copy_of(book)
        try:
            way = with_followers(book, each, task)
            after.append(way)
        except BookError:
            # Own later work would stand on held time that nothing was given for: no way.
            continue
        late = sum(
            missing_when_due(after, other)
            for other, promised in after.commitments.items()
            if promised.client == book.commitments[task].client
        )
        cost = _broken_blocks(after, way.rows), late, after.witness.work[task].finish
        if best is None or cost < best[0]:
            best = cost, way
    return None if best is None else best[1]


def _broken_blocks(book: Book, rows: Sequence[LedgerRow]) -> int:
    """Return in how many of the blocks that rows charge, before their notice, other work stands between what is theirs."""
    broken = 0
    for block, day in dict.fromkeys((row.block, row.day) for row in rows):
        account = None if block is None else book.account_if_any(block, day)
        piece = None if account is None else whole_piece(account)
        if account is None or piece is None or account.fund_at(book.clock) != "own":
            continue
        mine = merged(booked_spans(account))
        broken += bool(without(within(work_on(book, account.block.person, day), piece), mine))
    return broken


def _may_go_on(book: Book, task: TaskId, place: WorkPlace) -> bool:
    """Say whether who does the work may go on with it: a client may have excluded them since."""
    promised = book.commitments[task]
    asked = promised.asked
    return book.team.may_do(place.person, promised.client, skill=asked.skill, level=asked.level)


def with_followers(book: Book, entry: Entry, task: TaskId) -> Entry:
    """Return an entry that also moves the client's own work that comes after a task, where it now begins too early.

    Raises
    ------
    BookError
        If work of another client comes after it and would begin too early: a report moves nothing of others.
    """
    copy, client = copy_of(book), book.commitments[task].client
    trial = Trial(copy)
    own_place = next((stand for stand in entry.work if stand.task == task), None)
    moved = frozenset(stand.task for stand in entry.work)
    displaced = [] if own_place is None else later_work_in_the_way(copy, task, own_place, but=moved)
    lifted = [lift(trial, each) for each in displaced]
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
                if promised.client != client:
                    raise BookError(f"'{other}' of '{promised.client}' would begin before '{before}' ends")
                reached.add(other)
                waiting.append(other)
                place_late(trial, Displaced(other, place.person, place.pieces, ()))
    if len(trial.done) == 1:
        return entry
    _close_gaps(trial)
    return entry.model_copy(
        update={
            "rows": merged_rows(row for each in trial.done for row in each.rows),
            "work": last_work(trial.done),
            "stands": final_stands(copy, trial.done),
            "loss": _late_now(
                book, _without_place(book, trial, task) | ({} if entry.loss is None else entry.loss.late)
            ),
        }
    )


def _close_gaps(trial: Trial) -> None:
    """Let what is booked in a block that other work has left stand together again, so that what is held is in one piece."""
    book = trial.book
    rows = [row for entry in trial.done for row in entry.rows if row.block is not None and not row.exchanged]
    broken = []
    for block, day in dict.fromkeys((row.block, row.day) for row in rows):
        account = book.account_if_any(str(block), day)
        piece = None if account is None else whole_piece(account)
        if account is None or piece is None or account.fund_at(book.clock) != "own":
            continue
        stands = merged([*account.held_spans, *booked_spans(account)])
        gaps = without([piece], stands)
        others = work_on(book, account.block.person, account.day)
        if gaps and not within_all(gaps, others):
            broken += [row for row in rows if (row.block, row.day) == (block, day)]
    work = repacked_work(book, broken, frozenset(), stands=())
    if work:
        trial.do(trial.entry(work=work, stands=final_stands(book, [trial.entry(rows=tuple(broken))])))


def _without_place(before: Book, trial: Trial, task: TaskId) -> dict[TaskId, int]:
    """Return the own later work that finds no place any more for all of it, with what is missing when due."""
    moved = sorted({stand.task for entry in trial.done for stand in entry.work} - {task})
    return {each: missing_when_due(trial.book, each) for each in moved if stands_less(before, trial.book, each)}


def _late_now(book: Book, late: dict[TaskId, int]) -> Loss | None:
    now = book.team.aware(book.clock)
    return Loss(person=None, from_=now, to=now, late=late) if late else None


def _sits_again(book: Book, entry: Entry, task: TaskId, *, remaining: int, extra: int) -> Entry:
    """Return the entry of a sitting that takes longer: what is left of it stands in one piece, by the due time where it can."""
    promised, place = book.commitments[task], book.witness.work[task]
    past = place.before(book.clock)
    future = within(place.pieces, Span(book.clock, FAR))
    start = earliest_start(book, task)
    pieces: tuple[Span, ...] | None = None
    for until in (promised.due, max(start, promised.due) + LATE_MINUTES):
        if pieces is None and start < until:
            window = Span(start, until)
            pieces = first_fit(book, place.person, remaining, window=window, one_sitting=True, own=future)
    if pieces is None:
        in_time = sum(span.minutes for span in within(future, Span(book.clock, max(book.clock + 1, promised.due))))
        return entry.model_copy(update={"loss": _late_now(book, {task: remaining - in_time})})
    left = Displaced(task, place.person, future, past)
    rows, stands = exchanged_bookings(book, left) if future else ((), ())
    until = max(promised.due, pieces[-1].end)
    asked = promised.asked.model_copy(update={"effort_minutes": extra, "due": book.team.aware(until)})
    more = charge(
        book, promised.client, [Inserted(asked, WorkPlace(place.person, pieces), ())], in_round=True, whole_days=True
    )
    whole = WorkPlace(place.person, merged([*past, *pieces]))
    return entry.model_copy(update={"rows": (*rows, *more), "stands": stands, "work": work_stands(book, {task: whole})})


def _finished(book: Book, entry: Entry, task: TaskId, place: WorkPlace | None) -> Entry:
    """Return the entry of work that is done: what was still planned of it no longer stands."""
    if place is None or place.minutes_after(book.clock) == 0:
        return entry
    past = place.before(book.clock)
    returned, stands = returned_rows(book, [task], worked=entry.worked)
    # What was given for time that was worked stays charged; only days that nobody worked on come back.
    rows = _not_worked(returned, minutes=place.minutes_after(book.clock))
    stands = tuple(stand for stand in stands if any((row.block, row.day) == (stand.block, stand.day) for row in rows))
    rows = (*rows, *given_for_work(book, [task], rows, worked=entry.worked))
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
    left = minutes + sum(row.minutes for row in rows if row.task is not None)
    for row in sorted((row for row in returned if row.block is None), key=lambda each: each.day, reverse=True):
        back = min(left, -row.minutes)
        if back > 0:
            rows.append(row.model_copy(update={"minutes": -back}))
            left -= back
    return tuple(rows)
