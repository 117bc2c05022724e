"""Work on spare gives way before anybody's own hours: to own work that would be late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from scheduler.calendars.spans import merged, total_minutes, within, without
from scheduler.domain.book import CHARGES
from scheduler.fairshare.book import Book
from scheduler.fairshare.dated_block import within_all
from scheduler.fairshare.insertion import free_in
from scheduler.fairshare.losses import ShortCell, share_loss
from scheduler.fairshare.relaying import Displaced, earliest_start, followers_ahead, group_of, latest_finish
from scheduler.fairshare.trial import Trial, as_it_stands, lift, place_late, replace, spare_minutes
from scheduler.units import FAR, ClientId, Instant, PersonId, Span, TaskId

Pieces = dict[TaskId, tuple[Span, ...]]
"""Pieces of work by task, sorted and disjoint."""


def is_on_spare(book: Book, task: TaskId) -> bool:
    """Say whether a commitment is funded by nothing but spare."""
    rows = book.commitments[task].rows
    charged = sum(row.minutes for row in rows if row.fund in CHARGES and not row.off_plan)
    return 0 < charged == spare_minutes(book, task)


def own_minutes_late(trial: Trial) -> int:
    """Return how many minutes on own hours are later than before: of work that is partly on spare, what is beyond that part."""
    return sum(trial.own_later(task) for task in trial.missing_before)


def replaced_on_spare(trial: Trial, displaced: Displaced) -> bool:
    """Put work on own hours inside its floor, where need be where work on spare stands now; say whether that worked."""
    until = trial.book.commitments[displaced.task].floor_at
    if replace(trial, displaced, until=until):
        return True
    for last in (False, True):
        tried = trial.copied()
        found = _placed_on_spare(tried, displaced, until=until, last=last)
        if found and own_minutes_late(tried) <= own_minutes_late(trial):
            return _placed_on_spare(trial, displaced, until=until, last=last)
    return False


def _placed_on_spare(trial: Trial, displaced: Displaced, *, until: Instant, last: bool) -> bool:
    lifted = _make_room(trial, displaced, until=until, last=last)
    found = replace(trial, displaced, until=until)
    for each in lifted:
        place_late(trial, each)
    return found


def place_own(trial: Trial, displaced: Displaced) -> None:
    """Put work elsewhere: inside its floor, else where work on spare stands, else by its due time, else later.

    Work on spare stays where own hours would lose more by its going, because of what comes after it. What comes after the work makes
    room for it too where own hours lose less by that.
    """
    if is_on_spare(trial.book, displaced.task):
        place_late(trial, displaced)
        return
    if replaced_on_spare(trial, displaced):
        return
    ways: list[Callable[[Trial, Displaced], None]] = [
        place_late,
        _place_late_on_spare,
        partial(_place_late_on_spare, last=True),
    ]
    if _followers(trial.book, displaced.task):
        ways.append(_place_with_followers)
    best, least = ways[0], -1
    # Work that stands late already is among what is late: without it nothing better can be had.
    others = own_minutes_late(trial) - trial.own_later(displaced.task)
    for way in ways:
        tried = trial.copied()
        way(tried, displaced)
        late = own_minutes_late(tried)
        if least < 0 or late < least:
            best, least = way, late
        if late <= others:
            break
    best(trial, displaced)


def _place_with_followers(trial: Trial, displaced: Displaced) -> None:
    """Lift what comes after the work, put the work where it finds a place then, and what comes after it behind it."""
    lifted = [lift(trial, each) for each in _followers(trial.book, displaced.task)]
    for each in (displaced, *lifted):
        if not replaced_on_spare(trial, each):
            _place_late_on_spare(trial, each)


def _followers(book: Book, task: TaskId) -> list[Displaced]:
    """Return the work that comes after a task, directly or not, in the order in which it stands; nothing of it has begun."""
    ahead = sorted(followers_ahead(book, task).items(), key=lambda each: (each[1].pieces[0].start, each[0]))
    return [Displaced(other, place.person, place.pieces, ()) for other, place in ahead]


def _place_late_on_spare(trial: Trial, displaced: Displaced, *, last: bool = False) -> None:
    lifted = _make_room(trial, displaced, until=trial.book.commitments[displaced.task].due, pushes=True, last=last)
    place_late(trial, displaced)
    for each in lifted:
        place_late(trial, each)


def _make_room(
    trial: Trial, displaced: Displaced, *, until: Instant, pushes: bool = False, last: bool = False
) -> Sequence[Displaced]:
    """Lift as much work on spare as displaced work needs before a moment, on the person on whom that helps it most.

    Parameters
    ----------
    last
        Whether only work after which no work on own hours comes is lifted: it makes none of that late.
    """
    book = trial.book
    displaced = as_it_stands(book, displaced)
    promised = book.commitments[displaced.task]
    latest = until if pushes else min(until, latest_finish(book, displaced.task))
    window = Span(earliest_start(book, displaced.task), latest)
    if window.start >= window.end:
        return ()
    sitting = promised.asked.one_sitting
    need = displaced.minutes
    if sitting:
        need += sum(span.minutes for span in within(displaced.kept, Span(book.clock, FAR)))
    best: tuple[int, int, Pieces] = (0, 0, {})
    for person in _people_for(book, displaced):
        spare = spare_pieces(book, person, window, leave_out=displaced.task)
        if last:
            spare = {task: pieces for task, pieces in spare.items() if not _own_work_waits(book, task)}
        free = free_in(book, person, window)
        if sitting:
            spare = room_for_a_sitting(free, spare, need)
            gain, cost = (need if spare else 0), sum(span.minutes for span in _all(spare))
        else:
            there = sum(span.minutes for span in free)
            cost = min(max(0, need - there), sum(span.minutes for span in _all(spare)))
            gain = min(need, there + cost)
        if cost and (gain, -cost) > (best[0], -best[1]):
            best = gain, cost, spare
    return give_way(trial, best[2], best[1])


def _own_work_waits(book: Book, task: TaskId) -> bool:
    return any(not is_on_spare(book, other) for other in followers_ahead(book, task))


def _people_for(book: Book, displaced: Displaced) -> Iterator[PersonId]:
    """Yield who may do displaced work: where some of it stays, only who does that."""
    promised = book.commitments[displaced.task]
    asked = promised.asked
    bound = bool(displaced.kept) or len(group_of(book, displaced.task)) > 1
    for person in sorted(book.team.people):
        if bound and person != displaced.person:
            continue
        if book.team.may_do(person, promised.client, skill=asked.skill, level=asked.level, pin=asked.person):
            yield person


def spare_pieces(book: Book, person: PersonId, window: Span, *, leave_out: TaskId | None = None) -> Pieces:
    """Return the pieces ahead of a person's work in a window that are funded by spare and stand in no block of their client."""
    ahead = Span(max(window.start, book.clock), window.end)
    if ahead.start >= ahead.end:
        return {}
    found: dict[TaskId, list[Span]] = {}
    for day in book.team.days_of(person, ahead):
        booked = book.accounts.on(person, day, team=book.team)
        working = book.team.working(person, day)
        for task, pieces in book.witness.on(person, day).items():
            if task in book.commitments and task != leave_out:
                own = merged(span for account in booked for span in account.booked.get(task, ()))
                found.setdefault(task, []).extend(without(within_all(within(merged(pieces), ahead), working), own))
    return {
        task: given
        for task, pieces in found.items()
        if (given := last_minutes(merged(pieces), spare_minutes(book, task), whole=False))
    }


def room_for_a_sitting(free: Sequence[Span], spare: Pieces, minutes: int) -> Pieces:
    """Return the work on spare that stands in the earliest stretch that is long enough without it; empty where there is none."""
    for run in merged([*free, *_all(spare)]):
        if run.minutes >= minutes:
            place = Span(run.start, run.start + minutes)
            return {task: inside for task, pieces in spare.items() if (inside := within(pieces, place))}
    return {}


def _all(pieces: Mapping[TaskId, tuple[Span, ...]]) -> list[Span]:
    return [span for each in pieces.values() for span in each]


def give_way(trial: Trial, found: Pieces, wanted: int) -> list[Displaced]:
    """Lift so many minutes of work on spare, the same share of each client's, and whole sittings where that is not enough."""
    book = trial.book
    claims: dict[ClientId, int] = {}
    for task, pieces in found.items():
        client = book.commitments[task].client
        claims[client] = claims.get(client, 0) + sum(piece.minutes for piece in pieces)
    wanted = min(wanted, sum(claims.values()))
    if wanted <= 0:
        return []
    grid = book.team.workspace.grid_minutes
    losses = dict(share_loss([ShortCell(0, wanted, claims)], guaranteed=claims, grid_minutes=grid).losses[0])
    lifted: list[Displaced] = []
    order = sorted(found, key=lambda each: (-book.commitments[each].due, each))
    for task in order:
        promised = book.commitments[task]
        gone = last_minutes(found[task], losses.get(promised.client, 0), whole=promised.asked.one_sitting)
        lifted += lifted_pieces(trial, task, gone)
        losses[promised.client] = losses.get(promised.client, 0) - sum(span.minutes for span in gone)
    left = wanted - sum(each.minutes for each in lifted)
    gone_already = {each.task for each in lifted}
    sittings = [task for task in order if book.commitments[task].asked.one_sitting and task not in gone_already]
    while left > 0 and sittings:
        # Of a client that has not given its share yet, and the shortest that is long enough.
        next_one = min(sittings, key=lambda each: _rank(book, each, found[each], left=left, losses=losses))
        sittings.remove(next_one)
        lifted += lifted_pieces(trial, next_one, found[next_one])
        left -= total_minutes(found[next_one])
    return lifted


def _rank(
    book: Book, task: TaskId, pieces: Sequence[Span], *, left: int, losses: Mapping[ClientId, int]
) -> tuple[bool, bool, int, Instant, TaskId]:
    minutes, promised = total_minutes(pieces), book.commitments[task]
    return losses.get(promised.client, 0) <= 0, minutes < left, minutes, -promised.due, task


def lifted_pieces(trial: Trial, task: TaskId, gone: Iterable[Span]) -> list[Displaced]:
    """Lift pieces of a task's work; none where there are no pieces."""
    spans = tuple(gone)
    if not spans:
        return []
    place = trial.book.witness.work[task]
    return [lift(trial, Displaced(task, place.person, spans, without(place.pieces, spans)))]


def last_minutes(pieces: Iterable[Span], minutes: int, *, whole: bool) -> tuple[Span, ...]:
    """Return the last so many minutes of pieces; all of them or none where the work is one sitting."""
    spans = sorted(pieces)
    if whole:
        return tuple(spans) if spans and sum(span.minutes for span in spans) <= minutes else ()
    found: list[Span] = []
    for span in reversed(spans):
        gone = min(minutes, span.minutes)
        if gone > 0:
            found.append(Span(span.end - gone, span.end))
            minutes -= gone
    return tuple(sorted(found))
